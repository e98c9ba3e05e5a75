import LaminaKit

extension Fields {
    /// An object inside the section, read by `read`; nil where it is absent or no object.
    mutating func group<Group>(_ key: String, _ summary: String, read: (inout Fields) -> Group) -> Group? {
        guard let value = node(key, .optional(.object), summary: summary), !value.isNull else { return nil }
        guard value.kind == .object else {
            report(Diagnostic(FieldCode.type, "\(subject): field '\(key)' must be an object, found \(value.snippet)", at: value.location))
            return nil
        }
        var inner = Fields(value, subject: "\(subject): \(key)", registry: registry)
        let group = read(&inner)
        inner.reportUnknownKeys()
        for diagnostic in inner.diagnostics { report(diagnostic) }
        return group
    }

    /// An array of names with their places. A name that stands twice is reported.
    mutating func names(_ key: String, _ summary: String) -> [PlacedName] {
        let names = strings(key, count: 0...DataLimits.csvColumns, default: [], summary)
        let places = node(key, .array(of: .string, count: 0...DataLimits.csvColumns), summary: summary)?.elements ?? []
        var seen: Set<String> = []
        return zip(names, places).map { name, place in
            if !seen.insert(name).inserted {
                report(Diagnostic(DataCode.columnDuplicate, "\(subject): field '\(key)' names '\(name)' twice", at: place.location))
            }
            return PlacedName(name, at: place.location)
        }
    }

    /// A code of this room at a field.
    mutating func report(_ code: DataCode, _ message: String, at key: String) {
        report(Diagnostic(code, "\(subject): \(message)", at: location(of: key)))
    }
}

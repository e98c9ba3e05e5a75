import LaminaKit

extension Fields {
    /// An object inside the section, read by `read`; nil where it is absent or no object.
    mutating func group<Group>(_ key: String, _ summary: String, read: (inout Fields) -> Group) -> Group? {
        guard let value = node(key, .optional(.object), summary: summary), !value.isNull else { return nil }
        return group(at: value, "field '\(key)'", subject: "\(subject): \(key)", read: read)
    }

    /// An object whose keys are free and whose values are objects, in the file's order; nil where it is absent.
    mutating func groups<Group>(_ key: String, _ summary: String, read: (inout Fields, PlacedName) -> Group) -> [Group]? {
        let type = FieldType.dictionary(of: .object)
        guard let value = node(key, .optional(type), summary: summary), !value.isNull else { return nil }
        guard value.kind == .object else {
            report(Diagnostic(FieldCode.type, "\(subject): field '\(key)' must be \(type), found \(value.snippet)", at: value.location))
            return nil
        }
        if value.members.isEmpty { report(.fieldNeeded, "'\(key)' must describe at least one", at: key) }
        return value.members.compactMap { member in
            group(at: member.value, "'\(member.key)' of '\(key)'", subject: "\(subject): \(key): '\(member.key)'") {
                read(&$0, PlacedName(member.key, at: member.keyLocation))
            }
        }
    }

    /// An array of objects; empty where it is absent.
    mutating func list<Group>(_ key: String, _ summary: String, read: (inout Fields) -> Group) -> [Group] {
        let type = FieldType.array(of: .object, count: 0...Fields.largestInteger)
        guard let value = node(key, type, isRequired: true, summary: summary) else { return [] }
        guard value.kind == .array else {
            report(Diagnostic(FieldCode.type, "\(subject): field '\(key)' must be \(type), found \(value.snippet)", at: value.location))
            return []
        }
        return value.elements.compactMap { group(at: $0, "an element of '\(key)'", subject: "\(subject): \(key)", read: read) }
    }

    private mutating func group<Group>(at value: JSONNode, _ name: String, subject inner: String, read: (inout Fields) -> Group) -> Group? {
        guard value.kind == .object else {
            report(Diagnostic(FieldCode.type, "\(subject): \(name) must be an object, found \(value.snippet)", at: value.location))
            return nil
        }
        var fields = Fields(value, subject: inner, registry: registry)
        let group = read(&fields)
        fields.reportUnknownKeys()
        for diagnostic in fields.diagnostics { report(diagnostic) }
        return group
    }

    /// A string with its place.
    mutating func placedName(_ key: String, _ summary: String) -> PlacedName {
        let name = string(key, summary)
        return PlacedName(name, at: location(of: key))
    }

    mutating func optionalPlacedName(_ key: String, _ summary: String) -> PlacedName? {
        let name = optionalString(key, summary)
        return name.map { PlacedName($0, at: location(of: key)) }
    }

    /// An array of names with their places. A name that stands twice is reported.
    mutating func names(_ key: String, count: ClosedRange<Int> = 0...DataLimits.csvColumns, _ summary: String) -> [PlacedName] {
        let names = strings(key, count: count, default: [], summary)
        let places = node(key, .array(of: .string, count: count), summary: summary)?.elements ?? []
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

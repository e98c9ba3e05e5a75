extension Diagnostic {
    /// The finding as an object; a member that does not apply is absent. Columns count bytes, and `endColumn` is the
    /// column after the last byte.
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("severity", .string(severity.rawValue)), ("code", .string(code)), ("message", .string(message)),
        ]
        members += Self.placeMembers(location, path: path)
        members.append(
            (
                "notes",
                .array(
                    notes.map { note in
                        .object([("message", .string(note.message))] + Self.placeMembers(note.location, path: nil))
                    })
            ))
        return .object(members)
    }

    private static func placeMembers(_ location: SourceLocation?, path: String?) -> [(String, JSONValue)] {
        guard let location else { return path.map { [("path", .string($0))] } ?? [] }
        let start = location.position
        let end = location.endPosition
        return [
            ("path", .string(location.text.path)),
            ("line", .integer(start.line)), ("column", .integer(start.column)),
            ("endLine", .integer(end.line)), ("endColumn", .integer(end.column)),
        ]
    }
}

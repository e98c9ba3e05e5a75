extension Diagnostic {
    /// The finding as one workflow command, `::error file=…,line=…,col=…,title=code::message`.
    var workflowCommand: String {
        var properties: [String] = []
        if let path { properties.append("file=" + Self.escapedProperty(path)) }
        if let position = location?.position {
            properties += ["line=\(position.line)", "col=\(position.column)"]
        }
        properties.append("title=" + Self.escapedProperty(code))
        let text = ([message] + notes.map { "note: " + Self.placed($0) }).joined(separator: "\n")
        return "::\(severity.rawValue) \(properties.joined(separator: ","))::\(Self.escapedData(text))"
    }

    private static func placed(_ note: Note) -> String {
        guard let location = note.location else { return note.message }
        let position = location.position
        return "\(note.message) (\(location.text.path):\(position.line):\(position.column))"
    }

    private static func escapedData(_ text: String) -> String {
        escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A"])
    }

    private static func escapedProperty(_ text: String) -> String {
        escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
    }

    private static func escaped(_ text: String, _ escapes: [Unicode.Scalar: String]) -> String {
        text.unicodeScalars.map { escapes[$0] ?? String($0) }.joined()
    }
}

/// The colours of the text format.
struct TextStyle {
    var isColored: Bool

    func bold(_ text: String) -> String { styled(text, "1") }
    func caret(_ text: String) -> String { styled(text, "1;32") }
    func severity(_ severity: Diagnostic.Severity) -> String {
        styled("\(severity.rawValue):", severity == .error ? "1;31" : "1;35")
    }
    func note() -> String { styled("note:", "1;36") }

    private func styled(_ text: String, _ code: String) -> String {
        isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

extension Diagnostic {
    /// The finding, its source line with a caret line, and its notes; each line ends with a line break.
    func text(style: TextStyle) -> String {
        var lines = [
            prefix(location, path: path, style: style) + style.severity(severity) + " "
                + style.bold(message.printable) + " [\(code.printable)]"
        ]
        if let excerpt = location.flatMap(Excerpt.init) {
            lines += [excerpt.line, excerpt.indentation + style.caret(excerpt.underline)]
        }
        for note in notes {
            lines.append(prefix(note.location, path: nil, style: style) + style.note() + " " + note.message.printable)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func prefix(_ location: SourceLocation?, path: String?, style: TextStyle) -> String {
        if let location {
            let position = location.position
            return style.bold("\(location.text.path.printable):\(position.line):\(position.column):") + " "
        }
        return path.map { style.bold($0.printable + ":") + " " } ?? ""
    }
}

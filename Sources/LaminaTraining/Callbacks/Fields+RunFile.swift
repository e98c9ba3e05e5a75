import LaminaKit

extension Fields {
    /// A file in the run's folder. A model file is not to write anywhere else, nor over what the run writes itself.
    ///
    /// - Parameter takesPlaceholders: whether `{…}` stands for a number; else it is a mistake.
    mutating func runFile(_ key: String, takesPlaceholders: Bool = false, _ summary: String) -> String {
        let path = string(key, summary)
        checkRunPath(path, key, takesPlaceholders: takesPlaceholders)
        return path
    }

    /// A folder in the run's folder; a slash at its end says nothing.
    mutating func runFolder(_ key: String, default defaultPath: String? = nil, _ summary: String) -> String {
        var path = string(key, default: defaultPath, summary)
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        checkRunPath(path, key, takesPlaceholders: false)
        return path
    }

    private mutating func checkRunPath(_ path: String, _ key: String, takesPlaceholders: Bool) {
        let parts = path.split(separator: "/").filter { $0 != "." }
        if path.isEmpty {
            report("'\(key)' must not be empty", at: key)
        } else if path.hasPrefix("/") {
            report("'\(key)' must be relative to the run's folder, found \"\(path)\"", at: key)
        } else if parts.contains("..") {
            report("'\(key)' must stay in the run's folder, without '..', found \"\(path)\"", at: key)
        } else if parts.isEmpty || path.hasSuffix("/") {
            report("'\(key)' must name a file, found \"\(path)\"", at: key)
        } else if parts.count == 1, RunFile(rawValue: String(parts[0])) != nil {
            report("'\(key)' must not be \"\(path)\", which the training itself writes", at: key)
        } else if !takesPlaceholders, let placeholder = path.placeholders.first {
            report("'\(key)' takes no placeholder, found {\(placeholder)}", at: key)
        }
    }
}

extension String {
    /// What stands in braces: `epoch` and `val_loss` of `{epoch}-{val_loss}.safetensors`.
    var placeholders: [String] {
        split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { piece in
            piece.firstIndex(of: "}").map { String(piece[..<$0]) }
        }
    }
}

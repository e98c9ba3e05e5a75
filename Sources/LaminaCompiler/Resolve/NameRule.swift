import LaminaSource

/// What a name may be: it becomes part of the names of weights and, a model's, a folder.
enum NameRule {
    static let maximumBytes = 128

    /// What is wrong with `name`, for a message; nil where nothing is.
    static func mistake(in name: String) -> String? {
        if name.isEmpty { return "a name must not be empty" }
        if name.utf8.count > maximumBytes { return "a name must have at most \(maximumBytes) bytes of UTF-8, found \(name.utf8.count)" }
        if name.printable != name || name.contains(where: { ":/".contains($0) }) {
            return "the name '\(name.printable)' must not hold ':', '/' or a control character"
        }
        return nil
    }

    static func mistake(inModelName name: String) -> String? {
        name == "." || name == ".." ? "the model's name becomes a folder: '\(name)' cannot be one" : mistake(in: name)
    }
}

/// What a name may be: it becomes part of the names of weights and, a model's, a folder.
enum NameRule {
    /// What is wrong with `name`, for a message; nil where nothing is.
    static func mistake(in name: String) -> String? {
        if name.isEmpty { return "a name must not be empty" }
        if name.contains(where: { ":/".contains($0) || $0.isNewline }) {
            return "the name '\(name)' must not hold ':', '/' or a line break"
        }
        return nil
    }

    static func mistake(inModelName name: String) -> String? {
        name == "." || name == ".." ? "the model's name becomes a folder: '\(name)' cannot be one" : mistake(in: name)
    }
}

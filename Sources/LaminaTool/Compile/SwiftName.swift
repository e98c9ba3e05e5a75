import LaminaSource

/// How names of files and ports become Swift's.
enum SwiftName {
    /// `weather-gru.json` becomes `WeatherGRU`.
    static func type(ofFile path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.hasSuffix(".json") ? String(file.dropLast(5)) : file
        let name = words(of: stem).map { word in
            let letters = word.prefix { $0.isLetter }
            return initialisms.contains(letters.lowercased()) ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst()
        }.joined()
        return canBegin(name) ? name : "Model\(name)"
    }

    /// `hour_sin` becomes `hourSin`; nil where nothing is left of the name.
    static func label(ofPort port: String) -> String? {
        let words = words(of: port)
        guard let first = words.first else { return nil }
        let start = first.allSatisfy { !$0.isLowercase } ? first.lowercased() : first.prefix(1).lowercased() + first.dropFirst()
        let label = start + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        if !canBegin(label) { return "port\(label.prefix(1).uppercased())\(label.dropFirst())" }
        return unusable.contains(label) ? "\(label)Value" : label
    }

    /// In backticks where Swift has the word for itself.
    static func escaped(_ name: String) -> String {
        keywords.contains(name) ? "`\(name)`" : name
    }

    /// What is wrong with a type's name; nil where nothing is.
    static func mistake(inType name: String) -> String? {
        let isName = name != "_" && (name.hasPrefix("_") || canBegin(name)) && name.unicodeScalars.allSatisfy(\.properties.isXIDContinue)
        if !isName { return "that is no name in Swift" }
        if keywords.contains(name) || taken.contains(name) { return "that name is taken" }
        return nil
    }

    /// Digits, and marks that join letters, stand inside of names only.
    private static func canBegin(_ name: String) -> Bool {
        name.unicodeScalars.first?.properties.isXIDStart ?? false
    }

    /// The runs of letters and digits.
    private static func words(of name: String) -> [String] {
        name.split { character in
            !character.unicodeScalars.allSatisfy { $0 != "_" && $0.properties.isXIDContinue }
        }.map(String.init)
    }

    /// Words that are written large, as their layers and networks are.
    private static let initialisms: Set<String> = ["bn", "cnn", "gru", "lstm", "mlp", "rnn", "vgg", "xor"]

    /// Members that every type has.
    private static let unusable: Set<String> = ["self", "init", "Self", "Type", "Protocol"]

    private static let keywords: Set<String> = [
        "actor", "any", "Any", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "consume", "continue", "copy",
        "default", "defer", "deinit", "do", "each", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if",
        "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol", "public", "repeat",
        "rethrows", "return", "self", "Self", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias",
        "var", "where", "while",
    ]

    /// Types that the generated code names.
    private static let taken: Set<String> = [
        "Float", "InlineArray", "Int", "LaminaRuntime", "LoadedModel", "MutableSpan", "PlanFile", "PlanFileError", "Prediction", "Protocol", "Result",
        "RunError", "Sendable", "Session", "Span", "StateSnapshot", "StaticString", "String", "Swift", "Type", "UInt64", "Weights",
    ]
}

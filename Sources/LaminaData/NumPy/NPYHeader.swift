/// The header of a .npy file: a dictionary as Python writes it, with the keys `descr`, `fortran_order` and `shape`.
struct NPYHeader {
    var type = ""
    var isFortranOrder = false
    var sizes: [Int] = []

    /// Nil where the text is none. Nothing but literals is understood.
    init?(_ text: Substring) {
        var scanner = Scanner(rest: text)
        var found: Set<String> = []
        guard scanner.skip("{") else { return nil }
        while !scanner.skip("}") {
            guard let key = scanner.string(), found.insert(key).inserted, scanner.skip(":") else { return nil }
            switch key {
            case "descr":
                guard let value = scanner.string() else { return nil }
                type = value
            case "fortran_order":
                guard let value = scanner.boolean() else { return nil }
                isFortranOrder = value
            case "shape":
                guard let value = scanner.tuple() else { return nil }
                sizes = value
            default: return nil
            }
            guard scanner.skip(",") || scanner.isAt("}") else { return nil }
        }
        guard found.count == 3, scanner.isAtEnd else { return nil }
    }

    private struct Scanner {
        var rest: Substring

        var isAtEnd: Bool { rest.allSatisfy(\.isWhitespace) }

        mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }

        mutating func isAt(_ character: Character) -> Bool {
            skipSpace()
            return rest.first == character
        }

        mutating func skip(_ character: Character) -> Bool {
            guard isAt(character) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func string() -> String? {
            guard let quote = ["'", "\""].first(where: { skip($0) }), let end = rest.firstIndex(of: quote) else { return nil }
            defer { rest = rest[rest.index(after: end)...] }
            let text = rest[..<end]
            return text.contains("\\") ? nil : String(text)
        }

        mutating func boolean() -> Bool? {
            for (word, value) in [("True", true), ("False", false)] where isAt(word.first!) && rest.hasPrefix(word) {
                rest = rest.dropFirst(word.count)
                return value
            }
            return nil
        }

        mutating func tuple() -> [Int]? {
            guard skip("(") else { return nil }
            var sizes: [Int] = []
            while !skip(")") {
                skipSpace()
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                guard let size = Int(digits), sizes.count < 64 else { return nil }
                rest = rest.dropFirst(digits.count)
                sizes.append(size)
                guard skip(",") || isAt(")") else { return nil }
            }
            return sizes
        }
    }
}

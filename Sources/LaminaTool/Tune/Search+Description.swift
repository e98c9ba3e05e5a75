import Lamina

extension Search {
    /// `units 16, rate 0.2`, each field by as few last words of its path as tell it from the others.
    func describe(_ trial: Trial) -> String {
        zip(columnNames, trial.values).map { "\($0) \($1.plainText)" }.joined(separator: ", ")
    }

    var columnNames: [String] {
        let words = file.axes.map { $0.path.split(separator: ".") }
        return words.map { own in
            let length = (1...max(own.count, 1)).first { length in
                words.count { $0.suffix(length).elementsEqual(own.suffix(length)) } == 1
            }
            return own.suffix(length ?? own.count).joined(separator: ".").printable
        }
    }
}

extension JSONValue {
    /// As a person writes it in a sentence or a table, whole objects in about 40 characters.
    var plainText: String {
        switch self {
        case .string(let text): return text.printable
        case .number(let number): return number.formatted(significant: 6)
        default:
            let text = serialized(pretty: false).printable
            return text.count > 40 ? text.prefix(39) + "…" : text
        }
    }
}

import LaminaSource

/// The way to one field of a model file: `layers.gru.units`, `fit.callbacks.0.patience`.
struct ModelPath: Sendable {
    enum Step: Sendable, Equatable {
        case key(String)
        case index(Int)
    }

    let text: String
    let steps: [Step]
    /// The first key on the way that the model file does not have; nil where it has all.
    let added: String?

    /// The sections of which a search may change something. The others name the model or say what must stay as it is.
    static let sections = ["inputs", "layers", "training", "fit", "data"]

    /// Deeper than any model; names with dots have several.
    private static let maximumParts = 200

    /// - Parameter model: the model file's outermost value.
    /// - Throws: `Mistake` where the path leads nowhere.
    init(_ text: String, in model: JSONValue) throws(Mistake) {
        var walk = Walk(text)
        let section = walk.rest.prefix { $0 != "." }
        guard Self.sections.contains(String(section)) else {
            let suggestion = Suggestion.closest(to: String(section), in: Self.sections)
            throw Mistake(
                "a search changes fields of \(Self.sections.joined(separator: ", ")), not of '\(section)'", suggestion.map { "did you mean '\($0)'?" })
        }
        guard text.utf8.count(where: { $0 == UInt8(ascii: ".") }) < Self.maximumParts else {
            throw Mistake("the path has more than \(Self.maximumParts) parts")
        }
        try walk.follow(model)
        self.text = text
        steps = walk.steps
        added = walk.added
    }

    struct Mistake: Error {
        let message: String
        let remedy: String?

        init(_ message: String, _ remedy: String? = nil) {
            self.message = message
            self.remedy = remedy
        }
    }

    /// Whether what stands at this path is a part of what stands at the other one.
    func isInside(_ other: ModelPath) -> Bool {
        steps.count > other.steps.count && steps.starts(with: other.steps)
    }
}

/// A path while its text is followed into the model. Names with dots are found too: of all that fit, the longest counts.
private struct Walk {
    var rest: Substring
    var steps: [ModelPath.Step] = []
    var added: String?
    private var walked = ""
    private var isAtEnd = false

    init(_ text: String) {
        rest = text[...]
    }

    mutating func follow(_ value: JSONValue?) throws(ModelPath.Mistake) {
        guard !rest.isEmpty else { throw Self.emptyPart }
        let next: JSONValue?
        switch value {
        case .object(let members):
            let found = longest(members.map(\.0))
            next = found.flatMap { value?[$0] }
            if let found { try step(.key(found), length: found.count) } else { try addKey() }
        case .array(let elements):
            let index = try element(of: elements)
            next = elements[index]
        // A component that is named alone has all its fields as they are by default.
        case nil, .null, .string:
            next = nil
            try addKey()
        case .integer, .number, .boolean:
            throw ModelPath.Mistake("\(here) is \(value?.serialized(pretty: false) ?? ""), which has no fields")
        }
        if !isAtEnd { try follow(next) }
    }

    private static let emptyPart = ModelPath.Mistake("the path has an empty part")

    private mutating func addKey() throws(ModelPath.Mistake) {
        let key = String(rest.prefix { $0 != "." })
        guard !key.isEmpty else { throw Self.emptyPart }
        added = added ?? key
        try step(.key(key), length: key.count)
    }

    private mutating func element(of elements: [JSONValue]) throws(ModelPath.Mistake) -> Int {
        let names = elements.map { $0["name"]?.text }
        if let name = longest(names.compactMap { $0 }), let index = names.firstIndex(of: name) {
            try step(.index(index), length: name.count)
            return index
        }
        let word = String(rest.prefix { $0 != "." })
        guard !word.isEmpty else { throw Self.emptyPart }
        if let index = Int(word), elements.indices.contains(index), String(index) == word {
            try step(.index(index), length: word.count)
            return index
        }
        let known = names.compactMap { $0 }
        let remedy =
            Suggestion.closest(to: word, in: known).map { "did you mean '\($0)'?" }
            ?? "an element is found by its \"name\" or by its number from 0 on; there \(elements.count == 1 ? "is" : "are") \(elements.count)"
                + (known.isEmpty ? "" : ": \(known.joined(separator: ", "))")
        throw ModelPath.Mistake("\(here) has no '\(word)'", remedy)
    }

    private var here: String { "'\(walked.dropLast())'" }

    private func longest(_ names: [String]) -> String? {
        names.filter { !$0.isEmpty && (rest == $0 || rest.hasPrefix($0 + ".")) }.max { $0.count < $1.count }
    }

    private mutating func step(_ step: ModelPath.Step, length: Int) throws(ModelPath.Mistake) {
        steps.append(step)
        walked += rest.prefix(length) + "."
        rest = rest.dropFirst(length)
        isAtEnd = rest.isEmpty
        rest = rest.dropFirst()
    }
}

extension JSONValue {
    fileprivate var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value with another one at the end of the steps. Objects on the way are made; a name becomes the component's object. Nil where an
    /// element or a plain value is in the way.
    func setting(_ steps: ArraySlice<ModelPath.Step>, to value: JSONValue) -> JSONValue? {
        guard let step = steps.first else { return value }
        switch (step, self) {
        case (.key(let key), .object(var members)):
            let place = members.firstIndex { $0.0 == key }
            guard let inner = (place.map { members[$0].1 } ?? .null).setting(steps.dropFirst(), to: value) else { return nil }
            if let place { members[place].1 = inner } else { members.append((key, inner)) }
            return .object(members)
        case (.key, .null): return JSONValue.object([]).setting(steps, to: value)
        case (.key, .string): return JSONValue.object([("type", self)]).setting(steps, to: value)
        case (.index(let index), .array(var elements)):
            guard elements.indices.contains(index), let inner = elements[index].setting(steps.dropFirst(), to: value) else { return nil }
            elements[index] = inner
            return .array(elements)
        default: return nil
        }
    }
}

import LaminaKit

/// `"text"`: a column of text becomes word numbers, with the names and defaults of Keras's `TextVectorization`.
struct TextSection: Sendable {
    let rule: TextRule
    /// The two reserved words among them; nil for all.
    let maximumWords: Int?
    /// The words of one text; nil where the rows are words.
    let length: Int?

    init(from fields: inout Fields) {
        maximumWords = fields.optionalInteger(
            "max_tokens", in: 3...Fields.largestInteger,
            "The size of the vocabulary with 0 for no word and 1 for an unknown one: the 'input_dim' of an Embedding. Null for all words of the training part.")
        rule = TextRule(from: &fields)
        length = fields.optionalInteger(
            "output_sequence_length", in: 1...Fields.largestInteger, "The words of one text: longer ones are cut at the end, shorter ones filled with 0.")
    }

    /// What holds where a source of words says nothing else.
    static let standard = {
        var fields = Fields(describing: "text", registry: DataPack.registry)
        return TextSection(from: &fields)
    }()

    /// How a source reads the column.
    func content(of source: any DataSource) -> ColumnRequest.Content {
        type(of: source).textColumn == nil ? .text : .words(rule)
    }

    var width: Int { length ?? 1 }

    var json: JSONValue {
        [
            "max_tokens": maximumWords.map { .integer($0) } ?? .null, "standardize": rule.standardize.map { .string($0.rawValue) } ?? .null,
            "split": .string(rule.split.rawValue), "output_sequence_length": length.map { .integer($0) } ?? .null,
        ]
    }
}

import LaminaKit

/// What one input of the model is given.
struct InputSection: Sendable {
    /// The model's input by name; nil where the section describes the only one.
    let port: PlacedName?
    let columns: [PlacedName]
    let cut: RowCut
    /// Where the only column is text.
    let text: TextSection?
    let isNormalized: Bool
    private let places: [String: SourceLocation]

    /// The section itself, where it describes the only input; or one of its `inputs`.
    init(from fields: inout Fields, port: PlacedName? = nil) {
        self.port = port
        columns = fields.names("columns", "The columns that the model is given, in this order.")
        var length: SourceLocation?
        let window = fields.group("window", "The rows that make one example; without it, each row is one.") { fields in
            length = fields.location(of: "length")
            return WindowSection(from: &fields)
        }
        let sequence = fields.group("sequence", "Rows of one key make one example: sequences of different lengths, padded to one.") { fields in
            length = fields.location(of: "length")
            return SequenceSection(from: &fields)
        }
        text = fields.group("text", "The column is text: its words become numbers.", read: TextSection.init)
        isNormalized =
            port == nil || fields.boolean("normalize", default: true, "Normalise these columns as the section says; false leaves them as they are.")
        if window != nil, sequence != nil {
            fields.report(.fieldInapplicable, "'window' and 'sequence' exclude each other: a sequence is taken whole", at: "sequence")
        }
        if text != nil, columns.count > 1 {
            fields.report(.fieldInapplicable, "only one column can be the text of an input, found \(columns.count)", at: "columns")
        }
        cut = sequence.map { .sequence($0) } ?? window.map { .window($0) } ?? .row
        var places = Dictionary(
            uniqueKeysWithValues: ["columns", "window", "sequence", "text", "normalize"].compactMap { key in fields.location(of: key).map { (key, $0) } })
        places["length"] = length
        self.places = places
    }

    /// Where a field's value stands, the object where it is absent; `length` is that of the window or sequence.
    func location(of key: String) -> SourceLocation? { places[key] }

    /// Where what makes the rows an example stands.
    var cutKey: String {
        switch cut {
        case .row: "columns"
        case .window: "window"
        case .sequence: "sequence"
        }
    }

    private init(_ other: InputSection, columns: [PlacedName], text: TextSection?) {
        port = other.port
        cut = other.cut
        isNormalized = other.isNormalized
        places = other.places
        self.columns = columns
        self.text = text
    }

    /// The same with the only column of a source of words.
    func reading(words column: String) -> InputSection {
        InputSection(self, columns: columns.isEmpty ? [PlacedName(column)] : columns, text: text ?? .standard)
    }

    /// The sizes of one example.
    var sizes: [Int] { cut.sizes(columnCount: columnCount, isText: text != nil) }

    /// The numbers that a row becomes.
    var columnCount: Int { text?.width ?? columns.count }

    /// How messages name it.
    var subject: String { port.map { "input '\($0.name)'" } ?? "the input" }
}

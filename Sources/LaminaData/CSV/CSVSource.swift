import LaminaKit

/// A CSV file with a header row.
struct CSVSource: TextFileSource {
    static let typeName = "csv"
    static let summary = "A CSV file (RFC 4180) with a header row; one example or time step a row."

    let file: PlacedName
    let testFile: PlacedName?
    let missing: MissingPolicy
    let delimiter: Delimiter
    let hasQuotes: Bool
    let text: SourceText?

    enum Delimiter: String, CaseIterable, Sendable {
        case comma = ","
        case semicolon = ";"
        case tab = "\t"

        var byte: UInt8 { rawValue.utf8.first! }
    }

    init(from fields: inout Fields) {
        file = fields.placedName("file", "The file, relative to the model file's folder.")
        testFile = fields.optionalPlacedName("test_file", "A file of the same columns that is the test part, where it is kept apart.")
        missing = fields.choice(
            "missing", default: .error,
            "What happens where a cell is empty, NA, null or NaN: an error, a straight line between its neighbours in time, the row left out, or 0.")
        delimiter = fields.choice("delimiter", default: .comma, "What stands between two fields.")
        hasQuotes = fields.boolean(
            "quotes", default: true, "Whether a field may be quoted (RFC 4180); false where a quote is a character like others, as in tab-separated texts.")
        text = nil
    }

    init(_ text: SourceText, missing: MissingPolicy = .error, delimiter: Delimiter = .comma, hasQuotes: Bool = true) {
        file = PlacedName(text.path)
        testFile = nil
        self.text = text
        self.missing = missing
        self.delimiter = delimiter
        self.hasQuotes = hasQuotes
    }

    func reading(_ text: SourceText) -> (any DataSource)? {
        CSVSource(text, missing: missing, delimiter: delimiter, hasQuotes: hasQuotes)
    }

    func table(_ text: SourceText, _ request: DataRequest) throws(DiagnosticFailure) -> Table {
        try CSVTableReader.read(text, request: request, missing: missing, delimiter: delimiter.byte, hasQuotes: hasQuotes)
    }
}

/// What stands in for a missing cell.
enum MissingPolicy: String, CaseIterable, Sendable {
    case error, interpolate, drop, zero

    /// Fills the gaps (NaN) of some rows of a column: on a straight line between the nearest values on both sides, with the nearest value
    /// before the first and after the last. Rows without any value stay as they are.
    static func interpolate(_ values: inout [Double], in rows: Range<Int>) {
        var last: Int?
        for index in rows where !values[index].isNaN {
            let gap = (last.map { $0 + 1 } ?? rows.lowerBound)..<index
            for missing in gap {
                if let last {
                    let share = Double(missing - last) / Double(index - last)
                    values[missing] = values[last] * (1 - share) + values[index] * share
                } else {
                    values[missing] = values[index]
                }
            }
            last = index
        }
        guard let last else { return }
        for missing in (last + 1)..<rows.upperBound { values[missing] = values[last] }
    }
}

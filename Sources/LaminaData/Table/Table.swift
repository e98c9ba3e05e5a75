import LaminaKit

/// A column that the section needs from a table.
public struct ColumnRequest: Sendable {
    /// How the cells are read.
    public enum Content: Sendable, Hashable {
        case number
        /// ISO 8601, read as seconds since 1970-01-01 UTC.
        case time
        /// One of these names, read as its index.
        case label([String])
        /// Any text, read as its place in the table's `texts`.
        case text
        /// The words of a source that is one text, a row each, read in the same way.
        case words(TextRule)

        var isText: Bool {
            switch self {
            case .text, .words: true
            case .number, .time, .label: false
            }
        }
    }

    public let name: String
    public let content: Content
    /// Where the model file names the column.
    public let location: SourceLocation?

    public init(name: String, content: Content, location: SourceLocation? = nil) {
        self.name = name
        self.content = content
        self.location = location
    }
}

/// The requested columns of a table, row by row in the file's order.
public struct Table: Sendable {
    public let rowCount: Int
    /// One array for each request, in its order. NaN marks a row that has no value and must be left out.
    public let values: [[Double]]
    /// The different texts that stand in columns of text.
    public let texts: [String]
    /// Where each row begins in the file, for messages; empty where there is no text.
    let rows: [SourceRange]
    let text: SourceText?

    public init(rowCount: Int, values: [[Double]], texts: [String] = []) {
        self.init(rowCount: rowCount, values: values, texts: texts, rows: [], text: nil)
    }

    init(rowCount: Int, values: [[Double]], texts: [String], rows: [SourceRange], text: SourceText?) {
        precondition(values.allSatisfy { $0.count == rowCount })
        self.rowCount = rowCount
        self.values = values
        self.texts = texts
        self.rows = rows
        self.text = text
    }

    /// The text that a value of a column of text stands for; nil where there is none.
    func text(numbered value: Double) -> String? {
        guard let index = Int(exactly: value), texts.indices.contains(index) else { return nil }
        return texts[index]
    }

    func textUnknown(_ value: Double, column: String, at location: SourceLocation?) -> Diagnostic {
        let message = "data: column '\(column)': the source gives the number \(value) for a text, but it has \(texts.count) texts, counted from 0"
        return Diagnostic(DataCode.textUnknown, message, at: location, path: text?.path)
    }

    func location(ofRow row: Int) -> SourceLocation? {
        rows.indices.contains(row) ? text?.location(rows[row]) : nil
    }
}

/// How much is held in memory. Files of numbers that are not compressed are mapped, and have no limit.
enum DataLimits {
    static let csvBytes = 64 << 20
    /// Of a compressed file or archive's member, once unpacked.
    static let unpackedBytes = 256 << 20
    static let csvColumns = 16_384
    static let csvRows = 1 << 24
    /// Values of a whole table, rows times columns.
    static let values = 1 << 26
    /// Mistakes reported of one file.
    static let mistakes = 20
}

import LaminaKit

/// A plain text as a table of one column, a word a row.
struct TextSource: TextFileSource {
    static let typeName = "text"
    static let summary = "A plain text (UTF-8) of which each word is a row: windows of words, and the word after each as target."
    static let textColumn: String? = "word"

    let file: PlacedName
    let testFile: PlacedName?
    let isJoined: Bool
    let text: SourceText?

    init(from fields: inout Fields) {
        file = fields.placedName("file", "The file, relative to the model file's folder.")
        testFile = fields.optionalPlacedName("test_file", "A file that is the test part, where it is kept apart.")
        isJoined = fields.boolean("across_lines", default: true, "Whether windows reach over the ends of lines; false where each line stands on its own.")
        text = nil
    }

    init(_ text: SourceText, isJoined: Bool) {
        file = PlacedName(text.path)
        testFile = nil
        self.isJoined = isJoined
        self.text = text
    }

    func reading(_ text: SourceText) -> (any DataSource)? { TextSource(text, isJoined: isJoined) }

    func table(_ text: SourceText, _ request: DataRequest) throws(DiagnosticFailure) -> Table {
        try table(text, request, maximumWords: DataLimits.csvRows)
    }

    /// - Parameter maximumWords: how many rows are held.
    func table(_ text: SourceText, _ request: DataRequest, maximumWords: Int) throws(DiagnosticFailure) -> Table {
        var diagnostics = Diagnostics()
        var pool = TextPool()
        var words: [Double] = []
        var rows: [SourceRange] = []
        for column in request.columns where column.name != Self.textColumn {
            diagnostics.report(
                Diagnostic(
                    DataCode.columnUnknown, "data: a text has one column, '\(Self.textColumn!)', found '\(column.name)'", at: column.location, path: text.path))
        }
        guard case .words(let rule)? = request.columns.first?.content else {
            diagnostics.report(Diagnostic(DataCode.columnUnknown, "data: the words of a text are no numbers", at: request.columns.first?.location, path: text.path))
            throw DiagnosticFailure(diagnostics: diagnostics.all)
        }
        var line = 1
        for (word, range) in rule.words(in: text.bytes, from: text.bytes.startOfText) {
            let place = SourceRange(lowerBound: range.lowerBound, upperBound: range.upperBound)
            if !isJoined {
                let here = text.position(of: range.lowerBound).line
                if here != line, !words.isEmpty {
                    words.append(.nan)
                    rows.append(place)
                }
                line = here
                // The end of a line is a character too.
                if text.bytes[range.lowerBound] == .lineFeed || text.bytes[range.lowerBound] == .carriageReturn { continue }
            }
            guard let word else {
                diagnostics.report(Diagnostic(DataCode.textEncoding, "the word is not UTF-8", at: text.location(place)))
                if diagnostics.errorCount < DataLimits.mistakes { continue } else { break }
            }
            guard words.count < maximumWords else {
                diagnostics.report(Diagnostic(DataCode.tooLarge, "the text has more than \(words.count) words: more than can be held", at: text.location(place)))
                break
            }
            words.append(Double(pool.index(of: word)))
            rows.append(place)
        }
        try diagnostics.throwIfErrors()
        return Table(rowCount: words.count, values: request.columns.map { _ in words }, texts: pool.texts, rows: rows, text: text)
    }
}

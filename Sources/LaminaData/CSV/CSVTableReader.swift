import LaminaKit

/// Reads the requested columns of a CSV text.
struct CSVTableReader {
    private let text: SourceText
    private let missing: MissingPolicy
    private let delimiter: UInt8
    private var scanner: CSVScanner
    private var diagnostics = Diagnostics()
    private var header: [String] = []
    private var headerRange = SourceRange(lowerBound: 0, upperBound: 0)
    /// The requests with the place of each one's cells in a record.
    private var columns: [(request: ColumnRequest, index: Int)] = []
    private var values: [[Double]] = []
    private var rows: [SourceRange] = []
    private var texts = TextPool()
    /// The place in `columns` of the one whose equal values keep rows together.
    private let key: Int?

    static func read(
        _ text: SourceText, request: DataRequest, missing: MissingPolicy, delimiter: UInt8, hasQuotes: Bool
    ) throws(DiagnosticFailure) -> Table {
        var reader = CSVTableReader(text: text, missing: missing, delimiter: delimiter, hasQuotes: hasQuotes, key: request.key)
        do throws(CSVScanner.Mistake) {
            try reader.readHeader()
            reader.findColumns(request)
            if !reader.diagnostics.hasErrors { try reader.readRows() }
        } catch {
            reader.report(error.code, error.message, error.range)
        }
        if missing == .interpolate, !reader.diagnostics.hasErrors { reader.interpolate() }
        try reader.diagnostics.throwIfErrors()
        return Table(rowCount: reader.rows.count, values: reader.values, texts: reader.texts.texts, rows: reader.rows, text: text)
    }

    private init(text: SourceText, missing: MissingPolicy, delimiter: UInt8, hasQuotes: Bool, key: Int?) {
        self.text = text
        self.key = key
        self.missing = missing
        self.delimiter = delimiter
        scanner = CSVScanner(bytes: text.bytes, delimiter: delimiter, hasQuotes: hasQuotes)
    }

    private mutating func report(_ code: DataCode, _ message: String, _ range: SourceRange, notes: [Diagnostic.Note] = []) {
        diagnostics.report(Diagnostic(code, message, at: text.location(range), notes: notes))
    }

    private mutating func readHeader() throws(CSVScanner.Mistake) {
        guard try scanner.readRecord() else {
            report(.csvHeader, "the file is empty: its first row must name the columns", scanner.record)
            return
        }
        headerRange = scanner.record
        var places: [String: SourceRange] = [:]
        for field in scanner.fields {
            guard let name = scanner.string(field) else {
                report(.csvEncoding, "a column's name is not UTF-8", field.content)
                continue
            }
            if let first = places[name] {
                report(
                    .csvHeaderDuplicate, "two columns are named '\(name)'", field.content,
                    notes: [Diagnostic.Note("the first one is here", at: text.location(first))])
            }
            places[name] = field.content
            header.append(name)
        }
    }

    private mutating func findColumns(_ request: DataRequest) {
        guard !diagnostics.hasErrors else { return }
        let places = Dictionary(uniqueKeysWithValues: header.enumerated().map { ($1, $0) })
        let note = Diagnostic.Note(namesOfColumns, at: text.location(headerRange))
        for column in request.columns {
            if let index = places[column.name] {
                columns.append((column, index))
            } else {
                var notes = [note]
                if let suggestion = Suggestion.closest(to: column.name, in: header) {
                    notes.insert(Diagnostic.Note("did you mean '\(suggestion)'?"), at: 0)
                }
                diagnostics.report(
                    Diagnostic(
                        DataCode.columnUnknown, "data: the file '\(text.path)' has no column '\(column.name)'", at: column.location,
                        path: text.path, notes: notes))
            }
        }
        for derived in request.derivedNames where places[derived.name] != nil {
            diagnostics.report(
                Diagnostic(
                    DataCode.columnDuplicate, "data: the file has a column '\(derived.name)' already: give the derived one another name",
                    at: derived.location, path: text.path, notes: [note]))
        }
        values = Array(repeating: [], count: columns.count)
    }

    /// The header in words; of a header that is one column, whether another delimiter would cut it.
    private var namesOfColumns: String {
        if header.count == 1, let name = header.first, let other = CSVSource.Delimiter.allCases.first(where: { $0.byte != delimiter && name.utf8.contains($0.byte) }) {
            let shown = other == .tab ? "\\t" : other.rawValue
            return "the file's only column is '\(name)': say \"delimiter\": \"\(shown)\" in the data source"
        }
        let shown = header.prefix(Self.namedColumns)
        return "the file's columns are \(shown.joined(separator: ", "))\(shown.count < header.count ? " and \(header.count - shown.count) more" : "")"
    }

    private static let namedColumns = 20

    private mutating func readRows() throws(CSVScanner.Mistake) {
        while diagnostics.errorCount < DataLimits.mistakes, try scanner.readRecord() {
            guard scanner.fields.count == header.count else {
                reportRagged()
                continue
            }
            guard rows.count < DataLimits.csvRows, rows.count * columns.count < DataLimits.values else {
                report(.tooLarge, "the file has more than \(rows.count) rows: more than can be held", scanner.record)
                return
            }
            rows.append(scanner.record)
            for (position, column) in columns.enumerated() {
                values[position].append(read(scanner.fields[column.index], as: column.request))
            }
        }
    }

    private mutating func reportRagged() {
        let count = scanner.fields.count
        let isBlank = scanner.record.lowerBound == scanner.record.upperBound
        let end = SourceRange(lowerBound: scanner.record.upperBound, upperBound: scanner.record.upperBound)
        report(
            .csvRagged,
            isBlank ? "a blank line: expected \(header.count) fields" : "expected \(header.count) fields, found \(count)",
            count > header.count ? scanner.fields[header.count].content : end,
            notes: [Diagnostic.Note("the header names \(header.count) columns", at: text.location(headerRange))])
    }

    /// A cell's value: NaN where it is missing and may be, or after a report.
    private mutating func read(_ field: CSVScanner.Field, as request: ColumnRequest) -> Double {
        let bytes = text.bytes[field.content.lowerBound..<field.content.upperBound]
        if request.content == .number, let number = DecimalNumber.parse(bytes) {
            guard number.magnitude <= Double(Float.greatestFiniteMagnitude) else {
                report(.csvNumber, "column '\(request.name)': \(found(field)) is too large for a 32-bit float", field.content)
                return .nan
            }
            return number
        }
        if request.content.isText {
            guard let cell = scanner.string(field) else { return reportEncoding(field, as: request) }
            return Double(texts.index(of: cell))
        }
        if Self.isMissing(bytes) { return readMissing(field, as: request) }
        switch request.content {
        case .text, .words: break
        case .number:
            report(.csvNumber, "column '\(request.name)': expected a number, found \(found(field))", field.content)
        case .time:
            if let time = Timestamp.parse(bytes) { return time }
            report(
                .csvTime, "column '\(request.name)': expected a time such as 2013-01-01T06 (ISO 8601), found \(found(field))",
                field.content)
        case .label(let names):
            guard let label = scanner.string(field) else { return reportEncoding(field, as: request) }
            if let index = names.firstIndex(of: label) { return Double(index) }
            report(.csvLabel, "column '\(request.name)': expected one of the classes, found \(found(field))", field.content)
        }
        return .nan
    }

    private mutating func reportEncoding(_ field: CSVScanner.Field, as request: ColumnRequest) -> Double {
        report(.csvEncoding, "column '\(request.name)': the field is not UTF-8", field.content)
        return .nan
    }

    private mutating func readMissing(_ field: CSVScanner.Field, as request: ColumnRequest) -> Double {
        switch (missing, request.content) {
        case (.zero, .number): return 0
        case (.drop, _), (.interpolate, .number), (.interpolate, .time): return .nan
        default:
            report(
                .csvMissing, "column '\(request.name)': a value is missing", field.content,
                notes: [Diagnostic.Note("\"missing\" in the data source says what to do then: interpolate, drop or zero")])
            return .nan
        }
    }

    /// Fills the gaps of each column, within the rows of one key where there is one.
    private mutating func interpolate() {
        let runs = key.map { values[$0].runs } ?? [rows.indices]
        for (position, column) in columns.enumerated() {
            for run in runs where diagnostics.errorCount < DataLimits.mistakes {
                MissingPolicy.interpolate(&values[position], in: run)
                guard let first = run.first, values[position][first].isNaN else { continue }
                report(
                    .csvMissing, "column '\(column.request.name)' has no value at all\(key == nil ? "" : " in this sequence"): nothing to interpolate between",
                    key == nil ? headerRange : rows[first])
            }
        }
    }

    private func found(_ field: CSVScanner.Field) -> String {
        let maximum = 40
        let upper = min(field.content.upperBound, field.content.lowerBound + maximum)
        let shown = text.string(in: SourceRange(lowerBound: field.content.lowerBound, upperBound: upper))
        return "\"\(shown)\(upper < field.content.upperBound ? "…" : "")\""
    }

    private static func isMissing(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count <= 4 else { return false }
        return bytes.isEmpty || ["na", "nan", "null"].contains(String(decoding: bytes, as: UTF8.self).lowercased())
    }
}

import LaminaKit

/// A CSV file with a header row.
struct CSVSource: DataSource {
    static let typeName = "csv"
    static let summary = "A CSV file (RFC 4180) with a header row; one example or time step a row."
    static let form = DataForm.table

    let file: PlacedName
    let missing: MissingPolicy
    let delimiter: Delimiter

    enum Delimiter: String, CaseIterable, Sendable {
        case comma = ","
        case semicolon = ";"
        case tab = "\t"

        var byte: UInt8 { rawValue.utf8.first! }
    }

    init(from fields: inout Fields) {
        file = PlacedName(fields.string("file", "The file, relative to the model file's folder."), at: fields.location(of: "file"))
        missing = fields.choice(
            "missing", default: .error,
            "What happens where a cell is empty, NA, null or NaN: an error, a straight line between its neighbours in time, the row left out, or 0.")
        delimiter = fields.choice("delimiter", default: .comma, "What stands between two fields.")
    }

    init(file: PlacedName, missing: MissingPolicy, delimiter: Delimiter) {
        self.file = file
        self.missing = missing
        self.delimiter = delimiter
    }

    func reading(file path: String) -> (any DataSource)? {
        CSVSource(file: PlacedName(path), missing: missing, delimiter: delimiter)
    }

    func read(_ request: DataRequest) throws(DiagnosticFailure) -> RawData {
        let text = try SourceText.read(
            dataFile: request.path(of: file.name), maximumBytes: DataLimits.csvBytes, namedAt: file.location)
        return .table(try CSVTableReader.read(text, request: request, missing: missing, delimiter: delimiter.byte))
    }
}

/// What stands in for a missing cell.
enum MissingPolicy: String, CaseIterable, Sendable {
    case error, interpolate, drop, zero

    /// Fills the gaps (NaN) of a column: on a straight line between the nearest values on both sides, with the nearest value before the
    /// first and after the last. A column without any value stays as it is.
    static func interpolate(_ values: inout [Double]) {
        var last: Int?
        for index in values.indices where !values[index].isNaN {
            let gap = (last.map { $0 + 1 } ?? 0)..<index
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
        for missing in (last + 1)..<values.endIndex { values[missing] = values[last] }
    }
}

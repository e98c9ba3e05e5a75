import LaminaKit

extension ComponentKind {
    public static let derivedColumn = ComponentKind("derived column")
}

/// A column made from another one: a component of kind `derived column`, such as
/// `{"name": "hour_sin", "type": "sin", "column": "time_utc", "period": "day"}`. The section reads `name` and `column` with `DerivedFields`.
public protocol DerivedColumn: Component {
    var fields: DerivedFields { get }

    /// How the file's column is read.
    var content: ColumnRequest.Content { get }

    /// The new column, row by row; NaN where a row has no value.
    func values(from column: [Double]) -> [Double]
}

extension DerivedColumn {
    public static var kind: ComponentKind { .derivedColumn }
    public var content: ColumnRequest.Content { .number }
}

/// What every derived column says.
public struct DerivedFields: Sendable {
    public let name: PlacedName
    public let column: PlacedName

    public init(from fields: inout Fields) {
        name = fields.placedName("name", "The new column's name.")
        column = fields.placedName("column", "The column that it is made from.")
    }
}

/// A derived column of the section with its definition as it stands in the file.
struct Derivation: Sendable {
    let column: any DerivedColumn
    let json: JSONValue

    var name: PlacedName { column.fields.name }

    static func read(_ fields: inout Fields) -> [Derivation] {
        let type = FieldType.array(of: .component(.derivedColumn), count: 0...DataLimits.csvColumns)
        let node = fields.node("derive", type, summary: "Columns made from others, such as the sine of the hour.")
        guard let list = node, !list.isNull else { return [] }
        guard list.kind == .array, list.count <= DataLimits.csvColumns else {
            fields.report(
                Diagnostic(FieldCode.type, "\(fields.subject): field 'derive' must be \(type), found \(list.snippet)", at: list.location))
            return []
        }
        var derivations: [Derivation] = []
        var names: Set<String> = []
        for element in list.elements {
            guard let column: any DerivedColumn = fields.component(at: element, .derivedColumn, key: "derive") else { continue }
            if !names.insert(column.fields.name.name).inserted {
                fields.report(
                    Diagnostic(
                        DataCode.columnDuplicate, "\(fields.subject): two derived columns are named '\(column.fields.name.name)'",
                        at: column.fields.name.location))
            }
            derivations.append(Derivation(column: column, json: JSONValue(element)))
        }
        return derivations
    }
}

import LaminaKit

/// A row's value minus the one `lag` rows before it. The first `lag` rows have none and are left out.
struct Difference: DerivedColumn {
    static let typeName = "difference"
    static let summary = "The change since some rows ago; the first rows, which have no such past, are left out."
    let fields: DerivedFields
    let lag: Int

    init(from fields: inout Fields) {
        self.fields = DerivedFields(from: &fields)
        lag = fields.positiveInteger("lag", default: 1, "How many rows back.")
    }

    func values(from column: [Double]) -> [Double] {
        column.indices.map { $0 < lag ? .nan : column[$0] - column[$0 - lag] }
    }
}

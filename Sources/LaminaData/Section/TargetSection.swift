import LaminaKit

/// `"target"`: what is to be predicted.
struct TargetSection: Sendable {
    /// The model's output by name; nil where the section describes the only one.
    let port: PlacedName?
    let columns: [PlacedName]
    let offset: Int?
    let isChange: Bool
    let unit: String?
    let classes: [PlacedName]
    let isNormalized: Bool

    init(from fields: inout Fields) { self.init(from: &fields, port: nil) }

    init(from fields: inout Fields, port: PlacedName?) {
        self.port = port
        columns = fields.names("columns", "The columns to predict.")
        offset = fields.optionalInteger(
            "offset", in: 0...Fields.largestInteger,
            "How many rows after the window's last one the target stands; 1 where there is a window and no offset, 0 without a window.")
        isChange = fields.boolean("change", default: false, "Predict the difference to the value at the window's last row.")
        unit = fields.optionalString("unit", "The target's unit, for what is printed.")
        classes = fields.names("classes", "The names of the classes where the target is one; in a CSV file, the texts of its cells.")
        isNormalized = fields.boolean("normalize", default: true, "Normalise the target as the inputs; never done to classes.")
        if isChange, offset == 0 { fields.report(.target, "the change over 0 rows is always 0: give an 'offset' of at least 1", at: "offset") }
        if isChange, !classes.isEmpty { fields.report(.target, "a class has no change: leave out 'change' or 'classes'", at: "change") }
        if !classes.isEmpty, columns.count > 1 { fields.report(.target, "only one column can hold a class, found \(columns.count)", at: "columns") }
    }

    /// What holds where the section has no target.
    static let absent = {
        var fields = Fields(describing: "target", registry: DataPack.registry)
        return TargetSection(from: &fields)
    }()

    private init(_ other: TargetSection, columns: [PlacedName]) {
        port = other.port
        offset = other.offset
        isChange = other.isChange
        unit = other.unit
        classes = other.classes
        isNormalized = other.isNormalized
        self.columns = columns
    }

    /// The same with the only column of a source of words.
    func reading(words column: String) -> TargetSection { TargetSection(self, columns: columns.isEmpty ? [PlacedName(column)] : columns) }

    /// The sizes of one example's target.
    var sizes: [Int] { classes.isEmpty ? [columns.count] : [1] }

    /// How messages name it.
    var subject: String { port.map { "target '\($0.name)'" } ?? "the target" }
}

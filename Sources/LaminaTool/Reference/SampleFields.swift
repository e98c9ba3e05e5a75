import LaminaKit

/// Values for the fields that a layer requires, and inputs to try it on.
enum SampleFields {
    /// From vectors to images, then several of them.
    static let inputs: [[Shape]] = {
        let shapes: [Shape] = [[8], [6, 8], [6, 6, 8], [6, 64]].map { Shape($0.map { Dimension.fixed($0) }) }
        return [1, 2, 3].flatMap { count in shapes.map { [Shape](repeating: $0, count: count) } }
    }()

    /// All combinations of the samples of required fields, plain ones first.
    static func all(_ descriptions: [FieldDescription]) -> [[(String, JSONValue)]] {
        descriptions.filter { $0.defaultValue == nil }.reduce([[]]) { combinations, field in
            combinations.flatMap { fields in samples(field).map { fields + [(field.key, $0)] } }
        }
    }

    /// Other values of a field with a default that may change shapes or the number of parameters.
    static func alternatives(to field: FieldDescription) -> [JSONValue] {
        switch (field.type, field.defaultValue) {
        case (.boolean, .boolean(let value)): [.boolean(!value)]
        case (.choice(let names), let standard?): names.map(JSONValue.string).filter { $0 != standard }
        case (.optional(.choice(let names)), let standard?): (names.map(JSONValue.string) + [.null]).filter { $0 != standard }
        default: []
        }
    }

    private static let sizes = ["kernel_size": 3, "sequence_length": 6]

    private static func samples(_ field: FieldDescription) -> [JSONValue] {
        switch field.type {
        case .either where field.key == "axes": [.integer(1)]
        case .integer(let range): [.integer(min(max(sizes[field.key] ?? 4, range.lowerBound), range.upperBound))]
        case .number(let range): [.number(range.contains(0.5) ? 0.5 : 1)]
        case .boolean: [.boolean(true)]
        case .component(.layer): [["type": "Dense", "units": 4], ["type": "GRU", "units": 4]]
        case .component(.activation): ["relu"]
        case .array(.integer, let count):
            [[-1, 4], [2, 1], [.integer(1)]].filter { value in
                if case .array(let elements) = value { count.contains(elements.count) } else { false }
            }
        case .either(let types):
            types.flatMap { samples(FieldDescription(key: field.key, type: $0, defaultValue: nil, summary: "")) }
        default: []
        }
    }
}

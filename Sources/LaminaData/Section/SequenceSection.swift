import LaminaKit

/// `"sequence"`: rows that stand together in the file and share a key make one example, brought to one length as Keras's `pad_sequences`
/// does it.
struct SequenceSection: Sendable, Equatable {
    enum End: String, CaseIterable, Sendable {
        case pre, post
    }

    let key: PlacedName
    let length: Int
    let padding: End
    let truncating: End
    let value: Float

    init(from fields: inout Fields) {
        key = fields.placedName("by", "The column whose text is the same in all rows of a sequence; these follow each other in the file.")
        length = fields.positiveInteger("length", "The steps that every sequence is brought to: the model's time steps.")
        padding = fields.choice("padding", default: .pre, "Where a shorter sequence is filled: before its first row or after its last.")
        truncating = fields.choice("truncating", default: .pre, "Where a longer sequence is cut: its first rows go, or its last.")
        let number = fields.number(
            "value", default: 0, "What a filled step holds in every column, after normalisation: the 'mask_value' of a Masking layer.")
        value = Float(number)
        if !value.isFinite { fields.report("field 'value' must be a finite 32-bit float, found \(number)", at: "value") }
    }

    /// Which of `count` rows are kept, counted from 0, and the step at which the first of them stands.
    func kept(_ count: Int) -> (rows: Range<Int>, step: Int) {
        let kept = min(count, length)
        let first = truncating == .pre ? count - kept : 0
        return (first..<first + kept, padding == .pre ? length - kept : 0)
    }

    static func == (first: SequenceSection, second: SequenceSection) -> Bool { first.json == second.json }

    var json: JSONValue {
        [
            "by": .string(key.name), "length": .integer(length), "padding": .string(padding.rawValue),
            "truncating": .string(truncating.rawValue), "value": .number(Double(value)),
        ]
    }
}

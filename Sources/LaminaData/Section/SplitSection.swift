import LaminaKit

/// `"split"`: which examples are held back.
struct SplitSection: Sendable {
    enum Order: String, CaseIterable, Sendable {
        /// Training, then validation, then test, in the order of the rows.
        case chronological
        case shuffled
    }

    let validation: Double
    let test: Double
    let order: Order
    let seed: Int

    init(from fields: inout Fields) {
        validation = fields.number("validation", in: .fraction, default: 0, "The share that measures progress during training.")
        test = fields.number("test", in: .fraction, default: 0, "The share that is looked at once, at the end.")
        order = fields.choice("order", default: .chronological, "The last rows, or rows drawn by lot.")
        seed = fields.integer("seed", in: 0...Int.max, default: 0, "Which lot, where the order is shuffled.")
        if validation + test >= 1 {
            fields.report(.split, "validation and test take \(validation + test) of the data: nothing is left for training", at: "validation")
        }
    }

    /// Everything is for training.
    static let allForTraining = {
        var fields = Fields(describing: "split", registry: DataPack.registry)
        return SplitSection(from: &fields)
    }()

    /// Where training ends and where validation ends, among `count` rows, sequences or examples. Without a test part this is Keras's
    /// `validation_split`.
    func borders(_ count: Int) -> (training: Int, validation: Int) {
        let training = Int((Double(count) * (1 - (validation + test))).rounded(.down))
        let end = Int((Double(count) * (1 - test)).rounded(.down))
        return (max(0, training), test > 0 ? max(training, end) : count)
    }

    /// The places of each part among `count` in order: one range, and for training two on both sides of a fold.
    ///
    /// - Parameter fold: which of the places before the test part are for validation, whatever share the split gives it.
    func ranges(_ count: Int, _ fold: Fold?) -> [DataPart: [Range<Int>]] {
        let borders = borders(count)
        var ranges: [DataPart: [Range<Int>]] = [.training: [0..<borders.training]]
        if validation > 0 { ranges[.validation] = [borders.training..<borders.validation] }
        if test > 0 { ranges[.test] = [borders.validation..<count] }
        guard let fold else { return ranges }
        let own = fold.range(in: borders.validation)
        ranges[.validation] = [own]
        ranges[.training] = [0..<own.lowerBound, own.upperBound..<borders.validation].filter { !$0.isEmpty }
        return ranges
    }

    /// Deals out `count` rows, sequences or examples that stand on their own: the places of each part, in order.
    func deal(_ count: Int, _ fold: Fold?) -> [DataPart: [Int]] {
        let order = order == .shuffled ? Self.shuffled(count, seed: seed) : Array(0..<count)
        return ranges(count, fold).mapValues { ranges in ranges.flatMap { order[$0] }.sorted() }
    }

    /// Fisher and Yates's shuffle, the same everywhere for one seed.
    private static func shuffled(_ count: Int, seed: Int) -> [Int] {
        var stream = RandomStream(seed: UInt64(seed), stream: 0x53_504C_4954)
        var order = Array(0..<count)
        for index in order.indices.dropFirst().reversed() {
            order.swapAt(index, Int(stream.next() % UInt64(index + 1)))
        }
        return order
    }
}

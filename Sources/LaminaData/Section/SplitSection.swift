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

    /// Where training ends and where validation ends, among `count` rows or examples. Without a test part this is Keras's
    /// `validation_split`.
    func borders(_ count: Int) -> (training: Int, validation: Int) {
        let training = Int((Double(count) * (1 - (validation + test))).rounded(.down))
        let end = Int((Double(count) * (1 - test)).rounded(.down))
        return (max(0, training), test > 0 ? max(training, end) : count)
    }
}

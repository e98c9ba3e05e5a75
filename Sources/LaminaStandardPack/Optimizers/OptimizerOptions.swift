import CLaminaKernels
import LaminaKit

/// What every optimizer of Keras takes beside its own fields.
struct OptimizerOptions: Sendable {
    /// In the first iteration; the schedule, where there is one, says the others.
    let learningRate: Double
    let schedule: (any Schedule)?
    let weightDecay: Double?
    let clipNorm: Double?
    let clipValue: Double?
    let globalClipNorm: Double?

    /// - Parameter weightDecay: the default of an optimizer that always decays.
    init(from fields: inout Fields, learningRate: Double, weightDecay: Double? = nil) {
        let rate = fields.numberOrComponent(
            "learning_rate", in: .positive, default: learningRate, .schedule, as: (any Schedule).self, "The step size, or its schedule.")
        schedule = rate.component
        self.learningRate = rate.number ?? schedule?.rate(at: 0) ?? learningRate
        let decay = "Decoupled decay: each step first takes this share of lr·w off the weights."
        self.weightDecay =
            weightDecay.map { fields.number("weight_decay", in: .nonNegative, default: $0, decay) }
            ?? fields.optionalNumber("weight_decay", in: .nonNegative, decay)
        clipNorm = fields.optionalNumber("clipnorm", in: .positive, "The largest norm of one parameter's gradient.")
        clipValue = fields.optionalNumber("clipvalue", in: .positive, "The largest absolute value in a gradient.")
        globalClipNorm = fields.optionalNumber("global_clipnorm", in: .positive, "The largest norm of all gradients together.")
        if [clipNorm, clipValue, globalClipNorm].compactMap({ $0 }).count > 1 {
            let last = globalClipNorm != nil ? "global_clipnorm" : "clipvalue"
            fields.report("only one of 'clipnorm', 'clipvalue' and 'global_clipnorm' may be given", at: last)
        }
    }

    /// Clips, then decays, as Keras orders it. Returns the learning rate's slot.
    func lowerBeforeStep(_ range: OptimizerRange, into lowering: inout Lowering) throws -> Value {
        let rate = lowering.slot("learning_rate", shape: [], initialValue: Float(learningRate))
        if let clipValue { try lowering.results(of: Update.clipByValue(Float(clipValue)), [range.gradients]) }
        if let globalClipNorm {
            try lowering.results(of: Update.clipByNorm(Float(globalClipNorm), of: 0..<range.count), [range.gradients])
        }
        if let clipNorm {
            for variable in range.variables {
                try lowering.results(of: Update.clipByNorm(Float(clipNorm), of: variable), [range.gradients])
            }
        }
        if let weightDecay, weightDecay > 0 {
            try lowering.results(of: Update.weightDecay(Float(weightDecay)), [range.parameters, rate])
        }
        return rate
    }
}

/// An optimizer with the options of all.
protocol ConfiguredOptimizer: Optimizer {
    var options: OptimizerOptions { get }
}

extension ConfiguredOptimizer {
    var schedule: (any Schedule)? { options.schedule }
}

extension Update {
    static func clipByValue(_ limit: Float) -> Update {
        Update(label: "ClipByValue(\(limit))", updatedOperands: [0]) { site, count in
            KernelCall(
                elementwise: \.clip_by_value, lamina_clip_arguments(count: Int64(count), g: site.operand(0), limit: limit),
                count: Extent(count))
        }
    }

    static func clipByNorm(_ limit: Float, of range: Range<Int>) -> Update {
        Update(label: "ClipByNorm(\(limit), \(range))", updatedOperands: [0]) { site, _ in
            let start = site.operand(0, advancedBy: range.lowerBound * MemoryLayout<Float>.stride)
            return KernelCall(whole: \.clip_by_norm, lamina_clip_arguments(count: Int64(range.count), g: start, limit: limit))
        }
    }

    static func weightDecay(_ rate: Float) -> Update {
        Update(label: "WeightDecay(\(rate))", updatedOperands: [0]) { site, count in
            let arguments = lamina_weight_decay_arguments(
                count: Int64(count), w: site.operand(0), learning_rate: site.operand(1), rate: rate)
            return KernelCall(elementwise: \.weight_decay, arguments, count: Extent(count))
        }
    }
}

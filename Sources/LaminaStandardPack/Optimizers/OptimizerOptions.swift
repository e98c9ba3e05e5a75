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
    /// Nil where no average is kept.
    let average: MovingAverage?
    /// Iterations whose gradients make one update.
    let accumulationSteps: Int

    struct MovingAverage: Sendable {
        static let slot = "average"
        let momentum: Double
        /// Updates after which the parameters become their average; nil for the end alone.
        let overwriteFrequency: Int?
    }

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
        let keepsAverage = fields.boolean(
            "use_ema", default: false, "Keep an exponential moving average of the parameters, which they become when training ends.")
        let momentum = fields.number("ema_momentum", in: NumberRange(from: 0, to: 1), default: 0.99, "How much of the average is kept at each update.")
        let frequency = fields.optionalInteger(
            "ema_overwrite_frequency", in: 1...Fields.largestInteger, "Updates after which the parameters become their average; at the end alone where absent.")
        average = keepsAverage ? MovingAverage(momentum: momentum, overwriteFrequency: frequency) : nil
        accumulationSteps =
            fields.optionalInteger(
                "gradient_accumulation_steps", in: 2...Fields.largestInteger, "Batches whose mean gradient makes one update; each batch makes one where absent.") ?? 1
    }

    /// The mean of several batches' gradients, then clips, then decay, as Keras orders it. Returns the learning rate's slot.
    func lowerBeforeStep(_ range: OptimizerRange, into lowering: inout Lowering) throws -> Value {
        let rate = lowering.slot("learning_rate", shape: [], initialValue: Float(learningRate))
        if accumulationSteps > 1 {
            let sum = lowering.slot("gradient_accumulator", shape: lowering.shape(of: range.gradients))
            try lowering.results(of: Update.accumulate(accumulationSteps), [range.gradients, sum])
        }
        if let clipValue { try lowering.results(of: periodic(.clipByValue(Float(clipValue))), [range.gradients]) }
        if let globalClipNorm {
            try lowering.results(of: periodic(.clipByNorm(Float(globalClipNorm), of: 0..<range.count)), [range.gradients])
        }
        if let clipNorm {
            for variable in range.variables {
                try lowering.results(of: periodic(.clipByNorm(Float(clipNorm), of: variable)), [range.gradients])
            }
        }
        if let weightDecay, weightDecay > 0 {
            try lowering.results(of: periodic(.weightDecay(Float(weightDecay))), [range.parameters, rate])
        }
        return rate
    }

    /// The average follows in every iteration, also in those without an update.
    func lowerAfterStep(_ range: OptimizerRange, into lowering: inout Lowering) throws {
        guard let average else { return }
        let slot = lowering.slot(MovingAverage.slot, shape: lowering.shape(of: range.parameters))
        try lowering.results(of: Update.average(average, accumulationSteps: accumulationSteps), [range.parameters, slot])
    }

    /// An update that waits until the gradients of enough batches have come together.
    func periodic(_ update: Update) -> Update {
        guard accumulationSteps > 1 else { return update }
        let steps = accumulationSteps
        return Update(
            label: "\(update.label) every \(steps)", updatedOperands: update.updatedOperands, elements: update.elements,
            flopsPerElement: update.flopsPerElement
        ) { update.call($0, $1).every(steps) }
    }
}

/// An optimizer with the options of all.
protocol ConfiguredOptimizer: Optimizer {
    var options: OptimizerOptions { get }

    /// The update itself.
    ///
    /// - Parameter rate: the learning rate, a single number.
    func lowerStep(_ range: OptimizerRange, rate: Value, into lowering: inout Lowering) throws
}

extension ConfiguredOptimizer {
    var schedule: (any Schedule)? { options.schedule }
    var finalParametersSlot: String? { options.average == nil ? nil : OptimizerOptions.MovingAverage.slot }

    func lower(_ range: OptimizerRange, into lowering: inout Lowering) throws {
        let rate = try options.lowerBeforeStep(range, into: &lowering)
        try lowerStep(range, rate: rate, into: &lowering)
        try options.lowerAfterStep(range, into: &lowering)
    }
}

extension Update {
    static func clipByValue(_ limit: Float) -> Update {
        Update(label: "ClipByValue(\(limit))", updatedOperands: [0], flopsPerElement: 2) { site, count in
            KernelCall(
                elementwise: \.clip_by_value, lamina_clip_arguments(count: Int64(count), g: site.operand(0), limit: limit),
                count: Extent(count))
        }
    }

    static func clipByNorm(_ limit: Float, of range: Range<Int>) -> Update {
        Update(label: "ClipByNorm(\(limit), \(range))", updatedOperands: [0], elements: range.count) { site, _ in
            let start = site.operand(0, advancedBy: range.lowerBound * MemoryLayout<Float>.stride)
            return KernelCall(whole: \.clip_by_norm, lamina_clip_arguments(count: Int64(range.count), g: start, limit: limit))
        }
    }

    static func accumulate(_ steps: Int) -> Update {
        Update(label: "AccumulateGradients(\(steps))", updatedOperands: [0, 1]) { site, count in
            let arguments = lamina_accumulate_gradients_arguments(
                count: Int64(count), g: site.operand(0), sum: site.operand(1), period: Int64(steps))
            return KernelCall(elementwise: \.accumulate_gradients, arguments, count: Extent(count))
        }
    }

    static func average(_ average: OptimizerOptions.MovingAverage, accumulationSteps: Int) -> Update {
        let overwrite = average.overwriteFrequency ?? 0
        let label = "MovingAverage(\(average.momentum)\(overwrite > 0 ? ", overwrites every \(overwrite)" : ""))"
        return Update(label: label, updatedOperands: overwrite > 0 ? [0, 1] : [1]) { site, count in
            let arguments = lamina_moving_average_arguments(
                count: Int64(count), w: site.operand(0), average: site.operand(1), period: Int64(accumulationSteps), overwrite: Int64(overwrite),
                momentum: Float(average.momentum))
            return KernelCall(elementwise: \.moving_average, arguments, count: Extent(count))
        }
    }

    static func weightDecay(_ rate: Float) -> Update {
        Update(label: "WeightDecay(\(rate))", updatedOperands: [0], flopsPerElement: 2) { site, count in
            let arguments = lamina_weight_decay_arguments(
                count: Int64(count), w: site.operand(0), learning_rate: site.operand(1), rate: rate)
            return KernelCall(elementwise: \.weight_decay, arguments, count: Extent(count))
        }
    }
}

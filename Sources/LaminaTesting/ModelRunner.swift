import Lamina

/// A model compiled for one purpose and one execution, for tests: plain arrays in, plain arrays out.
///
/// Everything that a run must write before it reads is filled with NaN first.
public struct ModelRunner {
    public let plan: Plan
    public let execution: Execution
    /// Every run has this many rows.
    public let batch: Int

    /// - Throws: `DiagnosticFailure` where the model does not compile so.
    public init(
        _ model: Model, _ purpose: PlanPurpose, batch: Int, execution: Execution = .standard, isStreaming: Bool = false
    ) throws(DiagnosticFailure) {
        let options = CompileOptions(
            purpose, batchCapacity: batch + execution.spareRows, isStreaming: isStreaming, planner: execution.planner,
            fusionSteps: execution.fusionSteps, maximumArenaBytes: execution.maximumArenaBytes)
        plan = try model.compile(options).plan
        self.execution = execution
        self.batch = batch
    }

    /// A fresh session: the state of stateful layers goes from each of its runs to the next.
    ///
    /// - Throws: `RunError` where the weights are another model's.
    public func session(_ weights: Weights, seed: UInt64 = 0) throws(RunError) -> RunningModel {
        try RunningModel(self, weights, seed: seed)
    }

    /// The outputs of one run: a training plan's are the loss and the metrics.
    public func outputs(_ weights: Weights, _ inputs: [[Float]]) throws(RunError) -> [[Float]] {
        var session = try session(weights)
        return try session.run(inputs)
    }
}

/// A session of a `ModelRunner`.
public struct RunningModel: ~Copyable {
    private var session: Session
    private let batch: Int

    init(_ runner: ModelRunner, _ weights: Weights, seed: UInt64) throws(RunError) {
        let threads = runner.execution.threads
        if runner.plan.isTraining {
            session = try Session(training: runner.plan, weights: weights, seed: seed, threads: threads, fillingActivationsWith: .nan)
        } else {
            session = Session(try LoadedModel(runner.plan, weights: weights), threads: threads, fillingActivationsWith: .nan)
        }
        batch = runner.batch
        if runner.plan.isTraining { poison() }
    }

    /// - Parameter inputs: one array a port, `batch` rows each; a training plan takes the targets last.
    /// - Throws: `RunError` where sizes do not fit.
    public mutating func run(_ inputs: [[Float]]) throws(RunError) -> [[Float]] {
        let plan = session.plan
        guard inputs.count == plan.inputs.count else {
            throw .portCount(expectedInputs: plan.inputs.count, expectedOutputs: plan.outputs.count)
        }
        var buffers: [UnsafeMutableBufferPointer<Float>] = []
        defer { buffers.forEach { $0.deallocate() } }
        for (port, values) in inputs.enumerated() {
            try session.checkInput(port, count: values.count, batch: batch)
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: values.count)
            _ = buffer.initialize(from: values)
            buffers.append(buffer)
            session.bind(input: port, to: UnsafePointer(buffer.baseAddress!))
        }
        for port in plan.outputs.indices {
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: session.outputCount(port, batch: batch))
            buffer.initialize(repeating: .nan)
            buffers.append(buffer)
            session.bind(output: port, to: buffer.baseAddress!)
        }
        try session.run(batch: batch)
        return buffers.dropFirst(inputs.count).map { Array($0) }
    }

    public var iteration: Int {
        get { session.iteration }
        set { session.iteration = newValue }
    }

    /// The parameters as they are now.
    public var weights: Weights { session.weights }

    public mutating func setHyperparameter(_ name: String, to value: Float) throws(RunError) {
        try session.setHyperparameter(name, to: value)
    }

    /// The gradient of each trainable parameter in the last run, as the optimizer saw it: clipped, if it clips.
    public var gradients: Weights {
        let slots = trainableSlots
        return session.withRegion(.gradients) { bytes in
            Weights(slots.map { slot in
                let values = Self.floats(of: slot, in: bytes)
                return Weights.Tensor(name: slot.name, sizes: slot.shape.sizes ?? [slot.count], values: Array(values))
            })
        }
    }

    private var trainableSlots: [Slot] {
        let end = session.plan.trainableCount * MemoryLayout<Float>.stride
        return session.plan.parameters.filter { $0.offset < end }
    }

    /// The padding between gradients stays zero: optimizers walk over it.
    private mutating func poison() {
        let slots = trainableSlots
        session.withRegion(.gradients) { bytes in
            for slot in slots { Self.floats(of: slot, in: bytes).update(repeating: .nan) }
        }
        session.withRegion(.prepared) { $0.assumingMemoryBound(to: Float.self).update(repeating: .nan) }
    }

    private static func floats(of slot: Slot, in bytes: UnsafeMutableRawBufferPointer) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: (bytes.baseAddress! + slot.offset).assumingMemoryBound(to: Float.self), count: slot.count)
    }
}

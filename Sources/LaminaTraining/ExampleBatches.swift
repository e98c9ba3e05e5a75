import LaminaData
import LaminaKit

/// Buffers for one batch and the order in which examples go through them.
final class ExampleBatches {
    let source: any ExampleSource
    let batchSize: Int
    let inputs: UnsafeMutableBufferPointer<Float>
    let targets: UnsafeMutableBufferPointer<Float>
    private let inputCount: Int
    private let targetCount: Int
    private var order: [Int]

    /// - Throws: `TrainingError.portCount`, `.exampleSize` where the examples are not what `plan` takes: then nothing could be bound safely.
    init(_ source: any ExampleSource, batchSize: Int, for plan: Plan) throws(TrainingError) {
        try PortFit.check(source, plan)
        self.source = source
        self.batchSize = min(batchSize, max(source.count, 1))
        inputCount = source.inputSizes.reduce(1, *)
        targetCount = source.targetSizes.reduce(1, *)
        inputs = .allocate(capacity: self.batchSize * inputCount)
        targets = .allocate(capacity: self.batchSize * targetCount)
        order = Array(0..<source.count)
    }

    deinit {
        inputs.deallocate()
        targets.deallocate()
    }

    var batchCount: Int { (order.count + batchSize - 1) / batchSize }

    /// The order of one epoch: a function of seed and epoch alone, so that a resumed training goes on as if never stopped.
    func shuffle(seed: UInt64, epoch: Int) {
        var random = RandomStream(seed: seed, stream: UInt64(1) << 40 | UInt64(epoch))
        order = Array(0..<source.count)
        order.shuffle(using: &random)
    }

    /// Fills the buffers; returns the batch's size, less than `batchSize` at the end.
    func load(_ batch: Int) -> Int {
        let range = batch * batchSize..<min((batch + 1) * batchSize, order.count)
        for (row, position) in range.enumerated() {
            source.copy(
                order[position], input: inputs.baseAddress! + row * inputCount, target: targets.baseAddress! + row * targetCount)
        }
        return range.count
    }

    /// Binds the buffers to a session's input, and its target where it has one, and sets the steps of a free time axis.
    func bind(to session: inout Session) throws(RunError) {
        session.bind(input: 0, to: UnsafePointer(inputs.baseAddress!))
        if session.plan.inputs.count > 1 { session.bind(input: 1, to: UnsafePointer(targets.baseAddress!)) }
        for (dimension, size) in zip(session.plan.inputs[0].shape.dimensions.dropFirst(), source.inputSizes) {
            if case .symbol(let axis) = dimension { try session.setSteps(size, on: axis) }
        }
    }
}

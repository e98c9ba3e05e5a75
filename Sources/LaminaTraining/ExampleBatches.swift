import LaminaCompiler
import LaminaData
import LaminaKit

/// Buffers for one batch and the order in which examples go through them.
final class ExampleBatches {
    let source: any ExampleSource
    let batchSize: Int
    private let fit: PortFit
    private let buffers: ExampleBuffers
    /// For each loss the weights of one batch's rows, and how many an example has.
    private let weights: [(values: UnsafeMutableBufferPointer<Float>, perExample: Int)]
    private let classWeights: ClassWeights?
    private var order: [Int]

    /// - Throws: `TrainingError.portCount`, `.exampleSize` where the examples are not what `plan` takes: then nothing could be bound safely.
    init(
        _ source: any ExampleSource, batchSize: Int, _ graph: TypedGraph, _ plan: Plan, classWeights: ClassWeights? = nil
    ) throws(TrainingError) {
        let fit = try PortFit(source, graph, plan)
        self.fit = fit
        self.source = source
        self.classWeights = classWeights
        let rows = min(batchSize, max(source.count, 1))
        self.batchSize = rows
        buffers = ExampleBuffers(source, rows: rows)
        weights = fit.weights.map { port in
            let perExample = fit.count(plan.inputs[port])
            let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows * perExample)
            values.initialize(repeating: 1)
            return (values, perExample)
        }
        order = Array(0..<source.count)
    }

    deinit {
        for (values, _) in weights { values.deallocate() }
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
            source.copy(order[position], to: buffers.room(row))
            if !weights.isEmpty { setWeight(weight(order[position], row: row), row: row) }
        }
        return range.count
    }

    private func weight(_ index: Int, row: Int) -> Float {
        guard let classWeights else { return source.weight(index) }
        let width = buffers.targets[0].count / batchSize
        return classWeights.weight(of: UnsafeBufferPointer(rebasing: buffers.targets[0][row * width..<(row + 1) * width]))
    }

    private func setWeight(_ weight: Float, row: Int) {
        for (values, perExample) in weights {
            for index in row * perExample..<(row + 1) * perExample { values[index] = weight }
        }
    }

    /// Binds the buffers to a session's inputs, targets and weights, and sets the steps of free time axes.
    func bind(to session: inout Session) throws(RunError) {
        for (port, buffer) in zip(fit.inputs, buffers.inputs) { session.bind(input: port, to: UnsafePointer(buffer.baseAddress!)) }
        for (port, buffer) in zip(fit.targets, buffers.targets) { session.bind(input: port, to: UnsafePointer(buffer.baseAddress!)) }
        for (port, weight) in zip(fit.weights, weights) { session.bind(input: port, to: UnsafePointer(weight.values.baseAddress!)) }
        for (axis, size) in fit.steps { try session.setSteps(size, on: axis) }
    }
}

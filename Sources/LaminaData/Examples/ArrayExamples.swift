/// Whole examples in memory, one after the other, with any number of inputs and targets.
///
/// ```swift
/// let examples = ArrayExamples(
///     inputs: [.init(windows, sizes: [24, 10]), .init(places, sizes: [3])], targets: [.init(temperatures, sizes: [1])])
/// ```
public struct ArrayExamples: ExampleSource {
    /// All examples' values at one input or target.
    public struct Port: Sendable {
        let values: [Float]
        let sizes: [Int]
        let stride: Int

        /// - Parameters:
        ///   - values: example after example, each row-major.
        ///   - sizes: of one example.
        public init(_ values: [Float], sizes: [Int]) {
            self.values = values
            self.sizes = sizes
            stride = sizes.reduce(1, *)
        }
    }

    public let count: Int
    private let inputs: [Port]
    private let targets: [Port]
    private let weights: [Float]?

    /// Every port must hold the same whole number of examples, `weights` one number for each.
    ///
    /// - Parameters:
    ///   - inputs: in the order of the model's inputs.
    ///   - targets: in the order of the model's outputs that have a loss.
    ///   - weights: what each example is multiplied by in the loss.
    public init(inputs: [Port], targets: [Port], weights: [Float]? = nil) {
        precondition(!inputs.isEmpty, "examples need an input")
        let count = inputs[0].stride > 0 ? inputs[0].values.count / inputs[0].stride : 0
        precondition(
            (inputs + targets).allSatisfy { $0.values.count == count * $0.stride } && (weights.map { $0.count == count } ?? true),
            "inputs, targets and weights must hold the same examples")
        self.count = count
        self.inputs = inputs
        self.targets = targets
        self.weights = weights
    }

    /// One input and one target. Both arrays must hold the same whole number of examples.
    public init(inputs: [Float], inputSizes: [Int], targets: [Float], targetSizes: [Int], weights: [Float]? = nil) {
        self.init(inputs: [Port(inputs, sizes: inputSizes)], targets: [Port(targets, sizes: targetSizes)], weights: weights)
    }

    public var inputPorts: [[Int]] { inputs.map(\.sizes) }
    public var targetPorts: [[Int]] { targets.map(\.sizes) }
    public var hasWeights: Bool { weights != nil }

    public func weight(_ index: Int) -> Float { weights?[index] ?? 1 }

    public func copy(_ index: Int, to room: ExampleRoom) {
        precondition(0..<count ~= index)
        for (port, input) in inputs.enumerated() { input.values.copy(index * input.stride, input.stride, to: room.input(port)) }
        for (port, target) in targets.enumerated() { target.values.copy(index * target.stride, target.stride, to: room.target(port)) }
    }
}

extension [Float] {
    /// Copies `count` values from `start` on.
    func copy(_ start: Int, _ count: Int, to destination: UnsafeMutablePointer<Float>) {
        precondition(start >= 0 && count <= self.count - start)
        withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            destination.update(from: base + start, count: count)
        }
    }
}

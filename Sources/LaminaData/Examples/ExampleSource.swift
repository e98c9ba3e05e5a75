/// Examples that can be copied one by one, as the model sees them.
///
/// Cheap to copy: parts of one data set share their storage.
public protocol ExampleSource: Sendable {
    var count: Int { get }
    /// The sizes of one input, such as `[24, 10]` for 24 time steps of 10 columns.
    var inputSizes: [Int] { get }
    /// The sizes of one target, `[1]` for a class number.
    var targetSizes: [Int] { get }

    /// Writes example `index`, which must be less than `count`. Allocates nothing.
    ///
    /// - Parameters:
    ///   - input: room for the product of `inputSizes`.
    ///   - target: room for the product of `targetSizes`.
    func copy(_ index: Int, input: UnsafeMutablePointer<Float>, target: UnsafeMutablePointer<Float>)
}

extension ExampleSource {
    /// The values of one input.
    public var inputCount: Int { inputSizes.reduce(1, *) }
    /// The values of one target.
    public var targetCount: Int { targetSizes.reduce(1, *) }

    /// One example in arrays of its own, for tests and pictures.
    public func example(_ index: Int) -> (input: [Float], target: [Float]) {
        var input = [Float](repeating: 0, count: inputCount)
        var target = [Float](repeating: 0, count: targetCount)
        input.withUnsafeMutableBufferPointer { input in
            target.withUnsafeMutableBufferPointer { target in
                guard let inputStart = input.baseAddress, let targetStart = target.baseAddress else { return }
                copy(index, input: inputStart, target: targetStart)
            }
        }
        return (input, target)
    }
}

/// Whole examples in memory, one after the other.
public struct ArrayExamples: ExampleSource {
    public let count: Int
    public let inputSizes: [Int]
    public let targetSizes: [Int]
    private let inputs: [Float]
    private let targets: [Float]
    private let inputStride: Int
    private let targetStride: Int

    /// Both arrays must hold the same whole number of examples.
    public init(inputs: [Float], inputSizes: [Int], targets: [Float], targetSizes: [Int]) {
        inputStride = inputSizes.reduce(1, *)
        targetStride = targetSizes.reduce(1, *)
        count = inputStride > 0 ? inputs.count / inputStride : 0
        precondition(count * inputStride == inputs.count && count * targetStride == targets.count, "inputs and targets must hold the same examples")
        self.inputs = inputs
        self.inputSizes = inputSizes
        self.targets = targets
        self.targetSizes = targetSizes
    }

    public func copy(_ index: Int, input: UnsafeMutablePointer<Float>, target: UnsafeMutablePointer<Float>) {
        precondition(0..<count ~= index)
        inputs.copy(index * inputStride, inputStride, to: input)
        targets.copy(index * targetStride, targetStride, to: target)
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

/// Examples that can be copied one by one, as the model sees them.
///
/// Cheap to copy: parts of one data set share their storage. Most have one input and one target: `SinglePortSource`.
public protocol ExampleSource: Sendable {
    var count: Int { get }
    /// The sizes of one example's inputs, one for each of the model's in their order: `[[24, 10], [3]]`.
    var inputPorts: [[Int]] { get }
    /// The sizes of one example's targets, one for each output with a loss in their order: `[[1]]` for a class number.
    var targetPorts: [[Int]] { get }
    /// Whether examples count more or less in the loss, as `weight` says.
    var hasWeights: Bool { get }

    /// Writes example `index`, which must be less than `count`. Allocates nothing.
    func copy(_ index: Int, to room: ExampleRoom)

    /// What example `index` is multiplied by in the loss.
    func weight(_ index: Int) -> Float
}

extension ExampleSource {
    public var hasWeights: Bool { false }

    public func weight(_ index: Int) -> Float { 1 }

    /// The sizes of the first input, such as `[24, 10]` for 24 time steps of 10 columns.
    public var inputSizes: [Int] { inputPorts[0] }
    /// The sizes of the first target.
    public var targetSizes: [Int] { targetPorts[0] }
    /// The values of the first input.
    public var inputCount: Int { inputSizes.reduce(1, *) }
    /// The values of the first target.
    public var targetCount: Int { targetSizes.reduce(1, *) }

    /// One example in arrays of its own, for tests and pictures.
    public func ports(of index: Int) -> (inputs: [[Float]], targets: [[Float]]) {
        let buffers = ExampleBuffers(self, rows: 1)
        copy(index, to: buffers.room(0))
        return (buffers.inputs.map(Array.init), buffers.targets.map(Array.init))
    }

    /// The first input and the first target of one example in arrays of its own.
    public func example(_ index: Int) -> (input: [Float], target: [Float]) {
        let ports = ports(of: index)
        return (ports.inputs[0], ports.targets[0])
    }
}

/// Examples of one input and one target.
public protocol SinglePortSource: ExampleSource {
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

extension SinglePortSource {
    public var inputPorts: [[Int]] { [inputSizes] }
    public var targetPorts: [[Int]] { [targetSizes] }

    public func copy(_ index: Int, to room: ExampleRoom) {
        copy(index, input: room.input(0), target: room.target(0))
    }
}

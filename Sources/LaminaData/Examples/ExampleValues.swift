/// Numbers as a source has read them.
enum ExampleValues: Sendable {
    case floats([Float])
    case stored(StoredNumbers)

    var count: Int {
        switch self {
        case .floats(let values): values.count
        case .stored(let numbers): numbers.count
        }
    }

    subscript(index: Int) -> Double {
        switch self {
        case .floats(let values): Double(values[index])
        case .stored(let numbers): numbers[index]
        }
    }
}

/// All examples' values at one input or target: those of a file scaled as they are copied, so that nothing is held twice, others already.
struct ScaledPort: Sendable {
    let sizes: [Int]
    let stride: Int
    private let values: ExampleValues
    private let scale: Double
    /// For each place of the last axis; empty where nothing is normalised.
    private let scalings: [Scaling]

    /// - Throws: the first value that is no finite 32-bit float once scaled; of integers, the least or greatest of their type.
    init(_ port: ExamplePort, scale: Double, _ scalings: [Scaling]) throws(NotFinite) {
        (sizes, stride) = (port.sizes, port.stride)
        func scaled(_ value: Double, _ index: Int) throws(NotFinite) -> Float {
            let result = Float(scalings.isEmpty ? value * scale : scalings[index % scalings.count].scaled(value * scale))
            guard result.isFinite else { throw NotFinite(value: value) }
            return result
        }
        switch port.values {
        case .floats(let values):
            var result = values
            if scale != 1 || !scalings.isEmpty {
                for index in values.indices { result[index] = try scaled(Double(values[index]), index) }
            }
            (self.values, self.scale, self.scalings) = (.floats(result), 1, [])
        case .stored(let numbers):
            if numbers.type.isInteger {
                for place in 0..<max(scalings.count, 1) {
                    _ = try scaled(numbers.type.bounds.0, place)
                    _ = try scaled(numbers.type.bounds.1, place)
                }
            } else if scale != 1 || !scalings.isEmpty {
                for index in 0..<numbers.count { _ = try scaled(numbers[index], index) }
            }
            (self.values, self.scale, self.scalings) = (port.values, scale, scalings)
        }
    }

    struct NotFinite: Error {
        let value: Double
    }

    func copy(_ index: Int, to destination: UnsafeMutablePointer<Float>) {
        switch values {
        case .floats(let values): values.copy(index * stride, stride, to: destination)
        case .stored(let numbers): numbers.copy(index * stride, stride, to: destination, scale: scale, scalings)
        }
    }
}

/// Whole examples that a source has read, scaled as the model takes them.
struct StoredExamples: ExampleSource {
    let count: Int
    let inputs: [ScaledPort]
    let targets: [ScaledPort]

    var inputPorts: [[Int]] { inputs.map(\.sizes) }
    var targetPorts: [[Int]] { targets.map(\.sizes) }

    func copy(_ index: Int, to room: ExampleRoom) {
        precondition(0..<count ~= index)
        for port in inputs.indices { inputs[port].copy(index, to: room.input(port)) }
        for port in targets.indices { targets[port].copy(index, to: room.target(port)) }
    }
}

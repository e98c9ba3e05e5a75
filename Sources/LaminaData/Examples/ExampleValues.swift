/// Numbers as a source has read them, in the form in which they take the least memory.
enum ExampleValues: Sendable {
    case floats([Float])
    /// The bytes from `start` on.
    case bytes([UInt8], start: Int)

    var count: Int {
        switch self {
        case .floats(let values): values.count
        case .bytes(let bytes, let start): bytes.count - start
        }
    }

    subscript(index: Int) -> Double {
        switch self {
        case .floats(let values): Double(values[index])
        case .bytes(let bytes, let start): Double(bytes[start + index])
        }
    }
}

/// All examples' values at one input or target, scaled as they are copied or, where they are floats, already.
struct ScaledPort: Sendable {
    let sizes: [Int]
    let stride: Int
    private let values: ExampleValues
    private let scale: Double
    /// For each place of the last axis; empty where nothing is normalised.
    private let scalings: [Scaling]

    /// - Returns: nil and the first value that is no finite 32-bit float once scaled, where there is one.
    static func make(_ port: ExamplePort, scale: Double, _ scalings: [Scaling]) -> Result<ScaledPort, NotFinite> {
        func scaled(_ value: Double, _ index: Int) -> Float {
            Float(scalings.isEmpty ? value * scale : scalings[index % scalings.count].scaled(value * scale))
        }
        switch port.values {
        case .floats(let values):
            guard scale != 1 || !scalings.isEmpty else { return .success(ScaledPort(port, port.values, scale: 1, [])) }
            var result = values
            for index in values.indices {
                result[index] = scaled(Double(values[index]), index)
                guard result[index].isFinite else { return .failure(NotFinite(value: Double(values[index]))) }
            }
            return .success(ScaledPort(port, .floats(result), scale: 1, []))
        case .bytes:
            for place in 0..<max(scalings.count, 1) where !(scaled(0, place).isFinite && scaled(255, place).isFinite) {
                return .failure(NotFinite(value: 255))
            }
            return .success(ScaledPort(port, port.values, scale: scale, scalings))
        }
    }

    struct NotFinite: Error {
        let value: Double
    }

    private init(_ port: ExamplePort, _ values: ExampleValues, scale: Double, _ scalings: [Scaling]) {
        sizes = port.sizes
        stride = port.stride
        self.values = values
        self.scale = scale
        self.scalings = scalings
    }

    func copy(_ index: Int, to destination: UnsafeMutablePointer<Float>) {
        switch values {
        case .floats(let values): values.copy(index * stride, stride, to: destination)
        case .bytes(let bytes, let start):
            bytes.withUnsafeBufferPointer { bytes in
                let first = start + index * stride
                if scalings.isEmpty {
                    for position in 0..<stride { destination[position] = Float(Double(bytes[first + position]) * scale) }
                } else {
                    for position in 0..<stride {
                        destination[position] = Float(scalings[position % scalings.count].scaled(Double(bytes[first + position]) * scale))
                    }
                }
            }
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

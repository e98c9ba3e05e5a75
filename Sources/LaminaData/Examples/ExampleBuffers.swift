/// Room for some examples of a source, one after the other at each input and target.
public final class ExampleBuffers {
    /// One for each input, `rows` examples each.
    public let inputs: [UnsafeMutableBufferPointer<Float>]
    /// One for each target, `rows` examples each.
    public let targets: [UnsafeMutableBufferPointer<Float>]
    private let places: UnsafeMutableBufferPointer<ExampleRoom.Place>

    public init(_ source: any ExampleSource, rows: Int) {
        func allocate(_ ports: [[Int]]) -> (buffers: [UnsafeMutableBufferPointer<Float>], places: [ExampleRoom.Place]) {
            let strides = ports.map { $0.reduce(1, *) }
            let buffers = strides.map { UnsafeMutableBufferPointer<Float>.allocate(capacity: max($0 * rows, 1)) }
            for buffer in buffers { buffer.initialize(repeating: 0) }
            return (buffers, zip(buffers, strides).map { ExampleRoom.Place(start: $0.baseAddress!, stride: $1) })
        }
        let (inputs, targets) = (allocate(source.inputPorts), allocate(source.targetPorts))
        self.inputs = inputs.buffers
        self.targets = targets.buffers
        places = .allocate(capacity: max(inputs.places.count + targets.places.count, 1))
        _ = places.initialize(from: inputs.places + targets.places)
    }

    deinit {
        for buffer in inputs + targets { buffer.deallocate() }
        places.deallocate()
    }

    /// Valid as long as these buffers are.
    public func room(_ row: Int) -> ExampleRoom {
        ExampleRoom(places: UnsafePointer(places.baseAddress!), inputCount: inputs.count, row: row)
    }
}

/// Where one example is written to.
public struct ExampleRoom {
    struct Place {
        let start: UnsafeMutablePointer<Float>
        let stride: Int
    }

    let places: UnsafePointer<Place>
    let inputCount: Int
    let row: Int

    public func input(_ port: Int) -> UnsafeMutablePointer<Float> { start(port) }

    public func target(_ port: Int) -> UnsafeMutablePointer<Float> { start(inputCount + port) }

    private func start(_ port: Int) -> UnsafeMutablePointer<Float> { places[port].start + row * places[port].stride }
}

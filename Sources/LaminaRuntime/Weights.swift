/// A model's parameter values by name, each row-major in its own shape. A value: copied, compared and sent freely.
public struct Weights: Sendable, Equatable {
    public struct Tensor: Sendable, Equatable {
        public var name: String
        public var sizes: [Int]
        public var values: [Float]

        public init(name: String, sizes: [Int], values: [Float]) {
            self.name = name
            self.sizes = sizes
            self.values = values
        }
    }

    /// In storage order.
    public var tensors: [Tensor]

    public init(_ tensors: [Tensor]) {
        self.tensors = tensors
    }

    public subscript(name: String) -> Tensor? {
        tensors.first { $0.name == name }
    }
}

extension Weights {
    /// Writes every parameter of `plan` into its place. Nothing is written by half: all names and counts are checked first.
    ///
    /// - Throws: `RunError.parameterMissing`, `.parameterCount`, `.parameterShape`, `.unknownParameter`.
    func copy(into memory: AlignedMemory, regionStart: Int, of plan: Plan) throws(RunError) {
        let byName = Dictionary(tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for slot in plan.parameters {
            guard let tensor = byName[slot.name] else { throw .parameterMissing(name: slot.name) }
            if let sizes = slot.shape.sizes, tensor.sizes != sizes, tensor.values.count == slot.count {
                throw .parameterShape(name: slot.name, expected: sizes, found: tensor.sizes)
            }
            guard tensor.values.count == slot.count else {
                throw .parameterCount(name: slot.name, expected: slot.count, found: tensor.values.count)
            }
        }
        let known = Set(plan.parameters.map(\.name))
        if let stranger = tensors.first(where: { !known.contains($0.name) }) {
            throw .unknownParameter(name: stranger.name)
        }
        for slot in plan.parameters {
            let target = memory.floats(at: regionStart + slot.offset, count: slot.count)
            _ = target.update(from: byName[slot.name]!.values)
        }
    }

    /// - Parameter start: of the parameters' region.
    init(copying slots: [Slot], from start: UnsafeRawPointer) {
        tensors = slots.map { slot in
            let values = UnsafeBufferPointer(start: (start + slot.offset).assumingMemoryBound(to: Float.self), count: slot.count)
            return Tensor(name: slot.name, sizes: slot.shape.sizes ?? [slot.count], values: Array(values))
        }
    }
}

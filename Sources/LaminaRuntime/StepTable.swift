import CLaminaKernels

/// One call of a kernel as the compiler decides it.
public struct Step: Sendable {
    public let kernel: lamina_kernel
    /// The bytes of the kernel's argument block.
    public let arguments: [UInt8]
    public let units: Extent
    public let grain: Int
    /// What a person reads in `explain` and `profile`: operation and layer.
    public let label: String

    public init(kernel: lamina_kernel, arguments: [UInt8], units: Extent, grain: Int, label: String) {
        precondition(grain > 0)
        self.kernel = kernel
        self.arguments = arguments
        self.units = units
        self.grain = grain
        self.label = label
    }

    public var kernelName: String {
        lamina_kernel_name(kernel).map { String(cString: $0) } ?? "custom"
    }
}

/// Steps in the form that the run loop walks: one array of C structs, argument blocks packed behind one another.
public final class StepTable: @unchecked Sendable {
    public let steps: [Step]
    let table: UnsafeBufferPointer<lamina_step>
    private let arguments: UnsafeMutableRawPointer

    // Sendable: both allocations are written here and only read afterwards.
    public init(_ steps: [Step]) {
        self.steps = steps
        let alignment = 16
        var offsets: [Int] = []
        var size = 0
        for step in steps {
            offsets.append(size)
            size += (step.arguments.count + alignment - 1) / alignment * alignment
        }
        arguments = .allocate(byteCount: max(size, alignment), alignment: Int(LAMINA_ALIGNMENT))
        let table = UnsafeMutableBufferPointer<lamina_step>.allocate(capacity: steps.count)
        for (index, step) in steps.enumerated() {
            let block = arguments + offsets[index]
            step.arguments.withUnsafeBytes { block.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
            table.initializeElement(
                at: index,
                to: lamina_step(kernel: step.kernel, arguments: block, units: step.units.packed, grain: Int64(step.grain)))
        }
        self.table = UnsafeBufferPointer(table)
    }

    deinit {
        table.deallocate()
        arguments.deallocate()
    }

    public var count: Int { steps.count }
}

import CLaminaKernels

/// The places and shapes that an operation's kernel call is built from.
public struct KernelSite {
    public let operandShapes: [Shape]
    public let resultShapes: [Shape]
    private let operandReferences: [Reference]
    private let resultReferences: [Reference]
    private let scratchReferences: [Reference]

    public init(
        operandShapes: [Shape], resultShapes: [Shape], operands: [Reference], results: [Reference], scratch: [Reference]
    ) {
        self.operandShapes = operandShapes
        self.resultShapes = resultShapes
        operandReferences = operands
        resultReferences = results
        scratchReferences = scratch
    }

    public func operand(_ index: Int) -> lamina_ref { operandReferences[index].packed }

    /// A place `bytes` into an operand.
    public func operand(_ index: Int, advancedBy bytes: Int) -> lamina_ref {
        var reference = operandReferences[index]
        reference.offset += bytes
        return reference.packed
    }

    public func result(_ index: Int) -> lamina_ref { resultReferences[index].packed }

    public func scratch(_ index: Int) -> lamina_ref { scratchReferences[index].packed }

    public static let absent: lamina_ref = UInt64.max
}

/// One call of a C kernel with its argument block.
public struct KernelCall: Sendable {
    public let kernel: lamina_kernel
    public let arguments: [UInt8]
    public let units: Extent
    public let grain: Int

    /// - Parameters:
    ///   - arguments: the kernel's C argument struct; its bytes are copied into the plan.
    ///   - units: how much work there is, in the kernel's own unit.
    ///   - grain: the multiple of units at which the work may be cut between threads.
    public init<Arguments: BitwiseCopyable>(
        _ kernel: lamina_kernel, _ arguments: Arguments, units: Extent, grain: Int
    ) {
        self.kernel = kernel
        self.arguments = withUnsafeBytes(of: arguments) { Array($0) }
        self.units = units
        self.grain = grain
    }

    /// A call of one of Lamina's own kernels in the instruction set of this process.
    public init<Arguments: BitwiseCopyable>(
        _ kernel: KeyPath<lamina_kernel_table, lamina_kernel?>, _ arguments: Arguments, units: Extent, grain: Int
    ) {
        self.init(lamina_kernels().pointee[keyPath: kernel]!, arguments, units: units, grain: grain)
    }

    /// This call in every `period`-th iteration alone, as if there were no others.
    public func every(_ period: Int) -> KernelCall {
        var block = withUnsafeBytes(of: lamina_periodic_arguments(period: Int64(period), kernel: kernel)) { Array($0) }
        block += arguments
        return KernelCall(lamina_kernels().pointee.periodic!, argumentBlock: block, units: units, grain: grain)
    }

    private init(_ kernel: lamina_kernel, argumentBlock: [UInt8], units: Extent, grain: Int) {
        self.kernel = kernel
        arguments = argumentBlock
        self.units = units
        self.grain = grain
    }

    /// A call whose unit is one element.
    public init<Arguments: BitwiseCopyable>(
        elementwise kernel: KeyPath<lamina_kernel_table, lamina_kernel?>, _ arguments: Arguments, count: Extent
    ) {
        self.init(kernel, arguments, units: count, grain: Int(LAMINA_ELEMENT_GRAIN))
    }

    /// A call that one thread makes as a whole.
    public init<Arguments: BitwiseCopyable>(
        whole kernel: KeyPath<lamina_kernel_table, lamina_kernel?>, _ arguments: Arguments
    ) {
        self.init(kernel, arguments, units: .one, grain: 1)
    }
}

import CLaminaKernels

/// What the steps of a plan may name: places in regions and ports, free sizes, kernels.
struct PlanScope {
    /// Bytes behind each base.
    private var bytes = [Int?](repeating: nil, count: Int(LAMINA_MAXIMUM_BASES))
    private var bounds = [Int?](repeating: nil, count: Int(LAMINA_MAXIMUM_SYMBOLS))

    init(regions: RegionSizes, parameterBytes: Int, inputs: [Port], outputs: [Port], symbols: [Symbol]) {
        for region in Region.allCases { bytes[Base.region(region).index] = regions[region] }
        bytes[Base.region(.parameters).index] = parameterBytes
        for (index, port) in inputs.enumerated() { bytes[Base.input(index).index] = port.shape.boundedCount * MemoryLayout<Float>.stride }
        for (index, port) in outputs.enumerated() { bytes[Base.output(index).index] = port.shape.boundedCount * MemoryLayout<Float>.stride }
        bounds[0] = 1
        for symbol in symbols { bounds[symbol.index] = symbol.bound }
    }

    /// Preparation knows weights only, all of them, and no free size.
    func forPreparation(parameterBytes: Int) -> PlanScope {
        var scope = self
        for index in scope.bytes.indices where index != Base.region(.prepared).index { scope.bytes[index] = nil }
        scope.bytes[Base.region(.parameters).index] = parameterBytes
        for index in scope.bounds.indices.dropFirst() { scope.bounds[index] = nil }
        return scope
    }

    /// A step's arguments as the kernel reads them, with those of the kernels that it calls in turn.
    ///
    /// Each reference is in its region and each size within bounds; that a kernel reads no further than it should from there, only the
    /// compiler knows.
    func arguments(
        _ stored: UnsafeRawBufferPointer, of kernel: KernelBlock, among kernels: [KernelBlock], label: String
    ) throws(PlanFileError) -> [UInt8] {
        var arguments = Array(stored)
        var callee: KernelBlock? = kernel
        var start = 0
        while let block = callee {
            guard stored.count - start >= block.size else { throw .malformed("step '\(label)' has too short an argument block for '\(block.name)'") }
            callee = nil
            var end = 0
            for field in block.fields {
                guard stored.areZero(start + end..<start + Int(field.offset)) else { throw .unused(label) }
                end = field.range.upperBound
                for index in 0..<Int(field.count) {
                    let place = start + Int(field.offset) + index * Int(field.size)
                    switch field.kind {
                    case LAMINA_FIELD_REF: try check(reference: stored.loadUnaligned(fromByteOffset: place, as: lamina_ref.self), label)
                    case LAMINA_FIELD_EXTENT: try check(extent: stored.loadUnaligned(fromByteOffset: place, as: lamina_extent.self), label)
                    case LAMINA_FIELD_KERNEL:
                        let number = stored.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                        guard number < UInt64(kernels.count) else { throw .malformed("step '\(label)' calls kernel \(number) of \(kernels.count)") }
                        let called = kernels[Int(number)]
                        withUnsafeBytes(of: called.kernel) { arguments.replaceSubrange(place..<(place + $0.count), with: $0) }
                        callee = called
                    default: break
                    }
                }
            }
            guard stored.areZero(start + end..<start + block.size) else { throw .unused(label) }
            start += block.size
        }
        guard start == stored.count else { throw .malformed("step '\(label)' has a longer argument block than its kernel takes") }
        return arguments
    }

    private func check(reference: lamina_ref, _ label: String) throws(PlanFileError) {
        guard reference != UInt64.max else { return }
        let base = Int(reference >> 56)
        let offset = Int(reference & 0x00FF_FFFF_FFFF_FFFF)
        guard base < bytes.count, let size = bytes[base], offset <= size, offset % MemoryLayout<Float>.alignment == 0 else {
            throw .malformed("step '\(label)' reads or writes outside the plan's memory: byte \(offset) of base \(base)")
        }
    }

    private func check(extent: lamina_extent, _ label: String) throws(PlanFileError) {
        guard extent.reserved == 0 else { throw .unused(label) }
        var size = Int(extent.coefficient.magnitude > UInt64(Int.max) ? UInt64(Int.max) : extent.coefficient.magnitude)
        for index in [extent.symbol.0, extent.symbol.1, extent.symbol.2, extent.symbol.3] {
            guard Int(index) < bounds.count, let bound = bounds[Int(index)] else { throw .malformed("step '\(label)' has a free size of index \(index)") }
            size = size.saturatingProduct(bound)
        }
        guard size <= PlanFormat.maximumBytes else { throw .malformed("step '\(label)' has a size beyond all bounds") }
    }
}

extension PlanFileError {
    fileprivate static func unused(_ label: String) -> PlanFileError {
        .malformed("bytes of the arguments of step '\(label)' that mean nothing are not 0")
    }
}

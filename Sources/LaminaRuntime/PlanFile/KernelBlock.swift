import CLaminaKernels

/// One of Lamina's kernels, with the fields of its argument block.
struct KernelBlock {
    let number: Int32
    let size: Int
    let digest: UInt64
    let fields: [lamina_field]

    /// Nil for a kernel that is none of ours.
    init?(of kernel: lamina_kernel) {
        self.init(numbered: lamina_kernel_number(kernel))
    }

    init?(named name: String) {
        guard let number = (0..<lamina_kernel_count()).first(where: { String(cString: lamina_kernel_name_of($0)) == name }) else { return nil }
        self.init(numbered: number)
    }

    private init?(numbered number: Int32) {
        guard number >= 0 else { return nil }
        let block = lamina_block_of(number)
        precondition(block.count >= 0, "a field of a type that blocks.c does not know")
        self.number = number
        size = Int(block.size)
        digest = block.digest
        fields = withUnsafeBytes(of: block.fields) { Array($0.assumingMemoryBound(to: lamina_field.self)[..<Int(block.count)]) }
    }

    var name: String { String(cString: lamina_kernel_name_of(number)) }

    /// In the instruction set of this process.
    var kernel: lamina_kernel { lamina_kernel_numbered(number)! }

    /// Where the kernel is that this one calls, with its own block behind this one.
    var calleeOffset: Int? {
        fields.first { $0.kind == LAMINA_FIELD_KERNEL }.map { Int($0.offset) }
    }
}

extension lamina_field {
    var range: Range<Int> { Int(offset)..<Int(offset + size * count) }
}

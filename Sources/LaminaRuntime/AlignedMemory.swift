import CLaminaKernels

/// A block of memory aligned for the widest vectors, zero at first.
final class AlignedMemory: @unchecked Sendable {
    let start: UnsafeMutableRawPointer
    let count: Int

    init(byteCount: Int) {
        count = byteCount
        start = .allocate(byteCount: max(byteCount, 1), alignment: Int(LAMINA_ALIGNMENT))
        start.initializeMemory(as: UInt8.self, repeating: 0, count: count)
    }

    deinit {
        start.deallocate()
    }

    func floats(at offset: Int, count: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: (start + offset).assumingMemoryBound(to: Float.self), count: count)
    }
}

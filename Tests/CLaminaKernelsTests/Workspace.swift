import CLaminaKernels
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The buffers of one kernel call: every output poisoned, every buffer watched on both sides.
final class Workspace {
    /// How buffers lie in memory.
    enum Layout: CaseIterable {
        /// NaN around each buffer, which must survive; a read of it shows in the results.
        case guarded
        /// Each buffer an allocation of its exact size, for the address sanitizer; bound ones only 4-byte aligned.
        case exact
    }

    private struct Buffer {
        var block: UnsafeMutableRawPointer
        var floats: UnsafeMutablePointer<Float>
        var count: Int
        var original: [Float]?
        var expected: [Double]?
        var mustBeWritten = false
    }

    private static let guardFloats = 64
    private static let guardPattern: UInt32 = 0x7FC5_A5A5
    private let layout: Layout
    private var buffers: [Buffer] = []
    var run = lamina_run()

    init(layout: Layout) {
        self.layout = layout
        setSymbol(0, 1)
    }

    deinit { for buffer in buffers { free(buffer.block) } }

    /// A read-only buffer; `bound` ones may start at any float.
    func input(_ values: [Float], bound: Bool = true) -> lamina_ref {
        let index = add(count: values.count, bound: bound)
        for (i, value) in values.enumerated() { buffers[index].floats[i] = value }
        buffers[index].original = values
        return reference(index)
    }

    /// A buffer that the kernel writes whole.
    func output(_ expected: [Double], bound: Bool = true) -> lamina_ref {
        let index = add(count: expected.count, bound: bound)
        buffers[index].expected = expected
        return reference(index)
    }

    /// A buffer that the kernel reads and then overwrites.
    func update(_ values: [Float], expecting expected: [Double]) -> lamina_ref {
        let index = add(count: values.count, bound: true)
        for (i, value) in values.enumerated() { buffers[index].floats[i] = value }
        buffers[index].expected = expected
        return reference(index)
    }

    /// A buffer that the kernel writes whole, with what it likes, but the same however it is cut.
    func anyOutput(_ count: Int) -> lamina_ref {
        let index = add(count: count, bound: true)
        buffers[index].mustBeWritten = true
        return reference(index)
    }

    func setSymbol(_ symbol: Int, _ count: Int) {
        withUnsafeMutableBytes(of: &run.extents) { $0.bindMemory(to: Int64.self)[symbol] = Int64(count) }
    }

    func scratch(_ count: Int) -> lamina_ref { reference(add(count: count, bound: false)) }

    func values(_ ref: lamina_ref) -> [Float] {
        let buffer = buffers[Int(ref >> 56)]
        return (0..<buffer.count).map { buffer.floats[$0] }
    }

    /// The bits of all expected buffers, in order.
    var outputBits: [UInt32] {
        buffers.filter { $0.expected != nil || $0.mustBeWritten }.flatMap { buffer in (0..<buffer.count).map { buffer.floats[$0].bitPattern } }
    }

    /// What is wrong with the buffers now, nil if nothing.
    func complaint(tolerance: Tolerance) -> String? {
        for (index, buffer) in buffers.enumerated() {
            if layout == .guarded {
                let before = buffer.floats - Workspace.guardFloats, after = buffer.floats + buffer.count
                for i in 0..<Workspace.guardFloats where before[i].bitPattern != Workspace.guardPattern || after[i].bitPattern != Workspace.guardPattern {
                    return "buffer \(index): written outside, \(i) floats off"
                }
            }
            if let original = buffer.original {
                for i in 0..<buffer.count where original[i].bitPattern != buffer.floats[i].bitPattern {
                    return "buffer \(index): input \(i) changed"
                }
            }
            if buffer.mustBeWritten, let hole = (0..<buffer.count).first(where: { buffer.floats[$0].isNaN }) {
                return "buffer \(index): element \(hole) of \(buffer.count) not written"
            }
            if let expected = buffer.expected {
                for i in 0..<buffer.count where !tolerance.accepts(buffer.floats[i], expected[i]) {
                    return "buffer \(index), element \(i) of \(buffer.count): \(buffer.floats[i]), expected \(expected[i])"
                }
            }
        }
        return nil
    }

    private func reference(_ index: Int) -> lamina_ref { lamina_ref(index) << 56 }

    private func add(count: Int, bound: Bool) -> Int {
        let guarded = layout == .guarded ? Workspace.guardFloats : 0
        let shift = layout == .exact && bound ? 1 : 0
        var block: UnsafeMutableRawPointer?
        precondition(posix_memalign(&block, 64, max(4, (count + 2 * guarded + shift) * 4)) == 0)
        let floats = block!.assumingMemoryBound(to: Float.self) + guarded + shift
        for i in -guarded..<(count + guarded) { floats[i] = Float(bitPattern: Workspace.guardPattern) }
        let index = buffers.count
        precondition(index < LAMINA_MAXIMUM_BASES)
        buffers.append(Buffer(block: block!, floats: floats, count: count))
        withUnsafeMutableBytes(of: &run.bases) {
            $0.bindMemory(to: UnsafeMutablePointer<CChar>?.self)[index] = UnsafeMutableRawPointer(floats).assumingMemoryBound(to: CChar.self)
        }
        return index
    }
}

struct Tolerance {
    var absolute = 1e-6
    var relative = 2e-6

    static let exact = Tolerance(absolute: 0, relative: 0)

    func accepts(_ value: Float, _ expected: Double) -> Bool {
        if expected.isNaN { return value.isNaN }
        if expected.isInfinite { return Double(value) == expected }
        return abs(Double(value) - expected) <= absolute + relative * abs(expected)
    }
}

import CLaminaKernels
import Testing

/// Philox4x32-10 written again, from its paper.
func philox(_ counter: [UInt32], key: [UInt32]) -> [UInt32] {
    var c = counter, k = key
    for _ in 0..<10 {
        let (high0, low0) = c[0].multipliedFullWidth(by: 0xD251_1F53)
        let (high1, low1) = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
        c = [high1 ^ c[1] ^ k[0], low1, high0 ^ c[3] ^ k[1], low0]
        k = [k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85]
    }
    return c
}

@Suite struct DropoutTests {
    /// The known answers of the Random123 distribution, which this reference must give; the kernel is compared with it below.
    @Test func referenceKnowsTheAnswers() {
        #expect(philox([0, 0, 0, 0], key: [0, 0]) == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
        #expect(philox([.max, .max, .max, .max], key: [.max, .max]) == [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd])
        #expect(
            philox([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], key: [0xa409_3822, 0x299f_31d0])
                == [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1])
    }

    @Test(arguments: [1, 4, 6, 63, 200, 1030], [Float(0), 0.3, 0.5, 1]) func dropout(_ count: Int, _ rate: Float) {
        let seed: UInt64 = 0x0123_4567_89AB_CDEF, iteration: UInt64 = 77, stream: UInt64 = 0xFEDC_BA98_0000_0005
        var numbers = Numbers(6)
        let x = numbers.array(count)
        let expected = x.indices.map { i -> Double in
            let bits = philox(
                [UInt32(i / 4), UInt32(iteration), UInt32(truncatingIfNeeded: stream), UInt32(stream >> 32)],
                key: [UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)])
            return Float(bits[i % 4] >> 8) * 0x1p-24 >= rate ? Double(x[i] / (1 - rate)) : 0
        }
        for grain in [1, 7, 64] {
            check(\.dropout, units: count, grain: grain, tolerance: .exact) { workspace in
                workspace.run.seed = seed
                workspace.run.iteration = iteration
                return lamina_dropout_arguments(count: extent(count), x: workspace.input(x), y: workspace.output(expected), stream: stream, rate: rate)
            }
        }
    }

    @Test func keepsTheShareItShould() {
        let count = 40_000
        for isa in availableSets {
            let workspace = Workspace(layout: .guarded)
            let y = workspace.scratch(count)
            let block = lamina_dropout_arguments(count: extent(count), x: workspace.input(Array(repeating: 1, count: count)), y: y, stream: 3, rate: 0.25)
            withUnsafePointer(to: block) { lamina_kernels_for(isa).pointee.dropout!(&workspace.run, $0, 0, Int64(count)) }
            let kept = workspace.values(y).count { $0 != 0 }
            #expect(abs(Double(kept) / Double(count) - 0.75) < 0.01)
        }
    }
}

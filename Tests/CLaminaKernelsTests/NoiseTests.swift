import CLaminaKernels
import Testing
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct NoiseTests {
    static let (seed, iteration, stream): (UInt64, UInt64, UInt64) = (0x0123_4567_89AB_CDEF, 77, 0xFEDC_BA98_0000_0005)

    /// Box and Muller's transform of Philox's words, in double.
    static func normal(_ count: Int) -> [Double] {
        let tiles = (count + 63) / 64
        let words = (0..<tiles * 16).flatMap { block in
            philox(
                [UInt32(block), UInt32(iteration), UInt32(truncatingIfNeeded: stream), UInt32(stream >> 32)],
                key: [UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)])
        }
        return (0..<count).map { element in
            let (tile, place) = (element / 64, element % 64)
            let radius = Float(words[tile * 64 + place % 32] >> 1) * 0x1p-31 + 0x1p-32
            let turn = Double(words[tile * 64 + 32 + place % 32] >> 8) * 0x1p-24
            let length = (-2 * log(Double(radius))).squareRoot()
            return length * (place < 32 ? cos(2 * .pi * turn) : sin(2 * .pi * turn))
        }
    }

    @Test(arguments: [1, 31, 64, 65, 200, 1030], [false, true]) func noise(_ count: Int, _ multiplies: Bool) {
        var numbers = Numbers(121)
        let x = numbers.array(count), normal = Self.normal(count)
        let expected = x.indices.map { multiplies ? Double(x[$0]) * (1 + 0.5 * normal[$0]) : Double(x[$0]) + 0.5 * normal[$0] }
        check(\.gaussian_noise, units: count, grain: 64, tolerance: Tolerance(absolute: 3e-6)) { workspace in
            workspace.run.seed = Self.seed
            workspace.run.iteration = Self.iteration
            return lamina_gaussian_noise_arguments(
                count: extent(count), x: workspace.input(x), y: workspace.output(expected), stream: Self.stream, stddev: 0.5,
                multiplies: multiplies ? 1 : 0)
        }
    }

    /// Moments and tails of many numbers, and that neighbours, halves of a tile and iterations have nothing to do with each other.
    @Test func isNormal() {
        let count = 1 << 17
        for isa in availableSets {
            func draw(iteration: UInt64, stream: UInt64) -> [Double] {
                let workspace = Workspace(layout: .guarded)
                workspace.run.iteration = iteration
                let y = workspace.scratch(count)
                let block = lamina_gaussian_noise_arguments(
                    count: extent(count), x: workspace.input([Float](repeating: 0, count: count)), y: y, stream: stream, stddev: 1, multiplies: 0)
                withUnsafePointer(to: block) { lamina_kernels_for(isa).pointee.gaussian_noise!(&workspace.run, $0, 0, Int64(count)) }
                return workspace.values(y).doubles
            }
            let x = draw(iteration: 1, stream: 3)
            func moment(_ power: Int) -> Double { x.reduce(0) { sum, v in sum + (0..<power).reduce(1.0) { p, _ in p * v } } / Double(count) }
            // Five standard errors each.
            let error = 5 / Double(count).squareRoot()
            #expect(abs(moment(1)) < error)
            #expect(abs(moment(2) - 1) < error * 1.42)
            #expect(abs(moment(3)) < error * 3.88)
            #expect(abs(moment(4) - 3) < error * 9.8)
            for (limit, share) in [(1.0, 0.31731), (2.0, 0.04550), (3.0, 0.00270)] {
                let found = Double(x.count { abs($0) > limit }) / Double(count)
                #expect(abs(found - share) < error * (share * (1 - share)).squareRoot(), "beyond \(limit): \(found)")
            }
            #expect((4...6).contains(x.map(abs).max()!))
            func correlation(_ a: some Collection<Double>, _ b: some Collection<Double>) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / Double(a.count) }
            for distance in [1, 2, 32, 64] { #expect(abs(correlation(x.dropLast(distance), x.dropFirst(distance))) < 2 * error) }
            #expect(abs(correlation(x, draw(iteration: 2, stream: 3))) < error)
            #expect(abs(correlation(x, draw(iteration: 1, stream: 4))) < error)
        }
    }

    @Test(arguments: [1, 6, 63, 1030]) func alphaDropout(_ count: Int) {
        var numbers = Numbers(122)
        let x = numbers.array(count)
        let expected = x.indices.map { i -> Double in
            let bits = philox(
                [UInt32(i / 4), UInt32(Self.iteration), UInt32(truncatingIfNeeded: Self.stream), UInt32(Self.stream >> 32)],
                key: [UInt32(truncatingIfNeeded: Self.seed), UInt32(Self.seed >> 32)])
            return Float(bits[i % 4] >> 8) * 0x1p-24 >= 0.3 ? Double(x[i]) * 0.75 + 0.5 : -1.25
        }
        for grain in [1, 7, 64] {
            check(\.alpha_dropout, units: count, grain: grain) { workspace in
                workspace.run.seed = Self.seed
                workspace.run.iteration = Self.iteration
                return lamina_alpha_dropout_arguments(
                    count: extent(count), x: workspace.input(x), y: workspace.output(expected), stream: Self.stream, rate: 0.3, scale: 0.75,
                    offset: 0.5, dropped: -1.25)
            }
        }
    }
}

import CLaminaKernels
import Testing

@Suite struct ElementwiseTests {
    static let counts = [0, 1, 3, 7, 16, 37, 100]

    struct Binary: CustomTestStringConvertible, Sendable {
        var name: String
        var kernel: @Sendable () -> KernelPath
        var value: @Sendable (Double, Double) -> Double
        var testDescription: String { name }
    }

    static let binaries = [
        Binary(name: "add", kernel: { \.add }) { $0 + $1 }, Binary(name: "subtract", kernel: { \.subtract }) { $0 - $1 },
        Binary(name: "multiply", kernel: { \.multiply }) { $0 * $1 }, Binary(name: "divide", kernel: { \.divide }) { $0 / $1 },
        Binary(name: "maximum", kernel: { \.maximum }) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) },
        Binary(name: "minimum", kernel: { \.minimum }) { $0.isNaN || $1.isNaN ? .nan : min($0, $1) },
    ]

    @Test(arguments: binaries, counts) func binary(_ operation: Binary, _ count: Int) {
        var numbers = Numbers(1)
        var a = numbers.array(count), b = numbers.array(count)
        if count > 5 {
            a[1] = .nan
            b[2] = .nan
        }
        let expected = zip(a, b).map { operation.value(Double($0), Double($1)) }
        check(operation.kernel(), units: count, grain: 16) { workspace in
            lamina_binary_arguments(count: extent(count), a: workspace.input(a), b: workspace.input(b), y: workspace.output(expected))
        }
        check(operation.kernel(), units: count, grain: 16) { workspace in
            let place = workspace.update(a, expecting: expected)
            return lamina_binary_arguments(count: extent(count), a: place, b: workspace.input(b), y: place)
        }
    }

    @Test(arguments: [false, true]) func choiceGradient(_ minimum: Bool) {
        var numbers = Numbers(2)
        let a = numbers.array(37), dy = numbers.array(37)
        var b = numbers.array(37)
        b[5] = a[5]
        b[20] = a[20]
        let shares = zip(a, b).map { $0 == $1 ? 0.5 : ($0 > $1) != minimum ? 1.0 : 0.0 }
        check(minimum ? \.minimum_gradient : \.maximum_gradient, units: 37, grain: 16, tolerance: .exact) { workspace in
            lamina_binary_gradient_arguments(
                count: extent(37), a: workspace.input(a), b: workspace.input(b), dy: workspace.input(dy),
                da: workspace.output(zip(shares, dy).map { $0 * Double($1) }), db: workspace.output(zip(shares, dy).map { (1 - $0) * Double($1) }))
        }
    }

    @Test(arguments: counts) func copyFillAffine(_ count: Int) {
        var numbers = Numbers(3)
        let x = numbers.array(count)
        check(\.copy, units: count, grain: 16, tolerance: .exact) { workspace in
            lamina_copy_arguments(count: extent(count), x: workspace.input(x), y: workspace.output(x.doubles))
        }
        check(\.fill, units: count, grain: 16, tolerance: .exact) { workspace in
            lamina_fill_arguments(count: extent(count), y: workspace.output(Array(repeating: 2.5, count: count)), value: 2.5)
        }
        check(\.affine, units: count, grain: 16) { workspace in
            lamina_affine_arguments(count: extent(count), x: workspace.input(x), y: workspace.output(x.map { Double($0) * 0.3 - 1.25 }), scale: 0.3, offset: -1.25)
        }
    }

    @Test(arguments: 1...8) func sum(_ summands: Int) {
        var numbers = Numbers(4)
        let x = (0..<summands).map { _ in numbers.array(37) }
        let expected = (0..<37).map { i in x.reduce(0) { $0 + Double($1[i]) } }
        check(\.sum, units: 37, grain: 16) { workspace in
            var block = lamina_sum_arguments()
            block.count = extent(37)
            block.summands = Int64(summands)
            withUnsafeMutableBytes(of: &block.x) { bytes in
                let places = bytes.bindMemory(to: lamina_ref.self)
                for (i, values) in x.enumerated() { places[i] = workspace.input(values) }
            }
            block.y = workspace.output(expected)
            return block
        }
    }

    @Test func copyBlocks() {
        var numbers = Numbers(5)
        let x = numbers.array(50)
        // Three blocks of 4 floats from rows of 10, into columns 2 ..< 6 of rows of 7; the rest of the target keeps its values.
        let before = numbers.array(21)
        var expected = before.doubles
        for o in 0..<3 { for i in 0..<4 { expected[2 + o * 7 + i] = Double(x[5 + o * 10 + i]) } }
        check(\.copy_blocks, units: 3, tolerance: .exact) { workspace in
            workspace.setSymbol(1, 5)
            return lamina_copy_blocks_arguments(
                outer: extent(3), block: extent(4), source_stride: lamina_extent(coefficient: 2, symbol: (1, 0, 0, 0), reserved: 0), target_stride: extent(7),
                source_offset: lamina_extent(coefficient: 1, symbol: (0, 1, 0, 0), reserved: 0), target_offset: extent(2),
                x: workspace.input(x), y: workspace.update(before, expecting: expected))
        }
    }
}

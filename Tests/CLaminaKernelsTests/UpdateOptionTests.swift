import CLaminaKernels
import Testing

/// What goes with an optimizer's update, against the plain definition.
@Suite struct UpdateOptionTests {
    static let counts = [1, 16, 37]

    @Test(arguments: counts, [UInt64(0), 1, 2, 5, 8]) func accumulatedGradients(_ count: Int, iteration: UInt64) {
        var numbers = Numbers(iteration &+ UInt64(count))
        let (g, sum) = (numbers.array(count), numbers.array(count))
        let isUpdate = (iteration + 1) % 3 == 0
        let total = zip(g, sum).map { Double($0) + Double($1) }
        check(\.accumulate_gradients, units: count, grain: 16) { workspace in
            workspace.run.iteration = iteration
            return lamina_accumulate_gradients_arguments(
                count: Int64(count), g: workspace.update(g, expecting: isUpdate ? total.map { $0 / 3 } : g.map(Double.init)),
                sum: workspace.update(sum, expecting: isUpdate ? total.map { _ in 0 } : total), period: 3)
        }
    }

    /// Period 2, overwriting every third update: in iterations 4 and 5.
    @Test(arguments: counts, [UInt64(0), 1, 2, 3, 4, 5, 6]) func movingAverage(_ count: Int, iteration: UInt64) {
        var numbers = Numbers(iteration &+ UInt64(count))
        let (w, average) = (numbers.array(count), numbers.array(count))
        let kept = iteration < 2 ? 0 : 0.9
        let mean = zip(w, average).map { kept * Double($1) + (1 - kept) * Double($0) }
        let overwrites = iteration == 4 || iteration == 5
        check(\.moving_average, units: count, grain: 16) { workspace in
            workspace.run.iteration = iteration
            return lamina_moving_average_arguments(
                count: Int64(count), w: workspace.update(w, expecting: overwrites ? mean : w.map(Double.init)),
                average: workspace.update(average, expecting: mean), period: 2, overwrite: 3, momentum: 0.9)
        }
    }

    /// The kernel inside sees every third iteration as its own, counted from 0.
    @Test(arguments: [UInt64(0), 1, 2, 5, 6]) func periodic(iteration: UInt64) {
        struct Block {
            var period: lamina_periodic_arguments
            var inner: lamina_nadam_product_arguments
        }
        let isUpdate = (iteration + 1) % 3 == 0
        for isa in availableSets {
            let table = lamina_kernels_for(isa).pointee
            let expected = Workspace(layout: .guarded)
            expected.run.iteration = iteration / 3
            let plain = expected.update([0.5], expecting: [0.5])
            withUnsafePointer(to: lamina_nadam_product_arguments(product: plain, beta_1: 0.9)) { table.nadam_product!(&expected.run, $0, 0, 1) }
            let workspace = Workspace(layout: .guarded)
            workspace.run.iteration = iteration
            let product = workspace.update([0.5], expecting: [0.5])
            let block = Block(
                period: lamina_periodic_arguments(period: 3, kernel: table.nadam_product!),
                inner: lamina_nadam_product_arguments(product: product, beta_1: 0.9))
            withUnsafePointer(to: block) { table.periodic!(&workspace.run, $0, 0, 1) }
            #expect(workspace.values(product) == (isUpdate ? expected.values(plain) : [0.5]))
            #expect(workspace.run.iteration == iteration)
        }
    }

    @Test(arguments: counts) func nonNegative(_ count: Int) {
        var numbers = Numbers(7)
        let w = numbers.array(count)
        check(\.non_negative, units: count, grain: 16, tolerance: .exact) { workspace in
            lamina_non_negative_arguments(count: Int64(count), w: workspace.update(w, expecting: w.map { max(Double($0), 0) }))
        }
    }

    @Test(arguments: [[5], [4, 7], [3, 2, 5], [2, 3, 2, 4]]) func norms(_ sizes: [Int]) {
        let count = sizes.reduce(1, *)
        var numbers = Numbers(UInt64(count))
        let w = numbers.array(count)
        for subset in 1..<(1 << sizes.count) {
            let reduced = sizes.indices.map { subset >> $0 & 1 == 1 }
            // Elements of one norm agree on every axis that is kept.
            var groups: [[Int]: [Int]] = [:]
            for element in 0..<count {
                var rest = element
                var place: [Int] = []
                for axis in sizes.indices.reversed() {
                    if !reduced[axis] { place.append(rest % sizes[axis]) }
                    rest /= sizes[axis]
                }
                groups[place, default: []].append(element)
            }
            var expected = w.map(Double.init)
            for elements in groups.values {
                let norm = elements.reduce(0) { $0 + Double(w[$1]) * Double(w[$1]) }.squareRoot()
                let wanted = 0.75 * min(max(norm, 0.5), 1.25) + 0.25 * norm
                for element in elements { expected[element] *= wanted / (1e-7 + norm) }
            }
            check(\.constrain_norm, units: groups.count, "\(sizes), reduced \(reduced)") { workspace in
                var arguments = lamina_constrain_norm_arguments()
                (arguments.w, arguments.rank) = (workspace.update(w, expecting: expected), Int64(sizes.count))
                (arguments.least, arguments.most, arguments.rate) = (0.5, 1.25, 0.75)
                withUnsafeMutableBytes(of: &arguments.sizes) { bytes in
                    for (axis, size) in sizes.enumerated() { bytes.assumingMemoryBound(to: Int64.self)[axis] = Int64(size) }
                }
                withUnsafeMutableBytes(of: &arguments.reduced) { bytes in
                    for axis in sizes.indices { bytes.assumingMemoryBound(to: Int32.self)[axis] = reduced[axis] ? 1 : 0 }
                }
                return arguments
            }
        }
    }

    /// A parameter of zeros has no direction: it stays.
    @Test func zerosStay() {
        check(\.constrain_norm, units: 1, tolerance: .exact) { workspace in
            var arguments = lamina_constrain_norm_arguments()
            (arguments.w, arguments.rank, arguments.least, arguments.most, arguments.rate) = (workspace.update([0, 0], expecting: [0, 0]), 1, 1, 1, 1)
            arguments.sizes.0 = 2
            arguments.reduced.0 = 1
            return arguments
        }
    }
}

import CLaminaKernels
import Testing

@Suite struct MachineLimitKernelTests {
    @Test(arguments: availableSets, [64, 192, 4096]) func theTriadIsRight(isa: lamina_isa, count: Int) {
        let kernels = lamina_kernels_for(isa).pointee
        let x = (0..<count).map { Float($0 % 17) - 8 }
        let z = (0..<count).map { Float($0 % 5) }
        for layout in Workspace.Layout.allCases {
            let workspace = Workspace(layout: layout)
            let expected = zip(x, z).map { Double($0) + 3 * Double($1) }
            var arguments = lamina_memory_limit_arguments(
                x: workspace.input(x), z: workspace.input(z), y: workspace.output(expected), passes: 2)
            for first in stride(from: 0, to: count, by: 64) { kernels.triad_limit(&workspace.run, &arguments, Int64(first), Int64(first + 64)) }
            kernels.read_limit(&workspace.run, &arguments, 0, Int64(count))
            #expect(workspace.complaint(tolerance: .exact) == nil)
        }
    }

    @Test(arguments: availableSets) func roundsTakeTime(isa: lamina_isa) {
        let kernels = lamina_kernels_for(isa).pointee
        var run = lamina_run()
        func time(_ rounds: Int64) -> Duration {
            var arguments = lamina_fma_limit_arguments(rounds: rounds)
            return (0..<5).map { _ in ContinuousClock().measure { kernels.fma_limit(&run, &arguments, 0, 1) } }.min()!
        }
        #expect(time(400_000) > time(4_000) * 20)
    }
}

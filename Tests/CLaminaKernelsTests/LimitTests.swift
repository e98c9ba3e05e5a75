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

    /// It computes in registers: memory, whoever's, stays as it is.
    @Test(arguments: availableSets, [0, 1, 1000] as [Int64]) func roundsWriteNothing(isa: lamina_isa, rounds: Int64) {
        let kernels = lamina_kernels_for(isa).pointee
        for layout in Workspace.Layout.allCases {
            let workspace = Workspace(layout: layout)
            _ = workspace.input((0..<67).map(Float.init))
            var arguments = lamina_fma_limit_arguments(rounds: rounds)
            kernels.fma_limit(&workspace.run, &arguments, 0, 3)
            #expect(arguments.rounds == rounds)
            #expect(workspace.complaint(tolerance: .exact) == nil)
        }
    }
}

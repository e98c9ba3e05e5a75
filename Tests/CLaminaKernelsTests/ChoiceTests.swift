import CLaminaKernels
import Testing

@Suite struct ChoiceTests {
    @Test func theBaselineIsAlwaysThere() {
        #expect(lamina_kernels_for(LAMINA_ISA_BASELINE) != nil)
        #expect(lamina_kernels_for(LAMINA_ISA_COUNT) == nil)
    }

    @Test func theChosenSetIsAvailable() {
        #expect(availableSets.contains { $0 == lamina_chosen_isa() })
        #expect(lamina_kernels() == lamina_kernels_for(lamina_chosen_isa()))
    }

    @Test func everyKernelHasItsNameAndSetsDiffer() {
        for isa in availableSets {
            #expect(String(cString: lamina_kernel_name(lamina_kernels_for(isa).pointee.copy)) == "copy")
            #expect(String(cString: lamina_kernel_name(lamina_kernels_for(isa).pointee.clip_by_norm)) == "clip_by_norm")
        }
        #expect(lamina_kernel_name({ _, _, _, _ in }) == nil)
    }

    @Test func packedSizes() {
        #expect(lamina_panel_width() == 32)
        #expect(lamina_packed_count(14, 96) == 14 * 96)
        #expect(lamina_packed_count(3, 33) == 3 * 64)
    }

    @Test func stepsRunInOrder() {
        let workspace = Workspace(layout: .guarded)
        let place = workspace.scratch(5)
        var fill = lamina_fill_arguments(count: extent(5), y: place, value: 2)
        var affine = lamina_affine_arguments(count: extent(5), x: place, y: place, scale: 3, offset: 1)
        let table = lamina_kernels().pointee
        withUnsafePointer(to: &fill) { fill in
            withUnsafePointer(to: &affine) { affine in
                let steps = [
                    lamina_step(kernel: table.fill, arguments: fill, units: extent(5), grain: 4096),
                    lamina_step(kernel: table.affine, arguments: affine, units: extent(5), grain: 4096),
                ]
                lamina_run_steps(&workspace.run, steps, 2)
            }
        }
        #expect(workspace.values(place) == [7, 7, 7, 7, 7])
    }
}

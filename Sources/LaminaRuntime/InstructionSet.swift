import CLaminaKernels

/// The vector instructions that the kernels use in this process: chosen once, or forced by `LAMINA_ISA`.
public enum InstructionSet {
    public static var name: String { String(cString: lamina_isa_name(lamina_chosen_isa())) }
}

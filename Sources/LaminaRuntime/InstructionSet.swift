import CLaminaKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The vector instructions that the kernels use in this process: chosen once, or forced by `LAMINA_ISA`.
public enum InstructionSet {
    public static var name: String { String(cString: lamina_isa_name(lamina_chosen_isa())) }

    /// What is wrong with `LAMINA_ISA`, nil where nothing is: kernels then use the widest set that this machine has.
    public static var complaint: String? {
        guard let complaint = lamina_isa_complaint() else { return nil }
        let found = getenv("LAMINA_ISA").map { String(cString: $0) } ?? ""
        return "\(String(cString: complaint)), found '\(found)'"
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Plan {
    /// The bytes of what a caller binds, at the largest batch and the longest sequences.
    public var portBytes: Int {
        (inputs + outputs).reduce(0) { total, port in
            let (sum, overflow) = total.addingReportingOverflow(port.shape.boundedCount.saturatingProduct(MemoryLayout<Float>.stride))
            return overflow ? .max : sum
        }
    }

    /// Refuses a plan that this machine cannot hold, with its inputs and outputs, before anything is allocated for it.
    ///
    /// - Throws: `RunError.memory`.
    public func requireMemory() throws(RunError) {
        let available = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE))).partialValue
        let (needed, overflow) = arenaBytes.addingReportingOverflow(portBytes)
        guard available <= 0 || (!overflow && needed <= available) else {
            throw .memory(needed: overflow ? .max : needed, available: available)
        }
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Plan {
    /// Refuses a plan that this machine cannot hold before anything is allocated for it.
    ///
    /// - Throws: `RunError.memory`.
    public func requireMemory() throws(RunError) {
        let available = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE))).partialValue
        guard available <= 0 || arenaBytes <= available else { throw .memory(needed: arenaBytes, available: available) }
    }
}

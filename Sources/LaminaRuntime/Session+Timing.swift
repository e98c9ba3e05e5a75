import CLaminaKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Session {
    /// The same as `run`, step by step: for profiles. The results are the same bits.
    ///
    /// With several threads each step is a run of the helpers for itself, so that the time in which they wake and meet counts once a step.
    ///
    /// - Parameter nanoseconds: what each step of the plan took, one reading of the clock included.
    /// - Precondition: as for `run`; `nanoseconds` has an element for each step.
    /// - Throws: `RunError.batch` where the batch is not in `1 ... plan.batchCapacity`.
    public mutating func runTimed(batch: Int = 1, _ nanoseconds: inout [Int64]) throws(RunError) {
        precondition(nanoseconds.count == steps.count, "a time for each step")
        try begin(batch: batch)
        var start = monotonicNanoseconds()
        for index in steps.indices {
            if let workers {
                lamina_workers_run(workers, &context, steps.baseAddress! + index, 1)
            } else {
                lamina_run_steps(&context, steps.baseAddress! + index, 1)
            }
            let end = monotonicNanoseconds()
            nanoseconds[index] = end - start
            start = end
        }
    }
}

/// The time since some moment, of a clock that is never set.
package func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

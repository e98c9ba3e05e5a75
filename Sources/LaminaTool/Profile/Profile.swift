import LaminaCompiler
import LaminaKit

/// Where the time of a run goes: what each operation of a plan costs and took, beside what the machine could do.
struct Profile {
    /// An operation: one step of the plan, or several in a row.
    struct Row {
        let label: String
        let origin: String
        /// The kernels of its steps, in order.
        let kernels: [String]
        let flops: Int
        let bytes: Int
        /// The median over the runs of each of its steps, summed.
        let microseconds: Double
        let bound: MachineLimits.Bound

        /// GFLOP/s.
        var arithmeticRate: Double { microseconds > 0 ? Double(flops) / microseconds * 1e-3 : 0 }
        /// GB/s.
        var transportRate: Double { microseconds > 0 ? Double(bytes) / microseconds * 1e-3 : 0 }
        var shareOfLimit: Double { microseconds > 0 ? bound.microseconds / microseconds : 0 }
    }

    let name: String
    let purpose: PlanPurpose
    let batch: Int
    let limits: MachineLimits
    let rows: [Row]
    /// The median of whole runs, which know of no clock between their steps.
    let runMicroseconds: Double
    let runs: Int
    /// How many cores other processes kept busy meanwhile.
    let others: Double

    var stepMicroseconds: Double { rows.reduce(0) { $0 + $1.microseconds } }
    /// What the machine needs at least for a run: the sum over the operations, which come one after the other.
    var boundMicroseconds: Double { rows.reduce(0) { $0 + $1.bound.microseconds } }
    var shareOfLimit: Double { boundMicroseconds / runMicroseconds }

    private static let mostRuns = 10_000
    private static let leastRuns = 3
    /// Times that are kept at most.
    private static let mostTimes = 4_000_000

    /// Runs the plan for so many seconds, by turns as a whole and step by step.
    ///
    /// - Throws: `RunError`.
    init(_ run: inout RandomRun, _ options: CompileOptions, limits: MachineLimits, seconds: Double) throws {
        let compiled = run.compiled
        let (plan, batch) = (compiled.plan, options.batchCapacity)
        let end = monotonicNanoseconds() + Int64(seconds * 1e9)
        let warm = monotonicNanoseconds() + Int64(seconds * 0.2e9)
        let most = min(Self.mostRuns, max(Self.mostTimes / max(plan.steps.count, 1), Self.leastRuns))
        var (whole, steps): ([Int64], [[Int64]]) = ([], [])
        var times = [Int64](repeating: 0, count: plan.steps.count)
        repeat { try run.session.run(batch: batch) } while monotonicNanoseconds() < warm
        let load = MachineLoad()
        while whole.count < Self.leastRuns || (whole.count < most && monotonicNanoseconds() < end) {
            let start = monotonicNanoseconds()
            try run.session.run(batch: batch)
            whole.append(monotonicNanoseconds() - start)
            try run.session.runTimed(batch: batch, &times)
            steps.append(times)
        }
        others = load.others()
        let clock = Self.clockMicroseconds()
        let medians = times.indices.map { index in max(Self.median(steps.map { $0[index] }) - clock, 0) }
        (name, purpose, self.batch, self.limits, runs) = (plan.name, options.purpose, batch, limits, whole.count)
        runMicroseconds = Self.median(whole)
        rows = compiled.costs(batch: batch).map { cost in
            Row(
                label: cost.label, origin: cost.origin, kernels: plan.steps.steps[cost.steps].map(\.kernelName), flops: cost.flops,
                bytes: cost.bytes, microseconds: medians[cost.steps].reduce(0, +), bound: limits.bound(cost))
        }
    }

    /// What one reading of the clock takes: it is in each step's time.
    private static func clockMicroseconds() -> Double {
        median((0..<1001).map { _ in
            let start = monotonicNanoseconds()
            return monotonicNanoseconds() - start
        })
    }

    /// Microseconds of nanoseconds.
    private static func median(_ times: [Int64]) -> Double { Double(times.sorted()[times.count / 2]) * 1e-3 }
}

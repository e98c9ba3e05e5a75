import CLaminaKernels
import LaminaCompiler
import LaminaKit

/// What this machine can do at most with a number of threads: what a roofline is drawn from. Measured in a fraction of a second.
struct MachineLimits {
    /// A cache, or the memory behind all of them.
    struct Level {
        /// `L1`, `L2`, `L3`, `memory`.
        let name: String
        /// How much it holds for all threads together.
        let capacity: Int
        /// Gigabytes a second, the faster of reading alone and of `y = x + 3·z`.
        let bandwidth: Double
    }

    /// What bounds a step, and the least time that it leaves.
    struct Bound {
        let name: String
        let microseconds: Double
    }

    let threads: Int
    /// Multiply-adds in the chosen instruction set, each counted as two operations: GFLOP/s of all threads together.
    let peak: Double
    /// From the smallest to the memory.
    let levels: [Level]

    init(threads: Int, peak: Double, levels: [Level]) {
        precondition(!levels.isEmpty)
        self.threads = threads
        self.peak = peak
        self.levels = levels
    }

    /// The larger of what the arithmetic takes at its peak and what the numbers take from the caches that hold them: as much as each has room for
    /// comes from it, the rest from the next one.
    ///
    /// - Parameters:
    ///   - bytes: what comes and goes.
    ///   - footprint: the memory that it lies in.
    func bound(flops: Int, bytes: Int, footprint: Int) -> Bound {
        var (transport, inside, last) = (0.0, 0, levels[0])
        for level in levels where inside < footprint {
            let part = min(level.capacity, footprint) - inside
            if part > 0 { (transport, inside, last) = (transport + Double(part) / level.bandwidth * 1e-3, inside + part, level) }
        }
        if footprint > 0 { transport *= Double(bytes) / Double(footprint) }
        let arithmetic = Double(flops) / peak * 1e-3
        return arithmetic >= transport ? Bound(name: "FMA", microseconds: arithmetic) : Bound(name: last.name, microseconds: transport)
    }

    func bound(_ cost: OperationCost) -> Bound { bound(flops: cost.flops, bytes: cost.bytes, footprint: cost.footprint) }

    /// `avx512, 1 thread: 141 GFLOP/s; L1 405, L2 176, L3 44, memory 21 GB/s`
    var description: String {
        let levels = levels.map { "\($0.name) \($0.bandwidth.formatted(decimals: 0))" }.joined(separator: ", ")
        return "\(InstructionSet.name), \(threads.of("thread")): \(peak.formatted(decimals: 0)) GFLOP/s; \(levels) GB/s"
    }

    var json: JSONValue {
        [
            "isa": .string(InstructionSet.name), "threads": .integer(threads), "gflops": .number(peak.rounded(decimals: 1)),
            "levels": .array(levels.map {
                ["name": .string($0.name), "bytes": .integer($0.capacity), "gb_per_s": .number($0.bandwidth.rounded(decimals: 1))]
            }),
        ]
    }
}

extension MachineLimits {
    /// Measures them.
    init(threads: Int) {
        let bench = LimitBench(threads: threads)
        self.threads = threads
        peak = bench.peak()
        levels = CacheLevel.ofThisMachine(threads: threads).map { level in
            Level(name: level.name, capacity: level.capacity, bandwidth: bench.bandwidth(bytes: level.probe))
        }
    }
}

/// What is measured of one level of memory.
private struct CacheLevel {
    let name: String
    let capacity: Int
    /// The bytes that are gone through: well inside the level, and far too many for those before it.
    let probe: Int

    /// Where the memory behind the caches is measured.
    private static let leastMemoryProbe = 96 << 20
    private static let mostMemoryProbe = 256 << 20

    static func ofThisMachine(threads: Int) -> [CacheLevel] {
        let caches = DataCache.ofFirstProcessor
        let levels = caches.map { cache in
            let capacity = cache.bytes.saturatingProduct(cache.isShared ? 1 : threads)
            return CacheLevel(name: "L\(cache.level)", capacity: capacity, probe: min(capacity / 2, mostMemoryProbe))
        }
        let largest = caches.last?.bytes ?? 0
        let probe = min(max(largest.saturatingProduct(3), leastMemoryProbe), mostMemoryProbe)
        return levels + [CacheLevel(name: "memory", capacity: .max, probe: probe)]
    }
}

/// Runs the kernels that find out limits.
private final class LimitBench {
    private let threads: Int
    private let workers: OpaquePointer?
    private var run = lamina_run()

    /// A multiple of what the kernels work in.
    private static let block = 64 * MemoryLayout<Float>.stride
    /// Nanoseconds of one measurement, of which the best of several counts.
    private static let time: Int64 = 2_000_000
    private static let attempts = 5

    init(threads: Int) {
        self.threads = threads
        workers = threads > 1 ? lamina_workers_create(Int32(threads - 1)) : nil
        run.extents.0 = 1
    }

    deinit {
        if let workers { lamina_workers_destroy(workers) }
    }

    /// GFLOP/s.
    func peak() -> Double {
        rate { rounds in
            var arguments = lamina_fma_limit_arguments(rounds: rounds)
            return self.time(lamina_kernels().pointee.fma_limit, &arguments, units: self.threads, grain: 1)
        } * Double(threads * 2 * Int(LAMINA_LIMIT_ROUND))
    }

    /// GB/s.
    func bandwidth(bytes: Int) -> Double {
        let part = max(bytes / 3 / threads / Self.block, 1) * Self.block
        let floats = part * threads / MemoryLayout<Float>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 3 * part * threads, alignment: 4096)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: 3 * part * threads)
        run.bases.0 = memory.assumingMemoryBound(to: CChar.self)
        func passes(_ kernel: lamina_kernel?, x: Int, z: Int, y: Int, floats: Int) -> Double {
            rate { count in
                var arguments = lamina_memory_limit_arguments(x: lamina_ref(x), z: lamina_ref(z), y: lamina_ref(y), passes: count)
                return self.time(kernel, &arguments, units: floats, grain: floats / self.threads)
            } * Double(3 * part * self.threads)
        }
        let size = floats * MemoryLayout<Float>.stride
        let kernels = lamina_kernels().pointee
        return max(
            passes(kernels.read_limit, x: 0, z: 0, y: 0, floats: 3 * floats), passes(kernels.triad_limit, x: 0, z: size, y: 2 * size, floats: floats))
    }

    /// How many repetitions a nanosecond holds at best.
    private func rate(_ call: (Int64) -> Int64) -> Double {
        var (count, elapsed) = (Int64(1), call(1))
        while elapsed < Self.time / 2 {
            count *= min(max(Self.time / max(elapsed, 1), 2), 64)
            elapsed = call(count)
        }
        let best = (1..<Self.attempts).reduce(elapsed) { best, _ in min(best, call(count)) }
        return Double(count) / Double(max(best, 1))
    }

    private func time<Arguments>(_ kernel: lamina_kernel?, _ arguments: inout Arguments, units: Int, grain: Int) -> Int64 {
        withUnsafePointer(to: &arguments) { arguments in
            let units = lamina_extent(coefficient: Int64(units), symbol: (0, 0, 0, 0), reserved: 0)
            var step = lamina_step(kernel: kernel, arguments: arguments, units: units, grain: Int64(grain))
            let start = monotonicNanoseconds()
            if let workers { lamina_workers_run(workers, &run, &step, 1) } else { lamina_run_steps(&run, &step, 1) }
            return monotonicNanoseconds() - start
        }
    }
}

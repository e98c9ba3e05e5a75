import LaminaKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How busy other processes keep the machine, from a moment on.
struct MachineLoad {
    private let start = monotonicNanoseconds()
    private let all = Self.allBusy()
    private let own = Self.ownBusy()

    /// How many cores others kept busy since.
    func others() -> Double {
        let elapsed = Double(max(monotonicNanoseconds() - start, 1)) * 1e-9
        return max(0, ((Self.allBusy() - all) - (Self.ownBusy() - own)) / elapsed)
    }

    /// `RUSAGE_SELF`, which is an enumeration in one C library and a number in another.
    private static let thisProcess = Int32(0)

    private static func ownBusy() -> Double {
        var usage = rusage()
        getrusage(Self.thisProcess, &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6
    }

    /// Seconds that all processors were busy since the machine started; 0 where the system does not say.
    private static func allBusy() -> Double {
        guard let file = fopen("/proc/stat", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let ticks = text.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard ticks.count >= 8 else { return 0 }
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}

import LaminaKit
import LaminaPictures

extension Profile {
    /// For people, in 120 columns.
    var text: String {
        var table = TextTable([
            .init("#", .right), .init("Kernel"), .init("Calls", .right), .init("FLOPs", .right), .init("Bytes", .right), .init("µs", .right),
            .init("Share", .right), .init("GFLOP/s", .right), .init("GB/s", .right), .init("Limit", .right), .init("By"), .init("Operation"),
        ])
        for (index, row) in rows.enumerated() {
            let kernel = row.kernels[0].count > Self.kernelWidth ? row.kernels[0].prefix(Self.kernelWidth - 1) + "…" : row.kernels[0]
            table.append(
                String(index), kernel, String(row.kernels.count), row.flops.short, row.bytes.short, row.microseconds.threeDigits,
                (row.microseconds / max(stepMicroseconds, 1e-9)).percent, row.arithmeticRate.threeDigits, row.transportRate.threeDigits,
                row.shareOfLimit.percent, row.bound.name, row.label)
        }
        let lines = [heading, "Machine: \(limits.description)", total, ""] + table.lines() + [""] + Self.legend.wrapped(to: 120) + doubts
        return lines.map { $0 + "\n" }.joined()
    }

    private static let kernelWidth = 24

    private var heading: String { "\(name): plan for \(purpose), batch \(batch), \(limits.threads.of("thread"))" }

    private var total: String {
        let (flops, bytes) = (rows.reduce(0.0) { $0 + Double($1.flops) }, rows.reduce(0.0) { $0 + Double($1.bytes) })
        return "Run: \(runMicroseconds.threeDigits) µs (median of \(runs.of("run"))); step by step \(stepMicroseconds.threeDigits) µs; "
            + "\((flops / runMicroseconds * 1e-3).threeDigits) GFLOP/s, \((bytes / runMicroseconds * 1e-3).threeDigits) GB/s, \(shareOfLimit.percent) of the limit"
    }

    private static let legend = """
        Calls: kernel calls, of which the first is named. Bytes: what must come and go, each number once. Limit: the share of what the machine \
        can do, bound by its multiply-adds (FMA) or by the caches that have room for those bytes, the last of which is named; a kernel \
        that does with fewer operations than are counted, such as Winograd's, may be above it.
        """

    private var doubts: [String] {
        others > 0.1 ? ["Other processes kept \(others.formatted(decimals: 1)) cores busy meanwhile: measure again on a quiet machine."] : []
    }
}

extension Double {
    /// `0.123`, `12.3`, `1230`.
    var threeDigits: String { magnitude >= 1000 ? formatted(decimals: 0) : formatted(significant: 3) }

    /// `12.3 %`.
    var percent: String { (self * 100).formatted(decimals: self < 0.995 ? 1 : 0) + " %" }

    func rounded(decimals: Int) -> Double {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        return (self * scale).rounded() / scale
    }
}

extension Int {
    /// `266k`, `1.06M`: three digits and a unit of 1000.
    var short: String {
        let units = ["", "k", "M", "G", "T", "P", "E"]
        var (value, unit) = (Double(self), 0)
        while value >= 999.5, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
        return unit == 0 ? String(self) : value.formatted(significant: 3) + units[unit]
    }
}

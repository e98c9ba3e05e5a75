import CLaminaKernels
import Testing

typealias KernelPath = KeyPath<lamina_kernel_table, lamina_kernel?>

let availableSets: [lamina_isa] = (0..<LAMINA_ISA_COUNT.rawValue).map { lamina_isa(rawValue: $0) }.filter { lamina_kernels_for($0) != nil }

func name(of isa: lamina_isa) -> String { String(cString: lamina_isa_name(isa)) }

/// Calls a kernel for each instruction set and memory layout, whole and cut at the grain, and compares with what the workspace expects.
/// `prepare` fills a workspace and returns the argument block.
func check<Arguments>(
    _ kernel: KernelPath, units: Int, grain: Int = 1, tolerance: Tolerance = Tolerance(), _ comment: String = "",
    sourceLocation: SourceLocation = #_sourceLocation, prepare: (Workspace) -> Arguments
) {
    for isa in availableSets {
        let call = lamina_kernels_for(isa).pointee[keyPath: kernel]!
        for layout in Workspace.Layout.allCases {
            let whole = Workspace(layout: layout)
            withUnsafePointer(to: prepare(whole)) { call(&whole.run, $0, 0, Int64(units)) }
            if let complaint = whole.complaint(tolerance: tolerance) {
                Issue.record("\(name(of: isa)), \(layout): \(complaint) \(comment)", sourceLocation: sourceLocation)
                return
            }
            let cut = Workspace(layout: layout)
            withUnsafePointer(to: prepare(cut)) { arguments in
                // In pieces of one, two, one … grains, the last piece first: order must not matter either.
                var pieces: [(Int, Int)] = []
                var start = 0
                while start < units {
                    let end = min(units, start + grain * (1 + pieces.count % 2))
                    pieces.append((start, end))
                    start = end
                }
                for (first, last) in pieces.reversed() { call(&cut.run, arguments, Int64(first), Int64(last)) }
            }
            if cut.outputBits != whole.outputBits {
                Issue.record("\(name(of: isa)), \(layout): other bits when cut \(comment)", sourceLocation: sourceLocation)
                return
            }
        }
    }
}

func extent(_ count: Int) -> lamina_extent { lamina_extent(coefficient: Int64(count), symbol: (0, 0, 0, 0), reserved: 0) }

let noRef = lamina_ref.max

func activation(_ kind: lamina_activation_kind, _ alpha: Float = 0, _ beta: Float = 0, _ gamma: Float = 0) -> lamina_activation {
    lamina_activation(kind: Int32(kind.rawValue), alpha: alpha, beta: beta, gamma: gamma)
}

/// Reproducible random numbers (SplitMix64).
struct Numbers {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func uniform(_ low: Float = -1, _ high: Float = 1) -> Float { low + (high - low) * Float(bits() >> 40) * 0x1p-24 }

    mutating func array(_ count: Int, _ low: Float = -1, _ high: Float = 1) -> [Float] {
        (0..<count).map { _ in uniform(low, high) }
    }
}

extension Array where Element == Float {
    var doubles: [Double] { map(Double.init) }
}

/// ∂f/∂x[i] by central differences, for the given places (all by default).
func numericGradient(of f: ([Double]) -> Double, at x: [Double], step: Double = 1e-5) -> [Double] {
    var x = x
    return x.indices.map { i in
        let middle = x[i]
        x[i] = middle + step
        let above = f(x)
        x[i] = middle - step
        let below = f(x)
        x[i] = middle
        return (above - below) / (2 * step)
    }
}

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

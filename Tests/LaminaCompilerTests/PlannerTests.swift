import LaminaCompiler
import Testing

@Suite struct PlannerTests {
    /// Random lifetimes: no two buffers that are alive at one time may overlap.
    @Test(arguments: [Planner.naive, Planner.bestFit], [UInt64](1...20))
    func keepsLivingBuffersApart(_ planner: Planner, seed: UInt64) {
        var random = SystemFreeGenerator(seed)
        let requests = (0..<60).map { _ in
            let first = Int.random(in: 0..<40, using: &random)
            return BufferRequest(
                bytes: Int.random(in: 1...5000, using: &random), firstStep: first, lastStep: first + Int.random(in: 0...8, using: &random))
        }
        let offsets = planner.place(requests)
        for left in requests.indices {
            #expect(offsets[left] % 64 == 0)
            for right in requests.indices where right > left {
                let alive = requests[left].firstStep <= requests[right].lastStep && requests[right].firstStep <= requests[left].lastStep
                let apart = offsets[left] + requests[left].bytes <= offsets[right] || offsets[right] + requests[right].bytes <= offsets[left]
                #expect(!alive || apart)
            }
        }
    }

    @Test func bestFitReusesMemoryThatIsFree() {
        let chain = (0..<10).map { BufferRequest(bytes: 640, firstStep: $0, lastStep: $0 + 1) }
        let end = zip(chain, Planner.bestFit.place(chain)).map { $1 + $0.bytes }.max()
        #expect(end == 2 * 640)
    }
}

/// A small deterministic generator (splitmix64).
struct SystemFreeGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

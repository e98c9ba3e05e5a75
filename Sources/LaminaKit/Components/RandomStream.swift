import CLaminaKernels

/// Random numbers that are a function of (seed, stream, index) alone: the same on every machine, in any order of use.
///
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011).
public struct RandomStream: RandomNumberGenerator, Sendable {
    private let seed: UInt64
    private let stream: UInt64
    private var block: UInt64 = 0
    private var words = SIMD4<UInt32>()
    private var unread = 0

    public init(seed: UInt64, stream: UInt64) {
        self.seed = seed
        self.stream = stream
    }

    public mutating func next() -> UInt64 {
        UInt64(nextWord()) << 32 | UInt64(nextWord())
    }

    private mutating func nextWord() -> UInt32 {
        if unread == 0 {
            words = philox(block: block)
            block += 1
            unread = 4
        }
        unread -= 1
        return words[unread]
    }

    private func philox(block: UInt64) -> SIMD4<UInt32> {
        var counter = (UInt32(truncatingIfNeeded: block), UInt32(block >> 32), UInt32(truncatingIfNeeded: stream), UInt32(stream >> 32))
        var key = (UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32))
        for _ in 0..<10 {
            let left = UInt64(counter.0) * 0xD251_1F53
            let right = UInt64(counter.2) * 0xCD9E_8D57
            counter = (
                UInt32(right >> 32) ^ counter.1 ^ key.0, UInt32(truncatingIfNeeded: right),
                UInt32(left >> 32) ^ counter.3 ^ key.1, UInt32(truncatingIfNeeded: left)
            )
            key = (key.0 &+ 0x9E37_79B9, key.1 &+ 0xBB67_AE85)
        }
        return SIMD4(counter.3, counter.2, counter.1, counter.0)
    }

    /// Uniform in `[0, 1)`.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }
}

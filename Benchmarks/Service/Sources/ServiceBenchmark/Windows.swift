/// Windows as the model sees them, the same each time: numbers between -2 and 2.
func scaledWindows(_ count: Int, numbers: Int) -> [[Float]] {
    var state: UInt32 = 1
    return (0..<count).map { _ in
        (0..<numbers).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(state >> 8) / Float(1 << 22) - 2
        }
    }
}

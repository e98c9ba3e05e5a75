import LaminaKit

/// Which value each range of one region holds at a moment. Ranges never overlap: who writes takes the place of all it touches.
struct Holdings {
    /// In the order of their starts.
    private var entries: [(start: Int, end: Int, value: Value)] = []

    /// The value whose range begins at `start`.
    func value(at start: Int) -> Value? {
        let index = firstIndex(endingAfter: start)
        return index < entries.count && entries[index].start == start ? entries[index].value : nil
    }

    mutating func put(_ value: Value, from start: Int, to end: Int) {
        clear(from: start, to: end)
        entries.insert((start, end, value), at: firstIndex(endingAfter: start))
    }

    /// Forgets every value that has a byte in the range.
    mutating func clear(from start: Int, to end: Int) {
        let first = firstIndex(endingAfter: start)
        var last = first
        while last < entries.count, entries[last].start < end { last += 1 }
        entries.removeSubrange(first..<last)
    }

    /// Ends are in the order of the starts, since nothing overlaps.
    private func firstIndex(endingAfter start: Int) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].end <= start { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

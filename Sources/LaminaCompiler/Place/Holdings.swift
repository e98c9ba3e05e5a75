import LaminaKit

/// Which value each range of one region holds at a moment. Ranges never overlap: who writes takes the place of all it touches.
struct Holdings {
    private typealias Entry = (start: Int, end: Int, value: Value)

    /// In the order of their starts, in chunks, so that one more among many moves few. No chunk is empty.
    private var chunks: [[Entry]] = []
    private static let largestChunk = 256

    /// The value whose range begins at `start`.
    func value(at start: Int) -> Value? {
        guard let place = first(endingAfter: start) else { return nil }
        let entry = chunks[place.chunk][place.index]
        return entry.start == start ? entry.value : nil
    }

    mutating func put(_ value: Value, from start: Int, to end: Int) {
        clear(from: start, to: end)
        guard let place = first(endingAfter: start) else {
            if chunks.isEmpty || chunks[chunks.count - 1].count >= Self.largestChunk { chunks.append([]) }
            chunks[chunks.count - 1].append((start, end, value))
            return
        }
        chunks[place.chunk].insert((start, end, value), at: place.index)
        guard chunks[place.chunk].count > Self.largestChunk else { return }
        let half = Array(chunks[place.chunk][(Self.largestChunk / 2)...])
        chunks[place.chunk].removeSubrange((Self.largestChunk / 2)...)
        chunks.insert(half, at: place.chunk + 1)
    }

    /// Forgets every value that has a byte in the range.
    mutating func clear(from start: Int, to end: Int) {
        while let place = first(endingAfter: start) {
            var last = place.index
            while last < chunks[place.chunk].count, chunks[place.chunk][last].start < end { last += 1 }
            guard last > place.index else { return }
            if last - place.index == chunks[place.chunk].count {
                chunks.remove(at: place.chunk)
            } else {
                chunks[place.chunk].removeSubrange(place.index..<last)
            }
        }
    }

    /// Ends are in the order of the starts, since nothing overlaps.
    private func first(endingAfter start: Int) -> (chunk: Int, index: Int)? {
        let chunk = Self.first(chunks.count) { chunks[$0][chunks[$0].count - 1].end > start }
        guard chunk < chunks.count else { return nil }
        return (chunk, Self.first(chunks[chunk].count) { chunks[chunk][$0].end > start })
    }

    /// The least number below `count` of those that pass, which are the last ones.
    private static func first(_ count: Int, passing: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if passing(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

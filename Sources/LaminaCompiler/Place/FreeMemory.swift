import LaminaKit

/// Memory that is taken and given back: the gaps between what is taken, in the order of their places. Above the top all is free.
struct FreeMemory {
    private var gaps: [Range<Int>] = []
    private var top = 0

    /// The start of the tightest gap with room for so many bytes, or of what lies above all.
    mutating func take(_ bytes: Int) -> Int {
        var best: Int?
        for index in gaps.indices where gaps[index].count >= bytes && gaps[index].count < best.map({ gaps[$0].count }) ?? .max { best = index }
        guard let best else {
            defer { top += bytes }
            return top
        }
        let start = gaps[best].lowerBound
        if gaps[best].count == bytes { gaps.remove(at: best) } else { gaps[best] = start + bytes..<gaps[best].upperBound }
        return start
    }

    /// Gives back what was taken: one with the gaps beside it.
    mutating func giveBack(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        var (low, high) = (0, gaps.count)
        while low < high {
            let middle = (low + high) / 2
            if gaps[middle].lowerBound < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        var (start, end) = (range.lowerBound, range.upperBound)
        if low < gaps.count, gaps[low].lowerBound == end { end = gaps.remove(at: low).upperBound }
        if low > 0, gaps[low - 1].upperBound == start { start = gaps.remove(at: low - 1).lowerBound } else { low += 1 }
        if end == top { top = start } else { gaps.insert(start..<end, at: low - 1) }
    }
}

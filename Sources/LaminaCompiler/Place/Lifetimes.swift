import LaminaKit

/// Which buffers are alive at one time.
struct Lifetimes {
    private let requests: [BufferRequest]
    /// Buffers in the order of their first steps, and for each the end of those that begin before it is done.
    private let order: [Int]
    private let ends: [Int]
    /// How many pairs of buffers meet. Counted without looking at them.
    let pairCount: Int

    init(_ requests: [BufferRequest]) {
        self.requests = requests
        let order = requests.indices.sorted { (requests[$0].firstStep, $0) < (requests[$1].firstStep, $1) }
        let ends = order.map { index in
            var (low, high) = (0, order.count)
            while low < high {
                let middle = (low + high) / 2
                if requests[order[middle]].firstStep <= requests[index].lastStep { low = middle + 1 } else { high = middle }
            }
            return low
        }
        (self.order, self.ends) = (order, ends)
        pairCount = ends.enumerated().reduce(0) { $0 + $1.element - $1.offset - 1 }
    }

    /// For each buffer those that it meets.
    func neighbours() -> [[Int]] {
        var neighbours = [[Int]](repeating: [], count: requests.count)
        for (position, index) in order.enumerated() {
            for other in order[position + 1..<ends[position]] {
                neighbours[index].append(other)
                neighbours[other].append(index)
            }
        }
        return neighbours
    }
}

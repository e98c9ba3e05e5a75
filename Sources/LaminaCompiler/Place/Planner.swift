import LaminaKit

/// A buffer to be placed: how large, and from which step to which it holds a value.
public struct BufferRequest: Sendable, Hashable {
    public let bytes: Int
    public let firstStep: Int
    public let lastStep: Int

    public init(bytes: Int, firstStep: Int, lastStep: Int) {
        self.bytes = bytes
        self.firstStep = firstStep
        self.lastStep = lastStep
    }

    /// How many steps it is alive.
    var steps: Int { lastStep - firstStep + 1 }
}

/// Finds an offset for each buffer such that buffers alive at one time do not overlap.
public struct Planner: Sendable {
    public let name: String
    public let place: @Sendable ([BufferRequest]) -> [Int]

    public init(_ name: String, place: @escaping @Sendable ([BufferRequest]) -> [Int]) {
        self.name = name
        self.place = place
    }

    /// Every buffer has memory of its own: what the other planners are compared with.
    public static let naive = Planner("naive") { requests in
        var next = 0
        return requests.map { request in
            defer { next += ParameterLayout.aligned(request.bytes) }
            return next
        }
    }

    /// The best of several orders, each buffer into the tightest gap between those that are alive with it. Where too many meet for that, as in a
    /// very deep model that trains, in the order of time alone.
    public static let bestFit = Planner("best-fit") { requests in
        let inTime = inOrderOfTime(requests)
        let lifetimes = Lifetimes(requests)
        guard lifetimes.pairCount <= mostPairs else { return inTime }
        let neighbours = lifetimes.neighbours()
        let largestFirst = requests.indices.sorted { (-requests[$0].bytes, $0) < (-requests[$1].bytes, $1) }
        let longestFirst = requests.indices.sorted { (-requests[$0].steps, -requests[$0].bytes, $0) < (-requests[$1].steps, -requests[$1].bytes, $1) }
        let candidates = [place(requests, largestFirst, neighbours), inTime, place(requests, longestFirst, neighbours)]
        return candidates.enumerated().min { (peak(requests, $0.element), $0.offset) < (peak(requests, $1.element), $1.offset) }!.element
    }

    /// Pairs of buffers that are looked at one by one.
    static let mostPairs = 1 << 21

    private static func place(_ requests: [BufferRequest], _ order: [Int], _ neighbours: [[Int]]) -> [Int] {
        var offsets = [Int](repeating: -1, count: requests.count)
        for index in order {
            let taken = neighbours[index].filter { offsets[$0] >= 0 }.map { (offset: offsets[$0], bytes: requests[$0].bytes) }
            offsets[index] = tightestGap(for: requests[index].bytes, between: taken.sorted { $0 < $1 })
        }
        return offsets
    }

    /// As a heap would do it that knows what comes at once: what ends gives its memory back before what begins looks for its own.
    private static func inOrderOfTime(_ requests: [BufferRequest]) -> [Int] {
        var offsets = [Int](repeating: 0, count: requests.count)
        let beginning = requests.indices.sorted { (requests[$0].firstStep, -requests[$0].bytes, $0) < (requests[$1].firstStep, -requests[$1].bytes, $1) }
        var ending = requests.indices.sorted { (requests[$0].lastStep, $0) < (requests[$1].lastStep, $1) }[...]
        var memory = FreeMemory()
        for index in beginning {
            while let done = ending.first, requests[done].lastStep < requests[index].firstStep {
                memory.giveBack(offsets[done]..<offsets[done] + ParameterLayout.aligned(requests[done].bytes))
                ending.removeFirst()
            }
            offsets[index] = memory.take(ParameterLayout.aligned(requests[index].bytes))
        }
        return offsets
    }

    /// The end of the last buffer.
    static func peak(_ requests: [BufferRequest], _ offsets: [Int]) -> Int {
        zip(requests, offsets).reduce(0) { max($0, $1.1 + ParameterLayout.aligned($1.0.bytes)) }
    }

    private static func tightestGap(for bytes: Int, between taken: [(offset: Int, bytes: Int)]) -> Int {
        let bytes = ParameterLayout.aligned(bytes)
        var best: (offset: Int, size: Int)?
        var end = 0
        for (offset, size) in taken {
            let gap = offset - end
            if gap >= bytes, gap < best?.size ?? .max { best = (end, gap) }
            end = max(end, offset + ParameterLayout.aligned(size))
        }
        return best?.offset ?? end
    }
}

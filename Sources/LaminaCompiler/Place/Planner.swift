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

    func meets(_ other: BufferRequest) -> Bool {
        firstStep <= other.lastStep && other.firstStep <= lastStep
    }
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

    /// Largest first, each into the tightest gap between those that are alive with it.
    public static let bestFit = Planner("best-fit") { requests in
        var offsets = [Int](repeating: 0, count: requests.count)
        var placed: [Int] = []
        let order = requests.indices.sorted { (-requests[$0].bytes, $0) < (-requests[$1].bytes, $1) }
        for index in order {
            let neighbours = placed.filter { requests[$0].meets(requests[index]) }.sorted { offsets[$0] < offsets[$1] }
            offsets[index] = tightestGap(for: requests[index].bytes, between: neighbours.map { (offsets[$0], requests[$0].bytes) })
            placed.append(index)
        }
        return offsets
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

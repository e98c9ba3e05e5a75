/// Places for the boxes of a directed acyclic graph in layers from top to bottom: long edges go through places of their own, neighbours are
/// ordered so that few edges cross, and every box comes as near to those above it as its neighbours let it.
struct GraphLayout {
    struct Place: Equatable {
        /// The middle.
        var x: Double
        var layer: Int
    }

    /// One for each box, in the order given.
    private(set) var places: [Place]
    /// For each edge the places between its ends, from above.
    private(set) var bends: [[Place]]
    let layerCount: Int
    let width: Double

    private static let gap = 28.0
    private static let bendWidth = 14.0
    private static let sweeps = 8
    /// Long edges of a graph with more bends than this go straight.
    private static let mostBends = 20_000

    /// - Parameter edges: from a box to one that comes after it.
    init(widths: [Double], edges: [(from: Int, to: Int)]) {
        let layers = Self.layers(count: widths.count, edges: edges)
        var bendCount = 0
        for edge in edges { bendCount += layers[edge.to] - layers[edge.from] - 1 }
        let bends = bendCount <= Self.mostBends
        var links: [(from: Int, to: Int)] = []
        var nodeLayers = layers
        var nodeWidths = widths
        var paths: [[Int]] = []
        for edge in edges {
            var path: [Int] = []
            for layer in (layers[edge.from] + 1)..<max(bends ? layers[edge.to] : 0, layers[edge.from] + 1) {
                path.append(nodeLayers.count)
                nodeLayers.append(layer)
                nodeWidths.append(Self.bendWidth)
            }
            paths.append(path)
            let chain = [edge.from] + path + [edge.to]
            if bends || layers[edge.to] == layers[edge.from] + 1 { links += zip(chain, chain.dropFirst()).map { (from: $0, to: $1) } }
        }
        layerCount = (layers.max() ?? -1) + 1
        var columns = Columns(layers: nodeLayers, widths: nodeWidths, links: links, layerCount: layerCount, gap: Self.gap)
        columns.reduceCrossings(sweeps: Self.sweeps)
        columns.place()
        let x = columns.x
        let left = nodeWidths.indices.map { x[$0] - nodeWidths[$0] / 2 }.min() ?? 0
        places = widths.indices.map { Place(x: x[$0] - left, layer: nodeLayers[$0]) }
        self.bends = paths.map { $0.map { Place(x: x[$0] - left, layer: nodeLayers[$0]) } }
        width = (nodeWidths.indices.map { x[$0] + nodeWidths[$0] / 2 }.max() ?? 0) - left
    }

    /// For each box the length of the longest way to it.
    static func layers(count: Int, edges: [(from: Int, to: Int)]) -> [Int] {
        precondition(edges.allSatisfy { $0.from >= 0 && $0.from < $0.to && $0.to < count })
        var layers = [Int](repeating: 0, count: count)
        for edge in edges.sorted(by: { ($0.to, $0.from) < ($1.to, $1.from) }) { layers[edge.to] = max(layers[edge.to], layers[edge.from] + 1) }
        return layers
    }
}

/// The order of the nodes in each layer, and their places along it.
private struct Columns {
    private let layers: [Int]
    private let widths: [Double]
    private let gap: Double
    private var order: [[Int]]
    private var above: [[Int]]
    private var below: [[Int]]
    private(set) var x: [Double]

    init(layers: [Int], widths: [Double], links: [(from: Int, to: Int)], layerCount: Int, gap: Double) {
        self.layers = layers
        self.widths = widths
        self.gap = gap
        order = [[Int]](repeating: [], count: layerCount)
        above = [[Int]](repeating: [], count: layers.count)
        below = above
        x = [Double](repeating: 0, count: layers.count)
        for node in layers.indices { order[layers[node]].append(node) }
        for link in links {
            above[link.to].append(link.from)
            below[link.from].append(link.to)
        }
    }

    /// Sorts each layer by the mean rank of what its nodes are linked with, downwards and upwards in turn.
    mutating func reduceCrossings(sweeps: Int) {
        var ranks = [Double](repeating: 0, count: layers.count)
        func rank(_ layer: [Int], _ ranks: inout [Double]) { for (index, node) in layer.enumerated() { ranks[node] = Double(index) } }
        for layer in order { rank(layer, &ranks) }
        for sweep in 0..<sweeps {
            let isDown = sweep % 2 == 0
            for index in isDown ? Array(order.indices) : order.indices.reversed() {
                let keys = order[index].enumerated().map { position, node -> (node: Int, key: Double, position: Int) in
                    let others = isDown ? above[node] : below[node]
                    return (node, others.isEmpty ? Double(position) : others.reduce(0) { $0 + ranks[$1] } / Double(others.count), position)
                }
                order[index] = keys.sorted { ($0.key, $0.position) < ($1.key, $1.position) }.map(\.node)
                rank(order[index], &ranks)
            }
        }
    }

    mutating func place() {
        for layer in order {
            var end = 0.0
            for node in layer {
                x[node] = end + widths[node] / 2
                end += widths[node] + gap
            }
            for node in layer { x[node] -= end / 2 }
        }
        // Sources find their place from below; then every box from those above it, which makes chains straight.
        for isDown in [true, false, true] {
            for index in isDown ? Array(order.indices) : order.indices.reversed() { settle(order[index], lookingUp: isDown) }
        }
    }

    /// The places nearest to the mean of the linked ones that keep the order and the gaps: neighbours that press against each other move as one
    /// block, which leaves their mean as it is. So a box that joins branches comes to stand below the one that they part at.
    private mutating func settle(_ layer: [Int], lookingUp: Bool) {
        struct Block {
            var start: Int
            var sum: Double
            var count: Double
            var place: Double { sum / count }
        }
        var blocks: [Block] = []
        var offsets: [Double] = []
        for (index, node) in layer.enumerated() {
            offsets.append(index == 0 ? 0 : offsets[index - 1] + (widths[layer[index - 1]] + widths[node]) / 2 + gap)
            let others = lookingUp ? above[node] : below[node]
            let wanted = others.isEmpty ? x[node] : others.reduce(0) { $0 + x[$1] } / Double(others.count)
            var block = Block(start: index, sum: wanted - offsets[index], count: 1)
            while let last = blocks.last, last.place > block.place {
                blocks.removeLast()
                block = Block(start: last.start, sum: last.sum + block.sum, count: last.count + block.count)
            }
            blocks.append(block)
        }
        for (index, block) in blocks.enumerated() {
            let end = index + 1 < blocks.count ? blocks[index + 1].start : layer.count
            for member in block.start..<end { x[layer[member]] = block.place + offsets[member] }
        }
    }
}

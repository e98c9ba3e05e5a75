/// A graph without what no picture has room for: of too many layers those in the middle become one box, of a layer with too many boxes the last.
struct ShortenedGraph {
    let boxes: [GraphPicture.Box]
    /// From a box to one that comes after it.
    let edges: [(from: Int, to: Int)]
    /// Boxes of the whole graph that are not among these.
    let leftOutCount: Int

    /// More would reach beyond the places that a reader of SVG is sure to know, a million along each side.
    static let mostLayers = 12_000
    static let mostAcross = 400

    private enum Part: Hashable {
        case box(Int), restOfLayer(Int), middle
    }

    init(_ whole: [GraphPicture.Box], _ links: [(from: Int, to: Int)]) {
        let layers = GraphLayout.layers(count: whole.count, edges: links)
        let layerCount = (layers.max() ?? -1) + 1
        let hidden = layerCount > Self.mostLayers ? (Self.mostLayers / 2)..<(layerCount - Self.mostLayers / 2) : 0..<0
        var counts = [Int](repeating: 0, count: layerCount)
        for layer in layers { counts[layer] += 1 }
        guard !hidden.isEmpty || counts.contains(where: { $0 > Self.mostAcross }) else {
            (boxes, edges, leftOutCount) = (whole, links, 0)
            return
        }
        var seen = [Int](repeating: 0, count: layerCount)
        let parts = layers.enumerated().map { box, layer -> Part in
            if hidden.contains(layer) { return .middle }
            seen[layer] += 1
            return counts[layer] > Self.mostAcross && seen[layer] >= Self.mostAcross ? .restOfLayer(layer) : .box(box)
        }
        var sizes: [Part: Int] = [:]
        for part in parts { sizes[part, default: 0] += 1 }
        // From layer to layer, so that links still point forward.
        var places: [Part: Int] = [:]
        var boxes: [GraphPicture.Box] = []
        for box in whole.indices.sorted(by: { (layers[$0], $0) < (layers[$1], $1) }) where places[parts[box]] == nil {
            places[parts[box]] = boxes.count
            switch parts[box] {
            case .box: boxes.append(whole[box])
            case .restOfLayer: boxes.append(.init(name: "\(sizes[parts[box]]!) boxes", type: "", details: "not shown", kind: .rest))
            case .middle:
                boxes.append(.init(name: "\(sizes[.middle]!) boxes", type: "", details: "not shown, \(hidden.count) of \(layerCount) layers", kind: .rest))
            }
        }
        struct Link: Hashable {
            let from, to: Int
        }
        var known: Set<Link> = []
        var edges: [(from: Int, to: Int)] = []
        for link in links {
            let (from, to) = (places[parts[link.from]]!, places[parts[link.to]]!)
            if from != to, known.insert(Link(from: from, to: to)).inserted { edges.append((from, to)) }
        }
        (self.boxes, self.edges) = (boxes, edges)
        leftOutCount = sizes.filter { if case .box = $0.key { false } else { true } }.values.reduce(0, +)
    }
}

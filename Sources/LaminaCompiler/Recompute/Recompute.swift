import LaminaKit

extension PreparedGraph {
    /// A graph that does the same in an arena of at most `limit` bytes, because some activations are computed again instead of kept: of those
    /// that fit the one that computes least again, else the smallest that was found. The results are the same bits.
    ///
    /// What a segment of the model drops is alive together once the way back comes to it, so that neither one segment nor as many as there are
    /// values is best (Chen et al., 2016, «Training Deep Nets with Sublinear Memory Cost»): several numbers of segments are tried.
    func recomputing(within limit: Int, _ planner: Planner) -> (graph: PreparedGraph, placement: Placement) {
        let placement = place(planner)
        let fixedBytes = placement.regions.total - placement.regions[.activations]
        var best = Attempt(graph: self, placement: placement, flops: 0)
        for choice in RecomputationChoices(self).all {
            let graph = computingAgain(choice.values, from: choice.boundary)
            guard graph.activationUsage().max()! <= max(limit - fixedBytes, best.placement.activationLowerBound) else { continue }
            let attempt = Attempt(graph: graph, placement: graph.place(planner), flops: choice.flops)
            if attempt.isBetter(than: best, limit: limit) { best = attempt }
        }
        return (best.graph, best.placement)
    }

    /// Where steps from `boundary` on read one of `values`, it is computed again before the first of them, and so is what that takes and is gone.
    private func computingAgain(_ values: Set<Value>, from boundary: Int) -> PreparedGraph {
        var writer = RecomputingWriter(graph, dropped: values, boundary: boundary)
        for (step, node) in graph.nodes.enumerated() { writer.append(node, step: step) }
        return PreparedGraph(graph: writer.graph, preparation: preparation, repeated: writer.repeated)
    }

    private struct Attempt {
        let graph: PreparedGraph
        let placement: Placement
        let flops: Int

        func isBetter(than other: Attempt, limit: Int) -> Bool {
            let (bytes, others) = (placement.regions.total, other.placement.regions.total)
            if bytes <= limit, others <= limit { return (flops, bytes) < (other.flops, others) }
            return bytes < others
        }
    }
}

/// Writes a graph anew, with what computes dropped values a second time.
private struct RecomputingWriter {
    private(set) var graph: OperationGraph
    private(set) var repeated: [OperationGraph.Node] = []
    private let old: OperationGraph
    private let dropped: Set<Value>
    private let boundary: Int
    private let producers: [Value: Int]
    private let owners: [Value: Value]
    private let lives: [Value: ClosedRange<Int>]
    /// What stands for an old value from the boundary on.
    private var again: [Value: Value] = [:]

    init(_ graph: OperationGraph, dropped: Set<Value>, boundary: Int) {
        old = graph
        self.graph = graph
        self.graph.nodes = []
        self.dropped = dropped
        self.boundary = boundary
        producers = Dictionary(uniqueKeysWithValues: graph.nodes.enumerated().flatMap { step, node in node.results.map { ($0, step) } })
        owners = OperationGraph.owners(of: graph.nodes)
        lives = graph.lives()
    }

    mutating func append(_ node: OperationGraph.Node, step: Int) {
        var node = node
        if step >= boundary {
            computeAgain(what: node.operands)
            node.operands = node.operands.map { again[$0] ?? $0 }
        }
        graph.nodes.append(node)
    }

    /// Appends, in the order of their steps, the operations whose results `values` need and that are gone. No recursion: a chain may be as long
    /// as the model.
    private mutating func computeAgain(what values: [Value]) {
        var steps = Set<Int>()
        var wanted = values
        while let value = wanted.popLast() {
            guard let step = producers[value], isGone(value), again[value] == nil, steps.insert(step).inserted else { continue }
            wanted += old.nodes[step].operands
        }
        for step in steps.sorted() {
            var node = old.nodes[step]
            node.operands = node.operands.map { again[$0] ?? $0 }
            node.results = node.results.map { result in
                let copy = graph.makeValue(old.shape(of: result), source: .result)
                again[result] = copy
                return copy
            }
            graph.nodes.append(node)
            repeated.append(node)
        }
    }

    /// Whether a value of the way forward is dropped, or read no more from the boundary on. A view of an input or a parameter never is.
    private func isGone(_ value: Value) -> Bool {
        let owner = owners[value] ?? value
        guard let life = lives[owner], life.lowerBound < boundary else { return false }
        return dropped.contains(owner) || life.upperBound < boundary
    }
}

import LaminaKit

/// One rewrite, for people who want to see or bisect it.
public struct Rewrite: Sendable {
    public let rule: String
    public let origin: String
    public let before: [String]
    public let after: String
}

extension OperationGraph {
    /// Applies the rules until none fits, at most `maximumSteps` times. Every rewrite makes the graph smaller, so this ends.
    mutating func fuse(_ rules: [FusionRule], maximumSteps: Int?) -> [Rewrite] {
        var engine = FusionEngine(self, rules: rules, maximumSteps: maximumSteps ?? .max)
        while engine.pass() {}
        self = engine.graph
        return engine.rewrites
    }
}

private struct FusionEngine {
    var graph: OperationGraph
    let rules: [FusionRule]
    let maximumSteps: Int
    var rewrites: [Rewrite] = []
    private var producers: [Value: Int] = [:]
    private var readers: [Value: Int] = [:]
    private var removed: Set<Int> = []

    init(_ graph: OperationGraph, rules: [FusionRule], maximumSteps: Int) {
        self.graph = graph
        self.rules = rules
        self.maximumSteps = maximumSteps
    }

    /// One walk over all nodes. Whether anything was rewritten.
    mutating func pass() -> Bool {
        index()
        let before = rewrites.count
        for position in graph.nodes.indices {
            while !removed.contains(position), rewrites.count < maximumSteps, rewrite(at: position) {}
        }
        let kept = graph.nodes.indices.filter { !removed.contains($0) }
        graph.nodes = kept.map { graph.nodes[$0] }
        return rewrites.count > before
    }

    private mutating func index() {
        producers = [:]
        readers = [:]
        removed = []
        for (position, node) in graph.nodes.enumerated() {
            for result in node.results { producers[result] = position }
            for operand in node.operands { readers[operand, default: 0] += 1 }
        }
        // Outputs and gradients are read from outside: one read more than any rule may take in.
        for output in graph.outputs { readers[output.value, default: 0] += 2 }
        for gradient in graph.gradients.values { readers[gradient, default: 0] += 2 }
    }

    private mutating func rewrite(at position: Int) -> Bool {
        for rule in rules {
            guard let match = match(rule, at: position) else { continue }
            apply(match.fusion, rule.name, at: position, taken: match.consumed.sorted())
            return true
        }
        return false
    }

    /// The site refers to the graph, so it must be gone before the graph changes: else every rewrite would copy the graph.
    private func match(_ rule: FusionRule, at position: Int) -> (fusion: Fusion, consumed: [Int])? {
        let root = graph.nodes[position]
        var site = FusionSite(graph, producers: producers, readers: readers)
        guard let fusion = rule.fuse(root, &site), isSound(fusion, root, consumed: site.consumed) else { return nil }
        return (fusion, site.consumed)
    }

    /// A rule of a third party may be wrong; the graph is not.
    private func isSound(_ fusion: Fusion, _ root: OperationGraph.Node, consumed: [Int]) -> Bool {
        guard !consumed.isEmpty, Set(consumed).count == consumed.count else { return false }
        let gone = Set(consumed.flatMap { graph.nodes[$0].results })
        guard !fusion.operands.contains(where: gone.contains) else { return false }
        let shapes = try? fusion.operation.resultShapes(for: fusion.operands.map(graph.shape(of:)))
        return shapes == graph.resultShapes(of: root)
    }

    private mutating func apply(_ fusion: Fusion, _ rule: String, at position: Int, taken: [Int]) {
        let root = graph.nodes[position]
        rewrites.append(
            Rewrite(
                rule: rule, origin: root.origin, before: (taken.map { graph.nodes[$0] } + [root]).map(\.operation.description),
                after: fusion.operation.description))
        for index in taken + [position] {
            for operand in graph.nodes[index].operands { readers[operand, default: 0] -= 1 }
        }
        for index in taken {
            for result in graph.nodes[index].results { producers[result] = nil }
            removed.insert(index)
        }
        graph.nodes[position].operation = fusion.operation
        graph.nodes[position].operands = fusion.operands
        for operand in fusion.operands { readers[operand, default: 0] += 1 }
    }
}

/// A rewrite that makes one operation of several. The fused operation owns its rule; the parts never learn of each other.
///
/// A rule looks at a node and, through the site, at the nodes before it. The engine guarantees that every node it looked at
/// and consumed has no other reader, is no output and no gradient; that the result's shape stays; and that the graph gets smaller.
public struct FusionRule: Sendable {
    public let name: String
    public let fuse: @Sendable (_ root: OperationGraph.Node, _ site: inout FusionSite) -> Fusion?

    public init(_ name: String, fuse: @escaping @Sendable (_ root: OperationGraph.Node, _ site: inout FusionSite) -> Fusion?) {
        self.name = name
        self.fuse = fuse
    }
}

/// What takes the place of the root and of every node that the rule consumed.
public struct Fusion: Sendable {
    public let operation: any Operation
    public let operands: [Value]

    public init(_ operation: any Operation, _ operands: [Value]) {
        self.operation = operation
        self.operands = operands
    }
}

/// A rule's view of the graph before its root.
public struct FusionSite {
    private let graph: OperationGraph
    private let producers: [Value: Int]
    private let readers: [Value: Int]
    /// Positions of the nodes that the rule takes in.
    public private(set) var consumed: [Int] = []

    public init(_ graph: OperationGraph, producers: [Value: Int], readers: [Value: Int]) {
        self.graph = graph
        self.producers = producers
        self.readers = readers
    }

    public func shape(of value: Value) -> Shape { graph.shape(of: value) }

    /// Takes in the operation that computes `value` if it is a `Kind` and nobody else reads any of its results.
    public mutating func consume<Kind: Operation>(_ kind: Kind.Type, computing value: Value) -> (operation: Kind, operands: [Value])? {
        guard let position = producers[value], let operation = graph.nodes[position].operation as? Kind else { return nil }
        let node = graph.nodes[position]
        let reads = node.results.reduce(0) { $0 + readers[$1, default: 0] }
        guard reads == 1 else { return nil }
        consumed.append(position)
        return (operation, node.operands)
    }
}

import LaminaKit

/// An operation graph whose kernels' wishes are met: operands in the form that they read, and everything that only weights decide
/// moved before the run.
struct PreparedGraph {
    var graph: OperationGraph
    /// Run once, when weights are bound.
    var preparation: [OperationGraph.Node]
    /// Those of the graph's nodes that compute something a second time.
    var repeated: [OperationGraph.Node] = []
}

extension OperationGraph {
    /// - Parameter hoists: whether parameters stay as they are during runs, so that what depends on them alone is computed once.
    func prepare(hoists: Bool) throws -> PreparedGraph {
        var graph = self
        try graph.insertPreparations()
        graph.removeUnread()
        guard hoists else { return PreparedGraph(graph: graph, preparation: []) }
        return graph.hoist()
    }

    /// Puts each preparation that an operation asks for before its first reader, once for all readers.
    private mutating func insertPreparations() throws {
        struct Key: Hashable {
            let value: Value
            let operation: String
        }
        var prepared: [Key: Value] = [:]
        let old = nodes
        nodes = []
        for var node in old {
            for index in node.operands.indices {
                let operand = node.operands[index]
                guard let operation = node.operation.preparation(ofOperand: index, shape: shape(of: operand)) else { continue }
                let key = Key(value: operand, operation: operation.description)
                if prepared[key] == nil {
                    prepared[key] = try append(operation, [operand], origin: node.origin)[0]
                }
                node.operands[index] = prepared[key]!
            }
            nodes.append(node)
        }
    }

    /// Drops operations that nobody reads, such as the gradient of an input.
    private mutating func removeUnread() {
        var read = Set(outputs.map(\.value)).union(gradients.values)
        var kept: [Node] = []
        for node in nodes.reversed() {
            guard !node.operation.updatedOperands.isEmpty || node.results.contains(where: read.contains) else { continue }
            read.formUnion(node.operands)
            kept.append(node)
        }
        nodes = kept.reversed()
    }

    /// Whether weights alone decide it: no update, no random numbers, and no scratch, which only runs have.
    private func isConstant(_ node: Node, _ constants: Set<Value>) -> Bool {
        let operation = node.operation
        return operation.updatedOperands.isEmpty && !operation.drawsRandomNumbers && !node.operands.isEmpty
            && node.operands.allSatisfy(constants.contains)
            && operation.scratch(operands: operandShapes(of: node), results: resultShapes(of: node)).isEmpty
    }

    private func hoist() -> PreparedGraph {
        var constants = Set(parameters.map(\.value))
        var result = PreparedGraph(graph: self, preparation: [])
        result.graph.nodes = []
        for node in nodes {
            if isConstant(node, constants) {
                constants.formUnion(node.results)
                result.preparation.append(node)
            } else {
                result.graph.nodes.append(node)
            }
        }
        return result
    }
}

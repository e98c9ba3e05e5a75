import LaminaKit

extension OperationGraph {
    /// For each view the value whose memory it shows.
    static func owners(of nodes: [Node]) -> [Value: Value] {
        var owners: [Value: Value] = [:]
        for node in nodes where node.operation.isView { owners[node.results[0]] = owners[node.operands[0]] ?? node.operands[0] }
        return owners
    }

    /// From the step that computes a value to the last one that reads it, also through views.
    public func lives() -> [Value: ClosedRange<Int>] {
        let owners = Self.owners(of: nodes)
        var lives: [Value: ClosedRange<Int>] = [:]
        for (step, node) in nodes.enumerated() {
            for operand in node.operands {
                let owner = owners[operand] ?? operand
                if let life = lives[owner] { lives[owner] = life.lowerBound...step }
            }
            for result in node.results where !node.operation.isView { lives[result] = step...step }
        }
        return lives
    }

    func bytes(of value: Value) -> Int { shape(of: value).boundedCount * MemoryLayout<Float>.stride }
}

extension PreparedGraph {
    /// The lives of what shares the region of activations: neither outputs, which the caller holds, nor gradients, which have a region.
    func activationLives() -> [Value: ClosedRange<Int>] {
        let elsewhere = Set(graph.outputs.map(\.value)).union(graph.gradients.values)
        return graph.lives().filter { !elsewhere.contains($0.key) }
    }

    /// The shapes of the memory that each step's kernel needs for itself.
    func scratchShapes(of node: OperationGraph.Node) -> [Shape] {
        node.operation.scratch(operands: graph.operandShapes(of: node), results: graph.resultShapes(of: node))
    }

    /// The bytes of activations and scratch in use at each step.
    func activationUsage() -> [Int] {
        var change = [Int](repeating: 0, count: graph.nodes.count + 1)
        for (value, life) in activationLives() {
            change[life.lowerBound] += ParameterLayout.aligned(graph.bytes(of: value))
            change[life.upperBound + 1] -= ParameterLayout.aligned(graph.bytes(of: value))
        }
        for (step, node) in graph.nodes.enumerated() {
            for shape in scratchShapes(of: node) {
                let bytes = ParameterLayout.aligned(shape.boundedCount * MemoryLayout<Float>.stride)
                change[step] += bytes
                change[step + 1] -= bytes
            }
        }
        var inUse = 0
        return change.dropLast().map { next in
            inUse += next
            return inUse
        }
    }
}

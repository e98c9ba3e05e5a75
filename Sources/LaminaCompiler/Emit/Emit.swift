import LaminaKit

extension PreparedGraph {
    /// The plan, one step for each kernel call, in order; and the steps of each node.
    func emit(name: String, _ placement: Placement) -> (plan: Plan, stepsOfNodes: [Range<Int>]) {
        let stride = MemoryLayout<Float>.stride
        func slot(_ name: String, _ value: Value) -> Slot {
            let shape = graph.shape(of: value)
            return Slot(name: name, shape: shape, offset: placement.references[value]!.offset, count: shape.boundedCount)
        }
        var all: [Step] = []
        let stepsOfNodes = graph.nodes.enumerated().map { index, node in
            let start = all.count
            all += steps(of: node, placement, scratch: placement.scratch[index] ?? [])
            return start..<all.count
        }
        let plan = Plan(
            name: name, symbols: graph.symbols,
            inputs: graph.inputs.map { Port(name: $0.name, shape: graph.shape(of: $0.value)) },
            outputs: graph.outputs.map { Port(name: $0.name, shape: graph.shape(of: $0.value)) },
            parameters: graph.parameters.map { slot($0.name, $0.value) },
            trainableCount: graph.trainableBytes / stride,
            slots: graph.slots.map { (slot($0.name, $0.value), $0.initialValue) },
            states: graph.states.map { slot($0.name, $0.value) },
            regions: placement.regions, residentParameterBytes: placement.residentParameterBytes,
            preparation: StepTable(preparation.flatMap { steps(of: $0, placement, scratch: []) }),
            steps: StepTable(all))
        return (plan, stepsOfNodes)
    }

    private func steps(of node: OperationGraph.Node, _ placement: Placement, scratch: [Reference]) -> [Step] {
        guard !node.operation.isView else { return [] }
        let site = KernelSite(
            operandShapes: graph.operandShapes(of: node), resultShapes: graph.resultShapes(of: node),
            operands: node.operands.map { placement.references[$0]! }, results: node.results.map { placement.references[$0]! },
            scratch: scratch)
        return node.operation.kernelCalls(at: site).map { call in
            Step(
                kernel: call.kernel, arguments: call.arguments, units: call.units, grain: call.grain,
                label: "\(node.operation.description) — \(node.origin)")
        }
    }
}

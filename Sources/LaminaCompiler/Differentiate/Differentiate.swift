import LaminaKit

/// Reverse-mode differentiation: appends the operations that compute the loss's gradient for every trainable parameter, then the
/// optimizer's update.
extension LoweredGraph {
    mutating func differentiate(_ optimizer: any Optimizer) throws {
        guard let loss else { preconditionFailure("only a graph with a loss is differentiated") }
        let active = valuesBehindParameters()
        var contributions: [Value: [Value]] = [:]
        lowering.origin = "gradient of loss"
        contributions[loss] = [try lowering.apply(Fill(1, shape: lowering.shape(of: loss)))]

        for node in lowering.graph.nodes.reversed() {
            guard node.results.contains(where: { contributions[$0] != nil && active.contains($0) }) else { continue }
            let wanted = node.operands.map(active.contains)
            guard wanted.contains(true) else { continue }
            lowering.origin = "gradient of \(node.origin)"
            let gradients = try node.results.map { try contributions[$0].map { try lowering.sum($0) } }
            var site = PullbackSite(
                operands: node.operands, results: node.results, gradients: gradients, wanted: wanted, taking: &lowering)
            let incoming = Result { try node.operation.pullback(&site) }
            site.giveBack(to: &lowering)
            for (operand, gradient) in zip(node.operands, try incoming.get()) where active.contains(operand) {
                guard let gradient else { continue }
                contributions[operand, default: []].append(gradient)
            }
        }
        try pinGradients(contributions)
        lowering.origin = "optimizer"
        let range = lowering.addOptimizerRange()
        try optimizer.lower(range, into: &lowering)
        let trainable = lowering.graph.parameters.filter(\.spec.isTrainable)
        for (parameter, variable) in zip(trainable, range.variables) {
            guard let constraint = parameter.spec.constraint else { continue }
            lowering.origin = "constraint of \(parameter.name)"
            try constraint.lower(variable, sizes: parameter.spec.sizes, of: range, into: &lowering)
        }
    }

    /// What depends on a trainable parameter: the only values whose gradient anyone needs.
    private func valuesBehindParameters() -> Set<Value> {
        var active = Set(lowering.graph.parameters.filter(\.spec.isTrainable).map(\.value))
        for node in lowering.graph.nodes where node.operands.contains(where: active.contains) {
            active.formUnion(node.results)
        }
        return active
    }

    /// Gives each trainable parameter's gradient a value of its own, which placement puts where the optimizer looks for it.
    private mutating func pinGradients(_ contributions: [Value: [Value]]) throws {
        var taken = Set<Value>(lowering.graph.outputs.map(\.value))
        let views = Set(lowering.graph.nodes.filter(\.operation.isView).flatMap { $0.results + $0.operands })
        for (index, parameter) in lowering.graph.parameters.enumerated() where parameter.spec.isTrainable {
            lowering.origin = "gradient of \(parameter.name)"
            var gradient: Value
            if let parts = contributions[parameter.value] {
                gradient = try lowering.sum(parts)
                if lowering.graph[gradient].source != .result || views.contains(gradient) || taken.contains(gradient) {
                    gradient = try lowering.apply(Copy(), gradient)
                }
            } else {
                gradient = try lowering.apply(Fill(0, shape: lowering.shape(of: parameter.value)))
            }
            taken.insert(gradient)
            lowering.setGradient(gradient, ofParameter: index)
        }
    }
}

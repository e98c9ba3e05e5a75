import LaminaKit

/// Reverse-mode differentiation: appends the operations that compute the loss's gradient for every trainable parameter, and for what is
/// watched, then the optimizer's update.
extension LoweredGraph {
    /// - Parameter updates: false leaves the update out.
    mutating func differentiate(_ optimizer: any Optimizer, updates: Bool = true) throws {
        guard let loss else { preconditionFailure("only a graph with a loss is differentiated") }
        let behindParameters = valuesBehindParameters()
        let active = behindParameters.union(valuesBehindWatched())
        var watchedGradients: [Value: Value] = [:]
        let isWatched = Set(watched.map(\.value))
        var contributions: [Value: [Value]] = [:]
        lowering.origin = "gradient of loss"
        contributions[loss] = [try lowering.apply(Fill(1, shape: lowering.shape(of: loss)))]

        for node in lowering.graph.nodes.reversed() {
            guard node.results.contains(where: { contributions[$0] != nil && active.contains($0) }) else { continue }
            let wanted = node.operands.map(active.contains)
            lowering.origin = "gradient of \(node.origin)"
            let gradients = try node.results.map { try contributions[$0].map { try lowering.sum($0) } }
            for (result, gradient) in zip(node.results, gradients) where isWatched.contains(result) { watchedGradients[result] = gradient }
            guard wanted.contains(true), isDifferentiable(node, behindParameters) else { continue }
            var site = PullbackSite(
                operands: node.operands, results: node.results, gradients: gradients, wanted: wanted, taking: &lowering)
            let incoming = Result { try node.operation.pullback(&site) }
            site.giveBack(to: &lowering)
            for (operand, gradient) in zip(node.operands, try incoming.get()) where active.contains(operand) {
                guard let gradient else { continue }
                contributions[operand, default: []].append(gradient)
            }
        }
        for value in watched.map(\.value) where lowering.graph[value].source != .result {
            watchedGradients[value] = try contributions[value].map { try lowering.sum($0) }
        }
        showGradients(watchedGradients)
        try pinGradients(contributions)
        guard updates else { return }
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

    /// What depends on something that is watched, as far as it can be differentiated.
    private func valuesBehindWatched() -> Set<Value> {
        var active = Set(watched.map(\.value))
        guard !active.isEmpty else { return [] }
        for node in lowering.graph.nodes where !(node.operation is any NonDifferentiableOperation) && node.operands.contains(where: active.contains) {
            active.formUnion(node.results)
        }
        return active
    }

    /// Whether a gradient may go through a node: one without a derivative is a mistake where a parameter lies behind it, else the end.
    private func isDifferentiable(_ node: OperationGraph.Node, _ behindParameters: Set<Value>) -> Bool {
        !(node.operation is any NonDifferentiableOperation) || node.results.contains(where: behindParameters.contains)
    }

    private mutating func showGradients(_ gradients: [Value: Value]) {
        for index in watched.indices {
            guard let gradient = gradients[watched[index].value] else { continue }
            watched[index].gradientPort = lowering.graph.outputs.count
            lowering.addOutput("gradient of \(watched[index].name)", gradient)
        }
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

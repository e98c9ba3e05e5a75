import LaminaKit

/// Typed graph to operation graph: every layer writes itself as operations; from here on nobody knows layers.
extension TypedGraph {
    /// - Throws: `DiagnosticFailure` where a layer's operations do not fit what it said of itself.
    func lower(_ options: CompileOptions) throws(DiagnosticFailure) -> LoweredGraph {
        var lowerer = Lowerer(self, options)
        do {
            try lowerer.lower()
            return lowerer.result
        } catch let failure as DiagnosticFailure {
            throw failure
        } catch {
            let message = "\(lowerer.subject): \(error)"
            throw DiagnosticFailure(diagnostics: [Diagnostic(CompilerCode.layerDisagrees, message, at: lowerer.location)])
        }
    }
}

/// An operation graph with what later stages need to know of its origin.
struct LoweredGraph {
    var lowering: Lowering
    /// The number that training makes small.
    var loss: Value?
    /// What is watched; gradients follow in differentiation.
    var watched: [WatchedValue] = []
}

private struct Lowerer {
    let graph: TypedGraph
    let options: CompileOptions
    var lowering: Lowering
    var layers = LoweredLayers(inputs: [], masks: [])
    var loss: Value?
    var watched: [WatchedValue] = []
    var subject = "model"
    var location: SourceLocation

    var result: LoweredGraph { LoweredGraph(lowering: lowering, loss: loss, watched: watched) }

    init(_ graph: TypedGraph, _ options: CompileOptions) {
        self.graph = graph
        self.options = options
        let batch = Symbol.batch(capacity: options.batchCapacity)
        let mode = LoweringMode(
            isTraining: options.purpose == .training, isStreaming: options.isStreaming, hasLoss: options.purpose != .inference)
        lowering = Lowering(OperationGraph(symbols: [batch] + graph.timeAxes), mode: mode)
        location = graph.location
    }

    private var batch: Dimension { .symbol(.batch(capacity: options.batchCapacity)) }

    mutating func lower() throws {
        let inputs = graph.inputs.map { lowering.addInput($0.name, shape: $0.shape.prepending(batch)) }
        layers = LoweredLayers(inputs: inputs, masks: inputs.map { _ in nil })
        let parameters = addParameters()
        for (index, node) in graph.layers.enumerated() {
            try lower(node, parameters: parameters[node.weightOwner ?? index])
        }
        location = graph.location
        switch options.purpose {
        case .inference:
            for output in graph.outputs { lowering.addOutput(output.name, layers.value(of: output.edge)) }
        case .evaluation, .training:
            try lowerObjectives()
        }
        try watch()
    }

    private mutating func watch() throws {
        guard options.watched.count <= graph.watchedAtMost(options) else {
            let message = "a plan for \(options.purpose.rawValue) can watch \(graph.watchedAtMost(options)) values, not \(options.watched.count)"
            throw DiagnosticFailure(diagnostics: [Diagnostic(CompilerCode.portCount, message, at: location)])
        }
        for edge in options.watched {
            let name = graph.name(of: edge)
            watched.append(WatchedValue(name: name, edge: edge, value: layers.value(of: edge), port: lowering.graph.outputs.count))
            lowering.addOutput("output of \(name)", layers.value(of: edge))
        }
    }

    /// Trainable parameters first, so that optimizers walk one range.
    private mutating func addParameters() -> [[String: Value]] {
        var values = [[String: Value]](repeating: [:], count: graph.layers.count)
        for isTrainable in [true, false] {
            for (index, node) in graph.layers.enumerated() {
                for spec in node.parameters where spec.isTrainable == isTrainable {
                    values[index][spec.name] = lowering.addParameter("\(node.name)/\(spec.name)", spec: spec)
                }
            }
        }
        return values
    }

    private mutating func lower(_ node: TypedGraph.LayerNode, parameters: [String: Value]) throws {
        subject = node.subject
        location = node.location
        lowering.origin = node.name
        lowering.isFrozen = !node.isTrainable
        if options.isStreaming, !node.layer.supportsStreaming {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(CompilerCode.streaming, "\(subject): cannot work on a sequence that comes in pieces", at: location)
            ])
        }
        try layers.append(node, ParameterValues(parameters), batch: batch, into: &lowering)
    }

    /// One weight for each row of a loss: the shape of its prediction without the last axis.
    private mutating func addWeights(_ outputs: [TypedGraph.Output]) throws -> [Value] {
        let ports = lowering.graph.inputs.count + outputs.count + graph.reports.count
        guard ports <= Base.maximumPorts else {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(
                    CompilerCode.portCount,
                    "with weights the plan would bind \(ports) buffers, it can bind \(Base.maximumPorts): leave out some metrics", at: location)
            ])
        }
        return outputs.map { output in
            let name = outputs.count == 1 ? "weight" : "weight of \(output.name)"
            return lowering.addInput(name, shape: Shape(output.shape.dimensions.dropLast()).prepending(batch))
        }
    }

    /// Losses, penalties and metrics; their sum is the first output, `loss`.
    private mutating func lowerObjectives() throws {
        guard let training = graph.training else {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(CompilerCode.lossMissing, "the model has no \"training\" section", at: graph.location)
            ])
        }
        location = training.location
        var terms: [Value] = []
        var reported: [Value] = []
        let isSingle = training.objectives.count == 1
        let targets = training.objectives.map { index, objective in
            lowering.addInput(isSingle ? "target" : "target of \(graph.outputs[index].name)", shape: objective.targetShape.prepending(batch))
        }
        let weights = options.isWeighted ? try addWeights(training.objectives.map { graph.outputs[$0.output] }) : []
        for (position, (index, objective)) in training.objectives.enumerated() {
            let output = graph.outputs[index]
            subject = "output '\(output.name)'"
            lowering.origin = "loss"
            let (prediction, target) = (layers.maskedValue(of: output.edge, in: &lowering), targets[position])
            let rowWeights = try lowering.rowWeights(options.isWeighted ? weights[position] : nil, ofPrediction: prediction)
            let loss = try objective.loss.lower(prediction: prediction, target: target, weights: rowWeights, into: &lowering)
            terms.append(objective.weight == 1 ? loss : try lowering.apply(Affine(scale: Float(objective.weight)), loss))
            if !isSingle { reported.append(loss) }
            lowering.origin = "metrics"
            for metric in objective.metrics {
                let value = try metric.lower(prediction: prediction, target: target, into: &lowering)
                let shape = lowering.shape(of: value)
                guard shape.sizes != nil else {
                    throw OperationTypeError("metric '\(metric.name)' gives \(shape): its numbers must be as many for every batch")
                }
                reported.append(value)
            }
        }
        lowering.origin = "regularization"
        for parameter in lowering.graph.parameters {
            guard parameter.spec.isTrainable, let regularizer = parameter.spec.regularizer else { continue }
            terms.append(try regularizer.penalty(of: parameter.value, in: &lowering))
        }
        terms += lowering.penalties
        lowering.origin = "loss"
        let total = terms.count == 1 ? terms[0] : try lowering.sum(terms)
        loss = total
        for (report, value) in zip(graph.reports, [total] + reported) { lowering.addOutput(report.name, value) }
    }
}

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
}

private struct Lowerer {
    let graph: TypedGraph
    let options: CompileOptions
    var lowering: Lowering
    var inputValues: [Value] = []
    var layerValues: [[Value]] = []
    var layerMasks: [[Value?]] = []
    var loss: Value?
    var subject = "model"
    var location: SourceLocation

    var result: LoweredGraph { LoweredGraph(lowering: lowering, loss: loss) }

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
        for input in graph.inputs {
            inputValues.append(lowering.addInput(input.name, shape: input.shape.prepending(batch)))
        }
        let parameters = addParameters()
        for (index, node) in graph.layers.enumerated() {
            try lower(node, parameters: parameters[index])
        }
        location = graph.location
        switch options.purpose {
        case .inference:
            for output in graph.outputs { lowering.addOutput(output.name, value(of: output.edge)) }
        case .evaluation, .training:
            try lowerObjectives()
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
        subject = "layer '\(node.name)' (\(node.typeName))"
        location = node.location
        lowering.origin = node.name
        lowering.isFrozen = !node.isTrainable
        if options.isStreaming, !node.layer.supportsStreaming {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(CompilerCode.streaming, "\(subject): cannot work on a sequence that comes in pieces", at: location)
            ])
        }
        let inputs = node.inputs.map { maskedValue(of: $0) }
        let results = try node.layer.lower(inputs, ParameterValues(parameters), into: &lowering)
        layerMasks.append(results.map { mask(of: $0, from: node.layer, inputs: inputs) })
        let promised = node.outputShapes.map { $0.prepending(batch) }
        let found = results.map { lowering.shape(of: $0) }
        guard promised == found else {
            throw OperationTypeError("promises \(promised) but its operations give \(found)")
        }
        layerValues.append(results)
    }

    /// The mask that a layer gave its result or passes on to it: of the leading axes, so never to a result that has others.
    private func mask(of result: Value, from layer: any Layer, inputs: [Value]) -> Value? {
        if !inputs.contains(result), let own = lowering.mask(of: result) { return own }
        guard layer.passesMask, let passed = lowering.mask(of: inputs[0]) else { return nil }
        let axes = lowering.shape(of: passed).dimensions
        return lowering.shape(of: result).dimensions.dropLast().starts(with: axes) ? passed : nil
    }

    /// A layer that returns its input itself does not pass the mask by that: masks belong to edges.
    private mutating func maskedValue(of edge: TypedGraph.Edge) -> Value {
        let value = value(of: edge)
        switch edge {
        case .input: lowering.setMask(nil, of: value)
        case .layer(let index, let output): lowering.setMask(layerMasks[index][output], of: value)
        }
        return value
    }

    private func value(of edge: TypedGraph.Edge) -> Value {
        switch edge {
        case .input(let index): inputValues[index]
        case .layer(let index, let output): layerValues[index][output]
        }
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
            let (prediction, target) = (maskedValue(of: output.edge), targets[position])
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

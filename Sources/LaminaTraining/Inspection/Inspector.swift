import LaminaCompiler
import LaminaData
import LaminaKit

/// Runs one batch of training without the update and looks at what flows: activations, and the loss's gradient by them.
public struct Inspector: Sendable {
    private let graph: TypedGraph
    private let registry: Registry
    private let options: FitOptions

    /// More examples than this show nothing more.
    private static let mostExamples = 64
    /// Memory of one pass; the batch is made smaller until it is enough.
    private static let memoryLimit = 1 << 30

    /// - Parameter options: whose seed decides which examples are looked at: the first ones of the first epoch.
    public init(_ graph: TypedGraph, registry: Registry, options: FitOptions) {
        self.graph = graph
        self.registry = registry
        self.options = options
    }

    /// Every input of the model and every output of a layer.
    public static func edges(of graph: TypedGraph) -> [TypedGraph.Edge] {
        graph.inputs.indices.map { .input($0) }
            + graph.layers.enumerated().flatMap { layer, node in node.outputShapes.indices.map { .layer(layer, output: $0) } }
    }

    /// In as many passes over the same examples as the ports of a plan make necessary.
    ///
    /// - Throws: `TrainingError`, `DiagnosticFailure` of the model, `RunError` where even one example needs too much memory.
    public func inspect(_ weights: Weights, on source: any ExampleSource, edges: [TypedGraph.Edge]) throws -> Inspection {
        guard source.count > 0 else { throw TrainingError.noExamples(part: "training") }
        var compileOptions = CompileOptions(.training)
        compileOptions.isWeighted = source.hasWeights || options.classWeights != nil
        let atMost = graph.watchedAtMost(compileOptions)
        guard atMost > 0, !edges.isEmpty else {
            return Inspection(flows: [], parameters: [], exampleCount: 0, loss: .nan)
        }
        let passes = stride(from: 0, to: edges.count, by: atMost).map { Array(edges[$0..<min($0 + atMost, edges.count)]) }
        compileOptions.batchCapacity = try batchSize(passes, compileOptions, source)
        var flows: [Inspection.Flow] = []
        var last: InspectionPass?
        for watched in passes {
            compileOptions.watched = watched
            let pass = try InspectionPass(graph, graph.compile(compileOptions, registry: registry), weights, source, options)
            flows += pass.flows
            last = pass
        }
        return Inspection(flows: flows, parameters: last!.parameters, exampleCount: last!.exampleCount, loss: last!.loss)
    }

    private func batchSize(_ passes: [[TypedGraph.Edge]], _ options: CompileOptions, _ source: any ExampleSource) throws -> Int {
        var options = options
        options.batchCapacity = min(self.options.batchSize, source.count, Self.mostExamples)
        for watched in passes {
            options.watched = watched
            while options.batchCapacity > 1 {
                let plan = try graph.compile(options, registry: registry).plan
                let (bytes, overflow) = plan.arenaBytes.addingReportingOverflow(plan.portBytes)
                if !overflow, bytes <= Self.memoryLimit { break }
                options.batchCapacity /= 2
            }
        }
        return options.batchCapacity
    }
}

/// One run of a plan that watches.
private struct InspectionPass {
    let flows: [Inspection.Flow]
    let parameters: [Inspection.Parameter]
    let exampleCount: Int
    let loss: Double

    init(_ graph: TypedGraph, _ compiled: CompiledModel, _ weights: Weights, _ source: any ExampleSource, _ options: FitOptions) throws {
        let plan = compiled.plan
        try plan.requireMemory()
        let batches = try ExampleBatches(source, batchSize: plan.batchCapacity, graph, plan, classWeights: options.classWeights)
        if options.shuffles { batches.shuffle(seed: options.seed, epoch: 0) }
        var session = try Session(training: plan, weights: weights, seed: options.seed, threads: options.threads)
        try batches.bind(to: &session)
        let buffers = plan.outputs.map { UnsafeMutableBufferPointer<Float>.allocate(capacity: max($0.shape.boundedCount, 1)) }
        defer { buffers.forEach { $0.deallocate() } }
        for (port, buffer) in buffers.enumerated() { session.bind(output: port, to: buffer.baseAddress!) }
        let count = batches.load(0)
        try session.run(batch: count)
        exampleCount = count
        loss = Double(buffers[0][0])

        func values(_ port: Int) -> UnsafeMutableBufferPointer<Float> {
            UnsafeMutableBufferPointer(rebasing: buffers[port][..<session.outputCount(port, batch: count)])
        }
        flows = compiled.watched.map { watched in
            // The loss is the batch's mean: times the examples it is each example's own.
            let gradients = watched.gradientPort.map { port in values(port).map { $0 * Float(count) } }
            let isSequence = graph.shape(of: watched.edge).rank == 2
            return Inspection.Flow(
                name: watched.name, edge: watched.edge, values: Distribution(values(watched.port)), gradients: gradients.map { Distribution($0) },
                stepNorms: isSequence ? gradients.map { Self.stepNorms($0, examples: count, features: graph.shape(of: watched.edge).features ?? 1) } : nil)
        }
        parameters = session.withRegion(.gradients) { bytes in
            plan.parameters.filter { $0.offset + $0.count * MemoryLayout<Float>.stride <= bytes.count }.map { slot in
                let start = (bytes.baseAddress! + slot.offset).assumingMemoryBound(to: Float.self)
                return Inspection.Parameter(
                    name: slot.name, values: Distribution(weights[slot.name]?.values ?? []),
                    gradients: Distribution(UnsafeMutableBufferPointer(start: start, count: slot.count)))
            }
        }
    }

    private static func stepNorms(_ gradients: [Float], examples: Int, features: Int) -> [Double] {
        let steps = gradients.count / max(examples * features, 1)
        return (0..<steps).map { step in
            let norms = (0..<examples).map { example in
                let start = (example * steps + step) * features
                return gradients[start..<start + features].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            }
            return norms.reduce(0, +) / Double(max(examples, 1))
        }
    }
}

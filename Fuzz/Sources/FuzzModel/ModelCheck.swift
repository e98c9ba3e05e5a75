import Lamina

/// Larger models are compiled but not run: the fuzzer looks for wrong plans, not for patience.
private let largestRun = 1 << 22
private let mostParameters = 20_000

/// Reads the bytes as a model file; compiles what is right for every purpose; runs what is small.
func checkModel(_ bytes: [UInt8]) {
    let reading = ModelReading(SourceText(path: "fuzz.json", bytes: bytes), registry: .standard)
    guard let model = reading.model else {
        precondition(reading.diagnostics.hasErrors, "no model, and no reason")
        precondition(reading.diagnostics.all.allSatisfy { $0.location != nil || $0.path != nil }, "a finding without a place")
        return
    }
    for purpose in PlanPurpose.allCases where purpose == .inference || model.graph.training != nil {
        do {
            let compiled = try model.compile(CompileOptions(purpose, batchCapacity: 3))
            precondition(compiled.rewrites.count <= compiled.operations.nodes.count)
            if max(compiled.plan.arenaBytes, compiled.plan.portBytes) < largestRun, model.parameterCount < mostParameters { run(compiled.plan, model) }
        } catch {
            precondition(error.diagnostics.allSatisfy { $0.location != nil || $0.path != nil }, "a finding without a place")
        }
    }
    _ = try? model.compile(CompileOptions(isStreaming: true))
}

private func run(_ plan: Plan, _ model: Model) {
    let weights = model.initialWeights(seed: 1)
    if plan.isTraining {
        guard var session = try? Session(training: plan, weights: weights, seed: 1) else { fatalError("the weights do not fit") }
        runOnce(&session)
    } else {
        guard let loaded = try? LoadedModel(plan, weights: weights) else { fatalError("the weights do not fit") }
        var session = Session(loaded, threads: 2, fillingActivationsWith: .nan)
        runOnce(&session)
    }
}

private func runOnce(_ session: inout Session) {
    var buffers: [UnsafeMutableBufferPointer<Float>] = []
    defer { for buffer in buffers { buffer.deallocate() } }
    for (port, input) in session.plan.inputs.enumerated() {
        let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: input.shape.boundedCount)
        buffer.initialize(repeating: 0.5)
        buffers.append(buffer)
        session.bind(input: port, to: UnsafePointer(buffer.baseAddress!))
    }
    for (port, output) in session.plan.outputs.enumerated() {
        let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: output.shape.boundedCount)
        buffer.initialize(repeating: 0)
        buffers.append(buffer)
        session.bind(output: port, to: buffer.baseAddress!)
    }
    for batch in [3, 1] {
        guard (try? session.run(batch: batch)) != nil else { fatalError("the plan does not run") }
    }
}

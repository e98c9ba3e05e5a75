import Lamina

/// `AllocationProbe model purpose batch iterations`: runs a session that often; purpose `file`: for inference from a plan file. A counter of calls is loaded beside it.
func probe() throws -> Bool {
    let arguments = CommandLine.arguments
    guard arguments.count == 5, let text = Models.text(arguments[1]), let purpose = PlanPurpose(rawValue: arguments[2] == "file" ? "inference" : arguments[2]),
        let batch = Int(arguments[3]), let iterations = Int(arguments[4])
    else { return false }
    let model = try Model(SourceText(path: "\(arguments[1]).json", text: text))
    let plan = try model.compile(CompileOptions(purpose, batchCapacity: batch)).plan
    let weights = model.initialWeights(seed: 1)
    if purpose == .training {
        var session = try Session(training: plan, weights: weights, seed: 1)
        try run(&session, batch: batch, iterations: iterations)
    } else {
        let file = arguments[2] == "file" ? try PlanFile(plan.fileBytes(weights: weights)) : nil
        var session = Session(try file.map { try LoadedModel($0) } ?? LoadedModel(plan, weights: weights))
        try run(&session, batch: batch, iterations: iterations)
    }
    return true
}

@inline(never)
func run(_ session: inout Session, batch: Int, iterations: Int) throws(RunError) {
    let plan = session.plan
    for (index, port) in plan.inputs.enumerated() {
        let count = port.shape.boundedCount
        let buffer = UnsafeMutablePointer<Float>.allocate(capacity: count)
        buffer.initialize(repeating: port.name == "target" ? 1 : 0.25, count: count)
        session.bind(input: index, to: buffer)
    }
    for (index, port) in plan.outputs.enumerated() {
        session.bind(output: index, to: UnsafeMutablePointer<Float>.allocate(capacity: max(port.shape.boundedCount, 1)))
    }
    for iteration in 0..<iterations {
        session.iteration = iteration
        try session.run(batch: batch)
    }
}

guard try probe() else { fatalError("usage: AllocationProbe recurrent|graph|wide inference|evaluation|training batch iterations") }

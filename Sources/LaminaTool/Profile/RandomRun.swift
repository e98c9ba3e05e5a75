import LaminaCompiler
import LaminaKit
import LaminaStandardPack

/// A plan with random weights, inputs and targets, ready to run again and again: what is measured where results do not matter.
struct RandomRun: ~Copyable {
    let compiled: CompiledModel
    var session: Session
    private let buffers: [UnsafeMutableBufferPointer<Float>]

    /// Class numbers are among the classes and positions in a table among its rows; other numbers lie between −1 and 1.
    ///
    /// - Throws: `RunError.memory` where the machine cannot hold it.
    init(_ graph: TypedGraph, _ compiled: CompiledModel, threads: Int) throws {
        let weights = graph.initialWeights(seed: 1)
        let plan = compiled.plan
        try plan.requireMemory()
        var session =
            plan.isTraining
            ? try Session(training: plan, weights: weights, seed: 1, threads: threads)
            : Session(try LoadedModel(plan, weights: weights), threads: threads)
        var random = RandomStream(seed: 2, stream: 2)
        let limits = compiled.wholeNumberLimits(graph)
        var buffers: [UnsafeMutableBufferPointer<Float>] = []
        for (port, input) in plan.inputs.enumerated() {
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: input.shape.boundedCount)
            for index in buffer.indices {
                buffer[index] = limits[port].map { Float(Int(random.uniform() * Double($0))) } ?? Float(random.uniform() * 2 - 1)
            }
            buffers.append(buffer)
            session.bind(input: port, to: UnsafePointer(buffer.baseAddress!))
        }
        for (port, output) in plan.outputs.enumerated() {
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: output.shape.boundedCount)
            buffers.append(buffer)
            session.bind(output: port, to: buffer.baseAddress!)
        }
        self.compiled = compiled
        self.session = session
        self.buffers = buffers
    }

    deinit {
        for buffer in buffers { buffer.deallocate() }
    }
}

extension CompiledModel {
    /// For each input of the plan the number of values that it may take, where they are whole numbers.
    fileprivate func wholeNumberLimits(_ graph: TypedGraph) -> [Int?] {
        var limits = [Int?](repeating: nil, count: plan.inputs.count)
        var shown: [Value: Value] = [:]
        for node in fused.nodes {
            if node.operation.isView { shown[node.results[0]] = shown[node.operands[0]] ?? node.operands[0] }
            guard node.operation is GatherRows else { continue }
            let source = shown[node.operands[0]] ?? node.operands[0]
            if case .input(let port) = fused[source].source { limits[port] = fused.shape(of: node.operands[1])[0].size }
        }
        let targets = (graph.training?.objectives ?? []).map { index, objective -> Int? in
            guard let classes = graph.outputs[index].shape.features, classes > 1, objective.targetShape.features == 1 else { return nil }
            return classes
        }
        for (target, classes) in zip(limits.indices.dropFirst(graph.inputs.count), targets) { limits[target] = classes }
        return limits
    }
}

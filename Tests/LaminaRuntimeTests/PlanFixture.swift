import CLaminaKernels
import LaminaCompiler
import LaminaKit
import LaminaStandardPack
import Testing

@testable import LaminaRuntime

/// A model compiled in this process, and its plan file.
struct PlanFixture: CustomTestStringConvertible {
    let name: String
    let text: String
    var options = CompileOptions()

    var testDescription: String { name }

    func compile() throws -> (plan: Plan, weights: Weights) {
        let registry = try Registry([StandardPack()])
        let graph = try TypedGraph.resolve(SourceText(path: "\(name).json", text: text), registry: registry).get()
        return (try graph.compile(options, registry: registry).plan, graph.initialWeights(seed: 3))
    }

    static let recurrent = PlanFixture(name: "recurrent", text: SessionTests.recurrent, options: CompileOptions(batchCapacity: 3))
    static let streaming = PlanFixture(name: "streaming", text: SessionTests.recurrent, options: CompileOptions(isStreaming: true))

    static let dense = PlanFixture(
        name: "dense",
        text: """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [7] }],
              "layers": [
                { "name": "a", "type": "Dense", "units": 19, "activation": "gelu" },
                { "name": "n", "type": "BatchNormalization" },
                { "name": "y", "type": "Dense", "units": 3, "activation": "softmax" } ] }
            """, options: CompileOptions(batchCapacity: 5))

    static let convolutional = PlanFixture(
        name: "convolutional",
        text: """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [9, 8, 3] }],
              "layers": [
                { "name": "c", "type": "Conv2D", "filters": 6, "kernel_size": 3, "activation": "relu" },
                { "name": "p", "type": "MaxPooling2D" },
                { "name": "f", "type": "Flatten" },
                { "name": "y", "type": "Dense", "units": 4 } ] }
            """, options: CompileOptions(batchCapacity: 2))

    /// The embedding is read as it is, the other weights packed; two inputs.
    static let twoInputs = PlanFixture(
        name: "two inputs",
        text: """
            { "format": "lamina/1", "inputs": [{ "name": "word", "shape": [4] }, { "name": "rest", "shape": [2] }],
              "layers": [
                { "name": "e", "type": "Embedding", "input_dim": 11, "output_dim": 3, "inputs": ["word"] },
                { "name": "f", "type": "Flatten" },
                { "name": "all", "type": "Concatenate", "inputs": ["f", "rest"] },
                { "name": "y", "type": "Dense", "units": 2 } ] }
            """)

    static let training = PlanFixture(
        name: "training",
        text: """
            { "format": "lamina/1", "inputs": [{ "name": "x", "shape": [6, 3] }],
              "layers": [
                { "name": "a", "type": "GRU", "units": 5 },
                { "name": "d", "type": "Dropout", "rate": 0.25 },
                { "name": "y", "type": "Dense", "units": 2 } ],
              "training": { "loss": "mse", "metrics": ["mae"],
                "optimizer": { "type": "Adam", "gradient_accumulation_steps": 2, "clipnorm": 0.5, "use_ema": true } } }
            """, options: CompileOptions(.training, batchCapacity: 4))

    static let forInference = [recurrent, streaming, dense, convolutional, twoInputs]

    /// A few kilobytes.
    static let small = PlanFixture(
        name: "small",
        text: """
            { "format": "lamina/1", "name": "xor", "inputs": [{ "name": "x", "shape": [2] }],
              "layers": [{ "name": "h", "type": "Dense", "units": 3, "activation": "tanh" }, { "name": "y", "type": "Dense", "units": 1 }] }
            """)

    /// Its file with weights.
    static func smallFile() throws -> [UInt8] {
        let (plan, weights) = try small.compile()
        return try plan.fileBytes(weights: weights, metadata: [("lamina.preprocessing", "{}"), ("ü", "ß")])
    }
}

/// Numbers for every input, and what every output holds after a few runs.
struct PortRun {
    static func outputs(of session: inout Session, runs: Int = 3) throws -> [[UInt32]] {
        let plan = session.plan
        var random = RandomStream(seed: 11, stream: 1)
        let inputs = plan.inputs.map { port in
            let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: port.shape.boundedCount)
            for index in buffer.indices { buffer[index] = port.name == "word" ? Float(index) : Float(random.uniform() * 2 - 1) }
            return buffer
        }
        let outputs = plan.outputs.map { UnsafeMutableBufferPointer<Float>.allocate(capacity: $0.shape.boundedCount) }
        defer { (inputs + outputs).forEach { $0.deallocate() } }
        for (index, buffer) in inputs.enumerated() { session.bind(input: index, to: UnsafePointer(buffer.baseAddress!)) }
        for (index, buffer) in outputs.enumerated() { session.bind(output: index, to: buffer.baseAddress!) }
        var results: [[UInt32]] = []
        for iteration in 0..<runs {
            session.iteration = iteration
            try session.run(batch: plan.batchCapacity)
            results += outputs.map { $0.map(\.bitPattern) }
        }
        return results
    }
}

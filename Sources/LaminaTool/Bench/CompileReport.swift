import Lamina
import LaminaPictures

/// How long the compiler takes, from the text of a model to its plan, without weights.
struct CompileReport {
    struct Row {
        let model: String
        let layers: Int
        /// Milliseconds of reading, checking and inferring shapes.
        let reading: Double
        /// Milliseconds of compiling for inference.
        let inference: Double
        /// The same for training, where the model says how.
        let training: Double?
    }

    private(set) var rows: [Row] = []

    private static let repetitions = 3

    /// Chains of so many `Dense` layers.
    static let chains = [10, 100, 1000, 10_000]

    static func chain(_ layers: Int) -> SourceText {
        let dense = #"{ "type": "Dense", "units": 4, "activation": "relu" }"#
        let list = [String](repeating: dense, count: layers).joined(separator: ",\n")
        let ports = #""name": "chain-\#(layers)", "inputs": [{ "name": "x", "shape": [4] }]"#
        return SourceText(
            path: "chain.json", text: #"{ "format": "lamina/1", \#(ports), "layers": [\#(list)], "training": { "loss": "mse", "optimizer": "adam" } }"#)
    }

    /// - Throws: `DiagnosticFailure` with the mistakes of the model.
    mutating func add(_ text: SourceText, registry: Registry) throws(DiagnosticFailure) {
        let model = try Model(text, registry: registry)
        func milliseconds(_ body: () throws(DiagnosticFailure) -> Void) throws(DiagnosticFailure) -> Double {
            var best = Int64.max
            for _ in 0..<Self.repetitions {
                let start = monotonicNanoseconds()
                try body()
                best = min(best, monotonicNanoseconds() - start)
            }
            return Double(best) * 1e-6
        }
        let reading = try milliseconds { () throws(DiagnosticFailure) in _ = try Model(text, registry: registry) }
        let inference = try milliseconds { () throws(DiagnosticFailure) in _ = try model.compile(CompileOptions(.inference)) }
        let training =
            model.graph.training == nil
            ? nil : try milliseconds { () throws(DiagnosticFailure) in _ = try model.compile(CompileOptions(.training, batchCapacity: 32)) }
        rows.append(Row(model: model.name, layers: model.graph.layers.count, reading: reading, inference: inference, training: training))
    }

    var text: String {
        var table = TextTable([
            .init("Model"), .init("Layers", .right), .init("Reading ms", .right), .init("Inference ms", .right), .init("Training ms", .right),
            .init("µs a layer", .right),
        ])
        for row in rows {
            table.append(
                row.model, row.layers.grouped, row.reading.threeDigits, row.inference.threeDigits, row.training?.threeDigits ?? "–",
                ((row.reading + row.inference) / Double(max(row.layers, 1)) * 1000).threeDigits)
        }
        return table.lines().map { $0 + "\n" }.joined()
    }

    var jsonLines: [JSONValue] {
        rows.map { row in
            .object(
                [
                    ("peer", "lamina"), ("kind", "compile"), ("workload", .string(row.model)), ("layers", .integer(row.layers)),
                    ("reading_ms", .number(row.reading.rounded(decimals: 3))), ("inference_ms", .number(row.inference.rounded(decimals: 3))),
                ] + (row.training.map { [("training_ms", .number($0.rounded(decimals: 3)))] } ?? []))
        }
    }
}

import ArgumentParser
import Lamina

/// What is to be predicted from.
struct PredictionInput {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case csv, json
    }

    let text: SourceText
    let format: Format

    /// - Parameters:
    ///   - path: a file, or `-` for standard input.
    ///   - format: nil where the file's name, or else its first character, tells.
    init(_ path: String, format: Format?) throws(DiagnosticFailure) {
        do throws(Diagnostic) {
            text = path == "-" ? try StandardInput.read() : try SourceText.read(path: path, maximumBytes: Preprocessing.maximumCSVBytes)
        } catch {
            throw DiagnosticFailure(diagnostics: [error])
        }
        self.format = format ?? Format.allCases.first { path.lowercased().hasSuffix(".\($0.rawValue)") } ?? Self.format(of: text.bytes)
    }

    private static func format(of bytes: [UInt8]) -> Format {
        let first = bytes.first { !" \t\r\n".utf8.contains($0) }
        return first == UInt8(ascii: "[") || first == UInt8(ascii: "{") ? .json : .csv
    }

    /// One prediction for each window, row or example, in the target's unit.
    func predictions(of model: Model, _ weights: Weights, _ preprocessing: Preprocessing) throws -> [[Double]] {
        let (inputs, outputs) = (model.graph.inputs.count, model.graph.outputs.count)
        guard outputs == 1, inputs == 1 || format == .csv else {
            let message = "predict gives one output\(format == .json ? " from one input" : ""), the model has \(inputs.of("input")) and \(outputs.of("output")): use Predictor.predictAll in Swift"
            throw DiagnosticFailure(diagnostics: [Diagnostic(PredictCode.ports, message, path: text.path)])
        }
        switch format {
        case .csv:
            let prepared = try preprocessing.prepare(csv: text)
            let outputs = try predictor(model, prepared.examples.count).predict(weights, on: prepared.examples)
            return outputs.enumerated().map { index, output in
                output.enumerated().map { prepared.forecast($1, index, column: $0) }
            }
        case .json:
            let root = try JSONDocument.parse(text).root
            let examples = try JSONExamples(root, shape: model.graph.inputs.first?.shape ?? [], preprocessing: preprocessing)
            let outputs = try predictor(model, examples.count).predict(weights, on: examples)
            return outputs.map { output in
                output.enumerated().map { preprocessing.targetScaling($0).unscaled(Double($1)) }
            }
        }
    }

    private func predictor(_ model: Model, _ count: Int) throws -> Predictor {
        try Predictor(model.graph, registry: model.registry, batchSize: max(1, min(256, count)))
    }
}

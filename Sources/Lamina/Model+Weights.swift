import LaminaCompiler
import LaminaFiles
import LaminaKit
import LaminaTraining

extension Model {
    /// Reads a weights file and compares its tensors with the model's parameters.
    ///
    /// - Throws: `DiagnosticFailure` naming the file, the tensor, what was expected and what was found.
    public func readWeights(_ path: String) throws(DiagnosticFailure) -> Safetensors {
        let file = try Safetensors(contentsOf: path)
        if Checkpoint.isCheckpoint(file) {
            let message = "it is a checkpoint, which a training goes on from, not a weights file: those are weights.safetensors beside it"
            throw DiagnosticFailure(diagnostics: [Diagnostic(WeightsCode.model, message, path: path)])
        }
        var expected: [String: [Int]] = [:]
        for node in graph.layers {
            for spec in node.parameters { expected["\(node.name)/\(spec.name)"] = spec.sizes }
        }
        var diagnostics = Diagnostics()
        func report(_ message: String) {
            diagnostics.report(Diagnostic(WeightsCode.model, message, path: path))
        }
        for tensor in file.tensors {
            guard let sizes = expected.removeValue(forKey: tensor.name) else {
                report("model '\(name)' has no parameter '\(tensor.name)'")
                continue
            }
            if sizes != tensor.sizes { report("parameter '\(tensor.name)' of model '\(name)' has the shape \(sizes), the file's tensor \(tensor.sizes)") }
        }
        for missing in expected.keys.sorted() { report("the file has no tensor for parameter '\(missing)' of model '\(name)'") }
        try diagnostics.throwIfErrors()
        return file
    }
}

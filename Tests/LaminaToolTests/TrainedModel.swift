import Foundation
import LaminaFiles
import LaminaSource

@testable import LaminaTool

/// A small regression on a CSV file: model, data and trained weights in one folder.
struct TrainedModel {
    let folder: URL
    let model: String
    let run: String

    var weights: String { "\(run)/weights.safetensors" }

    /// - Parameters:
    ///   - replacing: what is changed in the model file.
    ///   - train: whether it is trained now.
    init(in folder: URL, csv: String = Self.csv(), replacing change: (of: String, with: String)? = nil, train: Bool = true) throws {
        self.folder = folder
        run = folder.appendingPathComponent("run").path
        _ = try folder.write(csv, to: "data.csv")
        model = try folder.write(Self.text(change), to: "line.json")
        if train { _ = try self.train() }
    }

    /// Writes another model file in its place.
    func change(_ old: String, to new: String) throws {
        _ = try folder.write(Self.text((old, new)), to: "line.json")
    }

    func train(_ more: String...) throws -> ToolRun { try ToolRun(["train", model, "--output", run] + more) }
    func evaluate(_ more: String...) throws -> ToolRun { try ToolRun(["evaluate", model, "--weights", weights] + more) }
    func predict(_ input: String, _ more: String...) throws -> ToolRun { try ToolRun(["predict", model, input, "--weights", weights] + more) }

    /// Replaces one entry of the weights file's metadata; nil removes it.
    func setMetadata(_ key: String, _ value: String?) throws {
        var file = try Safetensors(contentsOf: weights)
        file.metadata = file.metadata.filter { $0.key != key } + (value.map { [(key, $0)] } ?? [])
        try file.write(to: weights)
    }

    /// `b` is twice `a`, shifted.
    static func csv(shift: Double = 0, rows: Int = 40, separator: String = ",") -> String {
        (["a\(separator)b"] + (0..<rows).map { "\(Double($0) + shift)\(separator)\(2 * Double($0))" }).joined(separator: "\n") + "\n"
    }

    static func text(_ change: (of: String, with: String)? = nil) -> String {
        let text = """
            {
              "format": "lamina/1",
              "name": "line",
              "inputs": [{ "name": "x", "shape": [1] }],
              "layers": [
                { "name": "hidden", "type": "Dense", "units": 4, "activation": "relu" },
                { "name": "out", "type": "Dense", "units": 1 }
              ],
              "training": { "loss": "mse", "optimizer": "Adam" },
              "fit": { "epochs": 3, "seed": 1 },
              "data": {
                "source": { "type": "csv", "file": "data.csv" },
                "columns": ["a"],
                "target": { "columns": ["b"], "unit": "m" },
                "split": { "test": 0.25, "order": "shuffled" },
                "normalize": "standard"
              }
            }
            """
        guard let change else { return text }
        precondition(text.contains(change.of))
        return text.replacingOccurrences(of: change.of, with: change.with)
    }
}

import LaminaKit

/// A family of models that differ in one number: how time grows with it.
struct ScalingSweep {
    struct Series {
        let name: String
        let values: [Int]
        /// The model file of a value, and the batch that it runs.
        let model: @Sendable (Int) -> (text: SourceText, batch: Int)
    }

    /// `batch`, `steps`, `width`, `depth`: the pictures' file names too.
    let axis: String
    let horizontalLabel: String
    let series: [Series]

    static let all = [batch, steps, width, depth]

    private static func powers(_ range: ClosedRange<Int>) -> [Int] {
        Array(sequence(first: range.lowerBound) { $0 * 2 <= range.upperBound ? $0 * 2 : nil })
    }

    private static let batch = ScalingSweep(
        axis: "batch", horizontalLabel: "examples in a batch",
        series: Workload.all.filter { $0.name != "mlp_bn" }.map { workload in
            Series(name: workload.name, values: powers(1...1024)) { (workload.text(isTraining: false), $0) }
        })

    private static let steps = ScalingSweep(
        axis: "steps", horizontalLabel: "time steps of 14 features, batch 1",
        series: [("SimpleRNN", 16), ("GRU", 32), ("LSTM", 64)].map { type, units in
            Series(name: "\(type) \(units)", values: powers(8...4096)) { steps in
                (model(shape: "\(steps), 14", layers: #"{ "type": "\#(type)", "units": \#(units) }"#), 1)
            }
        })

    private static let width = ScalingSweep(
        axis: "width", horizontalLabel: "inputs and units of a Dense layer",
        series: [1, 32].map { batch in
            Series(name: "batch \(batch)", values: powers(8...2048)) { (model(shape: "\($0)", layers: dense($0)), batch) }
        })

    private static let depth = ScalingSweep(
        axis: "depth", horizontalLabel: "Dense layers of 64 units",
        series: [1, 32].map { batch in
            Series(name: "batch \(batch)", values: [1, 2, 5, 10, 20, 50, 100, 200]) { depth in
                (model(shape: "64", layers: (0..<depth).map { _ in dense(64) }.joined(separator: ", ")), batch)
            }
        })

    private static func dense(_ units: Int) -> String { #"{ "type": "Dense", "units": \#(units), "activation": "relu" }"# }

    private static func model(shape: String, layers: String) -> SourceText {
        SourceText(
            path: "scaling.json",
            text: #"{ "format": "lamina/1", "name": "scaling", "inputs": [{ "name": "x", "shape": [\#(shape)] }], "layers": [\#(layers)] }"#)
    }
}

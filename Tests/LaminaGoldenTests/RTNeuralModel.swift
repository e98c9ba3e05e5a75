import LaminaSource
import LaminaTesting
import Testing

/// A network of RTNeural's test data (trained in Keras, weights as JSON) as a Lamina model.
struct RTNeuralModel {
    let text: String
    let weights: Weights

    /// - Parameter steps: the length of the sequence; nil for a free time axis.
    init(_ root: JSONNode, steps: Int?) throws {
        var layers: [String] = []
        var tensors: [Weights.Tensor] = []
        for (index, node) in try #require(root["layers"]?.value).elements.enumerated() {
            let name = "layer\(index)"
            let activation = node["activation"]?.value.string ?? ""
            let fields = activation.isEmpty ? "" : ", \"activation\": \"\(activation)\""
            let units = try #require(node["shape"]?.value.elements.last?.integer)
            let arrays = try #require(node["weights"]?.value).elements
            let type = try #require(node["type"]?.value.string)
            switch type {
            case "dense", "time-distributed-dense":
                layers.append(#"{"name": "\#(name)", "type": "Dense", "units": \#(units), "use_bias": \#(arrays.count == 2)\#(fields)}"#)
                tensors += zip(["kernel", "bias"], arrays).map { Self.tensor("\(name)/\($0)", $1) }
            case "gru", "lstm":
                layers.append(#"{"name": "\#(name)", "type": "\#(type.uppercased())", "units": \#(units), "return_sequences": true\#(fields)}"#)
                tensors += zip(["kernel", "recurrent_kernel", "bias"], arrays).map { Self.tensor("\(name)/\($0)", $1) }
            case "activation":
                layers.append(#"{"name": "\#(name)", "type": "Activation"\#(fields)}"#)
            default:
                throw UnknownLayer(type: type)
            }
        }
        let features = try #require(root["in_shape"]?.value.elements.last?.integer)
        let axis = steps.map { "\($0)" } ?? "null"
        let bound = steps == nil ? ", \"max_steps\": 64" : ""
        text = """
            {
              "format": "lamina/1",
              "inputs": [{"name": "x", "shape": [\(axis), \(features)]\(bound)}],
              "layers": [\(layers.joined(separator: ",\n"))]
            }
            """
        weights = Weights(tensors)
    }

    struct UnknownLayer: Error {
        let type: String
    }

    private static func tensor(_ name: String, _ node: JSONNode) -> Weights.Tensor {
        var sizes: [Int] = []
        var inner = node
        while inner.kind == .array {
            sizes.append(inner.elements.count)
            inner = inner.elements[0]
        }
        return Weights.Tensor(name: name, sizes: sizes, values: numbers(node))
    }

    private static func numbers(_ node: JSONNode) -> [Float] {
        node.kind == .array ? node.elements.flatMap(numbers) : [Float(node.double!)]
    }
}

import LaminaKit

/// A graph on inputs that are not those which its file declares: other lengths in the place of free axes.
extension TypedGraph {
    /// The shapes of every layer's outputs.
    func outputShapes(for inputs: [Shape]) throws(LayerError) -> [[Shape]] {
        guard inputs != self.inputs.map(\.shape) else { return layers.map(\.outputShapes) }
        var shapes: [[Shape]] = []
        for node in layers {
            let taken = node.inputs.map { shape(of: $0, inputs: inputs, layers: shapes) }
            do {
                shapes.append(try node.layer.outputs(for: taken))
            } catch {
                throw LayerError("its \(node.subject): \(error.message)", remedy: error.remedy)
            }
        }
        return shapes
    }

    /// The layers with those shapes; their parameters too where these depend on them.
    func layers(for inputs: [Shape]) throws(LayerError) -> [LayerNode] {
        guard inputs != self.inputs.map(\.shape) else { return layers }
        let shapes = try outputShapes(for: inputs)
        return layers.enumerated().map { index, node in
            let taken = node.inputs.map { shape(of: $0, inputs: inputs, layers: shapes) }
            return node.replacing(inputShapes: taken, outputShapes: shapes[index])
        }
    }

    func shape(of edge: Edge, inputs: [Shape], layers: [[Shape]]) -> Shape {
        switch edge {
        case .input(let index): inputs[index]
        case .layer(let index, let output): layers[index][output]
        }
    }
}

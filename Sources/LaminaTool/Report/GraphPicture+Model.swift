import LaminaCompiler
import LaminaKit
import LaminaPictures

extension GraphPicture {
    /// A model's inputs, layers and outputs with shapes and parameter counts.
    init(_ graph: TypedGraph) {
        var boxes = graph.inputs.map { Box(name: $0.name, type: "Input", details: $0.shape.description, kind: .input) }
        var edges: [(from: Int, to: Int)] = []
        func position(_ edge: TypedGraph.Edge) -> Int {
            switch edge {
            case .input(let index): index
            case .layer(let index, _): graph.inputs.count + index
            }
        }
        for node in graph.layers {
            let shapes = node.outputShapes.map(\.description).joined(separator: " ")
            let count = node.parameters.reduce(0) { $0 + $1.count }
            for input in node.inputs { edges.append((position(input), boxes.count)) }
            let details = count == 0 ? shapes : "\(shapes) · \(count.of("parameter"))\(node.isTrainable ? "" : ", frozen")"
            boxes.append(Box(name: node.name.printable, type: node.typeName, details: details, kind: .layer))
        }
        for output in graph.outputs {
            edges.append((position(output.edge), boxes.count))
            boxes.append(Box(name: output.name.printable, type: "Output", details: output.shape.description, kind: .output))
        }
        self.init(title: graph.name, boxes: boxes, edges: edges)
    }
}

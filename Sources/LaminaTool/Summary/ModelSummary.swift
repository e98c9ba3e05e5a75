import LaminaCompiler
import LaminaKit

/// A model as a table of its layers, as Keras prints it.
struct ModelSummary {
    private struct Row {
        let name: String
        let type: String
        let shapes: [Shape]
        let parameters: Int
        let sources: [String]
    }

    private let graph: TypedGraph
    private let batch: Int?
    private let rows: [Row]
    private let isChain: Bool

    init(_ graph: TypedGraph, batch: Int?) {
        self.graph = graph
        self.batch = batch
        rows =
            graph.inputs.map { Row(name: $0.name, type: "Input", shapes: [$0.shape], parameters: 0, sources: []) }
            + graph.layers.map { node in
                Row(
                    name: node.name, type: node.typeName, shapes: node.outputShapes,
                    parameters: node.parameters.reduce(0) { $0 + $1.count }, sources: node.inputs.map(graph.name(of:)))
            }
        isChain =
            graph.inputs.count == 1
            && graph.layers.enumerated().allSatisfy { index, node in
                node.inputs == [index == 0 ? .input(0) : .layer(index - 1, output: 0)]
            }
    }

    /// `(None, 120, 14)`
    private func text(_ shape: Shape) -> String {
        let sizes = [batch.map(String.init) ?? "None"] + shape.dimensions.map(\.description)
        return "(\(sizes.joined(separator: ", "))\(sizes.count == 1 ? "," : ""))"
    }

    var text: String {
        var columns: [TextTable.Column] = [.init("Layer (type)"), .init("Output Shape"), .init("Param #", .right)]
        if !isChain { columns.append(.init("Connected to")) }
        var table = TextTable(columns)
        for row in rows {
            let cells = ["\(row.name) (\(row.type))", row.shapes.map(text).joined(separator: ", "), row.parameters.grouped]
            table.append(isChain ? cells : cells + [row.sources.isEmpty ? "-" : row.sources.joined(separator: ", ")])
        }
        var lines = ["Model: \"\(graph.name)\"", ""] + table.lines() + [""]
        lines += counts.map { "\($0.title) params: \($0.count.grouped) (\(($0.count * MemoryLayout<Float>.stride).byteSize))" }
        lines += graph.timeAxes.map { "Axis '\($0.name)': 1 to \($0.bound.grouped) steps" }
        return lines.map { $0 + "\n" }.joined()
    }

    private var counts: [(title: String, count: Int)] {
        let (total, trainable) = (graph.parameterCount, graph.trainableParameterCount)
        return [("Total", total), ("Trainable", trainable), ("Non-trainable", total - trainable)]
    }

    /// Shapes begin with the batch; an axis whose size is not known is null.
    var json: JSONValue {
        func batched(_ shape: Shape) -> JSONValue {
            .array([batch.map(JSONValue.integer) ?? .null] + shape.dimensions.map { $0.size.map(JSONValue.integer) ?? .null })
        }
        return [
            "name": .string(graph.name),
            "inputs": .array(graph.inputs.map { ["name": .string($0.name), "shape": batched($0.shape)] }),
            "layers": .array(graph.layers.map { node in
                [
                    "name": .string(node.name), "type": .string(node.typeName),
                    "inputs": .array(node.inputs.map { .string(graph.name(of: $0)) }),
                    "outputs": .array(node.outputShapes.map(batched)),
                    "parameters": .array(node.parameters.map { spec in
                        [
                            "name": .string(spec.name), "shape": .array(spec.sizes.map(JSONValue.integer)), "count": .integer(spec.count),
                            "trainable": .boolean(spec.isTrainable),
                        ]
                    }),
                ]
            }),
            "outputs": .array(graph.outputs.map { ["name": .string($0.name), "shape": batched($0.shape)] }),
            "total": .integer(counts[0].count), "trainable": .integer(counts[1].count), "non_trainable": .integer(counts[2].count),
        ]
    }
}

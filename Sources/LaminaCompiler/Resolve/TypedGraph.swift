import LaminaKit

/// A model whose layers, shapes and parameters are known and right. Only `resolve` makes one.
public struct TypedGraph: Sendable {
    public enum Edge: Hashable, Sendable {
        case input(Int)
        case layer(Int, output: Int)
    }

    public struct Input: Sendable {
        public let name: String
        /// Batch left out: `[time, 14]`.
        public let shape: Shape
    }

    public struct LayerNode: Sendable {
        public let name: String
        public let layer: any Layer
        public let inputs: [Edge]
        public let inputShapes: [Shape]
        public let outputShapes: [Shape]
        /// Its own; empty where it uses those of another.
        public let parameters: [ParameterSpec]
        /// The layer whose weights it uses, where they are not its own.
        public let weightOwner: Int?
        /// Its fields beside name, type and inputs, as `Fields.given` has them.
        let fields: [(key: String, value: JSONValue)]
        /// False where the file freezes the layer.
        public let isTrainable: Bool
        public let location: SourceLocation

        public var typeName: String { type(of: layer).typeName }

        /// How messages name it.
        var subject: String { "layer '\(name)' (\(typeName))" }
    }

    public struct Output: Sendable {
        public let name: String
        public let edge: Edge
        public let shape: Shape
    }

    public struct Training: Sendable {
        public struct Objective: Sendable {
            public let loss: any Loss
            /// Batch left out.
            public let targetShape: Shape
            public let metrics: [any Metric]
            /// What the loss is multiplied by in the sum of all.
            public let weight: Double
        }

        /// One for each output that has a loss, in the order of the outputs.
        public let objectives: [(output: Int, objective: Objective)]
        public let optimizer: any Optimizer
        /// What the section says, in one spelling.
        public let definition: JSONValue
        public let location: SourceLocation
    }

    public let name: String
    /// Free time axes; the batch is added when the graph is lowered.
    public let timeAxes: [Symbol]
    public let inputs: [Input]
    /// Every layer after the layers that it reads.
    public let layers: [LayerNode]
    public let outputs: [Output]
    public let training: Training?
    public let location: SourceLocation

    /// What model files call it: `gru`, or `lstm:1` for a further output.
    public func name(of edge: Edge) -> String {
        switch edge {
        case .input(let index): inputs[index].name
        case .layer(let index, let output): layers[index].name + (output == 0 ? "" : ":\(output)")
        }
    }

    /// Batch left out.
    public func shape(of edge: Edge) -> Shape {
        switch edge {
        case .input(let index): inputs[index].shape
        case .layer(let index, let output): layers[index].outputShapes[output]
        }
    }

    public var parameterCount: Int { count { _ in true } }

    public var trainableParameterCount: Int { count(where: \.isTrainable) }

    private func count(where isCounted: (ParameterSpec) -> Bool) -> Int {
        layers.reduce(0) { $0 + $1.parameters.filter(isCounted).reduce(0) { $0 + $1.count } }
    }
}

extension TypedGraph.LayerNode {
    /// The same in a graph whose layers stand in another order.
    func moved(_ position: (Int) -> Int) -> TypedGraph.LayerNode {
        TypedGraph.LayerNode(
            name: name, layer: layer, inputs: inputs.map { $0.moved(position) }, inputShapes: inputShapes, outputShapes: outputShapes,
            parameters: parameters, weightOwner: weightOwner.map(position), fields: fields, isTrainable: isTrainable, location: location)
    }

    /// The same on inputs of other shapes.
    func replacing(inputShapes: [Shape], outputShapes: [Shape]) -> TypedGraph.LayerNode {
        let specs = weightOwner == nil ? layer.parameters(for: inputShapes) : []
        return TypedGraph.LayerNode(
            name: name, layer: layer, inputs: inputs, inputShapes: inputShapes, outputShapes: outputShapes,
            parameters: isTrainable ? specs : specs.map(\.frozen), weightOwner: weightOwner, fields: fields, isTrainable: isTrainable,
            location: location)
    }
}

extension TypedGraph.Edge {
    func moved(_ position: (Int) -> Int) -> TypedGraph.Edge {
        if case .layer(let index, let output) = self { .layer(position(index), output: output) } else { self }
    }
}

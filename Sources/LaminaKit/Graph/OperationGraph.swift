/// A tensor in an operation graph: an input, a parameter, or what an operation computes. A handle, valid in its graph only.
public struct Value: Hashable, Sendable {
    public let id: Int
}

/// A parameter of the model in storage order: trainable ones first.
public struct GraphParameter: Sendable {
    public let name: String
    public let spec: ParameterSpec
    public let value: Value
    /// Bytes from the start of the parameter region, and of its gradient from the start of the gradient region.
    public let offset: Int
}

/// Named memory that outlives a run: a layer's state or an optimizer's slot.
public struct PersistentValue: Sendable {
    public let name: String
    public let shape: Shape
    public let initialValue: Float
    public let value: Value
}

/// A model as mathematics: operations on values, in an order in which they can run.
///
/// The same type from lowering to placement; each stage returns a new one. Every value has one source; every operand
/// comes before the node that reads it.
public struct OperationGraph: Sendable {
    public enum Source: Hashable, Sendable {
        case input(Int)
        case parameter(Int)
        case state(Int)
        case slot(Int)
        /// All trainable parameters as one range, and their gradients: what an optimizer updates in one pass.
        case allParameters
        case allGradients
        case result
    }

    public struct ValueInfo: Sendable {
        public let shape: Shape
        public let source: Source
    }

    public struct Node: Sendable {
        public var operation: any Operation
        public var operands: [Value]
        public var results: [Value]
        /// The layer, loss or stage that asked for it.
        public var origin: String
    }

    public struct Output: Sendable {
        public let name: String
        public var value: Value
    }

    public var symbols: [Symbol]
    public var inputs: [(name: String, value: Value)] = []
    public var parameters: [GraphParameter] = []
    public var states: [PersistentValue] = []
    public var slots: [PersistentValue] = []
    public var nodes: [Node] = []
    public var outputs: [Output] = []
    /// The gradient of each trainable parameter, by parameter index, once differentiated.
    public var gradients: [Int: Value] = [:]
    public private(set) var values: [ValueInfo] = []

    public init(symbols: [Symbol]) {
        self.symbols = symbols
    }

    public subscript(value: Value) -> ValueInfo { values[value.id] }

    public func shape(of value: Value) -> Shape { values[value.id].shape }

    public mutating func makeValue(_ shape: Shape, source: Source) -> Value {
        values.append(ValueInfo(shape: shape, source: source))
        return Value(id: values.count - 1)
    }

    /// Appends an operation after its type rule accepted the operands.
    ///
    /// - Throws: `OperationTypeError` where it does not.
    public mutating func append(
        _ operation: any Operation, _ operands: [Value], origin: String
    ) throws(OperationTypeError) -> [Value] {
        let shapes = try operation.resultShapes(for: operands.map(shape(of:)))
        let results = shapes.map { makeValue($0, source: .result) }
        nodes.append(Node(operation: operation, operands: operands, results: results, origin: origin))
        return results
    }

    /// The bytes of the parameter region that trainable parameters take: what optimizers walk.
    public var trainableBytes: Int {
        parameters.last { $0.spec.isTrainable }.map { ParameterLayout.end(of: $0) } ?? 0
    }

    public func operandShapes(of node: Node) -> [Shape] { node.operands.map(shape(of:)) }

    public func resultShapes(of node: Node) -> [Shape] { node.results.map(shape(of:)) }
}

/// Where parameters stand in their region: in order, each aligned, with zeros between.
public enum ParameterLayout {
    public static let alignment = 64

    public static func aligned(_ bytes: Int) -> Int {
        (bytes + alignment - 1) / alignment * alignment
    }

    static func end(of parameter: GraphParameter) -> Int {
        parameter.offset + aligned(parameter.spec.count * MemoryLayout<Float>.stride)
    }
}

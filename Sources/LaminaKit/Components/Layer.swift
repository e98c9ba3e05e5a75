/// A layer: vocabulary of model files. It reads its fields, says its output shapes and parameters, and lowers itself to operations.
public protocol Layer: Component {
    /// The shapes of the outputs, batch left out.
    ///
    /// - Parameter inputs: the shapes of the inputs, batch left out (`[time, features]`).
    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape]

    /// Every parameter in storage order, for inputs that `outputs(for:)` accepted. The one source of names, shapes, counts and initial values.
    func parameters(for inputs: [Shape]) -> [ParameterSpec]

    /// Writes the layer as operations. Inputs and outputs have the batch as first axis.
    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value]

    /// How many inputs the layer takes.
    static var inputCount: ClosedRange<Int> { get }

    /// Whether the layer gives the same on a sequence that comes in pieces: it looks at one step at a time, or keeps its state when
    /// `lowering.mode.isStreaming`.
    var supportsStreaming: Bool { get }

    /// Whether the outputs are sequences whose steps count as those of the first input do (Keras's `supports_masking`). Where it is false
    /// the outputs have the mask that `lower` gives them, or none.
    var passesMask: Bool { get }
}

extension Layer {
    public static var kind: ComponentKind { .layer }

    public func parameters(for inputs: [Shape]) -> [ParameterSpec] { [] }

    public static var inputCount: ClosedRange<Int> { 1...1 }

    public var supportsStreaming: Bool { false }

    public var passesMask: Bool { false }
}

/// Inputs or fields that do not fit a layer, in the words of its user.
public struct LayerError: Error, Sendable {
    public let message: String
    /// The field to blame, where one is.
    public let field: String?
    /// The input to blame, where one is.
    public let input: Int?
    /// What to do about it.
    public let remedy: String?

    public init(_ message: String, field: String? = nil, input: Int? = nil, remedy: String? = nil) {
        self.message = message
        self.field = field
        self.input = input
        self.remedy = remedy
    }
}

extension LayerError {
    /// The mistake of a layer that another one holds in its field `field`, in the words of the outer one's user.
    public func inside(_ layer: any Layer, field outer: String) -> LayerError {
        LayerError("its \(type(of: layer).typeName) \(message)", field: field == nil ? nil : outer, input: input, remedy: remedy)
    }
}

/// One parameter of a layer: everything about it that is known before the run.
public struct ParameterSpec: Sendable {
    public let name: String
    public let sizes: [Int]
    public let initializer: any Initializer
    public let regularizer: (any Regularizer)?
    public let constraint: (any Constraint)?
    public let isTrainable: Bool
    /// What it holds, for documentation: `input kernel [features, units]`.
    public let summary: String
    /// The field that chose the initializer, for messages about it.
    public let initializerField: String?
    /// The field that chose the constraint, for messages about it.
    public let constraintField: String?

    public init(
        _ name: String, _ sizes: [Int], initializer: any Initializer, regularizer: (any Regularizer)? = nil,
        constraint: (any Constraint)? = nil, isTrainable: Bool = true, summary: String = "", initializerField: String? = nil,
        constraintField: String? = nil
    ) {
        self.name = name
        self.sizes = sizes
        self.initializer = initializer
        self.regularizer = regularizer
        self.constraint = constraint
        self.isTrainable = isTrainable
        self.summary = summary
        self.initializerField = initializerField
        self.constraintField = constraintField
    }

    /// `Int.max` where it would overflow; the compiler refuses such a model.
    public var count: Int { sizes.reduce(1) { $0.saturatingProduct($1) } }

    /// The same for a layer inside another: its name begins with `scope` and a slash.
    public func scoped(_ scope: String) -> ParameterSpec { named("\(scope)/\(name)") }

    public func named(_ name: String) -> ParameterSpec { copy(name: name, isTrainable: isTrainable) }

    /// The same, not trained.
    public var frozen: ParameterSpec { copy(name: name, isTrainable: false) }

    private func copy(name: String, isTrainable: Bool) -> ParameterSpec {
        ParameterSpec(
            name, sizes, initializer: initializer, regularizer: regularizer, constraint: constraint, isTrainable: isTrainable,
            summary: summary, initializerField: initializerField, constraintField: constraintField)
    }
}

/// A layer's parameters while it lowers itself.
public struct ParameterValues {
    private let values: [String: Value]

    public init(_ values: [String: Value]) {
        self.values = values
    }

    /// The parameters whose names begin with `scope` and a slash, without that: those of a layer inside another.
    public func scoped(_ scope: String) -> ParameterValues {
        let prefix = scope + "/"
        let inner = values.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
        return ParameterValues(Dictionary(uniqueKeysWithValues: inner))
    }

    /// - Throws: `OperationTypeError` for a name that `parameters(for:)` did not list.
    public subscript(name: String) -> Value {
        get throws(OperationTypeError) {
            guard let value = values[name] else {
                throw OperationTypeError("lowers parameter '\(name)', which its parameters(for:) does not list")
            }
            return value
        }
    }
}

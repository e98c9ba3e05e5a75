/// A sort of thing that a model file can name: `layer`, `loss`, `optimizer` …
public struct ComponentKind: Hashable, Sendable, CustomStringConvertible {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    public var description: String { name }

    public static let layer = ComponentKind("layer")
    public static let activation = ComponentKind("activation")
    public static let initializer = ComponentKind("initializer")
    public static let regularizer = ComponentKind("regularizer")
    public static let constraint = ComponentKind("constraint")
    public static let loss = ComponentKind("loss")
    public static let metric = ComponentKind("metric")
    public static let optimizer = ComponentKind("optimizer")
    public static let schedule = ComponentKind("schedule")
}

/// Something that a model file names by `"type"` and configures by fields. A pack lists its components; the registry finds them.
///
/// Reading the fields declares them: what `init(from:)` asks for is what the file may say, what the schema offers and what the
/// documentation lists.
public protocol Component: Sendable {
    static var kind: ComponentKind { get }

    /// The name in model files, Keras's where Keras has it.
    static var typeName: String { get }

    /// Other names for the same, such as `mean_squared_error` for `mse`.
    static var aliases: [String] { get }

    /// One sentence for documentation and editors.
    static var summary: String { get }

    /// Reads the fields. Mistakes are reported to `fields`, which then answers with stand-ins: such a value is never used.
    init(from fields: inout Fields)
}

extension Component {
    public static var typeName: String { String(describing: Self.self) }
    public static var aliases: [String] { [] }
}

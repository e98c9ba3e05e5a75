import LaminaKit

/// How one parameter of a layer starts, what keeps it small and what it must keep to: the `<name>_initializer`, `<name>_regularizer` and
/// `<name>_constraint` fields.
public struct WeightOptions: Sendable {
    public let initializer: any Initializer
    public let regularizer: (any Regularizer)?
    public let constraint: (any Constraint)?
    /// The fields' first part, nil where no field was read.
    private let fieldName: String?

    public init(
        initializer: any Initializer, regularizer: (any Regularizer)? = nil, constraint: (any Constraint)? = nil, fieldName: String? = nil
    ) {
        self.initializer = initializer
        self.regularizer = regularizer
        self.constraint = constraint
        self.fieldName = fieldName
    }

    /// The same with other initial values.
    func starting(from initializer: any Initializer) -> WeightOptions {
        WeightOptions(initializer: initializer, regularizer: regularizer, constraint: constraint, fieldName: fieldName)
    }

    public func spec(_ name: String, _ sizes: [Int], summary: String) -> ParameterSpec {
        ParameterSpec(
            name, sizes, initializer: initializer, regularizer: regularizer, constraint: constraint, summary: summary,
            initializerField: fieldName.map { "\($0)_initializer" }, constraintField: fieldName.map { "\($0)_constraint" })
    }
}

extension Fields {
    /// - Parameters:
    ///   - name: the fields' first part: `kernel` makes `kernel_initializer`, `kernel_regularizer` and `kernel_constraint`.
    ///   - initializer: what stands in where the file says nothing.
    ///   - initializerName: its name in model files, for documentation.
    public mutating func weights(_ name: String, initializer: any Initializer, called initializerName: String) -> WeightOptions {
        let words = name == "recurrent" ? "recurrent kernel" : name.replacing("_", with: " ")
        let chosen = component(
            "\(name)_initializer", .initializer, as: (any Initializer).self, default: (initializer, .string(initializerName)),
            "What the \(words) starts from.")
        let regularizer = optionalComponent(
            "\(name)_regularizer", .regularizer, as: (any Regularizer).self, "A penalty on the \(words), added to the loss.")
        let constraint = optionalComponent(
            "\(name)_constraint", .constraint, as: (any Constraint).self, "What the \(words) is brought back to after each update.")
        return WeightOptions(initializer: chosen ?? initializer, regularizer: regularizer, constraint: constraint, fieldName: name)
    }

    /// The fields of a kernel, Glorot's uniform distribution where the file says nothing.
    public mutating func kernel() -> WeightOptions {
        weights("kernel", initializer: GlorotUniform(), called: "glorot_uniform")
    }

    /// The fields of a bias, zeros where the file says nothing.
    public mutating func bias() -> WeightOptions {
        weights("bias", initializer: Zeros(), called: "zeros")
    }

    /// A layer's activation function; `linear` where the file says nothing or null.
    public mutating func activation() -> any Activation {
        optionalComponent("activation", .activation, as: (any Activation).self, "What is applied to the output.") ?? LinearFunction()
    }
}

extension Fields {
    /// What a parameter without a regularizer starts from.
    mutating func initializer(_ key: String, default initializer: any Initializer, called name: String, _ summary: String) -> any Initializer {
        component(key, .initializer, as: (any Initializer).self, default: (initializer, .string(name)), summary) ?? initializer
    }
}

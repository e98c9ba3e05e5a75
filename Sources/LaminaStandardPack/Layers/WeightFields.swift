import LaminaKit

/// How one parameter of a layer starts and what keeps it small: the `<name>_initializer` and `<name>_regularizer` fields.
public struct WeightOptions: Sendable {
    public let initializer: any Initializer
    public let regularizer: (any Regularizer)?
    /// The field that chose the initializer.
    public let initializerField: String?

    public init(initializer: any Initializer, regularizer: (any Regularizer)? = nil, initializerField: String? = nil) {
        self.initializer = initializer
        self.regularizer = regularizer
        self.initializerField = initializerField
    }

    public func spec(_ name: String, _ sizes: [Int], summary: String) -> ParameterSpec {
        ParameterSpec(name, sizes, initializer: initializer, regularizer: regularizer, summary: summary, initializerField: initializerField)
    }
}

extension Fields {
    /// - Parameters:
    ///   - name: the fields' first part: `kernel` makes `kernel_initializer` and `kernel_regularizer`.
    ///   - initializer: what stands in where the file says nothing.
    ///   - initializerName: its name in model files, for documentation.
    public mutating func weights(_ name: String, initializer: any Initializer, called initializerName: String) -> WeightOptions {
        let words = name == "recurrent" ? "recurrent kernel" : name.replacing("_", with: " ")
        let chosen = component(
            "\(name)_initializer", .initializer, as: (any Initializer).self, default: (initializer, .string(initializerName)),
            "What the \(words) starts from.")
        let regularizer = optionalComponent(
            "\(name)_regularizer", .regularizer, as: (any Regularizer).self, "A penalty on the \(words), added to the loss.")
        return WeightOptions(initializer: chosen ?? initializer, regularizer: regularizer, initializerField: "\(name)_initializer")
    }

    /// `kernel_initializer` and `kernel_regularizer`, Glorot's uniform distribution where the file says nothing.
    public mutating func kernel() -> WeightOptions {
        weights("kernel", initializer: GlorotUniform(), called: "glorot_uniform")
    }

    /// `bias_initializer` and `bias_regularizer`, zeros where the file says nothing.
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

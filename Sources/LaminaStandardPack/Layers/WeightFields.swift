import LaminaKit

/// How one parameter of a layer starts and what keeps it small: the `<name>_initializer` and `<name>_regularizer` fields.
struct WeightOptions: Sendable {
    let initializer: any Initializer
    let regularizer: (any Regularizer)?

    func spec(_ name: String, _ sizes: [Int], summary: String) -> ParameterSpec {
        ParameterSpec(name, sizes, initializer: initializer, regularizer: regularizer, summary: summary)
    }
}

extension Fields {
    mutating func weights(_ name: String, initializer: any Initializer, called initializerName: String) -> WeightOptions {
        let chosen = component(
            "\(name)_initializer", .initializer, as: (any Initializer).self, default: (initializer, .string(initializerName)),
            "What the \(name) starts from.")
        let regularizer = optionalComponent(
            "\(name)_regularizer", .regularizer, as: (any Regularizer).self, "A penalty on the \(name), added to the loss.")
        return WeightOptions(initializer: chosen ?? initializer, regularizer: regularizer)
    }

    mutating func kernel() -> WeightOptions {
        weights("kernel", initializer: GlorotUniform(), called: "glorot_uniform")
    }

    mutating func bias() -> WeightOptions {
        weights("bias", initializer: Zeros(), called: "zeros")
    }

    /// A layer's activation function; `linear` where the file says nothing or null.
    mutating func activation() -> any Activation {
        optionalComponent("activation", .activation, as: (any Activation).self, "What is applied to the output.") ?? LinearFunction()
    }
}

import CLaminaKernels
import LaminaKit

/// An activation that looks at one element at a time.
protocol ElementwiseActivation: Activation {
    var elementwise: lamina_activation { get }
}

extension ElementwiseActivation {
    public var function: lamina_activation? { elementwise }

    public func apply(_ x: Value, in lowering: inout Lowering) throws -> Value {
        elementwise.isLinear ? x : try lowering.apply(Activate(elementwise), x)
    }
}

/// An elementwise activation without fields.
protocol PlainActivation: ElementwiseActivation {
    static var function: lamina_activation_kind { get }
    init()
}

extension PlainActivation {
    public init(from fields: inout Fields) {
        self.init()
    }

    public var elementwise: lamina_activation { lamina_activation(Self.function) }
}

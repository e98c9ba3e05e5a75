import CLaminaKernels

/// An activation function, named by a layer's `activation` field.
public protocol Activation: Component {
    func apply(_ x: Value, in lowering: inout Lowering) throws -> Value

    /// The function where it looks at one element only: what recurrent cells and fused products take.
    var function: lamina_activation? { get }
}

extension Activation {
    public static var kind: ComponentKind { .activation }
}

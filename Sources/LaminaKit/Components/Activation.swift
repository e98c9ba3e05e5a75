import CLaminaKernels

/// An activation function, named by a layer's `activation` field.
public protocol Activation: Component {
    func apply(_ x: Value, in lowering: inout Lowering) throws -> Value

    /// The shape of what becomes of `shape`, batch left out. Who applies a function asks; most keep the shape.
    ///
    /// - Throws: `LayerError` where the function does not take the shape.
    func outputShape(for shape: Shape) throws(LayerError) -> Shape

    /// The function where it looks at one element only: what recurrent cells and fused products take.
    var function: lamina_activation? { get }
}

extension Activation {
    public static var kind: ComponentKind { .activation }

    public func outputShape(for shape: Shape) throws(LayerError) -> Shape { shape }
}

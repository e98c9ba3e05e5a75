import LaminaStandardPack

/// An activation of one element: naming a kernel's function is enough to be fused, differentiated and used by recurrent cells.
struct Crop: Activation {
    static let typeName = "crop"
    static let summary = "`min(max(x, 0), 1)`."

    init(from fields: inout Fields) {}

    var function: lamina_activation? { Self.cropped }

    func apply(_ x: Value, in lowering: inout Lowering) throws -> Value {
        try lowering.apply(Activate(Self.cropped), x)
    }

    private static let cropped = lamina_activation(LAMINA_RELU, beta: 1)
}

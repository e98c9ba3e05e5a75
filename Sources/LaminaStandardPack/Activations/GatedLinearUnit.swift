import CLaminaKernels
import LaminaKit

struct GLUFunction: Activation {
    static let typeName = "glu"
    static let summary = "`a · sigmoid(b)`, a and b the halves of the last axis."

    init(from fields: inout Fields) {}

    var function: lamina_activation? { nil }

    func outputShape(for shape: Shape) throws(LayerError) -> Shape {
        let features = try shape.requiringFeatures()
        guard features % 2 == 0 else {
            throw LayerError("has the activation 'glu', which halves a last axis of even size, found \(shape)", field: "activation")
        }
        return shape.replacingLast(with: .fixed(features / 2))
    }

    func apply(_ x: Value, in lowering: inout Lowering) throws -> Value {
        let shape = lowering.shape(of: x)
        let (axis, half) = (shape.rank - 1, shape.features! / 2)
        let value = try lowering.apply(Slice(axis: axis, offset: 0, size: half), x)
        let gate = try lowering.apply(Slice(axis: axis, offset: half, size: half), x)
        return try lowering.apply(Multiply(), value, lowering.apply(Activate(.sigmoid), gate))
    }
}

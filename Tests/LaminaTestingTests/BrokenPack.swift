import CLaminaKernels
import LaminaTesting

/// Layers with one mistake each, which a check must find.
struct BrokenPack: Pack {
    let name = "broken"
    let components: [any Component.Type] = [WrongPullback.self, MissingPullback.self, WrongShape.self, ForeignParameter.self, BatchMixer.self]
}

/// Twice its input; says that its derivative is 3.
private struct Doubling: Operation {
    let claimedSlope: Float

    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    func kernelCalls(at site: KernelSite) -> [KernelCall] { Affine(scale: 2).kernelCalls(at: site) }

    func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(Affine(scale: claimedSlope), site.gradient)]
    }
}

struct WrongPullback: Layer {
    static let summary = "Has a wrong derivative."
    init(from fields: inout Fields) {}
    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try lowering.apply(Doubling(claimedSlope: 3), inputs[0])]
    }
}

/// Forgets its second input in the backward pass.
struct MissingPullback: Layer {
    private struct ForgetfulProduct: Operation {
        func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }
        func kernelCalls(at site: KernelSite) -> [KernelCall] { Multiply().kernelCalls(at: site) }
        func pullback(_ site: inout PullbackSite) throws -> [Value?] {
            [try site.apply(Multiply(), site.gradient, site.operands[1]), nil]
        }
    }

    static let summary = "Forgets one operand's gradient."
    static let inputCount = 2...2
    init(from fields: inout Fields) {}
    func outputs(for inputs: [Shape]) -> [Shape] { [inputs[0]] }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try lowering.apply(ForgetfulProduct(), inputs[0], inputs[1])]
    }
}

struct WrongShape: Layer {
    static let summary = "Promises another shape than its operations give."
    init(from fields: inout Fields) {}
    func outputs(for inputs: [Shape]) -> [Shape] { [inputs[0].replacingLast(with: 1)] }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] { inputs }
}

struct ForeignParameter: Layer {
    static let summary = "Lowers a parameter that it did not list."
    init(from fields: inout Fields) {}
    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try lowering.apply(AddBias(), inputs[0], parameters["bias"])]
    }
}

/// A row of its output depends on another row of its input.
struct BatchMixer: Layer {
    private struct AddFirstRow: Operation {
        func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

        func kernelCalls(at site: KernelSite) -> [KernelCall] {
            let shape = site.operandShapes[0]
            let arguments = lamina_add_bias_arguments(
                rows: shape.rows.packed, columns: Int64(shape.features!), x: site.operand(0), bias: site.operand(0), y: site.result(0))
            return [KernelCall(\.add_bias, arguments, units: shape.rows, grain: 64)]
        }

        func pullback(_ site: inout PullbackSite) throws -> [Value?] { [site.gradient] }
    }

    static let summary = "Adds the batch's first row to each."
    init(from fields: inout Fields) {}
    func outputs(for inputs: [Shape]) -> [Shape] { inputs }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        [try lowering.apply(AddFirstRow(), inputs[0])]
    }
}

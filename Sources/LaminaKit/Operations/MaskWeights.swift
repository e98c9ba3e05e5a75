import CLaminaKernels

/// The weights of a loss's rows where only some count: Keras's `apply_mask`. Operands: the mask, then the weights that the rows have anyway
/// if there are any, of one shape.
///
/// The masked rows weigh 0 and the others so much more that the mean over all rows is that over those that count.
struct MaskWeights: Operation {
    func resultShapes(for operands: [Shape]) throws(OperationTypeError) -> [Shape] {
        guard (1...2).contains(operands.count), operands.allSatisfy({ $0 == operands[0] }) else {
            throw OperationTypeError("MaskWeights takes a mask and weights of its shape, found \(operands)")
        }
        return [operands[0]]
    }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let arguments = lamina_mask_weights_arguments(
            count: site.resultShapes[0].extent.packed, mask: site.operand(0),
            weights: site.operandShapes.count > 1 ? site.operand(1) : KernelSite.absent, y: site.result(0))
        return [KernelCall(whole: \.mask_weights, arguments)]
    }

    /// A mask jumps between 0 and 1 and is constant elsewhere.
    func pullback(_ site: inout PullbackSite) -> [Value?] { site.operands.map { _ in nil } }
}

extension Lowering {
    /// What each row of a loss weighs: `weights`, or less where the prediction's mask leaves steps out. Nil where all weigh alike.
    ///
    /// - Throws: `OperationTypeError` where the mask is not one number for each row.
    public mutating func rowWeights(_ weights: Value?, ofPrediction prediction: Value) throws(OperationTypeError) -> Value? {
        guard let mask = mask(of: prediction) else { return weights }
        let (rows, steps) = (Shape(shape(of: prediction).dimensions.dropLast()), shape(of: mask))
        guard rows == steps else {
            throw OperationTypeError("a mask \(steps) does not say which rows \(rows) of the prediction count: bring it to [time, features] first")
        }
        return try results(of: MaskWeights(), [mask] + (weights.map { [$0] } ?? []))[0]
    }
}

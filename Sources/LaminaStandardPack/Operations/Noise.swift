import CLaminaKernels
import LaminaKit

/// Normally distributed noise, a function of (seed, iteration, stream, element) as the mask of `DropoutMask`: the backward pass computes it again.
public struct GaussianNoiseMask: Operation {
    public enum Use: String, Sendable {
        /// `x + stddev · N`.
        case added
        /// `x · (1 + stddev · N)`.
        case multiplied
    }

    public let use: Use
    public let standardDeviation: Float
    public let stream: UInt64

    public init(_ use: Use, standardDeviation: Float, stream: UInt64) {
        self.use = use
        self.standardDeviation = standardDeviation
        self.stream = stream
    }

    public var drawsRandomNumbers: Bool { true }

    public var description: String { "GaussianNoiseMask(\(use), \(standardDeviation), stream \(stream))" }

    public func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    public func flops(operands: [Shape], results: [Shape]) -> Extent { results[0].extent * 20 }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let count = site.resultShapes[0].extent
        let arguments = lamina_gaussian_noise_arguments(
            count: count.packed, x: site.operand(0), y: site.result(0), stream: stream, stddev: standardDeviation,
            multiplies: use == .multiplied ? 1 : 0)
        return [KernelCall(elementwise: \.gaussian_noise, arguments, count: count)]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [use == .added ? site.gradient : try site.apply(self, site.gradient)]
    }
}

/// `scale · x + offset` where an element is kept, else `dropped`; what is kept is `DropoutMask`'s choice.
struct AlphaDropoutMask: Operation {
    let rate: Float
    let scale: Float
    let offset: Float
    let dropped: Float
    let stream: UInt64

    var drawsRandomNumbers: Bool { true }

    var description: String { "AlphaDropoutMask(\(rate), \(scale)·x + \(offset) or \(dropped), stream \(stream))" }

    func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let count = site.resultShapes[0].extent
        let arguments = lamina_alpha_dropout_arguments(
            count: count.packed, x: site.operand(0), y: site.result(0), stream: stream, rate: rate, scale: scale, offset: offset, dropped: dropped)
        return [KernelCall(elementwise: \.alpha_dropout, arguments, count: count)]
    }

    func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(AlphaDropoutMask(rate: rate, scale: scale, offset: 0, dropped: 0, stream: stream), site.gradient)]
    }
}

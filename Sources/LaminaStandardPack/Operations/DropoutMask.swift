import CLaminaKernels
import LaminaKit

/// Drops elements at `rate` and scales the rest by `1 / (1 − rate)`. The mask is a function of (seed, iteration, stream, element):
/// the backward pass computes it again instead of storing it.
public struct DropoutMask: Operation {
    public let rate: Float
    public let stream: UInt64

    public init(rate: Float, stream: UInt64) {
        self.rate = rate
        self.stream = stream
    }

    public var drawsRandomNumbers: Bool { true }

    public var description: String { "DropoutMask(\(rate), stream \(stream))" }

    public func resultShapes(for operands: [Shape]) -> [Shape] { [operands[0]] }

    public func kernelCalls(at site: KernelSite) -> [KernelCall] {
        let count = site.resultShapes[0].extent
        let arguments = lamina_dropout_arguments(
            count: count.packed, x: site.operand(0), y: site.result(0), stream: stream, rate: rate)
        return [KernelCall(elementwise: \.dropout, arguments, count: count)]
    }

    public func pullback(_ site: inout PullbackSite) throws -> [Value?] {
        [try site.apply(self, site.gradient)]
    }
}

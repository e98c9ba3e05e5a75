import CLaminaKernels
import LaminaKit

/// A convolution whose kernel goes on with bias, scale, offset and activation before it stores its sums: what `FusedConvolution` takes in.
protocol WindowConvolution: Operation {
    /// What tells it from others.
    var label: String { get }

    /// The axis of the kernel whose size is that of the results' channels.
    var filterAxis: Int { get }

    /// The kernel call, for operands image and kernel.
    func call(_ site: KernelSite, _ epilogue: ConvolutionEpilogue) -> KernelCall
}

/// What follows the sums of a convolution, for each channel of its results.
struct ConvolutionEpilogue {
    var bias = KernelSite.absent
    var scale = KernelSite.absent
    var offset = KernelSite.absent
    var activation = lamina_activation.linear
}

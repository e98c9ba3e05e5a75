import LaminaTesting
import Testing

/// Forward passes, losses, metrics and gradients against Keras 3, in every execution.
@Suite struct KerasTests {
    @Test(arguments: GoldenCase.all("activations")) func activations(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 1e-6)
    }

    @Test(arguments: GoldenCase.all("recurrent")) func recurrentLayers(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: tolerance(golden))
    }

    /// Rounding adds up over many steps and layers, and grows where gates may be negative or units are saturated.
    private func tolerance(_ golden: GoldenCase) -> Double {
        if golden.name.hasSuffix("long") { return 1e-5 }
        return ["stacked", "into", "deep", "tanh gates", "large"].contains(where: golden.name.contains) ? 3e-6 : 1e-6
    }

    @Test(arguments: GoldenCase.all("graphs")) func graphs(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: tolerance(golden))
    }

    @Test(arguments: GoldenCase.all("losses")) func losses(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: tolerance(golden))
    }

    @Test(arguments: GoldenCase.all("regularizers")) func regularizers(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 1e-6)
    }

    /// Gradients by weights are sums over all pixels.
    @Test(arguments: GoldenCase.all("convolutions") + GoldenCase.all("poolings")) func images(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 3e-6)
    }
}

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

    /// Rounding adds up over steps and layers, most without fused multiply-add, and grows where gates may be negative or units are
    /// saturated. Keras's own float32 is as far from its float64.
    private func tolerance(_ golden: GoldenCase) -> Double {
        func isOne(of words: [String]) -> Bool { words.contains(where: golden.name.contains) }
        if isOne(of: ["long", "tanh gates"]) { return 1e-5 }
        if isOne(of: ["stacked", "into", "deep", "large"]) { return 3e-6 }
        return isOne(of: ["SimpleRNN", "GRU", "LSTM"]) ? 2e-6 : 1e-6
    }

    @Test(arguments: GoldenCase.all("graphs")) func graphs(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: tolerance(golden))
    }

    @Test(arguments: GoldenCase.all("losses")) func losses(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: tolerance(golden))
    }

    @Test(arguments: GoldenCase.all("more-losses")) func moreLosses(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 1e-5)
    }

    @Test(arguments: GoldenCase.all("metrics")) func metrics(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 2e-6)
    }

    @Test(arguments: GoldenCase.all("saturated")) func saturatedPredictions(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 1e-5)
    }

    @Test(arguments: GoldenCase.all("regularizers")) func regularizers(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: tolerance(golden))
    }

    @Test(arguments: GoldenCase.all("merges") + GoldenCase.all("rectified") + GoldenCase.all("rearrangements")) func elementsInPlace(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 1e-6)
    }

    @Test(arguments: GoldenCase.all("normalizations") + GoldenCase.all("scalings")) func normalizations(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 3e-6)
    }

    /// Gradients by weights are sums over all pixels.
    @Test(arguments: GoldenCase.all("convolutions") + GoldenCase.all("poolings")) func images(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 3e-6)
    }
}

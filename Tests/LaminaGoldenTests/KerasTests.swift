import LaminaTesting
import Testing

/// Forward passes, losses, metrics and gradients against Keras 3, in every execution.
@Suite struct KerasTests {
    @Test(arguments: GoldenCase.all("activations")) func activations(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 1e-6)
    }

    @Test(arguments: GoldenCase.all("recurrent")) func recurrentLayers(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: golden.name.hasSuffix("long") ? 1e-5 : 1e-6)
    }

    @Test(arguments: GoldenCase.all("graphs")) func graphs(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 1e-6)
    }

    @Test(arguments: GoldenCase.all("losses")) func losses(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 1e-6)
    }

    @Test(arguments: GoldenCase.all("regularizers")) func regularizers(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: 1e-6)
    }
}

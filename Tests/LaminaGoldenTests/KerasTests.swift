import LaminaTesting
import Testing

/// Forward passes, losses, metrics and gradients against Keras 3, in every execution.
@Suite struct KerasTests {
    static let families = [
        "activations", "recurrent", "sequences", "attention", "graphs", "composition", "losses", "more-losses", "metrics", "saturated", "regularizers",
        "convolutions", "channel-convolutions", "poolings", "merges", "rectified", "rearrangements", "normalizations", "scalings",
    ]

    @Test(arguments: families.flatMap(GoldenCase.all)) func agrees(_ golden: GoldenCase) throws {
        try GoldenCheck(golden).compare(tolerance: tolerance(golden))
    }

    /// Rounding adds up through several recurrent layers, most with penalties on sums, and where logits cancel.
    private func tolerance(_ golden: GoldenCase) -> Double {
        let isDeep = ["stacked", "Bidirectional", "L2", "large logits"].contains(where: golden.name.contains)
        return isDeep ? 2e-6 : 1e-6
    }
}

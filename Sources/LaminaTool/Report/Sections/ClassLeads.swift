import Lamina
import LaminaKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// By how much each class is ahead of the best other one, from −1 to 1: the difference of their probabilities.
struct ClassLeads {
    private let meaning: TargetMeaning
    private let takesLogits: Bool

    init(_ loss: any Loss) { self.init(loss.targetMeaning, takesLogits: loss.takesLogits) }

    init(_ meaning: TargetMeaning, takesLogits: Bool) {
        self.meaning = meaning
        self.takesLogits = takesLogits
    }

    /// - Parameter output: a model's, `[classes]`, or the one number of a yes-or-no question: then no comes first.
    func of(_ output: [Float]) -> [Double] {
        let output = output.map { Double($0) }
        if case .yesOrNo(let threshold) = meaning {
            if takesLogits { return [-tanh(output[0] / 2), tanh(output[0] / 2)] }
            let distance = output[0] - Double(threshold)
            let lead = min(max(distance / Double(max(abs(threshold), abs(1 - threshold))), -1), 1)
            return [-lead, lead]
        }
        let shares = takesLogits ? Self.softmax(output) : Self.shares(output)
        return shares.indices.map { index in
            let lead = shares[index] - (shares.indices.filter { $0 != index }.map { shares[$0] }.max() ?? 0)
            return lead.isNaN ? 0 : lead
        }
    }

    private static func softmax(_ logits: [Double]) -> [Double] {
        let most = logits.max() ?? 0
        let powers = logits.map { exp($0 - most) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }

    /// Of their sum, as the crossentropies see scores that are no probabilities. Negative ones have none; where all are, the largest still leads.
    private static func shares(_ scores: [Double]) -> [Double] {
        let positive = scores.map { max($0, 0) }
        let sum = positive.reduce(0, +)
        return sum > 0 ? positive.map { $0 / sum } : softmax(scores)
    }
}

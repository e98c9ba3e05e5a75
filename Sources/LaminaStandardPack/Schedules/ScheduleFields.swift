import LaminaKit

extension Fields {
    mutating func initialLearningRate() -> Double {
        number("initial_learning_rate", in: .nonNegative, "The rate in the first iteration.")
    }

    mutating func decaySteps(_ key: String = "decay_steps", _ summary: String = "The iterations that one decay takes.") -> Double {
        number(key, in: .positive, summary)
    }
}

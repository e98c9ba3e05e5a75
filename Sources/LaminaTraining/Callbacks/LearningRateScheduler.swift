import LaminaKit

/// Sets the learning rate at the beginning of each epoch.
struct LearningRateScheduler: Callback {
    static let summary = "Sets the learning rate at the beginning of each epoch, as a schedule says that counts epochs from 0."
    private let schedule: (any Schedule)?

    init(from fields: inout Fields) {
        schedule = fields.component(
            "schedule", .schedule, as: (any Schedule).self, default: nil, "The rate as a function of the epoch: its iterations are epochs here.")
    }

    var reportedMetrics: [String] { ["learning_rate"] }

    mutating func epochBegan(_ epoch: Int, _ run: inout TrainingRun) throws {
        guard let schedule else { return }
        try run.setLearningRate(Float(schedule.rate(at: epoch)))
    }

    mutating func epochEnded(_ epoch: Int, _ logs: Logs, _ run: inout TrainingRun) throws {
        run.report(Double(try run.learningRate), as: "learning_rate")
    }
}

import Lamina

/// What is said at a training's end.
struct TrainingReport {
    let model: Model
    let result: TrainingResult
    /// Nil where the weights are not finite: there is nothing to assess and nothing was saved as weights.
    let assessment: Assessment?
    let weightsPath: String
    let files: [String]

    /// What makes the training a failure.
    var problem: String? {
        guard assessment == nil else { return nil }
        let remains = AtomicFile.exists(weightsPath) ? "\(weightsPath) is still that of an earlier training" : "\(weightsPath) was not written"
        return "the weights are not finite: \(remains)"
    }

    var text: String {
        var lines: [String] = []
        if result.wasFinished { lines.append("Nothing was left to train: the checkpoint holds all \(result.history.epochs.count.of("epoch"))") }
        if let reason = result.stopReason { lines.append("Stopped after \(result.history.epochs.count.of("epoch")): \(reason)") }
        if let epoch = result.restoredEpoch { lines.append("Weights of epoch \(epoch + 1) brought back") }
        if let assessment { lines.append(assessment.text) }
        lines.append("Saved \(files.joined(separator: ", "))")
        return "\n" + lines.joined(separator: "\n") + "\n"
    }

    var json: JSONValue {
        .object([
            ("model", .string(model.name)), ("parameters", .integer(model.parameterCount)),
            ("epochs", .integer(result.history.epochs.count)),
            ("was_finished", .boolean(result.wasFinished)),
            ("stop_reason", result.stopReason.map { .string($0) } ?? .null),
            ("restored_epoch", result.restoredEpoch.map { .integer($0 + 1) } ?? .null),
            ("result", assessment?.json ?? .null), ("problem", problem.map { .string($0) } ?? .null),
            ("history", result.history.json), ("files", .array(files.map { .string($0) })),
        ])
    }
}

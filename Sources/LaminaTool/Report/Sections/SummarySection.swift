import Lamina
import LaminaPictures

/// What was trained on what, and what came of it.
struct SummarySection {
    private(set) var section: ReportSection

    init(_ run: RunFolder, _ assessment: Attempt<Assessment>) {
        let model = run.model
        var facts: [(name: String, value: String)] = [
            ("Parameters", "\(model.parameterCount.grouped) (\(model.trainableParameterCount.grouped) trained)"),
            ("Inputs", model.graph.inputs.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")),
            ("Outputs", model.graph.outputs.map { "\($0.name) \($0.shape)" }.joined(separator: ", ")),
        ]
        if let training = model.graph.training {
            facts.append(("Loss", training.objectives.map { type(of: $0.objective.loss).typeName }.joined(separator: ", ")))
            facts.append(("Optimizer", type(of: training.optimizer).typeName))
        }
        facts.append(("Batch size, seed", "\(run.fitOptions.batchSize), \(run.fitOptions.seed)"))
        if let data = run.data {
            facts.append(("Examples", DataPart.allCases.compactMap { part in data.examples(of: part).map { "\($0.count.grouped) \(part.rawValue)" } }.joined(separator: ", ")))
        }
        if let history = run.history { facts.append(("Epochs", Self.epochs(run, history))) }
        section = ReportSection("summary", "Summary", [])
        if let assessment = assessment.value {
            section.contents.append(.facts(Self.results(assessment)))
        }
        section.contents.append(.facts(facts))
        if let reason = run.record?.stopReason { section.contents.append(.text("Stopped early: \(reason).")) }
        section.contents += run.problems.map { .note($0) }
    }

    private static func epochs(_ run: RunFolder, _ history: History) -> String {
        let best = run.bestEpoch.map { run.record?.restoredEpoch == nil ? ", the best \($0 + 1)" : ", weights of \($0 + 1)" } ?? ""
        return "\(history.epochs.count.grouped) of \(run.fitOptions.epochs.grouped)\(best)"
    }

    private static func results(_ assessment: Assessment) -> [(name: String, value: String)] {
        var facts = assessment.logs.entries.map { (name: "\($0.name), \(assessment.part.rawValue) part", value: $0.text) }
        let unit = assessment.unit.map { " \($0)" } ?? ""
        if let error = assessment.errorInUnits { facts.append(("Mean absolute error", error.formatted(significant: 4) + unit)) }
        if let persistence = assessment.persistenceError, let gain = assessment.gain {
            facts.append(("«It stays as it is»", "\(persistence.formatted(significant: 4))\(unit), \(gain >= 0 ? "beaten" : "not reached") by \(abs(gain).formatted(decimals: 1)) %"))
        }
        if let matrix = assessment.confusion?.matrix, let share = matrix.largestClassShare {
            if !assessment.logs.names.contains("accuracy") { facts.append(("Right predictions", "\((100 * matrix.rightShare).formatted(decimals: 1)) %")) }
            facts.append(("Always the most frequent class", "\((100 * share).formatted(decimals: 1)) % right"))
        }
        return facts
    }
}

extension ConfusionMatrix {
    private var total: Int { counts.reduce(0, +) }

    var rightShare: Double { Double((0..<classCount).reduce(0) { $0 + self[$1, $1] }) / Double(Swift.max(total, 1)) }

    /// How often one would be right who always says the same; nil without examples.
    var largestClassShare: Double? {
        guard total > 0 else { return nil }
        let largest = (0..<classCount).map { truth in (0..<classCount).reduce(0) { $0 + self[truth, $1] } }.max() ?? 0
        return Double(largest) / Double(total)
    }
}

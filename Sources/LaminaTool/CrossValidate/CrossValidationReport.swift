import Lamina
import LaminaPictures

/// The numbers of each fold, their mean and their spread.
struct CrossValidationReport {
    struct Result {
        let trainingCount: Int
        let heldBackCount: Int
        let epochs: Int
        let assessment: Assessment

        /// Loss, metrics, and the errors in the target's unit.
        fileprivate var numbers: [(name: String, value: Double)] {
            let errors = [("mean_absolute_error", assessment.errorInUnits), ("persistence_error", assessment.persistenceError)]
            return assessment.logs.entries.map { ($0.name, $0.value) } + errors.compactMap { name, value in value.map { (name, $0) } }
        }
    }

    let model: String
    let results: [Result]

    struct Summary {
        let name: String
        let values: [Double]

        var mean: Double { values.reduce(0, +) / Double(values.count) }

        /// Of a sample: by the number of folds less one.
        var standardDeviation: Double {
            let mean = mean
            return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
        }
    }

    /// One for each number that all folds have.
    var summaries: [Summary] {
        (results.first?.numbers ?? []).map(\.name).compactMap { name in
            let values = results.compactMap { result in result.numbers.first { $0.name == name }?.value }
            return values.count == results.count ? Summary(name: name, values: values) : nil
        }
    }

    var nonFiniteNumber: String? { summaries.first { !$0.values.allSatisfy(\.isFinite) }?.name }

    private var unit: String { results.first?.assessment.unit.map { " (\($0))" } ?? "" }

    var text: String {
        let summaries = summaries
        func title(_ name: String) -> String { name.printable + (name.hasSuffix("_error") ? unit : "") }
        var table = TextTable(
            [.init("fold"), .init("training", .right), .init("held back", .right), .init("epochs", .right)] + summaries.map { .init(title($0.name), .right) })
        for (index, result) in results.enumerated() {
            table.append(
                [String(index + 1), result.trainingCount.grouped, result.heldBackCount.grouped, String(result.epochs)]
                    + summaries.map { $0.values[index].formatted(decimals: 4) })
        }
        table.append(["mean", "", "", ""] + summaries.map { $0.mean.formatted(decimals: 4) })
        table.append(["±", "", "", ""] + summaries.map { $0.standardDeviation.formatted(decimals: 4) })
        return "\n" + table.lines().joined(separator: "\n") + "\n"
    }

    func json(files: [String]) -> JSONValue {
        [
            "model": .string(model), "folds": .integer(results.count),
            "numbers": .object(summaries.map { summary -> (String, JSONValue) in
                (summary.name, [
                    "mean": .number(summary.mean), "standard_deviation": .number(summary.standardDeviation),
                    "values": .array(summary.values.map { .number($0) }),
                ])
            }),
            "unit": results.first?.assessment.unit.map { .string($0) } ?? .null,
            "training_examples": .array(results.map { .integer($0.trainingCount) }),
            "held_back_examples": .array(results.map { .integer($0.heldBackCount) }), "epochs": .array(results.map { .integer($0.epochs) }),
            "files": .array(files.map { .string($0) }),
        ]
    }

    var csv: String {
        let summaries = summaries
        let header = ["fold", "training", "held_back", "epochs"] + summaries.map(\.name)
        let rows = results.enumerated().map { index, result in
            [String(index + 1), String(result.trainingCount), String(result.heldBackCount), String(result.epochs)] + summaries.map { String($0.values[index]) }
        }
        return ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
    }
}

import Foundation
import LaminaTesting
import Synchronization

/// How near every component comes to the real Keras: Documentation/Parity.md, made by `make parity` from what the golden tests measure.
enum ParityTable {
    static let path = PackagePaths.root + "/Documentation/Parity.md"

    /// What was compared.
    enum Measure: String, CaseIterable {
        case forward, gradient, training
    }

    /// Kinds in the table's order, with what of a case counts for them.
    static let kinds: [(kind: ComponentKind, title: String, measures: [Measure])] = [
        (.layer, "Layers", Measure.allCases), (.activation, "Activations", Measure.allCases), (.loss, "Losses", Measure.allCases),
        (.metric, "Metrics", [.forward]), (.optimizer, "Optimizers", [.training]), (.schedule, "Learning-rate schedules", [.forward]),
        (.regularizer, "Regularizers", Measure.allCases), (.constraint, "Constraints", [.training]), (.initializer, "Initializers", []),
        (.callback, "Callbacks", []),
    ]

    /// Why a component has no case.
    static let withoutCases: [String: String] = [
        "Dropout": drawsItself, "SpatialDropout1D": drawsItself, "SpatialDropout2D": drawsItself, "GaussianNoise": drawsItself,
        "GaussianDropout": drawsItself, "AlphaDropout": drawsItself,
        "OneCycle": "Keras has none",
    ]
    private static let drawsItself = "draws random numbers of its own; its statistics are tested"

    static let families =
        KerasTests.families + ["streaming-metrics", "optimizers", "trajectories", "whole-models", "fits", "initializers", "early-stopping", "schedules", "plateaus"]

    /// How many cases name each component.
    static let counts: [ComparedComponent: Int] = components.values.reduce(into: [:]) { counts, components in
        for component in components { counts[component, default: 0] += 1 }
    }

    private static let components: [String: Set<ComparedComponent>] = families.flatMap(GoldenCase.all).reduce(into: [:]) {
        $0["\($1.family)/\($1.name)"] = $1.components
    }

    private static let worst = Mutex<[ComparedComponent: [Measure: Double]]>([:])

    private static let writesAtExit: Bool = {
        guard getenv("LAMINA_PARITY") != nil else { return false }
        atexit {
            do { try ParityTable.text.write(toFile: ParityTable.path, atomically: true, encoding: .utf8) } catch { fatalError("\(error)") }
        }
        return true
    }()

    /// - Parameter role: what was compared, as the golden file names it: `output`, `loss 2`, `gradient/gru/kernel`, `metric accuracy`.
    static func record(_ error: Double, _ role: String, _ golden: GoldenCase) {
        WorstErrors.record(error, family: golden.family, role: role, golden.name)
        guard writesAtExit else { return }
        for component in components["\(golden.family)/\(golden.name)"] ?? [] {
            guard let measure = measure(role, of: component.kind) else { continue }
            worst.withLock { $0[component, default: [:]][measure] = max($0[component]?[measure] ?? 0, error) }
        }
    }

    private static func measure(_ role: String, of kind: ComponentKind) -> Measure? {
        if role.hasSuffix(" after training") { return .training }
        return switch role.split(whereSeparator: { "/ ".contains($0) }).first {
        case "output": [.layer, .activation].contains(kind) ? .forward : nil
        case "loss": [.loss, .regularizer].contains(kind) ? .forward : nil
        case "metric": kind == .metric ? .forward : nil
        case "rate": kind == .schedule ? .forward : nil
        case "gradient": [.metric, .optimizer].contains(kind) ? nil : .gradient
        case "losses", "weights", "history": .training
        default: nil
        }
    }

    private static var text: String {
        let sections = kinds.map { entry in
            let rows = counts.filter { $0.key.kind == entry.kind }.sorted { $0.key.name < $1.key.name }.map { component, count in
                let cells = entry.measures.map { measure in worst.withLock { $0[component]?[measure].map(short) ?? "–" } }
                return "| " + ([component.name, "\(count)"] + cells).joined(separator: " | ") + " |"
            }
            let titles = ["", "Cases"] + entry.measures.map(\.rawValue.capitalized)
            let rule = "|" + titles.map { _ in "---|" }.joined()
            return "## \(entry.title)\n\n| \(titles.joined(separator: " | ")) |\n\(rule)\n" + rows.joined(separator: "\n") + "\n"
        }
        let missing = withoutCases.sorted { $0.key < $1.key }.map { "- \($0.key): \($0.value)." }.joined(separator: "\n")
        return head + sections.joined(separator: "\n") + "\n## Not compared\n\n" + missing + "\n"
    }

    private static func short(_ error: Double) -> String { error == 0 ? "0" : String(format: "%.1e", error) }

    private static let head = """
        # Parity with Keras

        Made by `make parity`; do not edit. Every case is a model with random weights and biases whose numbers the real Keras
        \(GoldenCase.kerasVersion) worked out in float64 (`Tests/Golden/make_goldens.py`). The numbers are the worst errors of all cases that name
        the component, in every execution (fused, unfused, two threads …), on the machine where the table was made:

        - *forward*: outputs, losses, metrics, rates; *gradient*: by every weight. Relative to the largest value of the tensor; gradients
          at least to a fifth of the model's largest.
        - *training*: weights and losses after up to 50 steps.

        Initializers draw other numbers from the same distributions: mean, deviation and range are compared within what chance allows.
        Callbacks decide alike: the same epochs, the same learning rates.


        """
}

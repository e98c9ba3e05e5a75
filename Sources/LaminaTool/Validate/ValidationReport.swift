import LaminaCompiler
import LaminaKit

/// What `validate` says of several models.
struct ValidationReport {
    private(set) var diagnostics: Diagnostics
    private var modelCount = 0
    private var table = TextTable([
        .init("Model"), .init("Parameters", .right), .init("Arena bytes", .right), .init("FLOPs", .right), .init("Outputs"),
    ])

    init(_ diagnostics: Diagnostics) {
        self.diagnostics = diagnostics
    }

    mutating func add(_ model: CheckedModel) {
        modelCount += 1
        diagnostics.report(model.diagnostics.all)
        guard let graph = model.graph, let compiled = model.inference, !model.diagnostics.hasErrors else { return }
        table.append(
            graph.name, graph.parameterCount.grouped, compiled.plan.arenaBytes.grouped, compiled.flops.grouped,
            graph.outputs.map { "\($0.name) \($0.shape)" }.joined(separator: ", "))
    }

    /// The table of the models without errors and the count of everything.
    var text: String {
        let counts = [modelCount.of("model"), diagnostics.errorCount.of("error"), diagnostics.warningCount.of("warning")]
        let lines = (table.isEmpty ? [] : table.lines() + [""]) + [counts.joined(separator: ", ")]
        return lines.map { $0 + "\n" }.joined()
    }
}

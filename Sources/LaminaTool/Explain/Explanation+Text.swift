import LaminaCompiler
import LaminaKit

extension Explanation {
    /// For people, in 120 columns.
    var text: String {
        let plan = "\(name): plan for \(purpose.rawValue), batch \(batchCapacity)"
        let size = "\(steps.count.of("step")), \(arena.total.grouped) arena bytes, \(flops.grouped) FLOPs"
        let lines = ["\(plan): \(size)"] + operationLines + rewriteLines + repeatedLines + stepLines + arenaLines
        return lines.map { $0 + "\n" }.joined()
    }

    private func section(_ title: String, _ lines: [String]) -> [String] {
        ["", title, ""] + lines
    }

    private var operationLines: [String] {
        var table = TextTable([.init("Result"), .init("Shape"), .init("Layer or stage"), .init("Operation")])
        for line in operations {
            let operands = line.operands.isEmpty ? "" : " of \(line.operands.joined(separator: ", "))"
            table.append(line.results.first ?? "-", line.shapes.first?.description ?? "", line.origin, line.operation + operands)
            for (result, shape) in zip(line.results, line.shapes).dropFirst() { table.append(result, shape.description, "", "") }
        }
        return section("Operations, as lowered", table.lines())
    }

    private var rewriteLines: [String] {
        guard !rewrites.isEmpty else { return section("Rewrites", ["none"]) }
        var table = TextTable([.init("#", .right), .init("Rule"), .init("Layer or stage"), .init("Before → after")])
        for (index, rewrite) in rewrites.enumerated() {
            table.append(
                String(index + 1), rewrite.rule, rewrite.origin, "\(rewrite.before.joined(separator: " + ")) → \(rewrite.after)")
        }
        return section("Rewrites", table.lines())
    }

    private var repeatedLines: [String] {
        repeated.isEmpty ? [] : section("Computed again for the way back, since the arena is limited", repeated)
    }

    private var stepLines: [String] {
        let prepared = preparation.isEmpty ? [] : section("Prepared once, when weights are bound", table(of: preparation))
        return prepared + section("Steps of one run", table(of: steps))
    }

    private func table(of steps: [Step]) -> [String] {
        var table = TextTable([.init("#", .right), .init("Kernel"), .init("Units", .right), .init("Grain", .right), .init("Operation")])
        for (index, step) in steps.enumerated() {
            table.append(String(index), step.kernelName, step.units.description, String(step.grain), step.label)
        }
        return table.lines()
    }

    private var arenaLines: [String] {
        arena.parts.flatMap { part in
            let isActivations = part.region == .activations
            var title = "Region '\(part.region.name)': \(part.bytes.grouped) bytes"
            if isActivations { title += " at the peak; no plan needs less than \(arena.activationLowerBound.grouped)" }
            var columns: [TextTable.Column] = [.init("Offset", .right), .init("Bytes", .right), .init("Shape")]
            if isActivations { columns.append(.init("Alive")) }
            var table = TextTable(columns + [.init("Buffer")])
            for buffer in part.buffers {
                let life = buffer.life.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" } ?? ""
                table.append(
                    [buffer.offset.grouped, buffer.bytes.grouped, buffer.shape.description] + (isActivations ? [life] : []) + [buffer.name])
            }
            return section(title, table.lines())
        }
    }
}

import Foundation
import LaminaTesting
import Testing

/// The committed table says what the golden files hold, and leaves nothing out.
@Suite struct ParityTests {
    @Test func theTableHasEveryCase() throws {
        let rows = try Self.rows()
        let expected = ParityTable.counts.filter { component, _ in ParityTable.kinds.contains { $0.kind == component.kind } }
        #expect(Set(rows.keys) == Set(expected.keys))
        for (component, count) in expected { #expect(rows[component]?.count == count, "\(component.name): run `make parity`") }
    }

    /// Sums of float32 over long axes may be off by 2e-6 where several recurrent layers follow each other.
    @Test func everyNumberIsWithinBounds() throws {
        let bounds: [ParityTable.Measure: Double] = [.forward: 2.01e-6, .gradient: 1e-5, .training: 1e-4]
        for (component, row) in try Self.rows() {
            let measures = ParityTable.kinds.first { $0.kind == component.kind }!.measures
            #expect(row.errors.count == measures.count)
            #expect(measures.isEmpty || row.errors.contains { $0 != nil }, "\(component.name) has cases but no number")
            for (measure, error) in zip(measures, row.errors) where error != nil { #expect(error! <= bounds[measure]!, "\(component.name)") }
        }
    }

    @Test func everyComponentIsComparedOrExcused() {
        for (kind, _, _) in ParityTable.kinds where kind != .callback {
            for component in Registry.standard.components(of: kind) where component.typeName != "Model" || kind != .layer {
                let isCompared = ParityTable.counts[ComparedComponent(kind: kind, name: component.typeName)] != nil
                let isExcused = ParityTable.withoutCases[component.typeName] != nil
                #expect(isCompared != isExcused, "\(kind) \(component.typeName)")
            }
        }
    }

    private struct Row {
        let count: Int
        let errors: [Double?]
    }

    private static func rows() throws -> [ComparedComponent: Row] {
        var kind: ComponentKind?
        var rows: [ComparedComponent: Row] = [:]
        for line in try String(contentsOfFile: ParityTable.path, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("## ") { kind = ParityTable.kinds.first { "## \($0.title)" == line }?.kind }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let kind, cells.count >= 2, let count = Int(cells[1]) else { continue }
            rows[ComparedComponent(kind: kind, name: cells[0])] = Row(count: count, errors: cells.dropFirst(2).map { Double($0) })
        }
        return rows
    }
}

import LaminaCompiler
import LaminaKit
import LaminaPictures

/// How near plans come to the least memory that their activations need.
struct MemoryReport {
    struct Row {
        let model: String
        let purpose: PlanPurpose
        let batch: Int
        /// Bytes of the region of activations and scratch.
        let bytes: Int
        /// The most of them that are alive at one step: no plan with the same order of steps needs less.
        let lowerBound: Int

        var ratio: Double { lowerBound > 0 ? Double(bytes) / Double(lowerBound) : 1 }
    }

    static let batches = [1, 32]
    private(set) var rows: [Row] = []

    /// Compiles the model for inference and, where it says how it is trained, for training.
    ///
    /// - Throws: `DiagnosticFailure`.
    mutating func add(_ graph: TypedGraph, registry: Registry, batches: [Int] = Self.batches) throws(DiagnosticFailure) {
        for purpose in [PlanPurpose.inference, .training] where purpose == .inference || graph.training != nil {
            for batch in batches {
                let placement = try graph.compile(CompileOptions(purpose, batchCapacity: batch), registry: registry).placement
                rows.append(
                    Row(
                        model: graph.name, purpose: purpose, batch: batch, bytes: placement.regions[.activations],
                        lowerBound: placement.activationLowerBound))
            }
        }
    }

    var text: String {
        var table = TextTable([
            .init("Model"), .init("Plan"), .init("Batch", .right), .init("Activations", .right), .init("Lower bound", .right), .init("Ratio", .right),
        ])
        for row in rows {
            table.append(
                row.model, row.purpose.rawValue, String(row.batch), row.bytes.grouped, row.lowerBound.grouped, row.ratio.formatted(decimals: 3))
        }
        let most = rows.map(\.ratio).max() ?? 1
        return (table.lines() + ["", "Largest ratio: \(most.formatted(decimals: 3))"]).map { $0 + "\n" }.joined()
    }

    var jsonLines: [JSONValue] {
        rows.map { row in
            .object([
                ("peer", "lamina"), ("kind", "memory"), ("workload", .string(row.model)), ("mode", .string(row.purpose.rawValue)), ("batch", .integer(row.batch)),
                ("bytes", .integer(row.bytes)), ("lower_bound", .integer(row.lowerBound)), ("ratio", .number(row.ratio.rounded(decimals: 4))),
            ])
        }
    }
}

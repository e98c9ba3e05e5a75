import LaminaCompiler
import LaminaKit

/// What the outputs of an evaluation or training plan come to over the batches of an epoch.
final class RunningTotals {
    private let reports: [Report]
    /// Where each output begins, and the end of all.
    private let starts: [Int]
    private let values: UnsafeMutableBufferPointer<Float>
    private var sums: [Double]
    private var examples = 0.0

    /// - Parameter plan: an evaluation or training plan of `graph`.
    init(_ graph: TypedGraph, _ plan: Plan) {
        reports = graph.reports
        precondition(reports.map(\.name) == plan.outputs.map(\.name), "the plan is another graph's")
        starts = plan.outputs.reduce(into: [0]) { $0.append($0.last! + $1.shape.boundedCount) }
        values = .allocate(capacity: starts.last!)
        sums = [Double](repeating: 0, count: starts.last!)
    }

    deinit {
        values.deallocate()
    }

    func bind(to session: inout Session) {
        for port in reports.indices { session.bind(output: port, to: values.baseAddress! + starts[port]) }
    }

    /// The loss of the batch that ran last.
    var loss: Float { values[0] }

    /// Adds what the last run gave.
    func add(examples count: Int) {
        for (port, report) in reports.enumerated() {
            let weight = report.aggregation.weighsByExamples ? Double(count) : 1
            for index in starts[port]..<starts[port + 1] { sums[index] += weight * Double(values[index]) }
        }
        examples += Double(count)
    }

    var logs: Logs {
        var logs = Logs()
        for (port, report) in reports.enumerated() {
            let divisor = report.aggregation.weighsByExamples ? examples : 1
            let totals = sums[starts[port]..<starts[port + 1]].map { divisor > 0 ? $0 / divisor : .nan }
            for number in report.aggregation.values(of: totals) {
                logs[report.name + (number.suffix.map { "_\($0)" } ?? "")] = number.value
            }
        }
        return logs
    }
}

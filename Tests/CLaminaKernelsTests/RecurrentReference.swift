import CLaminaKernels
import Foundation

enum Cell: String, CaseIterable, Sendable {
    case simpleRNN, gruResetAfter, gruResetBefore, lstm

    var gates: Int { self == .simpleRNN ? 1 : self == .lstm ? 4 : 3 }
    var hasBias: Bool { self == .gruResetAfter }
    var hasCell: Bool { self == .lstm }
    var forward: KernelPath { self == .simpleRNN ? \.simple_rnn : self == .lstm ? \.lstm : \.gru }
    var gradient: KernelPath { self == .simpleRNN ? \.simple_rnn_gradient : self == .lstm ? \.lstm_gradient : \.gru_gradient }

    func savedWidth(_ units: Int) -> Int {
        let units = Int64(units)
        return Int(self == .simpleRNN ? lamina_simple_rnn_saved_width(units) : self == .lstm ? lamina_lstm_saved_width(units) : lamina_gru_saved_width(units))
    }
}

/// What one row of the batch does, in double, in processing order.
struct RowResult {
    var sequence: [[Double]] = []
    var previous: [[Double]] = []
    var previousCell: [[Double]] = []
    var h: [Double]
    var c: [Double]
}

struct RowInput {
    /// time rows of gates·units, in the projection's order.
    var projection: [Double]
    /// units × gates·units.
    var recurrent: [Double]
    var bias: [Double]
    var h: [Double]
    var c: [Double]
    /// For each step in the projection's order, false where the state stays.
    var mask: [Bool]?
    /// gates·units: what each gate's copy of the state is multiplied by.
    var keep: [Double]?
}

/// Keras's cells, written plainly.
func walk(
    _ cell: Cell, _ input: RowInput, units: Int, time: Int, reverse: Bool, flipsSequence: Bool, f: (Double) -> Double, gate: (Double) -> Double
) -> RowResult {
    let width = cell.gates * units
    var result = RowResult(h: input.h, c: input.c)
    func product(_ h: [Double], _ column: Int) -> Double {
        var sum = 0.0
        let gate = column / units
        for k in 0..<units { sum += h[k] * (input.keep?[gate * units + k] ?? 1) * input.recurrent[k * width + column] }
        return sum
    }
    for step in 0..<time {
        let place = reverse ? time - 1 - step : step
        let start = place * width
        func p(_ gate: Int, _ unit: Int) -> Double { input.projection[start + gate * units + unit] }
        let h = result.h
        result.previous.append(h)
        result.previousCell.append(result.c)
        if input.mask?[place] == false {
            result.sequence.append(h)
            continue
        }
        switch cell {
        case .simpleRNN:
            result.h = (0..<units).map { f(p(0, $0) + product(h, $0)) }
        case .gruResetAfter, .gruResetBefore:
            let bias = cell == .gruResetAfter ? input.bias : Array(repeating: 0, count: width)
            let z = (0..<units).map { gate(p(0, $0) + product(h, $0) + bias[$0]) }
            let r = (0..<units).map { gate(p(1, $0) + product(h, units + $0) + bias[units + $0]) }
            let reset = (0..<units).map { r[$0] * h[$0] }
            let candidate = (0..<units).map { j in
                f(p(2, j) + (cell == .gruResetAfter ? r[j] * (product(h, 2 * units + j) + bias[2 * units + j]) : product(reset, 2 * units + j)))
            }
            result.h = (0..<units).map { z[$0] * h[$0] + (1 - z[$0]) * candidate[$0] }
        case .lstm:
            let sums = (0..<4).map { g in (0..<units).map { p(g, $0) + product(h, g * units + $0) } }
            result.c = (0..<units).map { gate(sums[1][$0]) * result.c[$0] + gate(sums[0][$0]) * f(sums[2][$0]) }
            result.h = (0..<units).map { gate(sums[3][$0]) * f(result.c[$0]) }
        }
        result.sequence.append(result.h)
    }
    if flipsSequence { result.sequence.reverse() }
    return result
}

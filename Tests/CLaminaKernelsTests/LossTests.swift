import CLaminaKernels
import Foundation
import Testing

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
private func clip(_ p: Double) -> Double { min(max(p, 1e-7), Double(Float(1 - 1e-7))) }

/// A loss of one row of predictions and (dense) targets, in double, as Keras computes it.
struct LossCase: CustomTestStringConvertible, Sendable {
    var name: String
    var value: @Sendable () -> KernelPath
    var gradient: @Sendable () -> KernelPath
    var targets = Targets.any
    var predictions: ClosedRange<Float> = -2...2
    var smoothing: Float = 0
    var alpha: Float = 0
    var gamma: Float = 0
    var loss: @Sendable (_ prediction: [Double], _ target: [Double]) -> Double
    var testDescription: String { name }
    enum Targets { case any, probabilities, classes }
}

private func mean(_ p: [Double], _ t: [Double], _ f: (Double, Double) -> Double) -> Double { zip(p, t).reduce(0) { $0 + f($1.0, $1.1) } / Double(p.count) }
private func binary(_ p: Double, _ t: Double) -> Double { -(t * log(clip(p)) + (1 - t) * log(1 - clip(p))) }
private func binaryLogits(_ x: Double, _ t: Double) -> Double { -(t * log(sigmoid(x)) + (1 - t) * log(sigmoid(-x))) }
private func categorical(_ p: [Double], _ t: [Double]) -> Double {
    let total = p.reduce(0, +)
    return -zip(p, t).reduce(0) { $0 + $1.1 * log(clip($1.0 / total)) }
}
private func categoricalLogits(_ x: [Double], _ t: [Double]) -> Double { -zip(softmax(x), t).reduce(0) { $0 + $1.1 * log($1.0) } }

private let lossCases: [LossCase] = [
    LossCase(name: "mse", value: { \.mean_squared_error }, gradient: { \.mean_squared_error_gradient }) { mean($0, $1) { ($0 - $1) * ($0 - $1) } },
    LossCase(name: "mae", value: { \.mean_absolute_error }, gradient: { \.mean_absolute_error_gradient }) { mean($0, $1) { abs($0 - $1) } },
    LossCase(name: "binary", value: { \.binary_crossentropy }, gradient: { \.binary_crossentropy_gradient }, targets: .probabilities, predictions: 0.01...0.99, smoothing: 0.1) {
        mean($0, $1, binary)
    },
    LossCase(name: "binary logits", value: { \.binary_crossentropy_logits }, gradient: { \.binary_crossentropy_logits_gradient }, targets: .probabilities, predictions: -9...9, smoothing: 0.2) {
        mean($0, $1, binaryLogits)
    },
    LossCase(name: "categorical", value: { \.categorical_crossentropy }, gradient: { \.categorical_crossentropy_gradient }, targets: .probabilities, predictions: 0.01...1, smoothing: 0.1, loss: categorical),
    LossCase(name: "categorical logits", value: { \.categorical_crossentropy_logits }, gradient: { \.categorical_crossentropy_logits_gradient }, targets: .probabilities, predictions: -6...6, smoothing: 0.1, loss: categoricalLogits),
    LossCase(name: "sparse", value: { \.sparse_categorical_crossentropy }, gradient: { \.sparse_categorical_crossentropy_gradient }, targets: .classes, predictions: 0.01...1, loss: categorical),
    LossCase(name: "sparse logits", value: { \.sparse_categorical_crossentropy_logits }, gradient: { \.sparse_categorical_crossentropy_logits_gradient }, targets: .classes, predictions: -6...6, loss: categoricalLogits),
    LossCase(name: "mape", value: { \.mean_absolute_percentage_error }, gradient: { \.mean_absolute_percentage_error_gradient }, targets: .probabilities) {
        mean($0, $1) { 100 * abs($0 - $1) / max(abs($1), 1e-7) }
    },
    LossCase(name: "msle", value: { \.mean_squared_logarithmic_error }, gradient: { \.mean_squared_logarithmic_error_gradient }) {
        mean($0, $1) { pow(log1p(max($0, 1e-7)) - log1p(max($1, 1e-7)), 2) }
    },
    LossCase(name: "huber", value: { \.huber }, gradient: { \.huber_gradient }, alpha: 0.75) {
        mean($0, $1) { abs($0 - $1) <= 0.75 ? ($0 - $1) * ($0 - $1) / 2 : 0.75 * (abs($0 - $1) - 0.375) }
    },
    LossCase(name: "log cosh", value: { \.log_cosh }, gradient: { \.log_cosh_gradient }, predictions: -9...9) { mean($0, $1) { log(cosh($0 - $1)) } },
    LossCase(name: "poisson", value: { \.poisson }, gradient: { \.poisson_gradient }, predictions: 0.1...3) { mean($0, $1) { $0 - $1 * log($0 + 1e-7) } },
    LossCase(name: "kl", value: { \.kl_divergence }, gradient: { \.kl_divergence_gradient }, targets: .probabilities, predictions: 0.01...0.99) {
        zip($0, $1).reduce(0) { $0 + $1.1 * log($1.1 / $1.0) }
    },
    LossCase(name: "hinge", value: { \.hinge }, gradient: { \.hinge_gradient }) { mean($0, $1) { max(1 - $0 * $1, 0) } },
    LossCase(name: "squared hinge", value: { \.squared_hinge }, gradient: { \.squared_hinge_gradient }) { mean($0, $1) { pow(max(1 - $0 * $1, 0), 2) } },
    LossCase(name: "categorical hinge", value: { \.categorical_hinge }, gradient: { \.categorical_hinge_gradient }, targets: .probabilities) { p, t in
        max(zip(p, t).map { (1 - $1) * $0 }.max()! - dot(p, t) + 1, 0)
    },
    LossCase(name: "cosine", value: { \.cosine_similarity }, gradient: { \.cosine_similarity_gradient }, predictions: 0.5...2) {
        -dot($0, $1) / (dot($0, $0) * dot($1, $1)).squareRoot()
    },
    LossCase(
        name: "binary focal", value: { \.binary_focal_crossentropy }, gradient: { \.binary_focal_crossentropy_gradient }, targets: .probabilities,
        predictions: 0.01...0.99, smoothing: 0.1, alpha: 0.25, gamma: 1.5
    ) {
        mean($0, $1) { p, t in pow(1 - t * p - (1 - t) * (1 - p), 1.5) * (t * 0.25 + (1 - t) * 0.75) * binary(p, t) }
    },
]

@Suite struct LossTests {
    /// Predictions, targets as the kernel takes them, and as rows of smoothed probabilities.
    private func data(_ loss: LossCase, _ rows: Int, _ columns: Int) -> (prediction: [Float], target: [Float], dense: [[Double]]) {
        var numbers = Numbers(21)
        let prediction = numbers.array(rows * columns, loss.predictions.lowerBound, loss.predictions.upperBound)
        if loss.targets == .classes {
            let classes = (0..<rows).map { $0 == 2 ? columns : Int(numbers.bits() % UInt64(columns)) }
            return (prediction, classes.map { Float($0) }, classes.map { c in (0..<columns).map { $0 == c ? 1.0 : 0.0 } })
        }
        let target = numbers.array(rows * columns, loss.targets == .any ? -2 : 0, loss.targets == .any ? 2 : 1)
        let s = Double(loss.smoothing), added = loss.name.hasPrefix("binary") ? s / 2 : s / Double(columns)
        return (prediction, target, (0..<rows).map { row in target[row * columns..<(row + 1) * columns].map { Double($0) * (1 - s) + added } })
    }

    @Test(arguments: lossCases, [1, 3, 10, 35]) fileprivate func value(_ loss: LossCase, _ columns: Int) {
        let rows = 5, (prediction, target, dense) = data(loss, rows, columns)
        let expected = (0..<rows).map { loss.loss(prediction[$0 * columns..<($0 + 1) * columns].map(Double.init), dense[$0]) }
        check(loss.value(), units: rows) { workspace in
            lamina_loss_arguments(
                rows: extent(rows), columns: Int64(columns), prediction: workspace.input(prediction), target: workspace.input(target),
                y: workspace.output(expected), label_smoothing: loss.smoothing, alpha: loss.alpha, gamma: loss.gamma)
        }
    }

    @Test(arguments: lossCases, [1, 3, 10, 35]) fileprivate func gradient(_ loss: LossCase, _ columns: Int) {
        let rows = 5, (prediction, target, dense) = data(loss, rows, columns)
        let dy: [Float] = [1, -0.5, 2, 0.25, 0]
        let expected = (0..<rows).flatMap { row in
            numericGradient(of: { Double(dy[row]) * loss.loss($0, dense[row]) }, at: prediction[row * columns..<(row + 1) * columns].map(Double.init), step: 1e-6)
        }
        check(loss.gradient(), units: rows, tolerance: Tolerance(absolute: 2e-6, relative: 1e-5)) { workspace in
            lamina_loss_gradient_arguments(
                rows: extent(rows), columns: Int64(columns), prediction: workspace.input(prediction), target: workspace.input(target), dy: workspace.input(dy),
                dprediction: workspace.output(expected), label_smoothing: loss.smoothing, alpha: loss.alpha, gamma: loss.gamma)
        }
    }

    @Test(arguments: [false, true], [2, 10, 35]) func throughSoftmax(_ sparse: Bool, _ columns: Int) {
        let loss = lossCases.first { $0.name == (sparse ? "sparse" : "categorical") }!
        let rows = 5, (logits, target, dense) = data(LossCase(name: loss.name, value: loss.value, gradient: loss.gradient, targets: loss.targets, predictions: -4...4, smoothing: loss.smoothing, loss: loss.loss), rows, columns)
        let dy: [Float] = [1, -0.5, 2, 0.25, 0]
        let expected = (0..<rows).flatMap { row in
            numericGradient(of: { Double(dy[row]) * loss.loss(softmax($0), dense[row]) }, at: logits[row * columns..<(row + 1) * columns].map(Double.init))
        }
        let probabilities = eachRow(logits, columns, softmax).map { Float($0) }
        check(sparse ? \.softmax_sparse_crossentropy_gradient : \.softmax_crossentropy_gradient, units: rows) { workspace in
            lamina_loss_gradient_arguments(
                rows: extent(rows), columns: Int64(columns), prediction: workspace.input(probabilities), target: workspace.input(target), dy: workspace.input(dy),
                dprediction: workspace.output(expected), label_smoothing: loss.smoothing, alpha: loss.alpha, gamma: loss.gamma)
        }
    }

    @Test func certaintyIsClipped() {
        let floor = -log(1e-7), small = 1.1920929665620834e-7
        check(\.binary_crossentropy, units: 4) { workspace in
            lamina_loss_arguments(
                rows: extent(4), columns: 1, prediction: workspace.input([0, 1, 0, 1]), target: workspace.input([1, 0, 0, 1]),
                y: workspace.output([floor, -log(small), 1e-7, small]), label_smoothing: 0, alpha: 0, gamma: 0)
        }
        check(\.binary_crossentropy_gradient, units: 4, tolerance: .exact) { workspace in
            lamina_loss_gradient_arguments(
                rows: extent(4), columns: 1, prediction: workspace.input([0, 1, 0, 1]), target: workspace.input([1, 0, 0, 1]), dy: workspace.input([1, 1, 1, 1]),
                dprediction: workspace.output([0, 0, 0, 0]), label_smoothing: 0, alpha: 0, gamma: 0)
        }
        check(\.sparse_categorical_crossentropy, units: 2) { workspace in
            lamina_loss_arguments(
                rows: extent(2), columns: 2, prediction: workspace.input([0, 1, 0, 1]), target: workspace.input([0, 1]), y: workspace.output([floor, small]),
                label_smoothing: 0, alpha: 0, gamma: 0)
        }
        check(\.binary_crossentropy_logits, units: 2) { workspace in
            lamina_loss_arguments(
                rows: extent(2), columns: 1, prediction: workspace.input([200, -200]), target: workspace.input([0, 0]), y: workspace.output([200, 0]),
                label_smoothing: 0, alpha: 0, gamma: 0)
        }
    }

    @Test func binaryLabelsBecomeSigns() {
        for (labels, expected) in [([0, 1, 1, 0], [-1, 1, 1, -1]), ([0, 1, 0.5, 0], [0, 1, 0.5, 0])] as [([Float], [Double])] {
            check(\.hinge_labels, units: 1, tolerance: .exact) { workspace in
                lamina_hinge_labels_arguments(count: extent(4), x: workspace.input(labels), y: workspace.output(expected))
            }
        }
    }

    @Test func accuracies() {
        let prediction: [Float] = [0.1, 0.7, 0.7, 0.2, 0.9, 0.9, 0.5, 0.4, 0.1]
        check(\.binary_accuracy, units: 1) { workspace in
            lamina_accuracy_arguments(
                rows: extent(3), columns: 3, prediction: workspace.input(prediction), target: workspace.input([0, 1, 0, 0, 1, 1, 1, 1, 0]),
                y: workspace.output([6.0 / 9]), threshold: 0.5)
        }
        check(\.categorical_accuracy, units: 1) { workspace in
            lamina_accuracy_arguments(
                rows: extent(3), columns: 3, prediction: workspace.input(prediction), target: workspace.input([0, 1, 0, 0, 0, 1, 1, 0, 0]),
                y: workspace.output([2.0 / 3]), threshold: 0)
        }
        check(\.sparse_categorical_accuracy, units: 1) { workspace in
            lamina_accuracy_arguments(
                rows: extent(3), columns: 3, prediction: workspace.input(prediction), target: workspace.input([1, 2, 2]), y: workspace.output([1.0 / 3]),
                threshold: 0)
        }
    }
}

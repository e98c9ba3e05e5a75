import LaminaCompiler
import LaminaData
import LaminaKit

/// How often each class was taken for each other one.
public struct ConfusionMatrix: Sendable, Equatable {
    /// More classes make a matrix that nobody reads.
    public static let maximumClasses = 1000

    public let classCount: Int
    /// Row by row: one for each true class, in it one number for each predicted class.
    public private(set) var counts: [Int]

    public subscript(truth: Int, prediction: Int) -> Int { counts[truth * classCount + prediction] }

    /// - Parameter predictions: what the model's output is for each example of `source`.
    /// - Returns: nil where the model is no classifier of one output, or one of more than `maximumClasses`. Rows whose target is no class
    ///   are left out.
    public init?(_ graph: TypedGraph, predictions: [[Float]], on source: any ExampleSource) {
        guard let (index, objective) = graph.training?.objectives.first, graph.outputs.count == 1,
            let width = graph.outputs[index].shape.features, (1...Self.maximumClasses).contains(width)
        else { return nil }
        let meaning = objective.loss.targetMeaning
        switch meaning {
        case .numbers: return nil
        case .classNumber, .distribution: guard width > 1 else { return nil }
        case .yesOrNo: guard width == 1 else { return nil }
        }
        classCount = max(width, 2)
        counts = [Int](repeating: 0, count: classCount * classCount)
        for (example, prediction) in predictions.enumerated() {
            let target = source.example(example).target
            for row in 0..<prediction.count / width {
                let found = prediction[row * width..<(row + 1) * width]
                switch meaning {
                case .numbers: break
                case .classNumber: count(target[row], Self.largest(found))
                case .distribution: count(Float(Self.largest(target[row * width..<(row + 1) * width])), Self.largest(found))
                case .yesOrNo(let threshold): count(target[row], found[row] > threshold ? 1 : 0)
                }
            }
        }
    }

    private mutating func count(_ truth: Float, _ prediction: Int) {
        guard truth >= 0, truth < Float(classCount), truth == truth.rounded() else { return }
        counts[Int(truth) * classCount + prediction] += 1
    }

    private static func largest(_ values: ArraySlice<Float>) -> Int {
        var best = values.startIndex
        for index in values.indices where values[index] > values[best] { best = index }
        return best - values.startIndex
    }
}

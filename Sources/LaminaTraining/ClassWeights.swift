import LaminaCompiler
import LaminaKit

/// How much examples of each class count in the loss: a class that is not listed counts once.
public struct ClassWeights: Sendable, Equatable {
    public let weights: [Int: Float]

    public init(_ weights: [Int: Float]) {
        self.weights = weights
    }

    /// What is wrong with them for a model, nil where they fit.
    public func complaint(_ graph: TypedGraph) -> String? {
        guard let objectives = graph.training?.objectives, objectives.count == 1 else {
            return "class weights are for models with one loss"
        }
        let (output, objective) = objectives[0]
        guard objective.targetShape.rank == 1, let width = objective.targetShape.features else {
            return "class weights are for one class an example, but a target here is \(objective.targetShape)"
        }
        let classes = width > 1 ? width : graph.outputs[output].shape.features ?? 1
        guard classes > 1, let last = weights.keys.max(), last >= classes else { return nil }
        return "there is no class \(last): the output '\(graph.outputs[output].name)' has \(classes) classes, counted from 0"
    }

    /// The weight of an example with this target: a class number, or one number for each class.
    func weight(of target: UnsafeBufferPointer<Float>) -> Float {
        guard target.count > 1 else {
            let rounded = target[0].rounded(.toNearestOrEven)
            return rounded.isFinite && rounded.magnitude < 1e9 ? weights[Int(rounded)] ?? 1 : 1
        }
        var largest = 0
        for index in target.indices where target[index] > target[largest] { largest = index }
        return weights[largest] ?? 1
    }

    var description: String {
        weights.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }
}

extension Fields {
    /// `"class_weight": { "0": 1, "1": 5 }`.
    mutating func classWeights(_ key: String, _ summary: String) -> ClassWeights? {
        guard let node = node(key, .optional(.dictionary(of: .number(.nonNegative))), summary: summary), !node.isNull else { return nil }
        guard node.kind == .object else {
            report(Diagnostic(FieldCode.type, "\(subject): field '\(key)' must be an object of a number for each class, found \(node.snippet)", at: node.location))
            return nil
        }
        var weights: [Int: Float] = [:]
        for member in node.members {
            guard let label = Int(member.key), label >= 0, String(label) == member.key else {
                report(Diagnostic(FieldCode.range, "\(subject): field '\(key)': a class is a number from 0 on, found '\(member.key)'", at: member.keyLocation))
                continue
            }
            guard let weight = member.value.double, weight >= 0, Float(weight).isFinite else {
                report(
                    Diagnostic(
                        FieldCode.type, "\(subject): field '\(key)': a weight must be a number of at least 0, found \(member.value.snippet)",
                        at: member.value.location))
                continue
            }
            weights[label] = Float(weight)
        }
        return ClassWeights(weights)
    }
}

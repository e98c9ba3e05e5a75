extension Plan {
    /// What this plan does otherwise than another one of the same ports, names and sizes, in words; nil where both do the same to the same
    /// memory, so that either runs on the other's weights.
    ///
    /// Argument blocks are compared by their fields: plans that were compiled apart or read from a file differ in what lies between. Labels
    /// do not count. A step of a kernel that is none of Lamina's is never the same as another.
    package func difference(inStepsFrom other: Plan) -> String? {
        guard residentParameterBytes == other.residentParameterBytes, parameters.map(\.offset) == other.parameters.map(\.offset),
            states.map(\.offset) == other.states.map(\.offset)
        else { return "its parameters or states lie elsewhere in memory" }
        return preparation.difference(from: other.preparation) ?? steps.difference(from: other.steps)
    }
}

extension StepTable {
    fileprivate func difference(from other: StepTable) -> String? {
        if self === other { return nil }
        guard count == other.count else { return "it takes \(count) steps, expected \(other.count)" }
        for (step, expected) in zip(steps, other.steps) where !step.doesTheSame(as: expected) {
            return "the step '\(step.label)' has other options than '\(expected.label)' of the served model"
        }
        return nil
    }
}

extension Step {
    fileprivate func doesTheSame(as other: Step) -> Bool {
        guard let own = try? PlanWriter.fields(of: self), let others = try? PlanWriter.fields(of: other) else { return false }
        return own == others
    }
}

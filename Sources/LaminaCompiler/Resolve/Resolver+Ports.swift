import LaminaKit

extension Resolver {
    /// Whether the plans of this model can bind all their buffers: for inference inputs and outputs, for training inputs, targets, the
    /// loss, each output's loss where there are several, and metrics.
    mutating func checkPorts(_ training: TypedGraph.Training?, outputs: Int) {
        check(inputs.count + outputs, "\(inputs.count) inputs and \(outputs) outputs", at: document.sections.outputs?.location ?? document.root.location)
        guard let training else { return }
        let objectives = training.objectives.count
        let metrics = training.objectives.reduce(0) { $0 + $1.objective.metrics.count }
        check(
            inputs.count + objectives + 1 + (objectives > 1 ? objectives : 0) + metrics,
            "\(inputs.count) inputs, \(objectives) losses and \(metrics) metrics", at: training.location)
    }

    private mutating func check(_ ports: Int, _ what: String, at location: SourceLocation) {
        guard ports > Base.maximumPorts else { return }
        report(.portCount, "the model has \(what): a plan can bind \(Base.maximumPorts) buffers, this one would need \(ports)", at: location)
    }
}

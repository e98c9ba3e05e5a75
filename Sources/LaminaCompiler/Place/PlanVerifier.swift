import LaminaKit

/// Proves a placement by walking the steps and noting which value each byte holds. Shares nothing with the planners.
///
/// Proved: every operand still holds the value that its producer wrote when it is read; no step writes over what it reads or twice to
/// one place; updates touch nothing but their own operand; everything lies inside its region.
struct PlanVerifier {
    private struct Place {
        let base: Base
        let start: Int
        let end: Int

        func overlaps(_ other: Place) -> Bool {
            base == other.base && start < other.end && other.start < end
        }
    }

    private let graph: OperationGraph
    private let placement: Placement
    private var holders: [Base: Holdings] = [:]

    init(_ prepared: PreparedGraph, _ placement: Placement) {
        graph = prepared.graph
        self.placement = placement
        for input in graph.inputs { write(input.value) }
        for parameter in graph.parameters { write(parameter.value) }
        for state in graph.states { write(state.value) }
        for slot in graph.slots { write(slot.value) }
    }

    /// The first thing that is wrong, nil for a plan that is proved.
    static func complaint(_ prepared: PreparedGraph, _ placement: Placement) -> String? {
        var verifier = PlanVerifier(prepared, placement)
        for node in prepared.preparation {
            if let complaint = verifier.check(node, scratch: []) { return "preparation (\(node.operation.description), \(node.origin)): \(complaint)" }
        }
        for (step, node) in prepared.graph.nodes.enumerated() {
            if let complaint = verifier.check(node, scratch: placement.scratch[step] ?? []) { return "step \(step) (\(node.operation.description), \(node.origin)): \(complaint)" }
        }
        return verifier.checkOutputs()
    }

    private var owners: [Value: Value] = [:]
    /// What earlier steps have updated in place.
    private var updated: Set<OperationGraph.Source> = []

    /// Whether a step before has changed what `value` stands for. Optimizers work in several steps on their slots and on the ranges of
    /// parameters and gradients: they read what they have updated.
    private func isStale(_ value: Value, _ source: OperationGraph.Source) -> Bool {
        switch source {
        case .allParameters, .allGradients, .slot: false
        case .parameter(let index): updated.contains(source) || (graph.parameters[index].spec.isTrainable && updated.contains(.allParameters))
        case .result: updated.contains(.allGradients) && graph.gradients.values.contains(value)
        case .input, .state: updated.contains(source)
        }
    }

    private func owner(of value: Value) -> Value { owners[value] ?? value }

    private func place(of value: Value) -> Place? {
        placement.references[value].map { place(at: $0, graph.shape(of: value)) }
    }

    private func place(at reference: Reference, _ shape: Shape) -> Place {
        Place(base: reference.base, start: reference.offset, end: reference.offset + shape.boundedCount * MemoryLayout<Float>.stride)
    }

    private mutating func write(_ value: Value) {
        guard let place = place(of: value) else { return }
        holders[place.base, default: Holdings()].put(value, from: place.start, to: place.end)
    }

    private func holds(_ value: Value) -> Bool {
        guard let place = place(of: value) else { return false }
        return holders[place.base]?.value(at: place.start) == value
    }

    private mutating func check(_ node: OperationGraph.Node, scratch references: [Reference]) -> String? {
        if node.operation.isView {
            owners[node.results[0]] = owner(of: node.operands[0])
            return placement.references[node.results[0]] == placement.references[node.operands[0]] ? nil : "a view lies elsewhere than what it shows"
        }
        for (index, operand) in node.operands.enumerated() {
            let source = graph[owner(of: operand)].source
            if isStale(owner(of: operand), source) { return "operand \(index) is read after it was updated" }
            switch source {
            case .allParameters, .allGradients: continue
            default: if !holds(owner(of: operand)) { return "operand \(index) was overwritten or never written" }
            }
        }
        for index in node.operation.updatedOperands { updated.insert(graph[owner(of: node.operands[index])].source) }
        let reads = node.operands.enumerated().compactMap { node.operation.updatedOperands.contains($0) ? nil : place(of: owner(of: $1)) }
        let written = node.results.compactMap(place(of:))
        let scratchShapes = node.operation.scratch(operands: graph.operandShapes(of: node), results: graph.resultShapes(of: node))
        let scratch = zip(references, scratchShapes).map { place(at: $0, $1) }
        guard written.count == node.results.count, scratch.count == scratchShapes.count else { return "a result or scratch has no place" }
        for (index, place) in (written + scratch).enumerated() {
            if case .region(let region) = place.base, place.end > placement.regions[region] { return "a result lies outside its region" }
            if reads.contains(where: place.overlaps) { return "a result overlaps an operand" }
            if (written + scratch).dropFirst(index + 1).contains(where: place.overlaps) { return "two results overlap" }
        }
        for place in scratch { holders[place.base, default: Holdings()].clear(from: place.start, to: place.end) }
        for result in node.results { write(result) }
        return nil
    }

    private func checkOutputs() -> String? {
        for output in graph.outputs where !holds(owner(of: output.value)) { return "output '\(output.name)' does not hold its value at the end" }
        for (index, gradient) in graph.gradients where !holds(gradient) {
            return "the gradient of '\(graph.parameters[index].name)' does not hold its value for the optimizer"
        }
        return nil
    }
}

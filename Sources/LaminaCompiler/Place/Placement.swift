import LaminaKit

/// Where everything is: a reference for every value and for every kernel's scratch.
public struct Placement: Sendable {
    public internal(set) var references: [Value: Reference] = [:]
    /// By node position.
    public internal(set) var scratch: [Int: [Reference]] = [:]
    public internal(set) var regions = RegionSizes()
    /// The bytes of parameters that steps read: they come first, those that only preparation reads behind them.
    public internal(set) var residentParameterBytes = 0
    /// The most bytes of activations that are alive at one step: no planner needs less.
    public internal(set) var activationLowerBound = 0
}

extension PreparedGraph {
    /// Assigns memory to every value.
    func place(_ planner: Planner) -> Placement {
        var placer = Placer(self)
        placer.placePersistent()
        placer.placePrepared()
        placer.placeOutputsAndGradients()
        placer.placeActivations(planner)
        placer.followViews()
        return placer.placement
    }

    /// Refuses a graph whose values could not be told apart by byte offsets, so that sums of sizes below stay exact.
    func requireAddressable(at location: SourceLocation) throws(DiagnosticFailure) {
        var elements = 0
        func add(_ shape: Shape) {
            let (sum, overflow) = elements.addingReportingOverflow(shape.boundedCount)
            elements = overflow ? .max : sum
        }
        for node in preparation + graph.nodes {
            node.results.forEach { add(graph.shape(of: $0)) }
            node.operation.scratch(operands: graph.operandShapes(of: node), results: graph.resultShapes(of: node)).forEach(add)
        }
        for persistent in graph.slots + graph.states { add(persistent.shape) }
        for input in graph.inputs { add(graph.shape(of: input.value)) }
        guard elements < 1 << 48 else {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(
                    CompilerCode.tooLarge, "with a batch of \(graph.symbols[0].bound) the plan's buffers have more than 2^48 elements",
                    at: location)
            ])
        }
    }

    /// Puts a copy before each output that cannot be written in place: views, inputs, parameters, a value that is returned twice. Copies
    /// come before any update, so that an output shows what the run has read.
    mutating func copyOutputs() throws {
        var taken = Set<Value>(graph.gradients.values)
        let viewed = Set(graph.nodes.filter(\.operation.isView).flatMap { $0.results })
        let prepared = Set(preparation.flatMap(\.results))
        for index in graph.outputs.indices {
            let value = graph.outputs[index].value
            if graph[value].source != .result || viewed.contains(value) || prepared.contains(value) || taken.contains(value) {
                graph.outputs[index].value = try graph.append(Copy(), [value], origin: "output")[0]
                let copy = graph.nodes.removeLast()
                let firstUpdate = graph.nodes.firstIndex { !$0.operation.updatedOperands.isEmpty } ?? graph.nodes.endIndex
                graph.nodes.insert(copy, at: firstUpdate)
            }
            taken.insert(graph.outputs[index].value)
        }
    }
}

private struct Placer {
    let prepared: PreparedGraph
    let graph: OperationGraph
    /// The value whose memory a view shows.
    let owners: [Value: Value]
    var placement = Placement()

    init(_ prepared: PreparedGraph) {
        self.prepared = prepared
        graph = prepared.graph
        owners = OperationGraph.owners(of: prepared.preparation + graph.nodes)
    }

    private func bytes(of shape: Shape) -> Int {
        shape.boundedCount * MemoryLayout<Float>.stride
    }

    private mutating func append(_ value: Value, to region: Region) {
        placement.references[value] = Reference(base: .region(region), offset: placement.regions[region])
        placement.regions[region] += ParameterLayout.aligned(bytes(of: graph.shape(of: value)))
    }

    mutating func placePersistent() {
        for (index, input) in graph.inputs.enumerated() {
            placement.references[input.value] = Reference(base: .input(index), offset: 0)
        }
        placeParameters()
        for slot in graph.slots { append(slot.value, to: .slots) }
        for state in graph.states { append(state.value, to: .state) }
        for node in graph.nodes {
            for operand in node.operands {
                if graph[operand].source == .allParameters {
                    placement.references[operand] = Reference(base: .region(.parameters), offset: 0)
                } else if graph[operand].source == .allGradients {
                    placement.references[operand] = Reference(base: .region(.gradients), offset: 0)
                }
            }
        }
    }

    /// In storage order where an update walks them as one range; else those that steps read before all others, which are needed no more once
    /// the weights are prepared.
    private mutating func placeParameters() {
        let read = Set(graph.nodes.flatMap(\.operands).map { owners[$0] ?? $0 })
        let areOneRange = !graph.gradients.isEmpty || read.contains { graph[$0].source == .allParameters }
        if areOneRange {
            for parameter in graph.parameters {
                placement.references[parameter.value] = Reference(base: .region(.parameters), offset: parameter.offset)
                placement.regions[.parameters] = parameter.offset + ParameterLayout.aligned(bytes(of: graph.shape(of: parameter.value)))
            }
            placement.residentParameterBytes = placement.regions[.parameters]
        } else {
            for parameter in graph.parameters where read.contains(parameter.value) { append(parameter.value, to: .parameters) }
            placement.residentParameterBytes = placement.regions[.parameters]
            for parameter in graph.parameters where !read.contains(parameter.value) { append(parameter.value, to: .parameters) }
        }
    }

    mutating func placePrepared() {
        for node in prepared.preparation where !node.operation.isView {
            for result in node.results { append(result, to: .prepared) }
        }
    }

    mutating func placeOutputsAndGradients() {
        for (index, output) in graph.outputs.enumerated() {
            placement.references[output.value] = Reference(base: .output(index), offset: 0)
        }
        for (index, value) in graph.gradients {
            placement.references[value] = Reference(base: .region(.gradients), offset: graph.parameters[index].offset)
        }
        if !graph.gradients.isEmpty { placement.regions[.gradients] = graph.trainableBytes }
    }

    /// Everything else lives from the step that computes it to the last one that reads it.
    mutating func placeActivations(_ planner: Planner) {
        let lives = prepared.activationLives()
        let order = graph.nodes.flatMap(\.results).filter { lives[$0] != nil }
        var requests = order.map { BufferRequest(bytes: graph.bytes(of: $0), firstStep: lives[$0]!.lowerBound, lastStep: lives[$0]!.upperBound) }
        var scratchOf: [(node: Int, index: Int)] = []
        for (step, node) in graph.nodes.enumerated() {
            for (index, shape) in prepared.scratchShapes(of: node).enumerated() {
                requests.append(BufferRequest(bytes: bytes(of: shape), firstStep: step, lastStep: step))
                scratchOf.append((step, index))
            }
        }
        let offsets = planner.place(requests)
        for (value, offset) in zip(order, offsets) {
            placement.references[value] = Reference(base: .region(.activations), offset: offset)
        }
        for (owner, offset) in zip(scratchOf, offsets.dropFirst(order.count)) {
            placement.scratch[owner.node, default: []].append(Reference(base: .region(.activations), offset: offset))
        }
        placement.regions[.activations] = Planner.peak(requests, offsets)
        placement.activationLowerBound = prepared.activationUsage().max() ?? 0
    }

    mutating func followViews() {
        for node in prepared.preparation + graph.nodes where node.operation.isView {
            placement.references[node.results[0]] = placement.references[node.operands[0]]
        }
    }
}

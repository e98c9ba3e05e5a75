import LaminaCompiler
import LaminaKit
import LaminaPictures

/// What lies where in each region.
struct ArenaMap {
    struct Buffer {
        let name: String
        let shape: Shape
        /// Bytes from the region's start.
        let offset: Int
        let bytes: Int
        /// The steps of the fused graph from the one that writes it to the last that reads it; nil where it outlives the run.
        var life: ClosedRange<Int>?
        let kind: ArenaPicture.Kind
    }

    struct Part {
        let region: Region
        let bytes: Int
        var buffers: [Buffer]
    }

    let parts: [Part]
    let total: Int
    /// The most activation bytes alive at one step: no plan needs less.
    let activationLowerBound: Int

    init(_ compiled: CompiledModel) {
        let graph = compiled.fused
        let placement = compiled.placement
        var lives = graph.lives()
        for value in compiled.preparation.flatMap(\.results) { lives[value] = nil }
        var buffers: [Region: [Buffer]] = [:]
        func add(_ name: String, _ shape: Shape, at reference: Reference, life: ClosedRange<Int>?, kind: ArenaPicture.Kind) {
            guard case .region(let region) = reference.base else { return }
            let bytes = shape.boundedCount * MemoryLayout<Float>.stride
            buffers[region, default: []].append(
                Buffer(name: name, shape: shape, offset: reference.offset, bytes: bytes, life: region == .activations ? life : nil, kind: kind))
        }
        let gradients = Dictionary(graph.gradients.map { ($1, graph.parameters[$0].name) }) { first, _ in first }
        let computed = Dictionary(
            (compiled.preparation + graph.nodes).flatMap { node in node.results.map { ($0, node) } }) { first, _ in first }
        for (value, reference) in placement.references {
            if computed[value]?.operation.isView == true { continue }
            switch graph[value].source {
            case .allParameters, .allGradients: continue
            default:
                let title = gradients[value].map { "gradient of \($0)" } ?? graph.title(of: value, computedBy: computed[value])
                add(title, graph.shape(of: value), at: reference, life: lives[value], kind: computed[value]?.isBackward == true ? .backward : .forward)
            }
        }
        for (step, references) in placement.scratch {
            let node = graph.nodes[step]
            let shapes = node.operation.scratch(operands: graph.operandShapes(of: node), results: graph.resultShapes(of: node))
            for (reference, shape) in zip(references, shapes) {
                add("scratch of \(node.operation) — \(node.origin)", shape, at: reference, life: step...step, kind: .scratch)
            }
        }
        parts = Region.allCases.compactMap { region in
            let bytes = placement.regions[region]
            guard bytes > 0 else { return nil }
            let sorted = (buffers[region] ?? []).sorted {
                ($0.offset, $0.life?.lowerBound ?? -1, $0.name) < ($1.offset, $1.life?.lowerBound ?? -1, $1.name)
            }
            return Part(region: region, bytes: bytes, buffers: sorted)
        }
        total = placement.regions.total
        activationLowerBound = placement.activationLowerBound
    }
}

extension OperationGraph.Node {
    /// Whether it belongs to the way back: a gradient, or the optimizer's update.
    fileprivate var isBackward: Bool {
        origin.hasPrefix("gradient of ") || origin == "optimizer" || origin.hasPrefix("constraint of ")
    }
}

extension OperationGraph {
    fileprivate func title(of value: Value, computedBy node: Node?) -> String {
        guard let node else { return name(of: value) }
        return "\(name(of: value)) \(node.operation) — \(node.origin)"
    }
}

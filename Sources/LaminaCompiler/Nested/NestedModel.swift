import LaminaKit

/// What composes models of models: a pack, though nothing of it computes.
public struct CompositionPack: Pack {
    public let name = "composition"
    public let components: [any Component.Type] = [NestedModel.self]

    public init() {}
}

/// A whole model as one layer of another: its inputs are the layer's inputs, its outputs the layer's outputs.
struct NestedModel: Layer {
    static let typeName = "Model"
    static let summary = "Another model file as one layer; what that file says of training and data does not count here."
    static let inputCount = 1...Resolver.maximumInputs

    /// Nil where the file has mistakes: reported.
    let graph: TypedGraph?

    init(from fields: inout Fields) {
        let file = fields.string("file", "The model file, relative to the folder of the one that names it.")
        graph = Self.read(file, &fields)
        if let graph { fields.include(graph.definition.json) }
    }

    private static func read(_ file: String, _ fields: inout Fields) -> TypedGraph? {
        guard let location = fields.location(of: "file"), !fields.hasErrors else { return nil }
        guard !file.isEmpty else {
            fields.report("field 'file' must not be empty", at: "file")
            return nil
        }
        let (registry, files) = (fields.registry, fields.files)
        var findings: [Diagnostic] = []
        do {
            let graph = try files.contents(of: files.path(ofFile: file), maximumSize: Resolver.maximumLayers) { path in
                let resolution = TypedGraph.resolve(path: path, registry: registry, files: files)
                findings = resolution.diagnostics.all
                return resolution.graph.map { ($0, $0.layers.count) }
            }
            for finding in findings { fields.report(finding.inFile(named: file, at: location, by: fields.subject)) }
            if let graph { return graph }
            fields.markWrong()
        } catch {
            fields.report(Diagnostic(CompilerCode.inclusion, "\(fields.subject): \(error.message)", at: location))
        }
        return nil
    }

    var supportsStreaming: Bool { graph!.layers.allSatisfy(\.layer.supportsStreaming) }

    func outputs(for inputs: [Shape]) throws(LayerError) -> [Shape] {
        let graph = graph!
        guard inputs.count == graph.inputs.count else {
            let names = graph.inputs.map { "'\($0.name)'" }.joined(separator: ", ")
            throw LayerError("the model '\(graph.name)' takes \(names), found \(inputs.count) input\(inputs.count == 1 ? "" : "s")")
        }
        for (index, (declared, found)) in zip(graph.inputs, inputs).enumerated() where !declared.shape.accepts(found) {
            throw LayerError("the model '\(graph.name)' takes \(declared.shape) as '\(declared.name)', found \(found)", input: index)
        }
        let shapes = try graph.outputShapes(for: inputs)
        return graph.outputs.map { graph.shape(of: $0.edge, inputs: inputs, layers: shapes) }
    }

    func parameters(for inputs: [Shape]) -> [ParameterSpec] {
        nodes(for: inputs).flatMap { node in node.parameters.map { $0.scoped(node.name) } }
    }

    func lower(_ inputs: [Value], _ parameters: ParameterValues, into lowering: inout Lowering) throws -> [Value] {
        let batch = lowering.shape(of: inputs[0])[0]
        let nodes = nodes(for: inputs.map { lowering.shape(of: $0).droppingFirst() })
        var lowered = LoweredLayers(inputs: inputs, masks: inputs.map { lowering.mask(of: $0) })
        let outer = (origin: lowering.origin, isFrozen: lowering.isFrozen)
        defer { (lowering.origin, lowering.isFrozen) = outer }
        for node in nodes {
            lowering.origin = "\(outer.origin)/\(node.name)"
            lowering.isFrozen = outer.isFrozen || !node.isTrainable
            let owner = nodes[node.weightOwner ?? lowered.count].name
            do {
                try lowered.append(node, parameters.scoped(owner), batch: batch, into: &lowering)
            } catch let error as OperationTypeError {
                throw OperationTypeError("its \(node.subject): \(error)")
            }
        }
        return graph!.outputs.map { lowered.maskedValue(of: $0.edge, in: &lowering) }
    }

    /// The layers with the shapes that `inputs` give them, which `outputs(for:)` accepted.
    private func nodes(for inputs: [Shape]) -> [TypedGraph.LayerNode] {
        do {
            return try graph!.layers(for: inputs)
        } catch {
            preconditionFailure("shapes that were inferred before: \(error.message)")
        }
    }
}

extension Diagnostic {
    /// A mistake of the file with the place where it is named; where the file cannot be read, that place alone.
    fileprivate func inFile(named file: String, at location: SourceLocation, by subject: String) -> Diagnostic {
        guard self.location != nil else {
            return Diagnostic(CompilerCode.inclusion, "\(subject): '\(file)': \(message)", at: location)
        }
        var mistake = self
        mistake.notes.append(Note("the file is named here", at: location))
        return mistake
    }
}

extension Shape {
    /// Whether a model that declares this shape for an input takes `other`: free axes take any length up to their longest.
    fileprivate func accepts(_ other: Shape) -> Bool {
        rank == other.rank && zip(dimensions, other.dimensions).allSatisfy { declared, found in
            declared.size == nil ? found.bound <= declared.bound : declared == found
        }
    }
}

import Lamina

/// What flows through a run's model before and after its training.
struct LayerFlows {
    /// Nil where the training did not start from the seed's weights.
    let before: Inspection?
    let after: Inspection
    /// Those that were looked at, in the order of the model.
    let edges: [TypedGraph.Edge]
    let isComplete: Bool

    /// Rows that a picture still shows well.
    private static let most = 48

    init(_ run: RunFolder, threads: Int) throws {
        guard let weights = run.weights, let data = run.data else { throw NotThere(description: "Without weights and data nothing flows.") }
        guard run.model.graph.training != nil else { throw NotThere(description: "The model has no training section: there are no gradients.") }
        var options = run.fitOptions
        options.threads = threads
        let graph = run.model.graph
        let all = Inspector.edges(of: graph)
        edges = Self.chosen(all, graph)
        isComplete = edges.count == all.count
        let inspector = Inspector(graph, registry: run.model.registry, options: options)
        after = try inspector.inspect(weights, on: data.training, edges: edges)
        before = run.record?.startsFromWeights == false ? try inspector.inspect(run.model.initialWeights(seed: options.seed), on: data.training, edges: edges) : nil
    }

    /// Of many those of layers with parameters, and of those that are still too many some, evenly.
    private static func chosen(_ edges: [TypedGraph.Edge], _ graph: TypedGraph) -> [TypedGraph.Edge] {
        guard edges.count > most else { return edges }
        let weighted = edges.filter { edge in
            if case .layer(let layer, _) = edge { !graph.layers[layer].parameters.isEmpty } else { true }
        }
        guard weighted.count > most else { return weighted }
        return (0..<most).map { weighted[$0 * (weighted.count - 1) / (most - 1)] }
    }
}

extension Distribution {
    /// The root of the mean square.
    var magnitude: Double { (mean * mean + standardDeviation * standardDeviation).squareRoot() }
}

import LaminaKit

/// The activations that wait across the step at which most memory is in use and can be computed again, and ways to choose among them.
struct RecomputationChoices {
    struct Choice {
        let values: Set<Value>
        /// The step from which on they are not there.
        let boundary: Int
        /// Floating-point operations that are done twice.
        let flops: Int
    }

    private struct Candidate {
        let values: [Value]
        let bytes: Int
        let flops: Int
    }

    private let boundary: Int
    private var candidates: [Candidate] = []

    init(_ prepared: PreparedGraph) {
        let graph = prepared.graph
        let usage = prepared.activationUsage()
        let lives = prepared.activationLives()
        boundary = usage.indices.max { (usage[$0], $1) < (usage[$1], $0) } ?? 0
        let firstUpdate = graph.nodes.firstIndex { graph.updatesParametersOrGradients($0) } ?? graph.nodes.endIndex
        /// What can be had again, or waits anyway.
        var obtainable = Set<Value>()
        for node in graph.nodes.prefix(boundary) {
            let waiting = node.results.filter { value in lives[value].map { boundary...max(boundary, firstUpdate - 1) ~= $0.upperBound } ?? false }
            guard graph.canRunTwice(node, from: obtainable) else {
                obtainable.formUnion(waiting)
                continue
            }
            obtainable.formUnion(node.results)
            guard !waiting.isEmpty else { continue }
            candidates.append(
                Candidate(
                    values: waiting, bytes: waiting.reduce(0) { $0 + graph.bytes(of: $1) },
                    flops: node.operation.flops(operands: graph.operandShapes(of: node), results: graph.resultShapes(of: node)).bound))
        }
    }

    /// For each number of segments those values that take few operations, and all.
    var all: [Choice] {
        let cheap = candidates.filter { $0.flops <= $0.bytes.saturatingProduct(Self.cheapFlopsPerByte) }
        return [cheap, candidates].flatMap { candidates in Self.segmentCounts.map { choice(of: candidates, segments: $0) } }
    }

    private static let segmentCounts = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128]
    private static let cheapFlopsPerByte = 8

    /// All values but those that come after about the same number of bytes each.
    private func choice(of candidates: [Candidate], segments: Int) -> Choice {
        let segmentBytes = candidates.reduce(0) { $0 + $1.bytes } / segments
        var values = Set<Value>()
        var (flops, bytes) = (0, 0)
        for candidate in candidates {
            guard bytes < segmentBytes || segments == 1 else {
                bytes = 0
                continue
            }
            bytes += candidate.bytes
            values.formUnion(candidate.values)
            flops = flops.saturatingSum(candidate.flops)
        }
        return Choice(values: values, boundary: boundary, flops: flops)
    }
}

extension OperationGraph {
    fileprivate func updatesParametersOrGradients(_ node: Node) -> Bool {
        node.operation.updatedOperands.contains { index in
            switch self[node.operands[index]].source {
            case .parameter, .allParameters, .allGradients: true
            default: false
            }
        }
    }

    /// Whether a node gives the same results later: it changes nothing and reads nothing that changes.
    fileprivate func canRunTwice(_ node: Node, from obtainable: Set<Value>) -> Bool {
        node.operation.updatedOperands.isEmpty
            && node.operands.allSatisfy { operand in
                switch self[operand].source {
                case .input, .parameter: true
                case .result: obtainable.contains(operand)
                case .state, .slot, .allParameters, .allGradients: false
                }
            }
    }
}

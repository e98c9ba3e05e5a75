import LaminaKit
import Testing

@testable import LaminaCompiler

/// Models of thousands of layers: what the compiler does for each must not grow with their number.
@Suite struct ManyBuffersTests {
    private static func overlaps(_ requests: [BufferRequest], _ offsets: [Int]) -> Bool {
        let byPlace = requests.indices.sorted { offsets[$0] < offsets[$1] }
        for (position, left) in byPlace.enumerated() {
            for right in byPlace[(position + 1)...] {
                guard offsets[right] < offsets[left] + requests[left].bytes else { break }
                if requests[left].firstStep <= requests[right].lastStep, requests[right].firstStep <= requests[left].lastStep { return true }
            }
        }
        return false
    }

    private static func random(_ count: Int, steps: Int, life: Int, seed: UInt64) -> [BufferRequest] {
        var random = SystemFreeGenerator(seed)
        return (0..<count).map { _ in
            let first = Int.random(in: 0..<steps, using: &random)
            return BufferRequest(
                bytes: Int.random(in: 1...5000, using: &random), firstStep: first, lastStep: first + Int.random(in: 0...life, using: &random))
        }
    }

    @Test func pairsAreCountedWithoutLookingAtThem() {
        for seed in UInt64(1)...10 {
            let requests = Self.random(70, steps: 30, life: 12, seed: seed)
            let lifetimes = Lifetimes(requests)
            let neighbours = lifetimes.neighbours()
            for (index, request) in requests.enumerated() {
                let met = requests.indices.filter { $0 != index && requests[$0].firstStep <= request.lastStep && request.firstStep <= requests[$0].lastStep }
                #expect(neighbours[index].sorted() == met)
            }
            #expect(lifetimes.pairCount == neighbours.reduce(0) { $0 + $1.count } / 2)
        }
    }

    @Test func aChainHasAPairForEachLink() {
        let chain = (0..<10_000).map { BufferRequest(bytes: 64, firstStep: $0, lastStep: $0 + 1) }
        #expect(Lifetimes(chain).pairCount == 9999)
        #expect(Planner.peak(chain, Planner.bestFit.place(chain)) == 128)
    }

    /// More pairs than the planner looks at: what a deep model keeps for its way back.
    @Test func aDeepModelsBuffersLieLikeAStack() {
        let count = 4000
        let requests = (0..<count).map { BufferRequest(bytes: 64 * ($0 % 7 + 1), firstStep: $0, lastStep: 2 * count - $0) }
        #expect(Lifetimes(requests).pairCount > Planner.mostPairs)
        #expect(Planner.peak(requests, Planner.bestFit.place(requests)) == requests.reduce(0) { $0 + $1.bytes })
    }

    @Test func buffersInOrderOfTimeAreKeptApart() {
        let requests = Self.random(4000, steps: 3000, life: 2000, seed: 3)
        #expect(Lifetimes(requests).pairCount > Planner.mostPairs)
        let offsets = Planner.bestFit.place(requests)
        let isApart = !Self.overlaps(requests, offsets)
        let isTheSameAgain = Planner.bestFit.place(requests) == offsets
        #expect(isApart && isTheSameAgain)
    }

    @Test func noOrderIsWorseThanTheFirst() {
        for seed in UInt64(1)...20 {
            let requests = Self.random(200, steps: 100, life: 20, seed: seed)
            let offsets = Planner.bestFit.place(requests)
            let isApart = !Self.overlaps(requests, offsets)
            #expect(isApart)
            let alive = (0...120).map { step in
                requests.filter { $0.firstStep <= step && step <= $0.lastStep }.reduce(0) { $0 + ParameterLayout.aligned($1.bytes) }
            }
            #expect(Double(Planner.peak(requests, offsets)) <= 1.15 * Double(alive.max()!))
        }
    }

    /// Against a table of bytes.
    @Test func holdingsForgetWhatIsWrittenOver() {
        var random = SystemFreeGenerator(7)
        var graph = OperationGraph(symbols: [])
        var holdings = Holdings()
        var bytes = [Int?](repeating: nil, count: 6000)
        var starts: [Int: Int] = [:]
        for step in 0..<4000 {
            let start = Int.random(in: 0..<5900, using: &random)
            let end = start + Int.random(in: 1...(step % 50 == 0 ? 100 : 6), using: &random)
            for victim in Set(bytes[start..<end].compactMap { $0 }) {
                for index in bytes.indices where bytes[index] == victim { bytes[index] = nil }
                starts[victim] = nil
            }
            if step % 9 == 0 {
                holdings.clear(from: start, to: end)
            } else {
                let value = graph.makeValue([], source: .result)
                holdings.put(value, from: start, to: end)
                for index in start..<end { bytes[index] = value.id }
                starts[value.id] = start
            }
        }
        #expect(starts.count > 600)
        let held = Dictionary(uniqueKeysWithValues: starts.map { ($1, $0) })
        for start in 0..<6000 { #expect(holdings.value(at: start)?.id == held[start]) }
    }

    /// Eight times the layers take about eight times as long: a pass that grows with the square would take 64.
    @Test func compilingGrowsWithTheLayersAndNoFaster() throws {
        func seconds(_ layers: Int) throws -> Double {
            let list = [String](repeating: #"{ "type": "Dense", "units": 2, "activation": "relu" }"#, count: layers).joined(separator: ", ")
            let text = #"{ "format": "lamina/1", "inputs": [{ "name": "x", "shape": [2] }], "layers": [\#(list)], "training": { "loss": "mse", "optimizer": "adam" } }"#
            return try (0..<2).map { _ in
                let time = try ContinuousClock().measure {
                    _ = try Models.graph(text).compile(CompileOptions(.training, batchCapacity: 4), registry: Models.registry)
                }
                return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
            }.min()!
        }
        let (few, many) = (try seconds(250), try seconds(2000))
        #expect(many < 24 * few, "250 layers \(few) s, 2000 layers \(many) s")
    }
}

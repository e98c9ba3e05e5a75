/// Some of another source's examples.
struct ExampleSelection: ExampleSource {
    let base: any ExampleSource
    let indices: [Int]

    init(_ base: any ExampleSource, indices: [Int]) {
        self.base = base
        self.indices = indices
    }

    var count: Int { indices.count }
    var inputPorts: [[Int]] { base.inputPorts }
    var targetPorts: [[Int]] { base.targetPorts }
    var hasWeights: Bool { base.hasWeights }

    func weight(_ index: Int) -> Float { base.weight(indices[index]) }

    func copy(_ index: Int, to room: ExampleRoom) { base.copy(indices[index], to: room) }
}

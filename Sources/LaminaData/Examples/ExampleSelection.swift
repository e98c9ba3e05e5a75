/// Some of another source's examples.
struct ExampleSelection: ExampleSource {
    let base: any ExampleSource
    let indices: [Int]

    init(_ base: any ExampleSource, indices: [Int]) {
        self.base = base
        self.indices = indices
    }

    var count: Int { indices.count }
    var inputSizes: [Int] { base.inputSizes }
    var targetSizes: [Int] { base.targetSizes }

    func copy(_ index: Int, input: UnsafeMutablePointer<Float>, target: UnsafeMutablePointer<Float>) {
        base.copy(indices[index], input: input, target: target)
    }
}

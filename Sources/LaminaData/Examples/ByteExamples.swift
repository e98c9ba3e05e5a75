/// Examples whose inputs are bytes, such as images: a quarter of the memory that floats take.
struct ByteExamples: SinglePortSource {
    let count: Int
    let inputSizes: [Int]
    let targetSizes: [Int]
    private let bytes: [UInt8]
    private let start: Int
    private let targets: [Float]
    private let scale: Double
    private let inputStride: Int
    private let targetStride: Int

    /// The inputs are the bytes from `start` on, each times `scale`.
    init(bytes: [UInt8], start: Int, inputSizes: [Int], targets: [Float], targetSizes: [Int], scale: Double) {
        inputStride = inputSizes.reduce(1, *)
        targetStride = targetSizes.reduce(1, *)
        count = inputStride > 0 ? (bytes.count - start) / inputStride : 0
        precondition(count * inputStride == bytes.count - start && count * targetStride == targets.count)
        self.bytes = bytes
        self.start = start
        self.inputSizes = inputSizes
        self.targets = targets
        self.targetSizes = targetSizes
        self.scale = scale
    }

    func copy(_ index: Int, input: UnsafeMutablePointer<Float>, target: UnsafeMutablePointer<Float>) {
        precondition(0..<count ~= index)
        bytes.withUnsafeBufferPointer { bytes in
            for position in 0..<inputStride {
                input[position] = Float(Double(bytes[start + index * inputStride + position]) * scale)
            }
        }
        targets.copy(index * targetStride, targetStride, to: target)
    }
}

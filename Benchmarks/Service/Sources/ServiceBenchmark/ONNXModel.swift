import COnnxRuntime
import Synchronization

struct ONNXProblem: Error, CustomStringConvertible {
    let description: String
}

/// A model behind ONNX Runtime: one session, and bound memory for as many runs as happen at the same time.
final class ONNXModel: Sendable {
    let version: String
    private nonisolated(unsafe) let model: OpaquePointer
    private let input: [Int64]
    private let output: [Int64]
    private let idle = Mutex<[onnx_call]>([])

    init(path: String, library: String, input: [Int64], output: [Int64]) throws {
        var opened: OpaquePointer?
        try check(onnx_model_open(library, path, &opened))
        model = opened!
        version = String(cString: onnx_model_version(model))
        self.input = input
        self.output = output
    }

    func makeCall() throws -> onnx_call {
        var call = onnx_call()
        try check(onnx_call_create(model, input, input.count, output, output.count, &call))
        return call
    }

    /// Runs on the caller's thread.
    func predict(_ window: [Float]) throws -> [Float] {
        let call = try idle.withLock { $0.popLast() } ?? makeCall()
        defer { idle.withLock { $0.append(call) } }
        try call.run(window.span)
        return Array(UnsafeBufferPointer(start: call.output, count: call.output_count))
    }
}

/// Its memory is its own: whoever has it uses it alone.
extension onnx_call: @unchecked @retroactive Sendable {}

extension onnx_call {
    /// - Precondition: as many numbers as the input takes.
    func run(_ numbers: Span<Float>) throws {
        precondition(numbers.count == input_count)
        numbers.withUnsafeBufferPointer { input.update(from: $0.baseAddress!, count: input_count) }
        try withUnsafePointer(to: self) { try check(onnx_call_run($0)) }
    }
}

private func check(_ failure: UnsafePointer<CChar>?) throws {
    if let failure { throw ONNXProblem(description: String(cString: failure)) }
}

import LaminaCompiler
import LaminaData
import LaminaFiles
import LaminaKit
import LaminaStandardPack
import LaminaTraining

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Noisy sums of three numbers: something small that can be learnt.
struct SumExamples: SinglePortSource {
    let count: Int
    let inputSizes = [3]
    let targetSizes = [1]
    var poisonedExample: Int?

    func copy(_ index: Int, input: UnsafeMutablePointer<Float>, target: UnsafeMutablePointer<Float>) {
        var random = RandomStream(seed: 11, stream: UInt64(index))
        for feature in 0..<3 { input[feature] = Float(random.uniform() * 2 - 1) }
        target[0] = input[0] + 0.5 * input[1] - input[2] + Float(random.uniform() * 0.1)
        if index == poisonedExample { target[0] = .nan }
    }
}

enum Fixtures {
    static let registry = try! Registry([StandardPack(), TrainingPack()])

    static func graph(fit: String = "{}", optimizer: String = #""adam""#) throws -> (graph: TypedGraph, options: FitOptions) {
        let text = """
            { "format": "lamina/1", "name": "sum", "inputs": [{ "name": "x", "shape": [3] }],
              "layers": [
                { "name": "hidden", "type": "Dense", "units": 8, "activation": "tanh" },
                { "name": "drop", "type": "Dropout", "rate": 0.2 },
                { "name": "y", "type": "Dense", "units": 1 } ],
              "training": { "loss": "mse", "optimizer": \(optimizer), "metrics": ["mae"] }, "fit": \(fit) }
            """
        let resolution = TypedGraph.resolve(SourceText(path: "sum.json", text: text), registry: registry)
        var diagnostics = Diagnostics()
        let options = FitOptions.read(resolution.document!, registry: registry, diagnostics: &diagnostics)
        guard !diagnostics.hasErrors else { throw DiagnosticFailure(diagnostics: diagnostics.all) }
        return (try resolution.get(), options)
    }

    static func temporaryFolder() -> String {
        var template = Array("/tmp/lamina-tests-XXXXXX".utf8CString)
        return String(cString: mkdtemp(&template))
    }
}

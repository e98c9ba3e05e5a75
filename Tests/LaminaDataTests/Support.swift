import LaminaData
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder that goes when the value does.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/lamina-data-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FolderFailure() }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for file in ["data.csv", "model.json", "images.idx", "labels.idx", "test-images.idx", "test-labels.idx"] { unlink("\(path)/\(file)") }
        rmdir(path)
    }

    func write(_ bytes: [UInt8], to name: String) {
        guard let file = fopen("\(path)/\(name)", "w") else { return }
        bytes.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, file) }
        fclose(file)
    }

    func write(_ text: String, to name: String) { write(Array(text.utf8), to: name) }
}

struct FolderFailure: Error {}

/// What came of a data section.
struct Outcome {
    var section: DataSection?
    var data: LoadedData?
    var diagnostics: [Diagnostic] = []

    var codes: [String] { diagnostics.map(\.code) }

    /// `data.csv:3:5` and the code, for each diagnostic.
    var places: [String] {
        diagnostics.map { diagnostic in
            let place = diagnostic.location.map { ":\($0.position.line):\($0.position.column)" } ?? ""
            let file = (diagnostic.path ?? "").split(separator: "/").last.map(String.init) ?? ""
            return "\(file)\(place) \(diagnostic.code)"
        }
    }
}

let standardRegistry = try! Registry([DataPack()])

/// The repository's root.
let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

/// Reads a section and loads its data.
///
/// - Parameters:
///   - csv: written to `data.csv`, beside the model file.
///   - files: written there too.
///   - modelPath: where the model would be, if not in a temporary folder.
func load(
    _ json: String, csv: String? = nil, files: [String: [UInt8]] = [:], modelPath: String? = nil,
    inputs: [[Int?]]? = nil, target: [Int]? = nil, classes: Int? = nil,
    registry: Registry = standardRegistry
) throws -> Outcome {
    let folder = try TemporaryFolder()
    if let csv { folder.write(csv, to: "data.csv") }
    for (name, bytes) in files { folder.write(bytes, to: name) }
    var outcome = Outcome()
    var diagnostics = Diagnostics()
    let path = modelPath ?? "\(folder.path)/model.json"
    let document = try JSONDocument.parse(SourceText(path: path, text: json))
    outcome.section = DataSection(document.root, registry: registry, modelPath: path, diagnostics: &diagnostics)
    if let section = outcome.section {
        if let inputs {
            section.check(
                inputs: inputs.enumerated().map { ModelPort("input\($0)", Shape(data: $1)) }, targets: target.map { [ModelPort("output", Shape($0))] } ?? [],
                diagnostics: &diagnostics)
        }
        do {
            outcome.data = try section.load()
            if let classes { try outcome.data?.validate(against: classes) }
        } catch {
            diagnostics.report(error.diagnostics)
        }
    }
    outcome.diagnostics = diagnostics.all
    return outcome
}

/// A section over `data.csv`.
func csvSection(
    source: String = "", columns: String = #"["a"]"#, target: String = #"{"columns": ["b"]}"#, _ more: String = ""
) -> String {
    #"{"source": {"type": "csv", "file": "data.csv"\#(source)}, "columns": \#(columns), "target": \#(target)\#(more.isEmpty ? "" : ", " + more)}"#
}

func idx(_ type: UInt8, _ sizes: [Int], _ values: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(sizes.count)] + sizes.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } } + values
}

extension Shape {
    /// - Parameter sizes: nil is a time axis of up to `maximumSteps`.
    init(data sizes: [Int?], maximumSteps: Int = 100) {
        self.init(sizes.map { $0.map(Dimension.fixed) ?? .symbol(Symbol(index: 2, name: "time", bound: maximumSteps)) })
    }
}

extension LoadedData {
    func inputs(_ part: DataPart) -> [[Float]] {
        guard let examples = examples(of: part) else { return [] }
        return (0..<examples.count).map { examples.example($0).input }
    }

    func targets(_ part: DataPart) -> [[Float]] {
        guard let examples = examples(of: part) else { return [] }
        return (0..<examples.count).map { examples.example($0).target }
    }
}

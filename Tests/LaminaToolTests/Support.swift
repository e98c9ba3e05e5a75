import Foundation
import LaminaKit
import Synchronization

@testable import LaminaTool

/// One command run inside the test's process.
struct ToolRun {
    let exit: ToolExit
    let output: String
    let error: String

    /// The tool itself, which is built beside the tests.
    static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("lamina").path

    init(_ arguments: String..., packs: [any Pack] = []) throws {
        try self.init(arguments, packs: packs)
    }

    init(_ arguments: [String], packs: [any Pack] = []) throws {
        let output = TextSink()
        let error = TextSink()
        var environment = ToolEnvironment(
            name: "lamina", registry: try Registry(LaminaTool.standardPacks + packs), output: output.append, error: error.append)
        environment.executable = Self.executable
        exit = LaminaTool.run(arguments, in: environment)
        self.output = output.text
        self.error = error.text
    }
}

private final class TextSink: Sendable {
    private let storage = Mutex("")

    var text: String { storage.withLock { $0 } }

    @Sendable func append(_ text: String) {
        storage.withLock { $0 += text }
    }
}

enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ relative: String) -> String { root.appendingPathComponent(relative).path }

    /// Those that train or could: without the zoo.
    static var models: [String] {
        get throws { try models(in: "models") }
    }

    static var zoo: [String] {
        get throws { try models(in: "models/zoo") }
    }

    /// What other models hold as a layer.
    static var parts: [String] {
        get throws { try models(in: "models/parts") }
    }

    private static func models(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(folder))
            .filter { $0.hasSuffix(".json") && $0 != "model.schema.json" }.sorted().map { path("\(folder)/\($0)") }
    }
}

/// A folder that is gone after the test.
func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lamina-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
}

/// A model of five parameters, with a replaceable last part.
func smallModel(units: String = "1", rest: String = "") -> String {
    """
    {
      "format": "lamina/1",
      "inputs": [{ "name": "x", "shape": [4] }],
      "layers": [{ "name": "out", "type": "Dense", "units": \(units) }]\(rest)
    }
    """
}

extension URL {
    func write(_ text: String, to name: String) throws -> String {
        let file = appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file.path
    }
}

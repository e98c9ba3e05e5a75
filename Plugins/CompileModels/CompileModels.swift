import Foundation
import PackagePlugin

/// Makes a typed Swift API of each model file of a target, with its plan: `weather-gru.json` becomes `WeatherGRU`. Lines of a file
/// `CompileModels.txt` in the target's folder, such as `weather-gru.json --batch 32`, are options of `lamina compile`.
///
/// The plan file of a large model lies beside its code and is not declared: where a plan is embedded there is none, and a build whose outputs are
/// not there runs each time.
@main
struct CompileModels: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let target = target.sourceModule else { return [] }
        let tool = try context.tool(named: "lamina").url
        let models = target.sourceFiles.map(\.url).filter(isModel)
        let settings = [target.directoryURL.appending(path: "CompileModels.txt")].filter(exists)
        return models.map { file in
            let path = file.path(percentEncoded: false)
            let code = context.pluginWorkDirectoryURL.appending(path: codeName(file, in: target.directoryURL))
            let others = models.filter { $0 != file }.map { $0.path(percentEncoded: false) }
            let weights = [file.deletingPathExtension().appendingPathExtension("safetensors")].filter(exists)
            return .buildCommand(
                displayName: "Compiling model \(file.lastPathComponent)", executable: tool,
                arguments: ["compile", path, "--swift", code.path(percentEncoded: false)]
                    + settings.flatMap { ["--settings", $0.path(percentEncoded: false)] } + (others.isEmpty ? [] : ["--beside"] + others),
                inputFiles: (isComposed(file) ? models : [file]) + weights + settings, outputFiles: [code])
        }
    }

    private func exists(_ file: URL) -> Bool {
        FileManager.default.fileExists(atPath: file.path(percentEncoded: false))
    }

    private func isModel(_ file: URL) -> Bool {
        file.pathExtension == "json" && file.lastPathComponent != "model.schema.json" && !contents(of: file).contains("\"lamina-search/")
    }

    /// Whether it may name other model files, which then are inputs of its compilation.
    private func isComposed(_ file: URL) -> Bool {
        contents(of: file).contains("\"Model\"")
    }

    /// What cannot be read is reported by the tool.
    private func contents(of file: URL) -> String {
        (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }

    /// One name for each file, also where two folders hold files of one name: `/` becomes `+-`, and `+` becomes `++`.
    private func codeName(_ file: URL, in folder: URL) -> String {
        let path = file.path(percentEncoded: false).dropFirst(folder.path(percentEncoded: false).count)
        return path.split(separator: "/").map { $0.replacing("+", with: "++") }.joined(separator: "+-") + ".compiled.swift"
    }
}

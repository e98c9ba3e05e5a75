import Foundation
import PackagePlugin

/// Validates each model file of a target when it has changed: a mistake in one fails the build at its line.
@main
struct ValidateModelsInBuild: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let target = target.sourceModule else { return [] }
        let tool = try context.tool(named: "lamina").url
        let models = target.sourceFiles.map(\.url).filter(isModel)
        return models.map { file in
            let stamp = context.pluginWorkDirectoryURL.appending(path: stampName(file, in: target.directoryURL))
            return .buildCommand(
                displayName: "Validating \(file.lastPathComponent)", executable: tool,
                arguments: ["validate", "--quiet", "--stamp", stamp.path(percentEncoded: false), file.path(percentEncoded: false)],
                inputFiles: isComposed(file) ? models : [file], outputFiles: [stamp])
        }
    }

    private func isModel(_ file: URL) -> Bool {
        file.pathExtension == "json" && file.lastPathComponent != "model.schema.json" && !contents(of: file).contains("\"lamina-search/")
    }

    /// Whether it may name other model files, which then are inputs of its check.
    private func isComposed(_ file: URL) -> Bool {
        contents(of: file).contains("\"Model\"")
    }

    /// What cannot be read is reported by the tool.
    private func contents(of file: URL) -> String {
        (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }

    /// One name for each file, also where two folders hold files of one name: `/` becomes `+-`, and `+` becomes `++`.
    private func stampName(_ file: URL, in folder: URL) -> String {
        let path = file.path(percentEncoded: false).dropFirst(folder.path(percentEncoded: false).count)
        return path.split(separator: "/").map { $0.replacing("+", with: "++") }.joined(separator: "+-") + ".validated.swift"
    }
}

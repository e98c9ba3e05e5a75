import Foundation
import PackagePlugin

/// Checks each model of a target with the tool of this package, which knows Highway: a mistake fails the build at its line.
@main
struct ValidateCarry: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let tool = try context.tool(named: "highway-tool").url
        let models = target.sourceModule?.sourceFiles(withSuffix: ".json").map(\.url) ?? []
        return models.map { model in
            let stamp = context.pluginWorkDirectoryURL.appending(path: "\(model.lastPathComponent).validated.swift")
            return .buildCommand(
                displayName: "Validating \(model.lastPathComponent)", executable: tool,
                arguments: ["validate", "--quiet", "--training", "--stamp", stamp.path(), model.path()],
                inputFiles: [model], outputFiles: [stamp])
        }
    }
}

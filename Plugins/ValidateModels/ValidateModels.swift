import Foundation
import PackagePlugin

/// `swift package validate-models`: runs the tool's `validate` on the package, with the arguments that were given.
///
/// A package with layers of its own has its own tool, an executable that depends on LaminaTool: that one is built and used. The plugin
/// builds the tool itself, as a product like any other, and does not depend on it: then only one tool is built, from the objects that
/// `swift build` shares, and a call in which nothing has changed compiles nothing.
@main
struct ValidateModels: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) async throws {
        var extractor = ArgumentExtractor(arguments)
        let wanted = extractor.extractOption(named: "tool").last
        let tool = try findTool(named: wanted, context)

        let process = Process()
        process.executableURL = tool
        process.arguments = ["validate"] + extractor.remainingArguments
        process.currentDirectoryURL = context.package.directoryURL
        try process.run()
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            Diagnostics.error("validate-models failed: see above")
            return
        }
    }

    private func findTool(named wanted: String?, _ context: PluginContext) throws -> URL {
        let own = ownTools(of: context.package).filter { wanted == nil || $0 == wanted }
        if own.count > 1 {
            throw ToolError(description: "several tools depend on LaminaTool (\(own.joined(separator: ", "))): choose one with --tool NAME")
        }
        if let name = own.first { return try build(name) }
        guard wanted == nil || wanted == "lamina" else {
            throw ToolError(description: "no executable product '\(wanted ?? "")' depends on LaminaTool")
        }
        return try build("lamina")
    }

    /// Executables of the package that are built on LaminaTool, beside `lamina` itself.
    private func ownTools(of package: Package) -> [String] {
        package.products(ofType: ExecutableProduct.self).filter { product in
            product.name != "lamina" && product.mainTarget.recursiveTargetDependencies.contains { $0.name == "LaminaTool" }
        }.map(\.name)
    }

    private func build(_ product: String) throws -> URL {
        let result = try packageManager.build(.product(product), parameters: .init(configuration: .inherit))
        // A product's twin for plugins, `name-tool`, may be among the artifacts too.
        let artifact = result.builtArtifacts.first { $0.kind == .executable && $0.url.lastPathComponent == product }
        guard result.succeeded, let artifact else {
            throw ToolError(description: "building '\(product)' failed:\n\(result.logText)")
        }
        return artifact.url
    }
}

struct ToolError: Error, CustomStringConvertible {
    let description: String
}

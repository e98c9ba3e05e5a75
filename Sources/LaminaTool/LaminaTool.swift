import ArgumentParser
import LaminaData
import LaminaFiles
import LaminaKit
import LaminaStandardPack
import LaminaTraining

/// The command line. A program with layers of its own makes its own tool of it in three lines:
///
/// ```swift
/// import LaminaTool
/// import MyLayers
/// LaminaTool.main(packs: [MyPack()])
/// ```
public enum LaminaTool {
    public static let version = "0.1.0"

    /// What every tool knows: the standard pack, the training loop's and the data readers'.
    public static var standardPacks: [any Pack] { [StandardPack(), TrainingPack(), DataPack()] }

    /// Runs the command that the process's arguments name, then exits.
    ///
    /// - Parameter packs: what model files can name beside the standard packs.
    public static func main(packs: [any Pack] = []) -> Never {
        let arguments = CommandLine.arguments
        let name = arguments.first?.split(separator: "/").last.map(String.init) ?? "lamina"
        do {
            let environment = ToolEnvironment(name: name, registry: try Registry(standardPacks + packs))
            exit(run(Array(arguments.dropFirst()), in: environment))
        } catch {
            ToolEnvironment.writeToStandardError("error: \(error)\n")
            exit(.failure)
        }
    }

    /// Runs one command, as a program or a test wants it: nothing is exited, all output goes to `environment`.
    public static func run(_ arguments: [String], in environment: ToolEnvironment) -> ToolExit {
        ToolEnvironment.$current.withValue(environment) {
            do {
                var command = try RootCommand.parseAsRoot(arguments)
                try command.run()
                return .success
            } catch {
                return report(error, environment)
            }
        }
    }

    private static func report(_ error: any Error, _ environment: ToolEnvironment) -> ToolExit {
        if let exit = error as? ToolExit { return exit }
        if let failure = error as? DiagnosticFailure {
            environment.error(environment.textFormatter.render(failure.diagnostics))
            return .findings
        }
        if error is RunError || error is TrainingError || error is FileError {
            environment.error("error: \(error)\n")
            return .findings
        }
        let isClean = RootCommand.exitCode(for: error) == .success
        let message = RootCommand.fullMessage(for: error)
        if !message.isEmpty { (isClean ? environment.output : environment.error)(message + "\n") }
        return isClean ? .success : .failure
    }
}

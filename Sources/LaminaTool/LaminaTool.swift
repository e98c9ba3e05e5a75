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
    public static var standardPacks: [any Pack] { Registry.standardPacks }

    /// Runs the command that the process's arguments name, then exits.
    ///
    /// - Parameter packs: what model files can name beside the standard packs.
    public static func main(packs: [any Pack] = []) -> Never {
        let arguments = CommandLine.arguments
        let name = arguments.first?.split(separator: "/").last.map(String.init) ?? "lamina"
        do {
            if let complaint = InstructionSet.complaint { throw ToolFailure(complaint.printable) }
            let environment = ToolEnvironment(name: name, registry: try Registry(standardPacks + packs))
            let code = run(Array(arguments.dropFirst()), in: environment)
            if let problem = ToolEnvironment.lostOutput { throw ToolFailure("standard output: \(problem)") }
            exit(code)
        } catch {
            ToolEnvironment.writeToStandardError("error: \(error)\n")
            exit(.failure)
        }
    }

    /// Runs one command, as a program or a test wants it: nothing is exited, all output goes to `environment`.
    public static func run(_ arguments: [String], in environment: ToolEnvironment) -> ToolExit {
        ToolEnvironment.$current.withValue(environment) {
            var type: (any ParsableCommand.Type)?
            do {
                var command = try RootCommand.parseAsRoot(arguments)
                type = Swift.type(of: command)
                try command.run()
                return .success
            } catch {
                return report(error, of: type, environment)
            }
        }
    }

    /// - Parameter command: whose run failed; nil where it is the arguments that nobody understood.
    private static func report(_ error: any Error, of command: (any ParsableCommand.Type)?, _ environment: ToolEnvironment) -> ToolExit {
        if let exit = error as? ToolExit { return exit }
        if let failure = error as? DiagnosticFailure {
            environment.error(environment.textFormatter.render(failure.diagnostics))
            return ToolExit(of: failure.diagnostics)
        }
        if let error = error as? PlanFileError {
            environment.error("error: \("\(error)".printable)\n")
            if case .unreadable = error.reason { return .failure }
            return .findings
        }
        if error is RunError || error is TrainingError || error is FileError {
            environment.error("error: \("\(error)".printable)\n")
            return error is FileError ? .failure : .findings
        }
        if let error = error as? ValidationError, let command {
            let usage = RootCommand.usageString(for: command)
            environment.error("Error: \(error.message)\nUsage: \(usage)\n  See '\(environment.name) \(command._commandName) --help' for more information.\n")
            return .failure
        }
        let isClean = RootCommand.exitCode(for: error) == .success
        let message = RootCommand.fullMessage(for: error)
        if !message.isEmpty { (isClean ? environment.output : environment.error)(message + "\n") }
        return isClean ? .success : .failure
    }
}

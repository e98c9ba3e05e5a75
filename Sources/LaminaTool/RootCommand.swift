import ArgumentParser

/// The tool itself: the one place that lists its commands.
struct RootCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: ToolEnvironment.current.name,
            abstract: "Checks, explains, trains and runs models that are JSON files.",
            discussion: """
                Exit codes: 0 nothing to complain of, 1 mistakes in a model, its data or its weights, 2 wrong usage, a file that cannot be \
                read or written, or an internal error, 130 ended by Ctrl-C, 143 by a \
                request to terminate. Without a command this help is printed.
                """,
            version: LaminaTool.version,
            subcommands: [
                ValidateCommand.self, SummaryCommand.self, ExplainCommand.self, ProfileCommand.self, TrainCommand.self, TuneCommand.self,
                CrossValidateCommand.self, EvaluateCommand.self, PredictCommand.self, BenchCommand.self, LearningRateCommand.self, SchemaCommand.self, LayersCommand.self,
                ReferenceCommand.self, ReportCommand.self, CompileCommand.self, InspectPlanCommand.self,
            ])
    }
}

import ArgumentParser

/// The tool itself: the one place that lists its commands.
struct RootCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: ToolEnvironment.current.name,
            abstract: "Checks, explains, trains and runs models that are JSON files.",
            discussion: "Exit codes: 0 nothing to complain of, 1 mistakes were found, 2 wrong usage or an internal error.",
            version: LaminaTool.version,
            subcommands: [
                ValidateCommand.self, SummaryCommand.self, ExplainCommand.self, TrainCommand.self, EvaluateCommand.self,
                PredictCommand.self, BenchCommand.self, LearningRateCommand.self, SchemaCommand.self,
                LayersCommand.self,
            ])
    }
}

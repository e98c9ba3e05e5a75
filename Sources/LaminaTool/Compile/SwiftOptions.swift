import ArgumentParser
import Lamina

/// How `lamina compile --swift` writes code.
struct SwiftOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The Swift file to write.", valueName: "file"), completion: .file(extensions: ["swift"]))
    var swift: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Other model files that become types beside this one: names must differ.", valueName: "models"))
    var beside: [String] = []

    @Option(help: ArgumentHelp("Options that are not given here, from lines of a model file's name and its options.", valueName: "file"))
    var settings: String?

    func validate() throws {
        try requireNotEmpty(("--swift", swift), ("--settings", settings))
        if swift == nil, !beside.isEmpty || settings != nil { throw ValidationError("--beside and --settings belong to --swift") }
    }

    /// What the settings say, if there are any.
    func readSettings(for model: String) throws(DiagnosticFailure) -> CompileSettings {
        guard let settings else { return CompileSettings() }
        return try CompileSettings(path: settings, models: [model] + beside)
    }

    /// Compiles the model and writes its code, and its plan beside the code where that is large. Nothing is written by half: a build sees all
    /// mistakes first, at a place in the model file.
    ///
    /// - Parameters:
    ///   - planFile: where a large plan goes; nil for the code's own path, ending in `.plan`.
    ///   - weights: nil for a plan without weights, `.some(nil)` for those beside the model, if there are any.
    func write(
        to path: String, _ model: Model, source: SourceText, planFile: String?, weights: String??, _ options: ModelOptions
    ) throws {
        let settings = try readSettings(for: source.path)
        let type = options.typeName ?? settings.type(of: source.path)
        try Self.check(type, of: model, beside: beside.filter { $0 != source.path }, settings)
        let file = try weights.flatMap { try Self.weights($0, of: model, source) }
        let compilation = try PlanCompilation(model, source: source, weights: file, options.compileOptions(for: .inference, usualBatch: 1))
        let planPath = planFile ?? (path.hasSuffix(".swift") ? String(path.dropLast(6)) : path) + ".plan"
        let isEmbedded = compilation.bytes.count <= options.embedLimit ?? 1 << 20
        let code = try GeneratedModel(
            typeName: type, model: model, source: source, compilation: compilation,
            classNames: file.flatMap { file in try? model.preprocessing(of: file, path: source.path)?.target.classNames } ?? [],
            storage: isEmbedded ? .embedded : .file(planPath))
        if !isEmbedded { try AtomicFile.update(compilation.bytes, at: planPath) }
        try AtomicFile.update(code.text, at: path)
    }

    private static func check(_ type: String, of model: Model, beside others: [String], _ settings: CompileSettings) throws(DiagnosticFailure) {
        if let mistake = SwiftName.mistake(inType: type) {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(
                    CompileCode.typeName, "the file's name gives the Swift type '\(type.printable)': \(mistake)", at: model.graph.location,
                    notes: [Diagnostic.Note("rename the file, or give the type another name with --type-name")])
            ])
        }
        if let other = others.first(where: { settings.type(of: $0) == type }) {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(
                    CompileCode.typeName, "the Swift type '\(type)' is that of '\(other.printable)' too", at: model.graph.location,
                    notes: [Diagnostic.Note("rename one of the files")])
            ])
        }
    }

    /// Those that are named, or those beside the model file. What is wrong with them is wrong at the model's place: that is the file which a
    /// build compiles.
    private static func weights(_ named: String?, of model: Model, _ source: SourceText) throws(DiagnosticFailure) -> Safetensors? {
        let beside = (source.path.hasSuffix(".json") ? String(source.path.dropLast(5)) : source.path) + ".safetensors"
        let path = named ?? beside
        guard named != nil || AtomicFile.exists(path) else { return nil }
        do {
            let file = try model.readWeights(path)
            ToolEnvironment.current.show(model.doubts(about: file, path: path))
            return file
        } catch {
            throw DiagnosticFailure(
                diagnostics: error.diagnostics.map { finding in
                    var moved = Diagnostic(
                        CompileCode.weights, "the weights '\(path.printable)' do not fit: \(finding.message)", at: model.graph.location,
                        notes: finding.notes)
                    moved.severity = finding.severity
                    return moved
                })
        }
    }
}

/// What stands in the way of Swift code for a model.
enum CompileCode: String, DiagnosticCode {
    case typeName = "swift-type"
    case label = "swift-label"
    case weights = "swift-weights"
    case settings = "swift-settings"
}

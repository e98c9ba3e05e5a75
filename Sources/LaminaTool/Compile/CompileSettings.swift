import Lamina

/// `CompileModels.txt` beside model files: options of `lamina compile` for some of them.
///
/// ```
/// # model           options
/// weather-gru.json  --batch 32
/// parts/sensor.json --streaming --type-name Sensor
/// ```
struct CompileSettings {
    private struct Line {
        let model: String
        let options: ModelOptions
    }

    private var lines: [Line] = []

    /// No settings at all.
    init() {}

    /// - Parameter models: the model files that a line may name.
    /// - Throws: `DiagnosticFailure` where the file cannot be read, or where a line names another file than these, or
    ///   an option that it cannot set.
    init(path: String, models: [String]) throws(DiagnosticFailure) {
        let text: SourceText
        do { text = try SourceText.read(path: path) } catch { throw DiagnosticFailure(diagnostics: [error]) }
        var diagnostics = Diagnostics()
        var start = 0
        for line in text.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let location = SourceLocation(text: text, range: SourceRange(start..<(start + line.count)))
            start += line.count + 1
            let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
            guard let name = words.first, !name.hasPrefix("#") else { continue }
            let model = text.path(ofFile: name)
            guard models.contains(where: { Self.isSame($0, model) }) else {
                diagnostics.report(Diagnostic(CompileCode.settings, "there is no model file '\(name.printable)' here", at: location))
                continue
            }
            do {
                lines.append(Line(model: model, options: try ModelOptions.parse(Array(words.dropFirst()))))
            } catch {
                let note = Diagnostic.Note("a line can set --batch, --streaming, --type-name, --no-weights and --embed-limit")
                diagnostics.report(Diagnostic(CompileCode.settings, ModelOptions.message(for: error).printable, at: location, notes: [note]))
            }
        }
        try diagnostics.throwIfErrors()
    }

    /// What all lines of a model say, a later one before those above it; nil where there is none.
    func options(for model: String) -> ModelOptions? {
        lines.filter { Self.isSame($0.model, model) }.reduce(nil) { $1.options.completed(by: $0) }
    }

    /// The Swift type of a model file.
    func type(of model: String) -> String {
        options(for: model)?.typeName ?? SwiftName.type(ofFile: model)
    }

    private static func isSame(_ first: String, _ second: String) -> Bool {
        SourceText.path(ofFile: first, namedIn: "") == SourceText.path(ofFile: second, namedIn: "")
    }
}

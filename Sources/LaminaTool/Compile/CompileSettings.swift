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
        let options: [String]
        let location: SourceLocation
    }

    private var lines: [Line] = []

    /// No settings at all.
    init() {}

    /// - Parameter models: the model files that a line may name.
    /// - Throws: `DiagnosticFailure` where the file cannot be read, or where a line names another file than these.
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
            if models.contains(where: { Self.isSame($0, model) }) {
                lines.append(Line(model: model, options: Array(words.dropFirst()), location: location))
            } else {
                diagnostics.report(Diagnostic(CompileCode.settings, "there is no model file '\(name.printable)' here", at: location))
            }
        }
        try diagnostics.throwIfErrors()
    }

    func options(for model: String) -> [String] {
        lines.filter { Self.isSame($0.model, model) }.flatMap(\.options)
    }

    func location(for model: String) -> SourceLocation? {
        lines.first { Self.isSame($0.model, model) }?.location
    }

    /// The Swift type of a model file.
    func type(of model: String) -> String {
        let options = options(for: model)
        let named = options.firstIndex(of: "--type-name").flatMap { $0 + 1 < options.count ? options[$0 + 1] : nil }
        return named ?? SwiftName.type(ofFile: model)
    }

    private static func isSame(_ first: String, _ second: String) -> Bool {
        SourceText.path(ofFile: first, namedIn: "") == SourceText.path(ofFile: second, namedIn: "")
    }
}

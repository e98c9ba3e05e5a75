import LaminaKit

/// The sections of a model file, each still as positioned JSON.
///
/// The compiler reads `inputs`, `layers`, `outputs`, `training` and `expect`; `fit` and `data` belong to the training loop and to
/// the data reader, which read them as strictly.
public struct ModelDocument: Sendable {
    public static let format = "lamina/1"

    public let text: SourceText
    public let root: JSONNode
    public let name: String
    let sections: Sections

    public var fit: JSONNode? { sections.fit }
    public var data: JSONNode? { sections.data }

    /// To whose folder the names of files are relative: the file's own path, or what that would be in the folder that the file names.
    public var basePath: String {
        guard let folder = sections.folder, !folder.isEmpty else { return text.path }
        return text.path(ofFile: "\(folder)/\(text.path.split(separator: "/").last ?? "model.json")")
    }

    /// Reads the top level. Mistakes go to `diagnostics`; nil where there is no object to read.
    public init?(_ json: JSONDocument, registry: Registry, diagnostics: inout Diagnostics) {
        text = json.text
        root = json.root
        guard root.kind == .object else {
            diagnostics.report(
                Diagnostic(CompilerCode.notAnObject, "a model file must hold an object, found \(root.snippet)", at: root.location))
            return nil
        }
        var fields = Fields(root, subject: "model", registry: registry)
        let sections = Sections(from: &fields)
        if let node = sections.format, node.string != Self.format {
            let message = "model: this version of Lamina reads format \"\(Self.format)\", found \(node.snippet)"
            fields.report(Diagnostic(CompilerCode.format, message, at: node.location))
        }
        if let mistake = sections.name.flatMap(NameRule.mistake(inModelName:)) {
            fields.report(Diagnostic(CompilerCode.nameInvalid, "model: \(mistake)", at: fields.location(of: "name")))
        }
        if sections.folder == "" { fields.report("field 'folder' must not be empty: \".\" is the file's own folder", at: "folder") }
        fields.reportUnknownKeys()
        for diagnostic in fields.diagnostics { diagnostics.report(diagnostic) }
        let stem = text.path.fileStem
        name = sections.name ?? (NameRule.mistake(inModelName: stem) == nil ? stem : "model")
        self.sections = sections
    }

    /// The fields of the top level, for the schema.
    public static func fieldDescriptions(registry: Registry) -> [FieldDescription] {
        var fields = Fields(describing: "model", registry: registry)
        _ = Sections(from: &fields)
        return fields.descriptions
    }

    /// What stands at the top level.
    struct Sections: Sendable {
        let name, folder: String?
        let format, inputs, layers, outputs, training, fit, data, expect: JSONNode?

        init(from fields: inout Fields) {
            _ = fields.optionalString("$schema", "Where editors find the JSON Schema.")
            format = fields.node("format", .choice([ModelDocument.format]), isRequired: true, summary: "The version of the format.")
            name = fields.optionalString("name", "The model's name; the file's where absent.")
            _ = fields.optionalString("description", "What the model is for.")
            folder = fields.optionalString("folder", "What names of files are relative to, itself relative to this file's folder; that one where absent.")
            let some = 0...Fields.largestInteger
            inputs = fields.node("inputs", .array(of: .object, count: some), isRequired: true, summary: "What the model is given: name, shape, max_steps.")
            layers = fields.node("layers", .array(of: .component(.layer), count: some), isRequired: true, summary: "The layers; each takes the one before it unless it names its inputs.")
            outputs = fields.node("outputs", .array(of: .string, count: some), summary: "The layers whose results the model returns; the last one where absent.")
            training = fields.node("training", .object, summary: "Loss, optimizer and metrics.")
            fit = fields.node("fit", .object, summary: "The training loop: epochs, batch size, callbacks.")
            data = fields.node("data", .object, summary: "Where the examples come from.")
            expect = fields.node("expect", .object, summary: "What must stay true: the parameter count, the output shapes.")
        }
    }
}

extension String {
    /// `net` of `models/net.json`.
    var fileStem: String {
        let file = split(separator: "/").last.map(String.init) ?? self
        return file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file
    }
}

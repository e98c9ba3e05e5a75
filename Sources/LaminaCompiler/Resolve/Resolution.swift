import LaminaKit

/// What resolving a model file gave: a graph where there was no error, and everything that was found.
public struct Resolution: Sendable {
    public let document: ModelDocument?
    public let graph: TypedGraph?
    public let diagnostics: Diagnostics

    init(document: ModelDocument?, graph: TypedGraph?, diagnostics: Diagnostics) {
        self.document = document
        self.graph = graph
        self.diagnostics = diagnostics
    }

    /// Nothing but what stood in the way of reading the file.
    public init(failure: Diagnostic) {
        var diagnostics = Diagnostics()
        diagnostics.report(failure)
        self.init(document: nil, graph: nil, diagnostics: diagnostics)
    }

    /// The graph, or the errors that stand in its way.
    public func get() throws(DiagnosticFailure) -> TypedGraph {
        guard let graph, !diagnostics.hasErrors else { throw DiagnosticFailure(diagnostics: diagnostics.all) }
        return graph
    }
}

extension TypedGraph {
    /// Reads a model: every layer, every edge, every shape and parameter; reports every mistake that it can find.
    public static func resolve(_ json: JSONDocument, registry: Registry) -> Resolution {
        resolve(json, registry: registry, files: IncludedFiles(root: json.text.path))
    }

    private static func resolve(_ json: JSONDocument, registry: Registry, files: IncludedFiles) -> Resolution {
        var diagnostics = Diagnostics()
        guard let document = ModelDocument(json, registry: registry, diagnostics: &diagnostics) else {
            return Resolution(document: nil, graph: nil, diagnostics: diagnostics)
        }
        files.setBase(document.basePath)
        var resolver = Resolver(document, registry: registry, files: files, diagnostics: diagnostics)
        let graph = resolver.resolve()
        return Resolution(document: document, graph: graph, diagnostics: resolver.diagnostics)
    }

    /// The same from a file's text; mistakes of JSON itself are reported alike.
    public static func resolve(_ text: SourceText, registry: Registry, limits: JSONLimits = .standard) -> Resolution {
        resolve(text, registry: registry, limits: limits, files: IncludedFiles(root: text.path))
    }

    /// The same of a file that another model names.
    static func resolve(path: String, registry: Registry, files: IncludedFiles) -> Resolution {
        do {
            return resolve(try SourceText.read(path: path), registry: registry, limits: .standard, files: files)
        } catch {
            return Resolution(failure: error)
        }
    }

    private static func resolve(_ text: SourceText, registry: Registry, limits: JSONLimits, files: IncludedFiles) -> Resolution {
        do {
            return resolve(try JSONDocument.parse(text, limits: limits), registry: registry, files: files)
        } catch {
            var diagnostics = Diagnostics()
            for diagnostic in error.diagnostics { diagnostics.report(diagnostic) }
            return Resolution(document: nil, graph: nil, diagnostics: diagnostics)
        }
    }
}

/// A valid JSON document: its text, its values and their places.
public struct JSONDocument: Sendable {
    public let text: SourceText
    private let storage: JSONStorage

    /// Parses a text, or throws all that is wrong with it.
    ///
    /// The scanner decides what is valid and where it stands; json-c decodes the values from the same bytes, and both
    /// must have seen the same tree.
    public static func parse(
        _ text: SourceText, limits: JSONLimits = .standard
    ) throws(DiagnosticFailure) -> JSONDocument {
        let table = try Scanner.scan(text, limits: limits)
        do {
            let scalars = try TreeDecoder.decode(table, text: text)
            return JSONDocument(text: text, storage: JSONStorage(text: text, table: table, scalars: scalars))
        } catch {
            throw DiagnosticFailure(diagnostics: [error])
        }
    }

    /// The outermost value.
    public var root: JSONNode { JSONNode(storage: storage, index: 0) }
}

/// What all nodes of a document share.
final class JSONStorage: Sendable {
    let text: SourceText
    let table: JSONTable
    /// What each node stands for, at the node's index.
    let scalars: [JSONScalar]

    init(text: SourceText, table: JSONTable, scalars: [JSONScalar]) {
        self.text = text
        self.table = table
        self.scalars = scalars
    }
}

/// A decoded value without parts.
enum JSONScalar: Sendable {
    /// Null, an array or an object.
    case none
    case boolean(Bool)
    case string(String)
    /// An integer literal that fits `Int`.
    case integer(Int)
    case double(Double)
}

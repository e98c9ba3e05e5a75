import LaminaKit

extension ComponentKind {
    public static let dataSource = ComponentKind("data source")
}

/// Where examples come from: a component of kind `data source`, such as `{"type": "csv", "file": "data/weather.csv"}`.
///
/// Reading its fields touches no file; `read` does.
public protocol DataSource: Component {
    static var form: DataForm { get }

    /// The column of a source that has no other and whose rows are words: it is input and target where the section names none.
    static var textColumn: String? { get }

    /// Of whole examples, the inputs and targets that the source gives; their sizes only where no file must be read for them.
    var inputPorts: [DataPort] { get }
    var targetPorts: [DataPort] { get }

    /// Whether its examples may be normalised; where not, a constant `scale` does.
    static var isNormalizable: Bool { get }

    /// Whether it keeps the examples of the test part apart, so that the section may not split any off.
    var hasTestPart: Bool { get }

    /// The same source on another file's text: what predictions read. Nil where it reads no single text file.
    func reading(_ text: SourceText) -> (any DataSource)?

    /// Reads everything. `request.columns` matters to tables only.
    ///
    /// - Throws: every mistake that can be found, with the file's line and column where it has lines.
    func read(_ request: DataRequest) throws(DiagnosticFailure) -> RawData
}

extension DataSource {
    public static var kind: ComponentKind { .dataSource }
    public var inputPorts: [DataPort] { [DataPort(sizes: nil)] }
    public var targetPorts: [DataPort] { [DataPort(sizes: nil)] }
    public static var isNormalizable: Bool { true }
    public static var textColumn: String? { nil }
    public var hasTestPart: Bool { false }
    public func reading(_ text: SourceText) -> (any DataSource)? { nil }
}

extension DataSource {
    var isTable: Bool { Self.form == .table }
}

/// What a source gives, which decides what fields of the data section apply.
public enum DataForm: Sendable {
    /// Named columns in rows: inputs, target and windows are chosen by the section.
    case table
    /// Whole examples with their targets.
    case examples
}

/// What the section asks of its source.
public struct DataRequest: Sendable {
    /// The model file's folder, to which file names are relative; empty for the working directory.
    public let folder: String
    /// The columns to read, each once.
    public let columns: [ColumnRequest]
    /// Names that the section gives to columns of its own: the source's must differ.
    public let derivedNames: [PlacedName]
    /// The place in `columns` of the one whose equal values keep rows together: what is missing is not made up of other sequences' rows.
    public let key: Int?

    public init(folder: String, columns: [ColumnRequest] = [], derivedNames: [PlacedName] = [], key: Int? = nil) {
        self.folder = folder
        self.columns = columns
        self.derivedNames = derivedNames
        self.key = key
    }

    /// A file's path as the process opens it.
    public func path(of file: String) -> String {
        SourceText.path(ofFile: file, namedIn: folder.isEmpty ? "" : folder + "/")
    }
}

/// What a source has read.
public enum RawData: Sendable {
    /// With the rows of a test part that the source keeps apart.
    case table(Table, test: Table? = nil)
    case examples(RawExamples)
}

/// A name with its place in the model file.
public struct PlacedName: Sendable {
    public let name: String
    public let location: SourceLocation?

    public init(_ name: String, at location: SourceLocation? = nil) {
        self.name = name
        self.location = location
    }
}

extension SourceText {
    /// Reads a data file, unpacked where gzip packed it; a failure points at the field that names it.
    static func read(dataFile path: String, maximumBytes: Int, namedAt location: SourceLocation?) throws(DiagnosticFailure) -> SourceText {
        do throws(Diagnostic) {
            let text = try read(path: path, maximumBytes: maximumBytes)
            guard text.bytes.withUnsafeBytes({ Gzip.isCompressed($0) }) else { return text }
            let unpacked = text.bytes.withUnsafeBytes { bytes in
                Result { () throws(Diagnostic) in try Gzip.unpacked(bytes, maximumBytes: maximumBytes, path: path) }
            }
            return SourceText(path: path, bytes: try unpacked.get())
        } catch {
            throw DiagnosticFailure(diagnostics: [error.named(at: location)])
        }
    }
}

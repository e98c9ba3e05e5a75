import LaminaSource

/// The files that a model file names, and those that they name in turn: each is read once, and none takes part in itself.
///
/// What one file stands for grows with every use of another; its size is bounded, so that few bytes cannot ask for endless work.
public final class IncludedFiles {
    static let maximumDepth = 16
    static let maximumFiles = 256

    private struct Entry {
        let contents: Any
        let size: Int
    }

    /// From the first file to the one that is being read; names in a file are relative to the folder of its base.
    private var open: [(path: String, base: String, size: Int)]
    /// Nil for a file with mistakes.
    private var known: [String: Entry?] = [:]

    /// - Parameter path: the file that names the others.
    public init(root path: String = "") {
        open = [(path, path, 0)]
    }

    /// From now on names in the file that is being read are relative to the folder of `path`.
    public func setBase(_ path: String) {
        open[open.count - 1].base = path
    }

    /// The path of a file that the one that is being read names.
    public func path(ofFile name: String) -> String {
        SourceText.path(ofFile: name, namedIn: open[open.count - 1].base)
    }

    /// What `read` makes of a file, at its first use.
    ///
    /// - Parameters:
    ///   - path: as `path(ofFile:)` gives it.
    ///   - maximumSize: of the file that is being read with all that it uses.
    ///   - read: the contents and their own size, nil where the file has mistakes; not called at further uses.
    /// - Returns: nil where the file has mistakes.
    /// - Throws: `InclusionError` where files name each other in a circle, too deeply, or too often.
    public func contents<Contents>(
        of path: String, maximumSize: Int, read: (_ path: String) -> (contents: Contents, size: Int)?
    ) throws(InclusionError) -> Contents? {
        if let start = open.firstIndex(where: { $0.path == path }) {
            let circle = open[start...].map(\.path) + [path]
            throw InclusionError("the file takes part in itself: \(circle.joined(separator: " → "))")
        }
        if known[path] == nil { try readNew(path, read) }
        guard let entry = known[path]!, let contents = entry.contents as? Contents else { return nil }
        let size = open[open.count - 1].size + entry.size
        guard size <= maximumSize else { throw InclusionError("the file with all that it uses has more than \(maximumSize) layers") }
        open[open.count - 1].size = size
        return contents
    }

    private func readNew<Contents>(_ path: String, _ read: (String) -> (contents: Contents, size: Int)?) throws(InclusionError) {
        guard open.count < Self.maximumDepth else { throw InclusionError("files name each other more than \(Self.maximumDepth) deep") }
        guard known.count < Self.maximumFiles else { throw InclusionError("the model takes more than \(Self.maximumFiles) files") }
        open.append((path, path, 0))
        let result = read(path)
        let used = open.removeLast().size
        known[path] = .some(result.map { Entry(contents: $0.contents, size: used + $0.size) })
    }
}

/// Why a file cannot be used where it is named.
public struct InclusionError: Error, Sendable {
    public let message: String

    init(_ message: String) {
        self.message = message
    }
}

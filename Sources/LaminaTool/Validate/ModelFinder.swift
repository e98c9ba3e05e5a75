import LaminaSource

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds model files in folders.
///
/// Hidden folders and folders named `data` hold no models; `model.schema.json` is none, nor is a search. A folder that is reached twice, also
/// through symbolic links, is read once: a loop of links ends.
struct ModelFinder {
    private struct FolderIdentity: Hashable {
        let device: UInt64
        let number: UInt64
    }

    static let schemaName = "model.schema.json"
    private static let folderWithoutModels = "data"

    private var visited: Set<FolderIdentity> = []
    private(set) var files: [String] = []
    private(set) var diagnostics = Diagnostics()

    /// Adds a file as it is, or every model in a folder, in the order of their names.
    mutating func add(_ path: String) {
        if Self.isFolder(path) {
            search(path)
        } else if !files.contains(path) {
            files.append(path)
        }
    }

    /// Whether `path` alone gives a model, or a reason why none can be looked for.
    static func findsSomething(in path: String) -> Bool {
        var finder = ModelFinder()
        finder.add(path)
        return !finder.files.isEmpty || !finder.diagnostics.isEmpty
    }

    private mutating func search(_ folder: String) {
        guard let identity = Self.identity(of: folder), visited.insert(identity).inserted else { return }
        guard let names = Self.names(in: folder) else {
            let reason = String(cString: strerror(errno))
            diagnostics.report(Diagnostic(SourceCode.fileUnreadable, "the folder cannot be read: \(reason)", path: folder))
            return
        }
        for name in names.sorted() where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            if Self.isFolder(path) {
                if name != Self.folderWithoutModels { search(path) }
            } else if name.hasSuffix(".json"), name != Self.schemaName, !files.contains(path), !SearchFile.isSearch(path) {
                files.append(path)
            }
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func identity(of folder: String) -> FolderIdentity? {
        var status = stat()
        guard stat(folder, &status) == 0 else { return nil }
        return FolderIdentity(device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(status.st_ino))
    }

    private static func names(in folder: String) -> [String]? {
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let capacity = MemoryLayout.size(ofValue: entry.pointee.d_name)
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: capacity) { String(cString: $0) }
            }
            names.append(name)
        }
        return names
    }
}

import LaminaSource

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The way from a folder to a file or another folder, so that both can be moved together.
enum RelativePath {
    /// `../../models`. Links are not followed: `SourceText.path(ofFile:namedIn:)`, which goes the way, looks at its text alone too.
    static func path(to target: String, from folder: String) -> String {
        let (target, folder) = (parts(target), parts(folder))
        let common = zip(target, folder).prefix { $0 == $1 }.count
        let steps = Array(repeating: "..", count: folder.count - common) + target.dropFirst(common)
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }

    private static func parts(_ path: String) -> [String] {
        SourceText.path(ofFile: path, namedIn: workingFolder + "/").split(separator: "/").map(String.init)
    }

    private static var workingFolder: String {
        guard let path = getcwd(nil, 0) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }
}

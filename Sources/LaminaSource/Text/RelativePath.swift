extension SourceText {
    /// The path of a file that this text names relative to its own folder, without `.` and without `..` where it can be.
    public func path(ofFile name: String) -> String {
        Self.path(ofFile: name, namedIn: path)
    }

    /// The same for the text of a file at `path`.
    public static func path(ofFile name: String, namedIn path: String) -> String {
        guard !name.hasPrefix("/") else { return normalized(name) }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        return normalized(folder + name)
    }

    private static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}

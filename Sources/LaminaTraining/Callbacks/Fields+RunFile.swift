import LaminaKit

extension Fields {
    /// A file in the run's folder. A model file is not to write anywhere else.
    mutating func runFile(_ key: String, default defaultPath: String? = nil, _ summary: String) -> String {
        let path = string(key, default: defaultPath, summary)
        if path.isEmpty {
            report("'\(key)' must not be empty", at: key)
        } else if path.hasPrefix("/") {
            report("'\(key)' must be relative to the run's folder, found \"\(path)\"", at: key)
        } else if path.split(separator: "/").contains("..") {
            report("'\(key)' must stay in the run's folder, without '..', found \"\(path)\"", at: key)
        }
        return path
    }
}

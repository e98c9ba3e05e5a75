import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The largest deviations from Keras of this process, by family: printed at the end where `LAMINA_GOLDEN_REPORT` is set.
enum WorstErrors {
    private struct Entry {
        var error: Double
        var place: String
    }

    private static let entries = Mutex<[String: Entry]>([:])

    private static let printsAtExit: Bool = {
        guard getenv("LAMINA_GOLDEN_REPORT") != nil else { return false }
        atexit { print(WorstErrors.report) }
        return true
    }()

    static func record(_ error: Double, family: String, role: String, _ name: String) {
        let kind = role.split(separator: "/").first.map { $0.split(separator: " ").first.map(String.init) ?? "" } ?? ""
        _ = printsAtExit
        entries.withLock {
            guard error > $0["\(family): \(kind)"]?.error ?? -1 else { return }
            $0["\(family): \(kind)"] = Entry(error: error, place: "\(name), \(role)")
        }
    }

    static var report: String {
        entries.withLock { entries in
            entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.error) (\($0.value.place))" }.joined(separator: "\n")
        }
    }
}

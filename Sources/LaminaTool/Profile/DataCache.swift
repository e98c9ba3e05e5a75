import LaminaKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A cache for data, as the system tells of it.
struct DataCache {
    let level: Int
    let bytes: Int
    /// Whether several processors use it together.
    let isShared: Bool

    /// Those of processor 0, from the smallest; usual sizes where the system does not say.
    static var ofFirstProcessor: [DataCache] {
        let found = (0..<8).compactMap { DataCache(folder: "/sys/devices/system/cpu/cpu0/cache/index\($0)") }.sorted { $0.level < $1.level }
        return found.isEmpty ? [DataCache(level: 1, bytes: 32 << 10, isShared: false), DataCache(level: 2, bytes: 1 << 20, isShared: false)] : found
    }

    private init(level: Int, bytes: Int, isShared: Bool) {
        self.level = level
        self.bytes = bytes
        self.isShared = isShared
    }

    private init?(folder: String) {
        guard let kind = Self.line("\(folder)/type"), kind != "Instruction", let level = Self.line("\(folder)/level").flatMap({ Int($0) }),
            let size = Self.line("\(folder)/size"), let number = Int(size.prefix { $0.isNumber }), number > 0
        else { return nil }
        let unit = size.hasSuffix("K") ? 1 << 10 : size.hasSuffix("M") ? 1 << 20 : 1
        let users = Self.line("\(folder)/shared_cpu_list") ?? "0"
        self.init(level: level, bytes: number.saturatingProduct(unit), isShared: users.contains(",") || users.contains("-"))
    }

    private static func line(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 128)
        guard fgets(&text, Int32(text.count), file) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

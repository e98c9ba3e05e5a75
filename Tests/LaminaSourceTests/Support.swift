import Testing

@testable import LaminaSource

/// A finding without its wording: `3:14 trailing-comma`, or the code alone if it has no position.
func mark(_ diagnostic: Diagnostic) -> String {
    guard let position = diagnostic.location?.position else { return diagnostic.code }
    return "\(position.line):\(position.column) \(diagnostic.code)"
}

func parse(_ text: String, limits: JSONLimits = .standard) throws -> JSONNode {
    try JSONDocument.parse(SourceText(path: "test.json", text: text), limits: limits).root
}

func findings(in bytes: [UInt8], limits: JSONLimits = .standard) -> [Diagnostic] {
    do {
        _ = try JSONDocument.parse(SourceText(path: "test.json", bytes: bytes), limits: limits)
        return []
    } catch {
        return error.diagnostics
    }
}

func findings(in text: String, limits: JSONLimits = .standard) -> [Diagnostic] {
    findings(in: Array(text.utf8), limits: limits)
}

/// A small generator whose sequence depends on nothing but its seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

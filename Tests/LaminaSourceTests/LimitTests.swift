import Testing

@testable import LaminaSource

@Suite struct LimitTests {
    static let exceeded: [(String, JSONLimits, [String])] = [
        ("[1, 2]", JSONLimits(bytes: 5), ["file-too-large"]),
        ("[[1]]", JSONLimits(depth: 1), ["1:2 too-deep"]),
        ("[]", JSONLimits(depth: 0), ["1:1 too-deep"]),
        ("[1, 2]", JSONLimits(nodes: 2), ["1:5 too-many-values"]),
        ("1", JSONLimits(nodes: 0), ["1:1 too-many-values"]),
        ("[12345, 123456]", JSONLimits(numberLength: 5), ["1:9 number-too-long"]),
        ("[]", JSONLimits(bytes: -1), ["file-too-large"]),
    ]

    @Test(arguments: exceeded)
    func exceedingALimitHasItsCode(_ text: String, _ limits: JSONLimits, _ expected: [String]) {
        #expect(findings(in: text, limits: limits).map(mark) == expected)
    }

    @Test func theLimitItselfIsAllowed() {
        #expect(findings(in: "[[1]]", limits: JSONLimits(bytes: 5, depth: 2, nodes: 3, numberLength: 1)).isEmpty)
    }

    @Test func noCallerCanRaiseTheDepthBeyondTheStack() {
        let depth = JSONLimits.maximumDepth
        let limits = JSONLimits(bytes: .max, depth: .max, nodes: .max, numberLength: .max)
        let allowed = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(findings(in: allowed, limits: limits).isEmpty)
        let tooDeep = String(repeating: "[", count: 1_000_000)
        #expect(findings(in: tooDeep, limits: limits).map(mark) == ["1:1001 too-deep"])
    }

    @Test func manyKeysInOneObjectTakeLinearTime() throws {
        let members = (0..<20_000).map { "\"key\($0)\": \($0)" }.joined(separator: ",")
        let root = try parse("{\(members)}")
        #expect(root.count == 20_000 && root["key19999"]?.value.integer == 19_999)
    }
}

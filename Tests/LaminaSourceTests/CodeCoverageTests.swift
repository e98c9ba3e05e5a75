import Testing

@testable import LaminaSource

@Suite struct CodeCoverageTests {
    @Test func everyCodeIsProducedBySomeInput() throws {
        var produced: Set<String> = []
        for (text, _) in RejectionTests.texts { produced.formUnion(findings(in: text).map(\.code)) }
        for (bytes, _) in RejectionTests.bytes { produced.formUnion(findings(in: bytes).map(\.code)) }
        for (text, limits, _) in LimitTests.exceeded {
            produced.formUnion(findings(in: text, limits: limits).map(\.code))
        }
        for file in try SyntaxCorpus.files() { produced.formUnion(try SyntaxCorpus.findings(in: file).map(\.code)) }
        for (path, limit, _) in FileReadingTests.unreadable {
            do {
                _ = try SourceText.read(path: path, maximumBytes: limit)
            } catch {
                produced.insert(error.code)
            }
        }
        for (scanned, decoded, _) in AgreementTests.different {
            if let code = AgreementTests.code(scanned: scanned, decoded: decoded) { produced.insert(code) }
        }
        #expect(SourceCode.allCases.map(\.rawValue).filter { !produced.contains($0) } == [])
    }
}

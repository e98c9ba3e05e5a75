import Testing

@testable import LaminaSource

@Suite struct DiagnosticsTests {
    private func diagnostic(_ path: String, _ offset: Int?, severity: Diagnostic.Severity = .error) -> Diagnostic {
        let text = SourceText(path: path, text: "0123456789")
        let location = offset.map { text.location(SourceRange($0..<$0 + 1)) }
        return Diagnostic(TextFormatTests.SampleCode.fieldType, severity: severity, "m", at: location, path: path)
    }

    @Test func sortsAndDropsRepetitions() {
        var diagnostics = Diagnostics()
        #expect(!diagnostics.hasErrors && diagnostics.isEmpty)
        diagnostics.report(diagnostic("b", 1, severity: .warning))
        #expect(!diagnostics.hasErrors)
        diagnostics.report([diagnostic("a", 7), diagnostic("a", 3), diagnostic("a", 7), diagnostic("a", nil)])
        #expect(
            diagnostics.all.map(\.description) == [
                "a: error: m [field-type]", "a:1:4: error: m [field-type]", "a:1:8: error: m [field-type]",
                "b:1:2: warning: m [field-type]",
            ])
        #expect(diagnostics.errorCount == 3 && diagnostics.warningCount == 1 && diagnostics.hasErrors)
        let failure = #expect(throws: DiagnosticFailure.self) { try diagnostics.throwIfErrors() }
        #expect(failure?.diagnostics.count == 4)
    }
}

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("unts", "units"), ("Units", "units"), ("LTSM", "LSTM"), ("dense", "Dense"), ("kernal_size", "kernel_size"),
        ("Convd2", "Conv2D"), ("units", "units"),
    ])
    func findsTheTypo(_ word: String, _ expected: String) {
        let candidates = ["units", "Dense", "LSTM", "GRU", "kernel_size", "Conv1D", "Conv2D", "use_bias", "name"]
        #expect(Suggestion.closest(to: word, in: candidates) == expected)
        #expect(Suggestion.closest(to: word, in: candidates.reversed()) == expected)
    }

    @Test func staysSilentAboutStrangers() {
        #expect(Suggestion.closest(to: "banana", in: ["units", "Dense"]) == nil)
        #expect(Suggestion.closest(to: "x", in: ["y"]) == nil)
        #expect(Suggestion.closest(to: "", in: ["y", "ab"]) == nil)
        #expect(Suggestion.closest(to: "x", in: []) == nil)
        #expect(Suggestion.closest(to: String(repeating: "a", count: 1_000_000), in: ["a"]) == nil)
    }

    @Test func caseDecidesOnlyBetweenEquals() {
        #expect(Suggestion.closest(to: "relu", in: ["ReLU", "relu", "elu"]) == "relu")
        #expect(Suggestion.closest(to: "RELU", in: ["elu", "relu"]) == "relu")
        #expect(Suggestion.closest(to: "cat", in: ["car", "bat"]) == "bat")
    }

    @Test func distances() {
        func distance(_ first: String, _ second: String) -> Int { Suggestion.distance(Array(first), Array(second)) }
        #expect(distance("", "abc") == 3 && distance("abc", "") == 3 && distance("abc", "acb") == 1)
        #expect(distance("kitten", "sitting") == 3 && distance("ca", "abc") == 3)
    }
}

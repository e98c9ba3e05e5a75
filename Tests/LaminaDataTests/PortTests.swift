import LaminaData
import Testing

/// Several inputs and targets, by the names of the model's ports.
@Suite struct PortTests {
    static let csv = "a,b,m,c\n" + (0..<20).map { "\($0),\($0 * 10),\($0 % 4),\($0 < 6 ? "low" : "high")\n" }.joined()
    static let section = #"""
        {"source": {"type": "csv", "file": "data.csv"},
         "inputs": {"month": {"columns": ["m"], "normalize": false}, "past": {"columns": ["a", "b"], "window": {"length": 3}}},
         "targets": {"level": {"columns": ["c"], "classes": ["low", "high"]}, "next": {"columns": ["b"], "offset": 2, "change": true, "unit": "m"}},
         "split": {"test": 0.25}, "normalize": "min-max"}
        """#
    static let inputs = [ModelPort("past", [3, 2]), ModelPort("month", [1])]
    static let targets = [ModelPort("next", [1]), ModelPort("level", [1])]

    func arranged(_ json: String = section, csv: String = csv, inputs: [ModelPort] = inputs, targets: [ModelPort] = targets) throws -> Outcome {
        let folder = try TemporaryFolder()
        folder.write(csv, to: "data.csv")
        var outcome = Outcome()
        var diagnostics = Diagnostics()
        let path = "\(folder.path)/model.json"
        let root = try JSONDocument.parse(SourceText(path: path, text: json)).root
        outcome.section = DataSection(root, registry: standardRegistry, modelPath: path, diagnostics: &diagnostics)
        outcome.section?.check(inputs: inputs, targets: targets, diagnostics: &diagnostics)
        if !diagnostics.hasErrors {
            outcome.section?.arrange(inputs: inputs, targets: targets)
            do { outcome.data = try outcome.section?.load() } catch { diagnostics.report(error.diagnostics) }
        }
        outcome.diagnostics = diagnostics.all
        return outcome
    }

    /// An input without a window is the window's last row; the ports come in the model's order, not in the section's.
    @Test func windowsAndRowsEndTogether() throws {
        let outcome = try arranged()
        #expect(outcome.places == [])
        let data = try #require(outcome.data)
        #expect(data.training.count == 11 && data.training.inputPorts == [[3, 2], [1]] && data.training.targetPorts == [[1], [1]])
        let ports = data.training.ports(of: 1)
        #expect(ports.inputs[0].map { ($0 * 14).rounded() } == [1, 1, 2, 2, 3, 3])
        #expect(ports.inputs[1] == [3])
        #expect(ports.targets[1] == [0])
        #expect(data.truth(on: .training, 1, target: 0) == 50)
        #expect(data.forecast(0, on: .training, 1, target: 0) == 50)
        #expect(data.persistenceError(on: .training, target: 0) == 20)
        #expect(data.preprocessing.inputs.map(\.scalings.count) == [2, 0])
        #expect(data.preprocessing.targets.map(\.unit) == ["m", nil])
        #expect(data.preprocessing.targets[1].classNames == ["low", "high"])
        try data.validate(against: [nil, 2])
        #expect(throws: DiagnosticFailure.self) { try data.validate(against: [nil, 1]) }
    }

    @Test func preprocessingKeepsThePorts() throws {
        let data = try #require(try arranged().data)
        let text = data.preprocessing.json.serialized()
        let again = try Preprocessing(json: try JSONDocument.parse(SourceText(path: "p.json", text: text)).root)
        #expect(again == data.preprocessing)
        let prepared = try again.prepare(csv: SourceText(path: "raw.csv", text: "a,m,b\n0,0,0\n1,1,10\n2,2,20\n3,3,30\n"))
        #expect(prepared.examples.count == 2)
        #expect(prepared.examples.ports(of: 1).inputs == data.training.ports(of: 1).inputs)
        #expect(prepared.forecast(0, 1, target: 0) == 50)
        let section = try #require(try arranged().section)
        #expect(section.disagreement(with: again) == nil)
        let normalized = Self.section.replacing("\"normalize\": false", with: "\"normalize\": true")
        #expect(try #require(try arranged(normalized).section).disagreement(with: again)?.location?.position.line == 2)
        let windows = Self.section.replacing("\"length\": 3", with: "\"length\": 2")
        let other = try #require(try arranged(windows, inputs: [ModelPort("past", [2, 2]), Self.inputs[1]]).section)
        #expect(other.disagreement(with: again)?.location?.position.line == 2)
    }

    @Test func theShortSpellingIsTheSame() throws {
        let short = try #require(
            try load(csvSection(columns: #"["a"]"#, #""window": {"length": 2}, "normalize": "standard""#), csv: Self.csv).data)
        let long = try #require(
            try arranged(
                #"{"source": {"type": "csv", "file": "data.csv"}, "inputs": {"x": {"columns": ["a"], "window": {"length": 2}}}, "targets": {"y": {"columns": ["b"]}}, "normalize": "standard"}"#,
                inputs: [ModelPort("x", [2, 1])], targets: [ModelPort("y", [1])]).data)
        #expect(long.inputs(.training) == short.inputs(.training))
        #expect(long.targets(.training) == short.targets(.training))
    }

    @Test func sequencesBesideWhatHoldsForThemWhole() throws {
        let section = #"""
            {"source": {"type": "csv", "file": "data.csv"},
             "inputs": {"steps": {"columns": ["a"], "sequence": {"by": "k", "length": 3}}, "age": {"columns": ["g"]}},
             "target": {"columns": ["y"]}}
            """#
        let ports = [ModelPort("steps", [3, 1]), ModelPort("age", [1])]
        let target = [ModelPort("y", [1])]
        let data = try #require(try arranged(section, csv: "k,a,g,y\np,1,7,0\np,2,7,0\nq,3,8,1\n", inputs: ports, targets: target).data)
        #expect(data.training.ports(of: 0).inputs == [[0, 1, 2], [7]])
        #expect(data.training.ports(of: 1).inputs == [[0, 0, 3], [8]])
        let wrong = try arranged(section, csv: "k,a,g,y\np,1,7,0\np,2,6,0\nq,3,8,1\n", inputs: ports, targets: target)
        #expect(wrong.places == ["data.csv:3:1 data-sequence-value"])
    }

    @Test(arguments: [
        (#""month": {"columns""#, #""moth": {"columns""#, ["model.json:2:13 data-port-unknown"]),
        (#""month": {"columns": ["m"], "normalize": false}, "#, "", ["model.json:2:12 data-input-count"]),
        (#""level": {"columns""#, #""levels": {"columns""#, ["model.json:3:14 data-port-unknown"]),
        (#""length": 3"#, #""length": 4"#, ["model.json:2:104 data-input-shape"]),
        (#"["a", "b"]"#, #"["a"]"#, ["model.json:2:82 data-input-shape"]),
    ])
    func portsThatDoNotFit(_ old: String, _ new: String, _ places: [String]) throws {
        #expect(try arranged(Self.section.replacing(old, with: new)).places == places)
    }

    @Test(arguments: [
        (#""split": {"test": 0.25}"#, #""columns": ["a"]"#, "data-field-inapplicable"),
        (#""split": {"test": 0.25}"#, #""target": {"columns": ["a"]}"#, "data-field-inapplicable"),
        (#""split": {"test": 0.25}"#, #""weight": "a""#, "data-weight"),
        (#"["m"], "normalize": false"#, #"["m"], "window": {"length": 2, "stride": 2}"#, "data-field-inapplicable"),
        (#"["m"], "normalize": false"#, #"["m"], "sequence": {"by": "a", "length": 2}"#, "data-field-inapplicable"),
        (#"["m"], "normalize": false"#, #"[]"#, "data-field-needed"),
        (#"{"columns": ["m"], "normalize": false}"#, "3", "field-type"),
    ])
    func mistakes(_ old: String, _ new: String, _ code: String) throws {
        #expect(Set(try arranged(Self.section.replacing(old, with: new)).codes).subtracting(["data-target"]) == [code])
    }
}

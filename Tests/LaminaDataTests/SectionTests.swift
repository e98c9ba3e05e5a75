import LaminaData
import Testing

@Suite struct SectionTests {
    @Test func filesAreRelativeToTheModel() throws {
        let request = DataRequest(folder: "models/zoo")
        #expect(request.path(of: "../data/./a.csv") == "models/data/a.csv")
        #expect(request.path(of: "/data/a.csv") == "/data/a.csv")
        #expect(DataRequest(folder: "").path(of: "a.csv") == "a.csv")
        #expect(DataRequest(folder: "/").path(of: "a.csv") == "/a.csv")
        #expect(try load(csvSection().replacing("data.csv", with: "none/../data.csv"), csv: "a,b\n1,2\n").places == [])
    }

    @Test func unknownKeysAreReportedEverywhere() throws {
        let section = csvSection(
            source: ",\n\"sep\": 1", target: "{\n\"columns\": [\"b\"], \"ofset\": 1}", "\n\"window\": {\"length\": 1, \"step\": 1}, \"split\": {\"tests\": 0.1},\n\"shuffle\": 1")
        let outcome = try load(section, csv: "a,b\n1,2\n")
        #expect(outcome.section == nil)
        #expect(
            outcome.places == [
                "model.json:2:1 field-unknown", "model.json:3:19 field-unknown", "model.json:4:25 field-unknown",
                "model.json:4:47 field-unknown", "model.json:5:1 field-unknown",
            ])
    }

    @Test(arguments: [
        (csvSection(columns: "[]"), "data-field-needed"),
        (#"{"source": {"type": "csv", "file": "data.csv"}, "columns": ["a"]}"#, "data-field-needed"),
        (csvSection(columns: #"["a", "a"]"#), "data-column-duplicate"),
        (csvSection(#""scale": 2"#), "data-field-inapplicable"),
        (csvSection(#""split": {"validation": 0.5, "test": 0.5}"#), "data-split"),
        (csvSection(#""split": {"validation": 1}"#), "field-range"),
        (csvSection(#""split": {"seed": -1}"#), "field-range"),
        (csvSection(#""split": []"#), "field-type"),
        (csvSection(#""window": {"length": 0}"#), "field-range"),
        (csvSection(#""normalize": "standart""#), "field-choice"),
        (csvSection(target: #"{"columns": ["b"], "change": true}"#), "data-target"),
        (csvSection(target: #"{"columns": ["b"], "change": true, "offset": 0}"#, #""window": {"length": 2}"#), "data-target"),
        (csvSection(target: #"{"columns": ["b", "a"], "classes": ["x"]}"#), "data-target"),
        (#"{"source": {"type": "parquet"}}"#, "component-unknown"),
        (#"{"columns": []}"#, "field-missing"),
        ("[]", "field-type"),
        (#"{"source": {"type": "values", "inputs": [1], "targets": [1]}, "columns": ["a"]}"#, "data-field-inapplicable"),
        (#"{"source": {"type": "values", "inputs": [1], "targets": [1]}, "target": {"offset": 1}}"#, "data-field-inapplicable"),
        (#"{"source": {"type": "idx", "images": "i", "labels": "l"}, "normalize": "standard"}"#, "data-field-inapplicable"),
        (#"{"source": {"type": "idx", "images": "i", "inputs": "i", "labels": "l"}}"#, "data-field-inapplicable"),
        (#"{"source": {"type": "idx", "labels": "l"}}"#, "data-field-needed"),
        (#"{"source": {"type": "idx", "images": "i", "labels": "l", "test_labels": "l"}}"#, "data-field-needed"),
        (#"{"source": {"type": "idx", "images": "i", "labels": "l", "test_images": "i", "test_labels": "l"}, "split": {"test": 0.1}}"#, "data-split"),
    ])
    func mistakes(_ section: String, _ code: String) throws {
        let outcome = try load(section, csv: "a,b\n1,2\n")
        #expect(outcome.section == nil)
        #expect(outcome.codes == [code])
        #expect(outcome.diagnostics.allSatisfy { $0.location != nil })
    }

    @Test func shapesAreComparedBeforeAnyFileIsRead() throws {
        let section = #"{"source": {"type": "csv", "file": "data.csv"},\#n"columns": ["a", "b"], "target": {"columns": ["b"]},\#n"window": {"length": 24}}"#
        func places(_ inputs: [[Int?]], _ target: [Int]?) throws -> [String] {
            try load(section, csv: WindowTests.rows(40), inputs: inputs, target: target).places
        }
        #expect(try places([[24, 2]], [1]) == [])
        #expect(try places([[nil, 2]], [1]) == [])
        #expect(try places([[48]], []) == [])
        #expect(try places([[24, 3]], [1]) == ["model.json:2:12 data-input-shape"])
        #expect(try places([[12, 2]], nil) == ["model.json:3:11 data-input-shape"])
        #expect(try places([[12, 3]], nil) == ["model.json:2:12 data-input-shape", "model.json:3:11 data-input-shape"])
        #expect(try places([[2]], nil) == ["model.json:3:11 data-input-shape"])
        #expect(try places([[24, 2], [1]], nil) == ["model.json:1:12 data-input-count"])
        #expect(try places([[24, 2]], [2]) == ["model.json:2:34 data-target-shape"])
    }

    @Test func theFieldsAreDescribed() {
        #expect(
            DataSection.fieldDescriptions(registry: standardRegistry).map(\.key)
                == [
                    "source", "columns", "window", "sequence", "text", "inputs", "derive", "target", "targets", "weight", "split", "normalize", "scale",
                ])
        let groups = DataSection.groups(registry: standardRegistry)
        #expect(groups.map(\.key) == ["window", "sequence", "text", "inputs", "target", "targets", "split"])
        #expect(groups[0].fields.map(\.key) == ["length", "stride", "sampling_rate"])
        #expect(groups[3].isNamed && groups[3].groups.map(\.key) == ["window", "sequence", "text"])
        #expect(groups[3].fields.map(\.key) == ["columns", "window", "sequence", "text", "normalize"])
        #expect(DataSection.fieldDescriptions(registry: standardRegistry).first { $0.key == "normalize" }?.defaultValue == "none")
        for type in DataPack().components {
            var fields = Fields(describing: type.typeName, registry: standardRegistry)
            _ = type.init(from: &fields)
            #expect(!fields.hasErrors && !fields.descriptions.isEmpty)
        }
    }
}

import LaminaData
import Testing

/// Every code of the room can be produced, by the shortest data that do.
@Suite struct CodeTests {
    static let values = #"{"source": {"type": "values", "inputs": [[1], [2]], "targets": [0, 1]}}"#

    /// What produces a code. A code that is missing here fails the test.
    static func outcome(_ code: DataCode) throws -> Outcome {
        func csv(_ text: String, _ section: String = csvSection()) throws -> Outcome { try load(section, csv: text) }
        func values(_ inputs: String, _ targets: String = "[0]") throws -> Outcome {
            try load(#"{"source": {"type": "values", "inputs": \#(inputs), "targets": \#(targets)}}"#)
        }
        func images(_ images: [UInt8], labels: [UInt8] = IDXTests.labels) throws -> Outcome {
            try load(IDXTests.section, files: ["images.idx": images, "labels.idx": labels])
        }
        func npy(_ bytes: [UInt8]) throws -> Outcome {
            try load(#"{"source": {"type": "npy", "inputs": "images.idx", "targets": "\#(NPYTests.folder)/y.npy"}}"#, files: ["images.idx": bytes])
        }
        switch code {
        case .fieldNeeded: return try csv("a,b\n1,2\n", csvSection(columns: "[]"))
        case .fieldInapplicable: return try csv("a,b\n1,2\n", csvSection(#""scale": 2"#))
        case .columnUnknown: return try csv("a,c\n1,2\n")
        case .columnDuplicate: return try csv("a,b\n1,2\n", csvSection(columns: #"["a", "a"]"#))
        case .target: return try csv("a,b\n1,2\n", csvSection(target: #"{"columns": ["b"], "change": true}"#))
        case .split: return try csv("a,b\n1,2\n", csvSection(#""split": {"validation": 0.6, "test": 0.6}"#))
        case .splitOverlap:
            return try csv(WindowTests.rows(20), csvSection(#""window": {"length": 3}, "split": {"test": 0.5, "order": "shuffled"}"#))
        case .inputCount: return try load(Self.values, inputs: [[1], [1]])
        case .targetCount:
            var diagnostics = Diagnostics()
            let section = try load(Self.values).section
            section?.check(inputs: [ModelPort("x", [1])], targets: [ModelPort("a", [1]), ModelPort("b", [1])], diagnostics: &diagnostics)
            return Outcome(diagnostics: diagnostics.all)
        case .portUnknown: return try load(PortTests.section, csv: PortTests.csv, inputs: [[1], [1]])
        case .sequenceApart: return try csv("a,b\n1,1\n1,2\n1,1\n", csvSection(#""sequence": {"by": "b", "length": 2}"#))
        case .sequenceValue: return try csv("a,b,k\n1,1,x\n1,2,x\n", csvSection(#""sequence": {"by": "k", "length": 2}"#))
        case .inputShape: return try load(Self.values, inputs: [[2]])
        case .targetShape: return try load(Self.values, inputs: [[1]], target: [2])
        case .textUnknown:
            let section = #"{"source": {"type": "stray"}, "columns": ["a"], "sequence": {"by": "k", "length": 2}, "target": {"columns": ["a"]}}"#
            return try load(section, registry: vastRegistry)
        case .tooFewRows: return try csv("a,b\n")
        case .tooLarge:
            let columns = (0..<16_384).map { "\"\($0)\"" }.joined(separator: ", ")
            return try load(#"{"source": {"type": "vast"}, "columns": [\#(columns)], "target": {"columns": ["0"]}}"#, registry: vastRegistry)
        case .weight: return try csv("a,b\n-1,2\n", csvSection(#""weight": "a""#))
        case .labelRange: return try load(Self.values, classes: 1)
        case .notFinite: return try csv("a,b\n1,2\n1,2\n3e38,2\n", csvSection(#""normalize": "standard", "split": {"test": 0.34}"#))
        case .csvHeader: return try csv("")
        case .csvHeaderDuplicate: return try csv("a,a\n")
        case .csvColumns: return try csv(String(repeating: ",", count: 20_000))
        case .csvEncoding: return try load(csvSection(), files: ["data.csv": [0x61, 0xFF, 0x0A]])
        case .csvQuote: return try csv("a,\"b\n")
        case .csvRagged: return try csv("a,b\n1\n")
        case .csvNumber: return try csv("a,b\n1,x\n")
        case .csvTime:
            return try csv("a,b\n1,x\n", csvSection(#""derive": [{"name": "c", "type": "cos", "column": "b", "period": "year"}]"#))
        case .csvLabel: return try csv("a,b\n1,x\n", csvSection(target: #"{"columns": ["b"], "classes": ["y"]}"#))
        case .csvMissing: return try csv("a,b\n1,\n")
        case .idxMagic: return try images([1, 2, 3, 4])
        case .idxType: return try images([0, 0, 1, 1])
        case .idxDimensions: return try images([0, 0, 8, 0])
        case .idxTruncated: return try images([0, 0, 8])
        case .idxSize: return try images(IDXTests.images + [1])
        case .idxCount: return try images(idx(0x08, [2], [1, 2]))
        case .idxLabels: return try images(IDXTests.images, labels: IDXTests.images)
        case .idxValue: return try images(idx(0x0D, [1], [0x7F, 0x80, 0, 0]), labels: idx(0x08, [1], [0]))
        case .npyMagic: return try load(NPYTests.section(x: "stored.npz"))
        case .npyHeader: return try npy(Array(NPYTests.bytes("y.npy").prefix(20)))
        case .npyType: return try load(NPYTests.section(x: "x-half.npy"))
        case .npyOrder: return try load(NPYTests.section(x: "x-fortran.npy"))
        case .npyShape: return try load(NPYTests.section(x: "scalar.npy"))
        case .npySize: return try npy(NPYTests.bytes("y.npy") + [0])
        case .npyCount:
            let section = #"{"source": {"type": "npy", "inputs": "images.idx", "targets": "\#(NPYTests.folder)/y.npy"}}"#
            let three = try NPYTests.bytes("z.npy").dropLast(4)
            let text = String(decoding: three[10..<128], as: UTF8.self).replacing("(4,)", with: "(3,)")
            return try load(section, files: ["images.idx": Array(three[..<10]) + Array(text.utf8) + three[128...]])
        case .npyValue: return try npy(NPYTests.bytes("z.npy").dropLast(4) + [0, 0, 0xC0, 0x7F])
        case .zip: return try load(#"{"source": {"type": "npy", "archive": "images.idx", "inputs": "x", "targets": "y"}}"#, files: ["images.idx": [1]])
        case .zipMember: return try load(#"{"source": {"type": "npy", "archive": "\#(NPYTests.folder)/stored.npz", "inputs": "z", "targets": "y"}}"#)
        case .compressed: return try load(csvSection(), files: ["data.csv": [0x1F, 0x8B, 8]])
        case .compressedSize:
            let zeros = try NPYTests.bytes("zeros.gz")
            return try load(csvSection(), files: ["data.csv": [UInt8]((0..<65).map { _ in zeros }.joined())])
        case .textEncoding: return try load(TextSourceTests.section(), files: ["data.csv": [0x61, 0x20, 0xFF]])
        case .valuesNumber: return try values(#"["x"]"#)
        case .valuesRagged: return try values("[[1], [1, 2]]")
        case .valuesEmpty: return try values("[]")
        case .valuesCount: return try values("[1]", "[1, 2]")
        case .preprocessing:
            return preprocessing("[]")
        }
    }

    static func preprocessing(_ text: String) -> Outcome {
        do {
            _ = try Preprocessing(json: JSONDocument.parse(SourceText(path: "p.json", text: text)).root)
            return Outcome()
        } catch {
            return Outcome(diagnostics: error.diagnostics)
        }
    }

    @Test(arguments: DataCode.allCases)
    func isProduced(_ code: DataCode) throws {
        let outcome = try Self.outcome(code)
        #expect(outcome.codes.contains(code.rawValue))
        #expect(outcome.diagnostics.allSatisfy { $0.path != nil })
    }
}

@Suite struct StrayTextTests {
    @Test func keysThatAreNoTextsAreReported() throws {
        #expect(try CodeTests.outcome(.textUnknown).codes == ["csv-missing"] + Array(repeating: "data-text-unknown", count: 4))
    }

    @Test func columnsThatAreNoTextsAreReported() throws {
        let section = #"{"source": {"type": "stray"}, "columns": ["t"], "text": {"output_sequence_length": 2}, "target": {"columns": ["a"]}}"#
        #expect(try load(section, registry: vastRegistry).codes == ["data-text-unknown"])
    }
}

/// A stranger's source, whose table is too large to be held: its registry shows that the section knows no source by name.
struct VastSource: DataSource {
    static let typeName = "vast"
    static let summary = "More rows than fit."
    static let form = DataForm.table

    init(from fields: inout Fields) {}

    func read(_ request: DataRequest) throws(DiagnosticFailure) -> RawData {
        let rows = [Double](repeating: 1, count: 1 << 12)
        return .table(Table(rowCount: rows.count, values: request.columns.map { _ in rows }))
    }
}

/// A stranger's source whose keys are no texts.
struct StraySource: DataSource {
    static let typeName = "stray"
    static let summary = "Numbers for texts that are not there."
    static let form = DataForm.table
    static let keys: [Double] = [0, .nan, 7, -1, 0.5, .infinity]

    init(from fields: inout Fields) {}

    func read(_ request: DataRequest) throws(DiagnosticFailure) -> RawData {
        let rows = request.columns.map { column in
            if case .text = column.content { Self.keys } else { Self.keys.map { _ in 1.0 } }
        }
        return .table(Table(rowCount: Self.keys.count, values: rows, texts: ["key"]))
    }
}

struct VastPack: Pack {
    let name = "vast"
    let components: [any Component.Type] = [VastSource.self, StraySource.self]
}

let vastRegistry = try! Registry([DataPack(), VastPack()])

import LaminaData
import Testing

/// Arrays that the real NumPy saved, and lies.
@Suite struct NPYTests {
    static let folder = "\(root)/Tests/Golden/data/arrays"

    static func section(x: String, y: String = "y.npy", _ more: String = "") -> String {
        #"{"source": {"type": "npy", "inputs": "\#(folder)/\#(x)", "targets": "\#(folder)/\#(y)"}\#(more.isEmpty ? "" : ", " + more)}"#
    }

    static func bytes(_ name: String) throws -> [UInt8] { try SourceText.read(path: "\(folder)/\(name)").bytes }

    /// The data of a model's own file, written as `images.idx`.
    static func places(_ bytes: [UInt8]) throws -> [String] {
        let section = #"{"source": {"type": "npy", "inputs": "images.idx", "targets": "\#(folder)/y.npy"}}"#
        return try load(section, files: ["images.idx": bytes]).places
    }

    static let expected = (0..<4).map { example in (0..<6).map { Float(6 * example + $0 - 5) } }

    @Test(arguments: [
        "little-f4", "big-f4", "little-f8", "big-f8", "byte-i1", "little-i2", "big-i2", "little-i4", "little-i8", "big-i8", "version-2", "version-3",
    ])
    func signedNumbers(_ name: String) throws {
        let data = try #require(try load(Self.section(x: "x-\(name).npy"), inputs: [[2, 3]], target: [1], classes: 3).data)
        #expect(data.training.inputSizes == [2, 3])
        #expect(data.inputs(.training) == Self.expected)
        #expect(data.targets(.training) == [[0], [1], [2], [0]])
    }

    @Test(arguments: ["byte-u1", "little-u2", "little-u4", "little-u8", "big-u8"])
    func unsignedNumbers(_ name: String) throws {
        let data = try #require(try load(Self.section(x: "x-\(name).npy", "\"scale\": 2"), inputs: [[2, 3]]).data)
        #expect(data.inputs(.training) == Self.expected.map { $0.map { 2 * ($0 + 5) } })
    }

    @Test func membersOfArchives() throws {
        for archive in ["stored", "deflated"] {
            let section = #"{"source": {"type": "npy", "archive": "\#(Self.folder)/\#(archive).npz", "inputs": "x", "targets": "y.npy"}}"#
            let data = try #require(try load(section).data)
            #expect(data.inputs(.training) == Self.expected)
            let wrong = try load(section.replacing("\"y.npy\"", with: "\"z\""))
            #expect(wrong.places == ["\(archive).npz zip-member"])
            #expect(wrong.diagnostics[0].notes.count == 2)
        }
    }

    /// Statistics in one walk over the file are those of each column; class numbers stay.
    @Test func numbersAreNormalised() throws {
        for kind in ["standard", "min-max"] {
            let section = Self.section(x: "x-little-i8.npy", #""normalize": "\#(kind)", "split": {"test": 0.25}"#)
            let data = try #require(try load(section).data)
            let inline = Self.expected.map { example in "[[\(example[0]),\(example[1]),\(example[2])],[\(example[3]),\(example[4]),\(example[5])]]" }
            let same = try #require(
                try load(
                    #"{"source": {"type": "values", "inputs": [\#(inline.joined(separator: ","))], "targets": [0,1,2,0]}, "target": {"normalize": false}, "normalize": "\#(kind)", "split": {"test": 0.25}}"#
                ).data)
            #expect(data.preprocessing.inputScalings == same.preprocessing.inputScalings && data.preprocessing.inputScalings.count == 3)
            #expect(data.inputs(.training) == same.inputs(.training) && data.inputs(.test) == same.inputs(.test))
            #expect(data.targets(.training) == [[0], [1], [2]])
        }
    }

    @Test func portsByName() throws {
        let source = #""type": "npy", "inputs": {"late": "\#(Self.folder)/z.npy", "image": "\#(Self.folder)/x-little-f4.npy"}, "targets": {"digit": "\#(Self.folder)/y.npy"}"#
        let (inputs, targets) = ([ModelPort("image", [2, 3]), ModelPort("late", [1])], [ModelPort("digit", [1])])
        let data = try #require(try PortTests().arranged("{\"source\": {\(source)}}", inputs: inputs, targets: targets).data)
        #expect(data.training.inputPorts == [[2, 3], [1]])
        #expect(data.training.ports(of: 2).inputs == [Self.expected[2], [2]])
        #expect(data.preprocessing.inputs.map(\.port) == ["image", "late"])
        let several = source.replacing(#""digit": "#, with: #""again": "\#(Self.folder)/y.npy", "digit": "#)
        let both = try PortTests().arranged("{\"source\": {\(several)}}", inputs: inputs, targets: [ModelPort("again", [1])] + targets)
        let trained = try #require(both.data).preprocessing
        #expect(trained.targets.count == 2 && both.section?.disagreement(with: trained) == nil)
        let wrong = try PortTests().arranged("{\"source\": {\(source)}}", inputs: [inputs[0]], targets: targets)
        #expect(wrong.codes == ["data-port-unknown"])
        let named = "{\"source\": {\(source)}, \"targets\": {\"digit\": {\"classes\": [\"a\", \"b\", \"c\"], \"unit\": \"x\"}}}"
        #expect(try PortTests().arranged(named, inputs: inputs, targets: targets).data?.preprocessing.target.classNames == ["a", "b", "c"])
    }

    @Test func aTestPartOfItsOwn() throws {
        let section = #"""
            {"source": {"type": "npy", "inputs": "\#(Self.folder)/x-little-f4.npy", "targets": "\#(Self.folder)/y.npy",
             "test_inputs": "\#(Self.folder)/x-byte-u1.npy", "test_targets": "\#(Self.folder)/y.npy"}, "split": {"validation": 0.25}}
            """#
        let data = try #require(try load(section).data)
        #expect((data.training.count, data.validation?.count, data.test?.count) == (3, 1, 4))
        #expect(data.inputs(.test)[0] == [0, 1, 2, 3, 4, 5])
        let other = section.replacing("x-byte-u1", with: "z")
        #expect(try load(other).codes == ["npy-count"])
    }

    @Test(arguments: [
        ("x-fortran.npy", "y.npy", "npy-order"), ("x-half.npy", "y.npy", "npy-type"), ("scalar.npy", "y.npy", "npy-shape"),
        ("stored.npz", "y.npy", "npy-magic"), ("table.csv.gz", "y.npy", "npy-magic"), ("none.npy", "y.npy", "file-missing"),
        ("x-little-f4.npy", "scalar.npy", "npy-shape"),
    ])
    func filesThatAreNone(_ x: String, _ y: String, _ code: String) throws {
        #expect(try load(Self.section(x: x, y: y)).codes == [code])
    }

    @Test func headersThatLie() throws {
        let right = try Self.bytes("x-little-f4.npy")
        #expect(try Self.places(right) == [])
        for count in 0..<right.count {
            let code = count < 10 ? "npy-magic" : count < 128 ? "npy-header" : "npy-size"
            #expect(try Self.places(Array(right.prefix(count))) == ["images.idx \(code)"])
        }
        #expect(try Self.places(right + [0]) == ["images.idx npy-size"])
        func changed(_ old: String, _ new: String) -> [UInt8] {
            let header = String(decoding: right[10..<128], as: UTF8.self)
            let text = header.replacing(old, with: new)
            return Array(right[..<8]) + [UInt8(text.utf8.count & 255), UInt8(text.utf8.count >> 8)] + Array(text.utf8) + right[128...]
        }
        for (old, new, code) in [
            ("(4, 2, 3)", "(4, 2, 4)", "npy-size"), ("(4, 2, 3)", "(4611686018427387904, 4611686018427387904)", "npy-size"),
            ("(4, 2, 3)", "(4, 0)", "npy-shape"), ("(4, 2, 3)", "(-4,)", "npy-header"), ("(4, 2, 3)", "(99999999999999999999,)", "npy-header"),
            ("'<f4'", "'<c8'", "npy-type"), ("'<f4'", "'<f400000000000'", "npy-type"), ("'<f4'", "''", "npy-type"), ("'<f4'", "'<f+4'", "npy-type"), ("'<f4'", "'<f04'", "npy-type"), ("'<f4'", "[('a', '<f4')]", "npy-header"),
            ("False", "Maybe", "npy-header"), ("'shape'", "'size'", "npy-header"), ("}", "", "npy-header"), ("}", "} + {", "npy-header"),
        ] {
            #expect(try Self.places(changed(old, new)) == ["images.idx \(code)"], "\(new)")
        }
        var length = right
        length[8] = 0xFF
        length[9] = 0xFF
        #expect(try Self.places(length) == ["images.idx npy-header"])
        var infinite = right
        infinite[128..<132] = [0, 0, 0x80, 0x7F]
        #expect(try Self.places(infinite) == ["images.idx npy-value"])
    }

    @Test func archivesThatLie() throws {
        let section = #"{"source": {"type": "npy", "archive": "images.idx", "inputs": "x", "targets": "y"}}"#
        for name in ["stored", "deflated"] {
            let right = try Self.bytes("\(name).npz")
            #expect(try load(section, files: ["images.idx": right]).places == [])
            for count in stride(from: 0, to: right.count, by: 7) {
                #expect(try load(section, files: ["images.idx": Array(right.prefix(count))]).codes == ["zip-invalid"])
            }
            for place in right.indices {
                var wrong = right
                wrong[place] ^= 0x41
                let outcome = try load(section, files: ["images.idx": wrong])
                if let data = outcome.data { #expect(data.inputs(.training) == Self.expected, "byte \(place)") }
            }
        }
    }

    @Test(arguments: [
        (#"{"source": {"type": "npy", "inputs": "x"}}"#, "field-missing"),
        (#"{"source": {"type": "npy", "inputs": 3, "targets": "y"}}"#, "field-type"),
        (#"{"source": {"type": "npy", "inputs": {}, "targets": "y"}}"#, "field-type"),
        (#"{"source": {"type": "npy", "inputs": {"a": 1}, "targets": "y"}}"#, "field-type"),
        (#"{"source": {"type": "npy", "inputs": "x", "targets": "y", "test_inputs": "x"}}"#, "data-field-needed"),
        (#"{"source": {"type": "npy", "inputs": "x", "targets": "y", "test_inputs": {"a": "x"}, "test_targets": "y"}}"#, "data-field-needed"),
    ])
    func mistakesInTheSection(_ section: String, _ code: String) throws {
        #expect(try load(section).codes == [code])
    }
}

/// Files that gzip packed.
@Suite struct GzipTests {
    private static let folder = NPYTests.folder

    @Test func packedFilesAreReadAsTheyAre() throws {
        let images = #"{"source": {"type": "idx", "images": "\#(Self.folder)/images.idx.gz", "labels": "\#(Self.folder)/labels.idx.gz"}, "scale": 0.5}"#
        let data = try #require(try load(images, classes: 3).data)
        #expect(data.inputs(.training) == [[0, 0.5, 1, 1.5], [2, 2.5, 3, 3.5], [4, 4.5, 5, 5.5]])
        #expect(data.targets(.training) == [[2], [0], [1]])
        let table = #"{"source": {"type": "csv", "file": "\#(Self.folder)/table.csv.gz"}, "columns": ["a"], "target": {"columns": ["b"]}}"#
        #expect(try load(table).data?.targets(.training) == [[2], [4]])
        #expect(try load(NPYTests.section(x: "x.npy.gz")).data?.inputs(.training) == NPYTests.expected)
    }

    @Test func damagedFilesAreRefused() throws {
        let right = try NPYTests.bytes("table.csv.gz")
        func codes(_ bytes: [UInt8]) throws -> [String] { try load(csvSection(), files: ["data.csv": bytes]).codes }
        #expect(try codes(right) == [])
        #expect(try codes(right + [0, 0, 0]) == [])
        #expect(try codes(right + [1]) == ["compressed-invalid"])
        for count in 2..<right.count { #expect(try codes(Array(right.prefix(count))) == ["compressed-invalid"], "\(count) bytes") }
        for place in 10..<right.count {
            var wrong = right
            wrong[place] ^= 0x10
            let outcome = try load(csvSection(), files: ["data.csv": wrong])
            // A few bits between two parts of the format mean nothing.
            #expect(outcome.codes == ["compressed-invalid"] || outcome.data?.inputs(.training) == [[1], [3]], "byte \(place)")
        }
        #expect(try load(csvSection(), files: ["data.csv": right + right]).diagnostics.first?.code == "csv-number")
    }

    /// A part takes time even where it holds nothing.
    @Test func partsAreCounted() throws {
        let empty: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        let right = try NPYTests.bytes("table.csv.gz")
        let parts = [UInt8]((0..<maximumGzipMembers).map { _ in empty }.joined())
        #expect(try load(csvSection(), files: ["data.csv": Array(parts.dropLast(empty.count)) + right]).places == [])
        #expect(try load(csvSection(), files: ["data.csv": parts + right]).places == ["data.csv compressed-too-large"])
    }

    /// A kilobyte stands for a megabyte: what it becomes is bounded.
    @Test func aBombIsRefused() throws {
        let zeros = try NPYTests.bytes("zeros.gz")
        let bomb = [UInt8]((0..<65).map { _ in zeros }.joined())
        #expect(bomb.count < 1 << 17)
        #expect(try load(csvSection(), files: ["data.csv": bomb]).places == ["data.csv compressed-too-large"])
    }
}

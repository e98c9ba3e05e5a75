import LaminaData
import Testing

@Suite struct IDXTests {
    static let section = #"{"source": {"type": "idx", "images": "images.idx", "labels": "labels.idx"}, "scale": 0.5}"#
    static let images = idx(0x08, [3, 2, 2], Array(0..<12))
    static let labels = idx(0x08, [3], [2, 0, 1])

    static func places(images: [UInt8] = images, labels: [UInt8] = labels) throws -> [String] {
        try load(section, files: ["images.idx": images, "labels.idx": labels]).places
    }

    @Test func readsAndScales() throws {
        let outcome = try load(
            Self.section, files: ["images.idx": Self.images, "labels.idx": Self.labels], inputs: [[2, 2, 1]], target: [1], classes: 3)
        #expect(outcome.places == [])
        #expect(outcome.data?.inputs(.training) == [[0, 0.5, 1, 1.5], [2, 2.5, 3, 3.5], [4, 4.5, 5, 5.5]])
        #expect(outcome.data?.targets(.training) == [[2], [0], [1]])
        #expect(outcome.data?.preprocessing.scale == 0.5)
    }

    @Test func everyType() throws {
        let values: [(UInt8, [UInt8], Float)] = [
            (0x09, [0xFF], -0.5), (0x0B, [0xFF, 0xFE], -1), (0x0C, [0, 0, 1, 0], 128), (0x0D, [0x3F, 0xC0, 0, 0], 0.75),
            (0x0E, [0xC0, 0x04, 0, 0, 0, 0, 0, 0], -1.25),
        ]
        for (type, bytes, expected) in values {
            let data = try load(Self.section, files: ["images.idx": idx(type, [1], bytes), "labels.idx": idx(0x08, [1], [0])]).data
            #expect(data?.inputs(.training) == [[expected]])
        }
    }

    @Test func aTestSetOfItsOwn() throws {
        let section = #"{"source": {"type": "idx", "inputs": "images.idx", "labels": "labels.idx", "test_inputs": "test-images.idx", "test_labels": "test-labels.idx"}, "split": {"validation": 0.34}}"#
        let files = [
            "images.idx": Self.images, "labels.idx": Self.labels, "test-images.idx": idx(0x08, [1, 2, 2], [1, 2, 3, 4]),
            "test-labels.idx": idx(0x08, [1], [1]),
        ]
        let data = try #require(try load(section, files: files).data)
        #expect((data.training.count, data.validation?.count, data.test?.count) == (1, 2, 1))
        #expect(data.inputs(.test) == [[1, 2, 3, 4]])
        let other = files.merging(["test-images.idx": idx(0x08, [1, 4], [1, 2, 3, 4])]) { $1 }
        #expect(try load(section, files: other).codes == ["idx-count"])
    }

    @Test func truncatedAnywhere() throws {
        for count in 0..<Self.images.count {
            let code = count < 16 ? "idx-truncated" : "idx-size"
            #expect(try Self.places(images: Array(Self.images.prefix(count))) == ["images.idx \(code)"])
        }
        for count in 0..<Self.labels.count {
            let code = count < 8 ? "idx-truncated" : "idx-size"
            #expect(try Self.places(labels: Array(Self.labels.prefix(count))) == ["labels.idx \(code)"])
        }
    }

    @Test func liesAreFoundOut() throws {
        #expect(try Self.places(images: Self.images + [0]) == ["images.idx idx-size"])
        #expect(try Self.places(images: idx(0x08, [3, 0, 2], [])) == ["images.idx idx-dimensions"])
        #expect(try Self.places(images: idx(0x08, [], [])) == ["images.idx idx-dimensions"])
        #expect(try Self.places(images: idx(0x0E, [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [])) == ["images.idx idx-dimensions"])
        #expect(try Self.places(images: idx(0x08, Array(repeating: 0x10000, count: 255), [])) == ["images.idx idx-dimensions"])
        #expect(try Self.places(images: idx(0x08, [0x7FFF_FFFF], [])) == ["images.idx idx-size"])
        #expect(try Self.places(images: idx(0x0A, [3], [0, 0, 0])) == ["images.idx idx-type"])
        #expect(try Self.places(images: [0x1F, 0x8B, 8, 0, 0, 0]) == ["images.idx compressed-invalid"])
        #expect(try Self.places(images: [0x50, 0x4B, 3, 4]) == ["images.idx idx-magic"])
        #expect(try Self.places(images: idx(0x0D, [3], [0, 0, 0, 0, 0x7F, 0xC0, 0, 0, 0, 0, 0, 0])) == ["images.idx idx-value"])
        #expect(try Self.places(labels: idx(0x08, [2], [0, 1])) == ["labels.idx idx-count"])
        #expect(try Self.places(labels: idx(0x08, [3, 1], [0, 1, 2])) == ["labels.idx idx-labels"])
        #expect(try Self.places(labels: idx(0x0D, [3], Array(repeating: 0, count: 12))) == ["labels.idx idx-labels"])
    }

    @Test func labelsOutOfRangeAreNamedByRecord() throws {
        let outcome = try load(Self.section, files: ["images.idx": Self.images, "labels.idx": Self.labels], classes: 2)
        #expect(outcome.diagnostics.map(\.message) == ["record 1: the label must be a class number from 0 to 1, found 2"])
        let named = Self.section.dropLast() + #", "target": {"classes": ["x", "y"]}}"#
        #expect(try load(String(named), files: ["images.idx": Self.images, "labels.idx": Self.labels]).places == ["labels.idx data-label-range"])
    }

    @Test func sizesAreComparedOnceTheFilesAreRead() throws {
        let outcome = try load(Self.section, files: ["images.idx": Self.images, "labels.idx": Self.labels], inputs: [[9]], target: [1])
        let (data, section) = (try #require(outcome.data), try #require(outcome.section))
        func codes(_ inputs: [[Int?]], _ target: [Int]?) -> [String] {
            var diagnostics = Diagnostics()
            section.check(
                data, inputs: inputs.map { ModelPort("image", Shape(data: $0)) }, targets: target.map { [ModelPort("digit", Shape($0))] } ?? [],
                diagnostics: &diagnostics)
            return diagnostics.all.map(\.code)
        }
        #expect(codes([[4]], []) == [])
        #expect(codes([[nil, 2]], [1]) == [])
        #expect(codes([[9]], [1]) == ["data-input-shape"])
        #expect(codes([[4]], [10]) == ["data-target-shape"])
        #expect(codes([[4], [4]], nil) == ["data-input-count"])
    }

    @Test func theDigits() throws {
        let section = #"""
            {"source": {"type": "idx", "images": "data/digits-8x8-images.idx3-ubyte", "labels": "data/digits-8x8-labels.idx1-ubyte"},
             "scale": 0.0625, "split": {"validation": 0.2, "order": "shuffled"}}
            """#
        let outcome = try load(section, modelPath: "\(root)/models/digits.json", inputs: [[8, 8, 1]], target: [1], classes: 10)
        #expect(outcome.places == [])
        let data = try #require(outcome.data)
        #expect(data.training.count + (data.validation?.count ?? 0) == 1_797)
        #expect(data.inputs(.training).allSatisfy { $0.allSatisfy { 0...1 ~= $0 } })
    }
}

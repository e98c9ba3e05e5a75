import LaminaData
import Testing

/// Whatever stands in a file: diagnostics or data, never a crash, and never a number that is not finite.
@Suite struct MutationTests {
    static let seedCount: UInt64 = 150

    @Test func ofACSVFile() throws {
        let csv = Array("time,a,b,c\n".utf8) + (0..<12).flatMap { Array("2013-01-01T\($0 + 10),\($0)5.25,\"1e\($0)\",yes\r\n".utf8) }
        let alphabet = Array(",\"\r\n0123456789.eE+-nanT:Z \u{FF}".utf8) + [0, 0xFF]
        for policy in ["error", "drop", "interpolate", "zero"] {
            let section = csvSection(
                source: #", "missing": "\#(policy)""#, columns: #"["a", "day"]"#, target: #"{"columns": ["b"], "offset": 1, "change": true}"#,
                #""derive": [{"name": "day", "type": "sin", "column": "time", "period": "year"}], "window": {"length": 3}, "normalize": "standard", "split": {"test": 0.4}"#)
            for seed in 0..<Self.seedCount {
                check(try load(section, files: ["data.csv": mutate(csv, seed: seed, alphabet: alphabet)]))
            }
        }
    }

    @Test func ofSequences() throws {
        let csv = Array("key,a,y\n".utf8) + (0..<12).flatMap { Array("s\($0 / 3),\($0).5,\($0 / 6)\n".utf8) }
        let alphabet = Array(",\"\n0123456789.s\u{FF}".utf8)
        for policy in ["error", "drop", "interpolate"] {
            let section = csvSection(
                source: #", "missing": "\#(policy)""#, columns: #"["step"]"#, target: #"{"columns": ["y"], "normalize": false}"#,
                #""derive": [{"name": "step", "type": "difference", "column": "a"}], "sequence": {"by": "key", "length": 2}, "normalize": "standard", "split": {"test": 0.3}"#)
            for seed in 0..<Self.seedCount {
                check(try load(section, files: ["data.csv": mutate(csv, seed: seed, alphabet: alphabet)]))
            }
        }
    }

    @Test func ofTexts() throws {
        let text = Array("The cat, the dog\nand Élan 🙂 of\r\nthe cat\n".utf8)
        let alphabet = Array("ab .\n\r\t\"é".utf8) + [0, 0x80, 0xC3, 0xFF]
        for seed in 0..<Self.seedCount {
            let bytes = mutate(text, seed: seed, alphabet: alphabet)
            for more in ["", #""text": {"split": "character"}"#] {
                check(try load(TextSourceTests.section(#", "across_lines": false"#, more), files: ["data.csv": bytes]))
            }
            let tsv = Array("y\tt\n0\t".utf8) + bytes
            for quotes in [true, false] {
                let section = csvSection(
                    source: #", "delimiter": "\t", "quotes": \#(quotes)"#, columns: #"["t"]"#, target: #"{"columns": ["y"]}"#,
                    #""text": {"output_sequence_length": 3}"#)
                check(try load(section, files: ["data.csv": tsv]))
            }
        }
    }

    @Test func ofASectionWithPorts() throws {
        for seed in 0..<Self.seedCount * 5 {
            let text = String(decoding: mutate(Array(PortTests.section.utf8), seed: seed, alphabet: Array("[]{}\",:0123456789-eabd ".utf8)), as: UTF8.self)
            guard let outcome = try? load(text, csv: PortTests.csv) else { continue }
            check(outcome)
        }
    }

    @Test func ofIDXFiles() throws {
        for seed in 0..<Self.seedCount * 2 {
            let images = mutate(idx(seed.isMultiple(of: 2) ? 0x08 : 0x0B, [4, 2, 2], Array(0..<32)), seed: seed, alphabet: Array(0...255))
            let labels = mutate(idx(0x08, [4], [0, 1, 2, 3]), seed: seed, alphabet: [0, 1, 2, 8, 0xFF])
            check(try load(IDXTests.section, files: ["images.idx": images, "labels.idx": IDXTests.labels], classes: 4))
            check(try load(IDXTests.section, files: ["images.idx": idx(0x08, [4, 1], [1, 2, 3, 4]), "labels.idx": labels], classes: 4))
        }
    }

    @Test func ofArraysAndPackedFiles() throws {
        let names = ["x-little-f4.npy", "x-version-3.npy", "stored.npz", "deflated.npz", "x.npy.gz", "images.idx.gz"]
        for name in names {
            let right = try NPYTests.bytes(name)
            let source = name.hasSuffix(".npz")
                ? #""type": "npy", "archive": "images.idx", "inputs": "x", "targets": "y""#
                : name.hasPrefix("images")
                    ? #""type": "idx", "images": "images.idx", "labels": "\#(NPYTests.folder)/labels.idx.gz""#
                    : #""type": "npy", "inputs": "images.idx", "targets": "\#(NPYTests.folder)/y.npy""#
            for seed in 0..<Self.seedCount {
                let bytes = mutate(right, seed: seed, alphabet: Array("(),'<>fiu 0123456789".utf8) + [0, 1, 2, 0x7F, 0x80, 0xFF])
                let outcome = try load(#"{"source": {\#(source)}, "scale": 0.5}"#, files: ["images.idx": bytes])
                check(outcome)
            }
        }
    }

    @Test func ofTheSection() throws {
        let section = Array(
            csvSection(
                target: #"{"columns": ["b"], "offset": 1}"#,
                #""derive": [{"name": "d", "type": "cos", "column": "a", "period": 360}], "window": {"length": 3}, "normalize": "min-max", "split": {"test": 0.4}"#
            ).utf8)
        for seed in 0..<Self.seedCount * 5 {
            let text = String(decoding: mutate(section, seed: seed, alphabet: Array("[]{}\",:0123456789-eabd ".utf8)), as: UTF8.self)
            guard let outcome = try? load(text, csv: WindowTests.rows(20)) else { continue }
            check(outcome)
        }
    }

    private func check(_ outcome: Outcome) {
        guard let data = outcome.data else {
            #expect(!outcome.diagnostics.isEmpty)
            return
        }
        for part in DataPart.allCases {
            #expect(data.inputs(part).allSatisfy { $0.allSatisfy(\.isFinite) })
            #expect(data.targets(part).allSatisfy { $0.allSatisfy(\.isFinite) })
        }
    }

    private func mutate(_ bytes: [UInt8], seed: UInt64, alphabet: [UInt8]) -> [UInt8] {
        var random = RandomStream(seed: seed, stream: 7)
        var bytes = bytes
        for _ in 0...Int.random(in: 0..<4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(alphabet.randomElement(using: &random)!, at: place)
            case 2: bytes.removeSubrange(place...)
            case 3: bytes += bytes[place...]
            default: bytes[place] = alphabet.randomElement(using: &random)!
            }
        }
        return bytes
    }
}

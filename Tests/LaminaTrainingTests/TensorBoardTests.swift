import LaminaFiles
import Testing

@testable import LaminaTraining

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads event files byte by byte, with checksums of its own.
@Suite struct TensorBoardTests {
    struct Event: Equatable {
        var step: UInt64 = 0
        var version = ""
        var scalars: [String: Float] = [:]
    }

    struct Malformed: Error {}

    /// A reader of protocol buffer fields.
    private struct Reader {
        var bytes: ArraySlice<UInt8>

        mutating func variable() throws -> UInt64 {
            var value: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 7) {
                guard let byte = bytes.popFirst() else { throw Malformed() }
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
            }
            throw Malformed()
        }

        mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
            guard bytes.count >= count else { throw Malformed() }
            defer { bytes = bytes.dropFirst(count) }
            return bytes.prefix(count)
        }

        mutating func little<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
            try take(MemoryLayout<T>.size).reversed().reduce(0) { $0 << 8 | T($1) }
        }

        /// Field number and what it holds: a number's bits or bytes.
        mutating func field() throws -> (number: UInt64, bits: UInt64, bytes: ArraySlice<UInt8>) {
            let key = try variable()
            switch key & 7 {
            case 0: return (key >> 3, try variable(), [])
            case 1: return (key >> 3, try little(UInt64.self), [])
            case 2: return (key >> 3, 0, try take(Int(variable())))
            case 5: return (key >> 3, UInt64(try little(UInt32.self)), [])
            default: throw Malformed()
            }
        }
    }

    /// Bit by bit, as the polynomial has it.
    private static func maskedChecksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var value: UInt32 = ~0
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value % 2 == 1 ? value / 2 ^ 0x82F6_3B78 : value / 2 }
        }
        value = ~value
        return (value >> 15 | value << 17) &+ 0xA282_EAD8
    }

    private static func events(_ bytes: [UInt8]) throws -> [Event] {
        var file = Reader(bytes: bytes[...])
        var events: [Event] = []
        while !file.bytes.isEmpty {
            let lengthBytes = file.bytes.prefix(8)
            let length = try file.little(UInt64.self)
            guard try file.little(UInt32.self) == maskedChecksum(lengthBytes) else { throw Malformed() }
            let data = try file.take(Int(length))
            guard try file.little(UInt32.self) == maskedChecksum(data) else { throw Malformed() }
            var event = Event()
            var reader = Reader(bytes: data)
            while !reader.bytes.isEmpty {
                let field = try reader.field()
                switch field.number {
                case 1: #expect(Double(bitPattern: field.bits) > 1.6e9)
                case 2: event.step = field.bits
                case 3: event.version = String(decoding: field.bytes, as: UTF8.self)
                case 5: event.scalars.merge(try scalars(field.bytes)) { $1 }
                default: throw Malformed()
                }
            }
            events.append(event)
        }
        return events
    }

    private static func scalars(_ summary: ArraySlice<UInt8>) throws -> [String: Float] {
        var scalars: [String: Float] = [:]
        var reader = Reader(bytes: summary)
        while !reader.bytes.isEmpty {
            var value = Reader(bytes: try reader.field().bytes)
            let (tag, number) = (try value.field(), try value.field())
            guard tag.number == 1, number.number == 2, value.bytes.isEmpty else { throw Malformed() }
            scalars[String(decoding: tag.bytes, as: UTF8.self)] = Float(bitPattern: UInt32(number.bits))
        }
        return scalars
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Malformed() }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }

    private static func files(_ folder: String) throws -> [String] {
        guard let directory = opendir(folder) else { throw Malformed() }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    @Test func checksums() {
        #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.checksum([]) == 0)
    }

    /// A long text and a large step take numbers of several bytes.
    @Test func recordsCanBeReadAgain() throws {
        let tag = String(repeating: "long ", count: 60)
        let scalars: [(tag: String, value: Float)] = [(tag, -1.5), ("b", .nan), ("ü", 3e38)]
        let found = try Self.events(EventRecord.fileVersion(wallTime: 1.7e9) + EventRecord.scalars(scalars, step: 1_000_000, wallTime: 1.7e9))
        #expect(found.count == 2 && found[0].version == "brain.Event:2" && found[1].step == 1_000_000)
        #expect(found[1].scalars[tag] == -1.5 && found[1].scalars["b"]!.isNaN && found[1].scalars["ü"] == 3e38)
    }

    @Test func everyEpochIsWritten() throws {
        let folder = Fixtures.temporaryFolder()
        let (graph, options) = try Fixtures.graph(fit: #"{ "epochs": 3, "callbacks": ["TensorBoard"] }"#)
        var trainer = Trainer(graph, registry: Fixtures.registry, options: options)
        trainer.folder = folder
        let history = try trainer.fit(training: SumExamples(count: 40), validation: SumExamples(count: 12)).history
        for (part, prefix) in [("train", ""), ("validation", "val_")] {
            let names = try Self.files("\(folder)/logs/\(part)")
            #expect(names.count == 1 && names[0].hasPrefix("events.out.tfevents."))
            let events = try Self.events(Self.bytes("\(folder)/logs/\(part)/\(names[0])"))
            #expect(events.map(\.step) == [0, 0, 1, 2])
            for (epoch, event) in events.dropFirst().enumerated() {
                for name in ["loss", "mae"] { #expect(event.scalars["epoch_\(name)"] == Float(history[prefix + name][epoch])) }
                #expect(event.scalars["epoch_learning_rate"] == (part == "train" ? 0.001 : nil))
            }
        }
    }
}

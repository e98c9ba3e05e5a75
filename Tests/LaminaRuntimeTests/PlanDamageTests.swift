import CLaminaKernels
import LaminaKit
import Testing

@testable import LaminaRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct PlanDamageTests {
    @Test func everySingleFlippedByteIsAnError() throws {
        var bytes = try PlanFixture.smallFile()
        _ = try PlanFile(bytes)
        for index in bytes.indices {
            for pattern in [0x01, 0x80, 0xFF] as [UInt8] {
                bytes[index] ^= pattern
                #expect(throws: PlanFileError.self, "byte \(index)") { try PlanFile(bytes) }
                bytes[index] ^= pattern
            }
        }
        _ = try PlanFile(bytes)
    }

    @Test func truncatedAtEveryLengthIsAnError() throws {
        let bytes = try PlanFixture.smallFile()
        for count in bytes.indices {
            #expect(throws: PlanFileError.self, "\(count) bytes") { try PlanFile(Array(bytes[..<count])) }
        }
        #expect(throws: PlanFileError.self) { try PlanFile(bytes + [0]) }
        #expect(throws: PlanFileError(.length(expected: UInt64(bytes.count), found: bytes.count - 1))) { try PlanFile(bytes.dropLast()) }
    }

    @Test func filesOfTheDiskAreRefusedByName() throws {
        let bytes = try PlanFixture.smallFile()
        let path = "/tmp/lamina-plan-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).plan"
        defer { unlink(path) }
        func write(_ bytes: some Collection<UInt8>) {
            let file = fopen(path, "w")!
            _ = Array(bytes).withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
            fclose(file)
        }
        func error() -> PlanFileError? {
            do throws(PlanFileError) {
                _ = try PlanFile(mapping: path)
                return nil
            } catch {
                return error
            }
        }
        write(bytes)
        #expect(error() == nil)
        var session = Session(try LoadedModel(PlanFile(mapping: path)))
        var copy = Session(try LoadedModel(PlanFile(bytes)))
        #expect(try PortRun.outputs(of: &session) == PortRun.outputs(of: &copy))
        for count in [0, 1, 63, 64, 255, 256, bytes.count - 1] {
            write(bytes[..<count])
            #expect(error()?.description.hasPrefix("\(path): ") == true, "\(count) bytes")
        }
        write(Array("{ \"format\": \"lamina/1\" }".utf8) + [UInt8](repeating: 32, count: 300))
        #expect(error() == PlanFileError(.notAPlanFile, path: path))
        unlink(path)
        #expect(error()?.description.contains("No such file") == true)
        #expect(throws: PlanFileError(.unreadable("it is not a file"), path: "/tmp")) { try PlanFile(mapping: "/tmp") }
    }

    @Test func otherVersionsSaySo() throws {
        let bytes = try PlanFixture.smallFile()
        var newer = bytes
        newer[16] = 2
        #expect(throws: PlanFileError(.version(found: 2, supported: 1))) { try PlanFile(newer) }
        #expect(throws: PlanFileError(.version(found: 2, supported: 1))) { try PlanFile(sealed(newer)) }
        #expect(PlanFileError(.version(found: 2, supported: 1)).description.contains("newer"))
        var kernels = bytes
        kernels[20] += 1
        let revision = UInt32(LAMINA_KERNEL_REVISION)
        #expect(throws: PlanFileError(.kernelRevision(found: revision + 1, expected: revision))) { try PlanFile(sealed(kernels)) }
    }

    @Test func kernelsThatAreOthersAreNamed() throws {
        let bytes = try PlanFixture.smallFile()
        let table = section(.kernels, of: bytes)
        var changed = bytes
        changed[table.lowerBound + 8] ^= 1
        let name = try #require(PlanFile(bytes).plan.preparation.steps.first).kernelName
        #expect(throws: PlanFileError(.kernelChanged(name: name))) { try PlanFile(sealed(changed)) }
        var unknown = bytes
        let nameOffset = section(.strings, of: bytes).lowerBound + Int(bytes[table.lowerBound]) + Int(bytes[table.lowerBound + 1]) << 8
        unknown[nameOffset] = UInt8(ascii: "x")
        #expect(throws: PlanFileError(.kernelUnknown(name: "x" + name.dropFirst()))) { try PlanFile(sealed(unknown)) }
    }

    /// There are no more kernels in a file than in the program.
    @Test func aKernelStandsThereOnce() throws {
        var bytes = try PlanFixture.smallFile()
        let name = try #require(PlanFile(bytes).plan.preparation.steps.first).kernelName
        let start = section(.kernels, of: bytes).lowerBound
        bytes.replaceSubrange(start + 24..<start + 48, with: bytes[start..<start + 24])
        #expect(throws: PlanFileError(.malformed("kernel '\(name)' stands there twice"))) { try PlanFile(sealed(bytes)) }
    }

    @Test func theMarkOfWeightsIsZeroOrOne() throws {
        var bytes = try PlanFixture.smallFile()
        let place = section(.plan, of: bytes).lowerBound + 92
        #expect(bytes[place] == 1)
        bytes[place] = 2
        #expect(throws: PlanFileError(.malformed("the mark of weights is 2, not 0 or 1"))) { try PlanFile(sealed(bytes)) }
    }

    @Test(arguments: PlanFixture.forInference + [.training]) func whatIsReservedIsZero(_ fixture: PlanFixture) throws {
        let (plan, weights) = try fixture.compile()
        var bytes = try plan.fileBytes(weights: weights)
        for place in reservedBytes(of: plan, in: bytes) {
            #expect(bytes[place] == 0, "byte \(place)")
            bytes[place] = 1
            #expect(throws: PlanFileError.self, "byte \(place)") { try PlanFile(sealed(bytes)) }
            bytes[place] = 0
        }
        _ = try PlanFile(bytes)
    }

    /// Behind sections, in records, before argument blocks, and in them between fields and in sizes.
    private func reservedBytes(of plan: Plan, in bytes: [UInt8]) -> [Int] {
        var places = PlanFormat.Section.allCases.map { section($0, of: bytes).upperBound }.flatMap { Array($0..<PlanFormat.aligned($0)) }
        for (records, offset) in [(.dimensions, 12), (.slots, 36), (.preparation, 28), (.steps, 28)] as [(PlanFormat.Section, Int)] {
            let range = section(records, of: bytes)
            places += stride(from: range.lowerBound + offset, to: range.upperBound, by: records.recordBytes)
        }
        var end = section(.arguments, of: bytes).lowerBound
        for step in plan.preparation.steps + plan.steps.steps {
            let start = PlanFormat.aligned(end, to: PlanFormat.argumentAlignment)
            places += end..<start
            end = start + step.arguments.count
            let block = KernelBlock(of: step.kernel)!
            let covered = Set(block.fields.flatMap { Array($0.range) })
            places += (0..<block.size).filter { !covered.contains($0) }.map { start + $0 }
            places += block.fields.filter { $0.kind == LAMINA_FIELD_EXTENT }.map { start + Int($0.offset) + 12 }
        }
        return places
    }

    /// A right checksum proves nothing: whatever is in the file, reading it ends with a plan or an error.
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func damageWithARightChecksumCrashesNothing(_ seed: UInt64) throws {
        let fixtures: [[UInt8]] = [
            try PlanFixture.smallFile(), try PlanFixture.recurrent.compile().plan.fileBytes(), try PlanFixture.training.compile().plan.fileBytes(),
        ]
        var random = RandomStream(seed: seed, stream: 0)
        func number(below bound: Int) -> Int { min(bound - 1, Int(random.uniform() * Double(bound))) }
        var plans = 0
        for round in 0..<3000 {
            var bytes = fixtures[round % fixtures.count]
            for _ in 0...number(below: 3) {
                let place = 16 + number(below: bytes.count - 16)
                switch number(below: 4) {
                case 0: bytes[place] = UInt8(number(below: 256))
                case 1: bytes[place] &+= 1
                case 2: for index in place..<min(place + 8, bytes.count) { bytes[index] = 0xFF }
                default:
                    let source = number(below: bytes.count - 8)
                    for index in 0..<8 where place + index < bytes.count { bytes[place + index] = bytes[source + index] }
                }
            }
            do throws(PlanFileError) {
                let file = try PlanFile(sealed(bytes))
                plans += 1
                guard file.plan.arenaBytes < 1 << 22 else { continue }
                if file.plan.isTraining {
                    let zeros = file.plan.parameters.map { Weights.Tensor(name: $0.name, sizes: $0.shape.sizes ?? [], values: Array(repeating: 0, count: $0.count)) }
                    _ = try Session.training(file, weights: Weights(zeros), seed: 1)
                } else if file.hasWeights {
                    _ = Session(try LoadedModel(file))
                }
                _ = try file.plan.fileBytes()
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        #expect(plans > 0)
    }

    private func section(_ section: PlanFormat.Section, of bytes: [UInt8]) -> Range<Int> {
        bytes.withUnsafeBytes { buffer in
            let entry = PlanFormat.tableOffset + section.rawValue * 16
            let offset = Int(buffer.loadUnaligned(fromByteOffset: entry, as: UInt64.self))
            return offset..<(offset + Int(buffer.loadUnaligned(fromByteOffset: entry + 8, as: UInt64.self)))
        }
    }

    /// The bytes with the checksum that they have.
    private func sealed(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let checksum = bytes.withUnsafeBytes { PlanFormat.checksum($0) }
        withUnsafeBytes(of: checksum.littleEndian) { bytes.replaceSubrange(8..<16, with: $0) }
        return bytes
    }
}

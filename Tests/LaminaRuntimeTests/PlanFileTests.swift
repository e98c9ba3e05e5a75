import CLaminaKernels
import LaminaCompiler
import LaminaKit
import Testing

@testable import LaminaRuntime

@Suite struct PlanFileTests {
    @Test(arguments: PlanFixture.forInference) func aPlanFileGivesTheSameBits(_ fixture: PlanFixture) throws {
        let (plan, weights) = try fixture.compile()
        var session = Session(try LoadedModel(plan, weights: weights))
        let expected = try PortRun.outputs(of: &session)
        let file = try PlanFile(plan.fileBytes(weights: weights))
        var fromFile = Session(try LoadedModel(file), fillingActivationsWith: .nan)
        #expect(try PortRun.outputs(of: &fromFile) == expected)

        let without = try PlanFile(plan.fileBytes())
        #expect(!without.hasWeights)
        #expect(throws: PlanFileError(.weightsMissing)) { try LoadedModel(without) }
        #expect(throws: PlanFileError(.purpose(isTraining: false))) { _ = try Session.training(without, weights: weights, seed: 1) }
        var given = Session(try LoadedModel(without.plan, weights: weights))
        #expect(try PortRun.outputs(of: &given) == expected)
    }

    @Test func aTrainingPlanFromAFileTrainsToTheSameBits() throws {
        let (plan, weights) = try PlanFixture.training.compile()
        #expect(plan.steps.steps.contains { $0.kernelName == "periodic" })
        let file = try PlanFile(plan.fileBytes(weights: weights))
        #expect(throws: PlanFileError(.purpose(isTraining: true))) { try LoadedModel(file) }
        #expect(try file.weights() == weights)
        var first = try Session(training: plan, weights: weights, seed: 5)
        var second = try Session.training(file, seed: 5)
        #expect(try PortRun.outputs(of: &first, runs: 7) == PortRun.outputs(of: &second, runs: 7))
        #expect(first.weights == second.weights)
        #expect(first.weights != weights)
    }

    @Test(arguments: PlanFixture.forInference + [.training]) func everythingOfThePlanIsThere(_ fixture: PlanFixture) throws {
        let (plan, weights) = try fixture.compile()
        let digest = (0..<32).map { UInt8($0) }
        let file = try PlanFile(plan.fileBytes(weights: weights, metadata: [("a", "1"), ("b", "zwölf")], sourceDigest: digest))
        func describe(_ plan: Plan) -> [String] {
            [plan.name, "\(plan.symbols)", "\(plan.inputs)", "\(plan.outputs)", "\(plan.parameters)", "\(plan.trainableCount)", "\(plan.slots)"]
                + ["\(plan.states)", "\(plan.regions)", "\(plan.residentParameterBytes)"]
                + (plan.preparation.steps + plan.steps.steps).map { "\($0.kernelName) \($0.arguments.count) \($0.units) \($0.grain) \($0.label)" }
        }
        #expect(describe(file.plan) == describe(plan))
        #expect(file.metadata.map(\.key) == ["a", "b"])
        #expect(file["b"] == "zwölf" && file["c"] == nil)
        #expect(file.sourceDigest == digest)
        #expect(try file.plan.fileBytes(weights: weights, metadata: file.metadata, sourceDigest: digest) == plan.fileBytes(weights: weights, metadata: file.metadata, sourceDigest: digest))
    }

    /// Parameters that only preparation reads are in the file packed alone.
    @Test func parametersThatRunsReadAreResident() throws {
        let (plan, weights) = try PlanFixture.twoInputs.compile()
        let file = try PlanFile(plan.fileBytes(weights: weights))
        let model = try LoadedModel(file)
        #expect(Set(model.weights.tensors.map(\.name)) == ["e/embeddings", "y/bias"])
        #expect(model.weights["e/embeddings"] == weights["e/embeddings"])
        #expect(try LoadedModel(plan, weights: weights).weights.tensors.map(\.name) == weights.tensors.map(\.name))
    }

    /// What lies between the fields of an argument block is nobody's: the file does not have it.
    @Test func theBytesAreTheSameWhateverIsBetweenFields() throws {
        for fixture in PlanFixture.forInference + [.training] {
            let (plan, weights) = try fixture.compile()
            let (again, _) = try fixture.compile()
            let expected = try plan.fileBytes(weights: weights)
            #expect(try again.fileBytes(weights: weights) == expected)
            let steps = plan.steps.steps.map { step in
                let block = KernelBlock(of: step.kernel)!
                var arguments = step.arguments
                let covered = Set(block.fields.flatMap { Array($0.range) })
                for index in 0..<block.size where !covered.contains(index) { arguments[index] = 0xAA }
                return Step(kernel: step.kernel, arguments: arguments, units: step.units, grain: step.grain, label: step.label)
            }
            let other = Plan(
                name: plan.name, symbols: plan.symbols, inputs: plan.inputs, outputs: plan.outputs, parameters: plan.parameters,
                trainableCount: plan.trainableCount, slots: plan.slots, states: plan.states, regions: plan.regions,
                residentParameterBytes: plan.residentParameterBytes, preparation: plan.preparation, steps: StepTable(steps))
            #expect(try other.fileBytes(weights: weights) == expected)
        }
    }

    /// Names that are equal to Swift, and look alike, but have other bytes.
    @Test func stringsKeepTheirBytes() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let fixture = PlanFixture(
            name: "names",
            text: """
                { "format": "lamina/1", "name": "\(composed)", "inputs": [{ "name": "x", "shape": [2] }],
                  "layers": [{ "name": "\(decomposed)", "type": "Dense", "units": 3 }] }
                """)
        let plan = try fixture.compile().plan
        let file = try PlanFile(plan.fileBytes(metadata: [(composed, decomposed), (decomposed, composed)]))
        #expect(Array(file.plan.name.utf8) == Array(composed.utf8))
        #expect(file.plan.outputs.map { Array($0.name.utf8) } == [Array(decomposed.utf8)])
        let texts = file.metadata.flatMap { [$0.key, $0.value] }
        #expect(texts.map { Array($0.utf8) } == [composed, decomposed, decomposed, composed].map { Array($0.utf8) })
    }

    @Test func aKernelOfSomebodyElseIsNamed() throws {
        let (plan, _) = try PlanFixture.small.compile()
        let step = Step(kernel: { _, _, _, _ in }, arguments: [0], units: .one, grain: 1, label: "Mine — layer")
        let other = Plan(
            name: "custom", symbols: plan.symbols, inputs: plan.inputs, outputs: plan.outputs, parameters: plan.parameters,
            trainableCount: plan.trainableCount, slots: [], states: [], regions: plan.regions, preparation: plan.preparation,
            steps: StepTable(plan.steps.steps + [step]))
        #expect(throws: PlanFileError(.customKernel(step: "Mine — layer"))) { try other.fileBytes() }
    }

    @Test func weightsOfAnotherModelAreRefused() throws {
        let (plan, _) = try PlanFixture.small.compile()
        #expect(throws: PlanFileError(.run(.parameterMissing(name: "h/kernel")))) { try plan.fileBytes(weights: Weights([])) }
    }

    @Test func bytesInMemoryNeedNoAlignment() throws {
        let bytes = try PlanFixture.smallFile()
        for shift in [0, 1, 8, 63] {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + shift, alignment: 64)
            defer { memory.deallocate() }
            let target = UnsafeMutableRawBufferPointer(rebasing: memory[shift...])
            target.copyBytes(from: bytes)
            let file = try PlanFile(embedded: UnsafeRawBufferPointer(target))
            #expect(file.bytes.start == UnsafeRawPointer(target.baseAddress!) || shift != 0)
            var session = Session(try LoadedModel(file))
            _ = try PortRun.outputs(of: &session)
        }
    }

    @Test func everyKernelsBlockIsKnown() {
        #expect(lamina_kernel_count() > 100)
        for number in 0..<lamina_kernel_count() {
            let block = lamina_block_of(number)
            let name = String(cString: lamina_kernel_name_of(number))
            #expect(block.count > 0, "\(name)")
            #expect(lamina_kernel_number(lamina_kernel_numbered(number)) == number, "\(name)")
            var end = 0
            for field in KernelBlock(named: name)!.fields {
                #expect(field.range.lowerBound >= end && field.range.lowerBound - end < 8, "\(name)")
                end = field.range.upperBound
            }
            #expect(end <= Int(block.size) && Int(block.size) - end < 8, "\(name)")
        }
        #expect(lamina_block_of(-1).count == -1 && lamina_block_of(lamina_kernel_count()).count == -1)
        #expect(lamina_kernel_number({ _, _, _, _ in }) == -1)
    }

    @Test func theFieldsAreThoseOfTheStructures() throws {
        let periodic = try #require(KernelBlock(named: "periodic"))
        #expect(periodic.size == MemoryLayout<lamina_periodic_arguments>.size && periodic.calleeOffset == 8)
        let sum = try #require(KernelBlock(named: "sum"))
        let kinds = sum.fields.map(\.kind)
        #expect(kinds == [LAMINA_FIELD_EXTENT, LAMINA_FIELD_NUMBER, LAMINA_FIELD_REF, LAMINA_FIELD_REF])
        #expect(sum.fields.map(\.range) == [0..<16, 16..<24, 24..<88, 88..<96])
        let dense = try #require(KernelBlock(named: "dense"))
        #expect(dense.fields.filter { $0.kind == LAMINA_FIELD_REF }.map(\.range.lowerBound) == [32, 40, 48, 56])
        #expect(KernelBlock(named: "stranger") == nil)
    }
}

import CLaminaKernels

/// Lays a plan out as a file: the same bytes for the same plan.
struct PlanWriter {
    typealias Section = PlanFormat.Section

    private var sections = Section.allCases.map { _ in [UInt8]() }
    /// By bytes: strings that are equal to Swift may have different ones.
    private var stringOffsets: [[UInt8]: Int] = [:]
    private var blocks: [KernelBlock] = []
    /// A kernel's place in the file's table, by its number.
    private var kernelPlaces: [Int32: Int] = [:]

    /// - Parameter weights: the resident parameters, then the prepared weights; nil for a plan without.
    static func bytes(
        of plan: Plan, weights: [UnsafeRawBufferPointer]?, metadata: [(key: String, value: String)], sourceDigest: [UInt8]?
    ) throws(PlanFileError) -> [UInt8] {
        var writer = PlanWriter()
        writer.add(plan, hasWeights: weights != nil)
        for step in plan.preparation.steps { try writer.add(step, to: .preparation) }
        for step in plan.steps.steps { try writer.add(step, to: .steps) }
        writer.addKernels()
        for (key, value) in metadata {
            writer.append(key, to: .metadata)
            writer.append(value, to: .metadata)
        }
        for part in weights ?? [] { writer.sections[Section.weights.rawValue] += part }
        return writer.finished(sourceDigest: sourceDigest ?? [UInt8](repeating: 0, count: PlanFormat.digestBytes))
    }

    /// What a step does, whatever its label: the same for steps that do the same.
    static func fields(of step: Step) throws(PlanFileError) -> [[UInt8]] {
        var writer = PlanWriter()
        try writer.add(
            Step(kernel: step.kernel, arguments: step.arguments, units: step.units, grain: step.grain, label: ""), to: .steps)
        writer.addKernels()
        return [Section.strings, .kernels, .steps, .arguments].map { writer.sections[$0.rawValue] }
    }

    private mutating func append<Number: FixedWidthInteger>(_ number: Number, to section: Section) {
        withUnsafeBytes(of: number.littleEndian) { sections[section.rawValue] += $0 }
    }

    private mutating func append(_ text: String, to section: Section) {
        let bytes = Array(text.utf8)
        let offset: Int
        if let known = stringOffsets[bytes] {
            offset = known
        } else {
            offset = sections[Section.strings.rawValue].count
            sections[Section.strings.rawValue] += bytes
            stringOffsets[bytes] = offset
        }
        append(UInt32(offset), to: section)
        append(UInt32(bytes.count), to: section)
    }

    private mutating func append(_ extent: Extent, to section: Section) {
        withUnsafeBytes(of: extent.packed) { sections[section.rawValue] += $0 }
    }

    private mutating func append(_ shape: Shape, to section: Section) {
        append(UInt32(sections[Section.dimensions.rawValue].count / Section.dimensions.recordBytes), to: section)
        append(UInt32(shape.rank), to: section)
        for dimension in shape.dimensions { append(Extent([dimension]), to: .dimensions) }
    }

    private mutating func add(_ plan: Plan, hasWeights: Bool) {
        append(plan.name, to: .plan)
        append(UInt64(plan.trainableCount), to: .plan)
        for region in Region.allCases { append(UInt64(plan.regions[region]), to: .plan) }
        append(UInt64(plan.residentParameterBytes), to: .plan)
        let counts = [plan.inputs.count, plan.outputs.count, plan.parameters.count, plan.slots.count, plan.states.count]
        for count in counts { append(UInt32(count), to: .plan) }
        append(UInt32(hasWeights ? 1 : 0), to: .plan)
        for symbol in plan.symbols {
            append(symbol.name, to: .symbols)
            append(UInt64(symbol.index), to: .symbols)
            append(UInt64(symbol.bound), to: .symbols)
        }
        for port in plan.inputs + plan.outputs {
            append(port.name, to: .ports)
            append(port.shape, to: .ports)
        }
        for (slot, initialValue) in plan.parameters.map({ ($0, 0) }) + plan.slots + plan.states.map({ ($0, 0) }) {
            append(slot.name, to: .slots)
            append(slot.shape, to: .slots)
            append(UInt64(slot.offset), to: .slots)
            append(UInt64(slot.count), to: .slots)
            append(UInt64(initialValue.bitPattern), to: .slots)
        }
    }

    private mutating func add(_ step: Step, to section: Section) throws(PlanFileError) {
        let (offset, place) = try addArguments(of: step)
        append(UInt32(place), to: section)
        append(UInt32(sections[Section.arguments.rawValue].count - offset), to: section)
        append(UInt64(offset), to: section)
        append(step.units, to: section)
        append(UInt64(step.grain), to: section)
        append(step.label, to: section)
    }

    /// Copies the fields of the step's argument block, and of those behind it: what lies between fields is nobody's, and 0 in the file.
    private mutating func addArguments(of step: Step) throws(PlanFileError) -> (offset: Int, kernel: Int) {
        let offset = PlanFormat.aligned(sections[Section.arguments.rawValue].count, to: PlanFormat.argumentAlignment)
        var written = [UInt8](repeating: 0, count: step.arguments.count)
        var rest = 0..<step.arguments.count
        var kernel: lamina_kernel? = step.kernel
        var place = 0
        var calleeOffset: Int?
        while let caller = kernel {
            guard let block = KernelBlock(of: caller) else { throw PlanFileError(.customKernel(step: step.label)) }
            precondition(rest.count >= block.size, "kernel '\(block.name)' takes another argument block than \(step.label) gives")
            let own = self.place(of: block)
            if let calleeOffset {
                withUnsafeBytes(of: UInt64(own).littleEndian) { written.replaceSubrange(calleeOffset..<(calleeOffset + 8), with: $0) }
            } else {
                place = own
            }
            for field in block.fields where field.kind != LAMINA_FIELD_KERNEL {
                let range = field.range.lowerBound + rest.lowerBound..<field.range.upperBound + rest.lowerBound
                written.replaceSubrange(range, with: step.arguments[range])
            }
            calleeOffset = block.calleeOffset.map { $0 + rest.lowerBound }
            kernel = calleeOffset.map { offset in step.arguments.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: lamina_kernel.self) } }
            rest = (rest.lowerBound + block.size)..<rest.upperBound
        }
        precondition(rest.isEmpty, "\(step.label) gives a larger argument block than its kernel takes")
        pad(.arguments, to: offset)
        sections[Section.arguments.rawValue] += written
        return (offset, place)
    }

    private mutating func place(of block: KernelBlock) -> Int {
        if let known = kernelPlaces[block.number] { return known }
        kernelPlaces[block.number] = blocks.count
        blocks.append(block)
        return blocks.count - 1
    }

    private mutating func addKernels() {
        for block in blocks {
            append(block.name, to: .kernels)
            append(block.digest, to: .kernels)
            append(UInt64(block.size), to: .kernels)
        }
    }

    private mutating func pad(_ section: Section, to count: Int) {
        sections[section.rawValue] += [UInt8](repeating: 0, count: count - sections[section.rawValue].count)
    }

    private func finished(sourceDigest: [UInt8]) -> [UInt8] {
        precondition(sourceDigest.count == PlanFormat.digestBytes)
        var file: [UInt8] = []
        var offset = PlanFormat.firstSection
        var table: [UInt64] = []
        for section in sections {
            table += [UInt64(offset), UInt64(section.count)]
            offset = PlanFormat.aligned(offset + section.count)
        }
        file.reserveCapacity(offset)
        func append<Number: FixedWidthInteger>(_ number: Number) {
            withUnsafeBytes(of: number.littleEndian) { file += $0 }
        }
        file += PlanFormat.magic
        append(UInt64(0))
        append(PlanFormat.version)
        append(UInt32(LAMINA_KERNEL_REVISION))
        append(UInt64(offset))
        file += sourceDigest
        table.forEach { append($0) }
        for section in sections {
            file += section
            file += [UInt8](repeating: 0, count: PlanFormat.aligned(file.count) - file.count)
        }
        let checksum = file.withUnsafeBytes { PlanFormat.checksum($0) }
        withUnsafeBytes(of: checksum.littleEndian) { file.replaceSubrange(PlanFormat.checksumOffset..<PlanFormat.checkedOffset, with: $0) }
        return file
    }
}

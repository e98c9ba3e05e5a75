import CLaminaKernels

/// Makes a plan of a file's bytes, whose checksum is right: believes none of them.
struct PlanReader {
    typealias Section = PlanFormat.Section

    private let sections: [UnsafeRawBufferPointer]
    private var strings: [UInt64: String] = [:]
    /// How much text may still come: different strings lie beside one another.
    private var stringBytesLeft: Int
    private var symbols: [Symbol] = []
    private var nextDimension = 0
    private var nextArgument = 0
    private(set) var hasWeights = false

    /// - Throws: `PlanFileError` where the header does not fit the bytes.
    init(_ file: UnsafeRawBufferPointer) throws(PlanFileError) {
        var table = PlanRecords(UnsafeRawBufferPointer(rebasing: file[PlanFormat.tableOffset..<PlanFormat.firstSection]))
        var sections: [UnsafeRawBufferPointer] = []
        var end = PlanFormat.firstSection
        for section in Section.allCases {
            let offset = try table.size("the offset of a section", atMost: file.count)
            let length = try table.size("the length of a section", atMost: file.count)
            guard offset == PlanFormat.aligned(end), length <= file.count - offset, length % section.recordBytes == 0 else {
                throw .malformed("section \(section.rawValue) (\(section)) has offset \(offset) and length \(length) in \(file.count) bytes")
            }
            guard file.areZero(end..<offset) else { throw .malformed("bytes before section \(section.rawValue) (\(section)) are not 0") }
            sections.append(UnsafeRawBufferPointer(rebasing: file[offset..<(offset + length)]))
            end = offset + length
        }
        guard PlanFormat.aligned(end) == file.count else { throw .malformed("the sections end at byte \(end) of \(file.count)") }
        guard file.areZero(end..<file.count) else { throw .malformed("bytes behind the sections are not 0") }
        self.sections = sections
        stringBytesLeft = sections[Section.strings.rawValue].count
    }

    private func records(_ section: Section) -> PlanRecords {
        PlanRecords(sections[section.rawValue])
    }

    private func recordCount(_ section: Section) -> Int {
        sections[section.rawValue].count / section.recordBytes
    }

    mutating func plan() throws(PlanFileError) -> Plan {
        var record = records(.plan)
        guard recordCount(.plan) == 1 else { throw .malformed("it has \(recordCount(.plan)) plans") }
        let name = try string(&record)
        let trainableCount = try record.size("the trainable count")
        let regions = try regions(&record)
        let resident = try record.size("the bytes of resident parameters", atMost: regions[.parameters])
        var counts: [Int] = []
        for _ in 0..<5 { counts.append(try record.count()) }
        let weightMark = try record.count()
        guard weightMark <= 1 else { throw .malformed("the mark of weights is \(weightMark), not 0 or 1") }
        hasWeights = weightMark == 1
        guard resident % PlanFormat.alignment == 0, trainableCount <= regions[.parameters] / MemoryLayout<Float>.stride else {
            throw .malformed("resident parameters or trainable count do not fit the parameters")
        }
        try readSymbols()

        guard counts[0] + counts[1] == recordCount(.ports), counts[0] + counts[1] <= Base.maximumPorts else {
            throw .malformed("\(counts[0]) inputs and \(counts[1]) outputs, \(recordCount(.ports)) ports")
        }
        var ports = records(.ports)
        var found: [Port] = []
        for index in 0..<recordCount(.ports) { found.append(try port(&ports, isInput: index < counts[0])) }

        guard counts[2] + counts[3] + counts[4] == recordCount(.slots) else {
            throw .malformed("\(counts[2]) parameters, \(counts[3]) optimizer slots and \(counts[4]) states, \(recordCount(.slots)) slots")
        }
        var slots = records(.slots)
        let parameters = try read(counts[2], &slots, in: .parameters, of: regions)
        let optimizer = try read(counts[3], &slots, in: .slots, of: regions)
        let states = try read(counts[4], &slots, in: .state, of: regions)
        let isTraining = regions[.gradients] > 0 || !optimizer.isEmpty
        guard !isTraining || (regions[.prepared] == 0 && resident == regions[.parameters]) else {
            throw .malformed("a plan that trains prepares no weights")
        }

        let kernels = try kernels()
        let scope = PlanScope(
            regions: regions, parameterBytes: resident, inputs: Array(found[..<counts[0]]), outputs: Array(found[counts[0]...]), symbols: symbols)
        let preparation = try steps(.preparation, kernels, scope.forPreparation(parameterBytes: regions[.parameters]))
        let steps = try steps(.steps, kernels, scope)
        guard nextArgument == recordCount(.arguments) else { throw .malformed("argument blocks that no step has") }
        guard nextDimension == recordCount(.dimensions) else { throw .malformed("dimensions that no shape has") }
        try checkWeights(resident + regions[.prepared])
        return Plan(
            name: name, symbols: symbols, inputs: Array(found[..<counts[0]]), outputs: Array(found[counts[0]...]),
            parameters: parameters.map(\.slot), trainableCount: trainableCount, slots: optimizer, states: states.map(\.slot), regions: regions,
            residentParameterBytes: resident, preparation: StepTable(preparation), steps: StepTable(steps))
    }

    /// Where the resident parameters and, behind them, the prepared weights lie in the file.
    var weights: UnsafeRawBufferPointer { sections[Section.weights.rawValue] }

    mutating func metadata() throws(PlanFileError) -> [(key: String, value: String)] {
        var pairs = records(.metadata)
        var result: [(key: String, value: String)] = []
        for _ in 0..<recordCount(.metadata) { result.append((try string(&pairs), try string(&pairs))) }
        return result
    }

    private func checkWeights(_ bytes: Int) throws(PlanFileError) {
        let expected = hasWeights ? bytes : 0
        guard weights.count == expected else { throw .malformed("\(weights.count) bytes of weights, the plan has \(expected)") }
    }

    private mutating func string(_ record: inout PlanRecords) throws(PlanFileError) -> String {
        let offset = try record.count()
        let length = try record.count()
        let key = UInt64(offset) << 32 | UInt64(length)
        if let known = strings[key] { return known }
        let pool = sections[Section.strings.rawValue]
        guard offset <= pool.count, length <= pool.count - offset, length <= stringBytesLeft else { throw .malformed("a string outside its section") }
        guard let text = String(validating: pool[offset..<(offset + length)], as: UTF8.self) else { throw .malformed("a string that is not UTF-8") }
        stringBytesLeft -= length
        strings[key] = text
        return text
    }

    private func regions(_ record: inout PlanRecords) throws(PlanFileError) -> RegionSizes {
        var regions = RegionSizes()
        for region in Region.allCases {
            regions[region] = try record.size("the size of \(region.name)", atMost: PlanFormat.maximumBytes / Region.allCases.count)
            guard regions[region] % PlanFormat.alignment == 0 else { throw .malformed("\(region.name) of \(regions[region]) bytes") }
        }
        return regions
    }

    private mutating func readSymbols() throws(PlanFileError) {
        var records = records(.symbols)
        guard (1...Symbol.maximumIndex).contains(recordCount(.symbols)) else { throw .malformed("\(recordCount(.symbols)) free sizes") }
        for position in 0..<recordCount(.symbols) {
            let name = try string(&records)
            let index = try records.size("the index of '\(name)'", atMost: Symbol.maximumIndex)
            let bound = try records.size("the bound of '\(name)'")
            guard bound >= 1, position == 0 ? index == 1 : index > symbols[position - 1].index else {
                throw .malformed("free size '\(name)' has the index \(index) and the bound \(bound)")
            }
            symbols.append(Symbol(index: index, name: name, bound: bound))
        }
    }

    private func extent(_ record: inout PlanRecords) throws(PlanFileError) -> Extent {
        let coefficient = try record.next(Int64.self)
        var extent = Extent(Int(coefficient))
        for _ in 0..<4 {
            let index = Int(try record.next(UInt8.self))
            guard index != 0 else { continue }
            guard let symbol = symbols.first(where: { $0.index == index }) else { throw .malformed("a free size of index \(index)") }
            extent.symbols.append(symbol)
        }
        try record.skipReserved()
        guard coefficient >= 0, extent.bound <= PlanFormat.maximumBytes else { throw .malformed("a size of \(extent)") }
        return extent
    }

    private mutating func shape(_ record: inout PlanRecords) throws(PlanFileError) -> Shape {
        let first = try record.count()
        let rank = try record.count()
        guard first == nextDimension, rank <= PlanFormat.maximumRank, rank <= recordCount(.dimensions) - first else {
            throw .malformed("a shape of \(rank) dimensions from the \(first)th")
        }
        nextDimension += rank
        var dimensions = PlanRecords(UnsafeRawBufferPointer(rebasing: sections[Section.dimensions.rawValue][(first * 16)...]))
        var shape = Shape([Int]())
        for _ in 0..<rank {
            let extent = try extent(&dimensions)
            switch (extent.coefficient, extent.symbols.count) {
            case (_, 0): shape.dimensions.append(.fixed(extent.coefficient))
            case (1, 1): shape.dimensions.append(.symbol(extent.symbols[0]))
            default: shape.dimensions.append(.merged(extent))
            }
        }
        guard shape.boundedCount <= PlanFormat.maximumBytes / MemoryLayout<Float>.stride else { throw .malformed("a tensor of shape \(shape)") }
        return shape
    }

    private mutating func port(_ records: inout PlanRecords, isInput: Bool) throws(PlanFileError) -> Port {
        let port = Port(name: try string(&records), shape: try shape(&records))
        let isPlain = port.shape.dimensions.allSatisfy { dimension in
            if case .merged = dimension { return false }
            return dimension.bound >= 1
        }
        guard isPlain, !isInput || port.shape.dimensions.first == .symbol(symbols[0]) else {
            throw .malformed("port '\(port.name)' of shape \(port.shape)")
        }
        return port
    }

    private mutating func read(
        _ count: Int, _ records: inout PlanRecords, in region: Region, of regions: RegionSizes
    ) throws(PlanFileError) -> [(slot: Slot, initialValue: Float)] {
        var result: [(slot: Slot, initialValue: Float)] = []
        for _ in 0..<count {
            let name = try string(&records)
            let shape = try shape(&records)
            let offset = try records.size("the offset of '\(name)'")
            let size = try records.size("the count of '\(name)'")
            let initialValue = Float(bitPattern: try records.next(UInt32.self))
            try records.skipReserved()
            guard size >= 1, size == shape.boundedCount, offset % MemoryLayout<Float>.alignment == 0,
                offset + size * MemoryLayout<Float>.stride <= regions[region]
            else { throw .malformed("'\(name)' of shape \(shape), \(size) numbers from byte \(offset) of \(regions[region])") }
            result.append((Slot(name: name, shape: shape, offset: offset, count: size), initialValue))
        }
        return result
    }

    private mutating func kernels() throws(PlanFileError) -> [KernelBlock] {
        var records = records(.kernels)
        var result: [KernelBlock] = []
        for _ in 0..<recordCount(.kernels) {
            let name = try string(&records)
            let digest = try records.next(UInt64.self)
            let size = try records.next(UInt64.self)
            guard let block = KernelBlock(named: name) else { throw PlanFileError(.kernelUnknown(name: name)) }
            guard block.digest == digest, UInt64(block.size) == size else { throw PlanFileError(.kernelChanged(name: name)) }
            guard !result.contains(where: { $0.number == block.number }) else { throw .malformed("kernel '\(name)' stands there twice") }
            result.append(block)
        }
        return result
    }

    private mutating func steps(_ section: Section, _ kernels: [KernelBlock], _ scope: PlanScope) throws(PlanFileError) -> [Step] {
        var records = records(section)
        var result: [Step] = []
        for _ in 0..<recordCount(section) {
            let kernel = try records.count()
            let size = try records.count()
            let offset = try records.size("the offset of an argument block")
            let units = try extent(&records)
            let grain = try records.size("the grain of a step")
            let label = try string(&records)
            let pool = sections[Section.arguments.rawValue]
            guard offset == PlanFormat.aligned(nextArgument, to: PlanFormat.argumentAlignment), size <= pool.count, offset <= pool.count - size,
                grain >= 1
            else { throw .malformed("step '\(label)' has \(size) bytes of arguments at \(offset)") }
            guard pool.areZero(nextArgument..<offset) else { throw .malformed("bytes before the arguments of step '\(label)' are not 0") }
            nextArgument = offset + size
            guard kernel < kernels.count else { throw .malformed("step '\(label)' calls kernel \(kernel) of \(kernels.count)") }
            let arguments = try scope.arguments(
                UnsafeRawBufferPointer(rebasing: pool[offset..<nextArgument]), of: kernels[kernel], among: kernels, label: label)
            result.append(Step(kernel: kernels[kernel].kernel, arguments: arguments, units: units, grain: grain, label: label))
        }
        return result
    }
}

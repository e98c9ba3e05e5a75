/// Reads numbers from a section: each is there, or it is an error.
struct PlanRecords {
    let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func next<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws(PlanFileError) -> Number {
        let size = MemoryLayout<Number>.size
        guard offset <= bytes.count - size else { throw .malformed("a record ends outside its section") }
        defer { offset += size }
        return Number(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }

    /// A number that is not negative and not above `limit`.
    mutating func size(_ what: String, atMost limit: Int = PlanFormat.maximumBytes) throws(PlanFileError) -> Int {
        let number = try next(UInt64.self)
        guard number <= UInt64(limit) else { throw .malformed("\(what) is \(number), at most \(limit) is possible") }
        return Int(number)
    }

    mutating func count() throws(PlanFileError) -> Int {
        Int(try next(UInt32.self))
    }
}

extension PlanFileError {
    static func malformed(_ what: String) -> PlanFileError {
        PlanFileError(.malformed(what))
    }
}

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

    /// A field that has no meaning yet.
    mutating func skipReserved() throws(PlanFileError) {
        guard try next(UInt32.self) == 0 else { throw .malformed("a reserved field is not 0") }
    }
}

extension PlanFileError {
    static func malformed(_ what: String) -> PlanFileError {
        PlanFileError(.malformed(what))
    }
}

extension UnsafeRawBufferPointer {
    /// Whether bytes that belong to nothing are as they should be.
    func areZero(_ range: Range<Int>) -> Bool {
        self[range].allSatisfy { $0 == 0 }
    }
}

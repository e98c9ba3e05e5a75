import LaminaKit

/// An IDX file: two zero bytes, a type code, the number of dimensions, the dimensions as big-endian 32-bit integers, the values.
struct IDXFile {
    enum ElementType: UInt8 {
        case unsignedByte = 0x08
        case signedByte = 0x09
        case short = 0x0B
        case integer = 0x0C
        case float = 0x0D
        case double = 0x0E

        var size: Int {
            switch self {
            case .unsignedByte, .signedByte: 1
            case .short: 2
            case .integer, .float: 4
            case .double: 8
            }
        }

        var isInteger: Bool { self != .float && self != .double }
    }

    let path: String
    let type: ElementType
    /// At least one, each at least 1; the first counts the records.
    let sizes: [Int]
    let bytes: [UInt8]
    /// Where the values begin.
    let start: Int

    var recordCount: Int { sizes[0] }
    /// The sizes of one record, `[1]` where a record is one value.
    var recordSizes: [Int] { sizes.count == 1 ? [1] : Array(sizes.dropFirst()) }
    var valueCount: Int { (bytes.count - start) / type.size }

    /// Checks the header against the size of the file.
    static func parse(_ text: SourceText) throws(DiagnosticFailure) -> IDXFile {
        do throws(Diagnostic) {
            return try IDXFile(path: text.path, bytes: text.bytes)
        } catch {
            throw DiagnosticFailure(diagnostics: [error])
        }
    }

    private init(path: String, bytes: [UInt8]) throws(Diagnostic) {
        func mistake(_ code: DataCode, _ message: String) -> Diagnostic { Diagnostic(code, message, path: path) }
        if bytes.starts(with: [0x1F, 0x8B]) {
            throw mistake(.idxMagic, "byte 0: the file is compressed with gzip: unpack it first")
        }
        guard bytes.count >= 4 else {
            throw mistake(.idxTruncated, "the header ends after \(bytes.count) bytes: expected at least 4")
        }
        guard bytes[0] == 0, bytes[1] == 0 else {
            throw mistake(.idxMagic, "byte 0: an IDX file begins with two zero bytes, found \(bytes[0]) and \(bytes[1])")
        }
        guard let type = ElementType(rawValue: bytes[2]) else {
            let found = String(bytes[2], radix: 16)
            throw mistake(.idxType, "byte 2: the type of the values must be one of 0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E, found 0x\(found)")
        }
        let rank = Int(bytes[3])
        guard rank > 0 else { throw mistake(.idxDimensions, "byte 3: there must be at least one dimension, found 0") }
        let start = 4 + 4 * rank
        guard bytes.count >= start else {
            throw mistake(.idxTruncated, "the header ends after \(bytes.count) bytes: expected \(start) for \(rank) dimensions")
        }
        var sizes: [Int] = []
        var byteCount = type.size
        for dimension in 0..<rank {
            let offset = 4 + 4 * dimension
            let size = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
            guard size > 0 else { throw mistake(.idxDimensions, "byte \(offset): dimension \(dimension + 1) is 0: the file holds no values") }
            let (product, overflows) = byteCount.multipliedReportingOverflow(by: size)
            guard !overflows else { throw mistake(.idxDimensions, "byte \(offset): the product of the dimensions is too large") }
            byteCount = product
            sizes.append(size)
        }
        guard bytes.count - start == byteCount else {
            let shape = sizes.map(String.init).joined(separator: " × ")
            throw mistake(
                .idxSize, "the header promises \(shape) values, \(byteCount) bytes after the header, found \(bytes.count - start)")
        }
        self.path = path
        self.type = type
        self.sizes = sizes
        self.bytes = bytes
        self.start = start
    }

    /// A value as the file gives it.
    func value(_ index: Int) -> Double {
        switch type {
        case .unsignedByte: Double(bytes[start + index])
        case .signedByte: Double(Int8(bitPattern: bytes[start + index]))
        case .short: Double(Int16(truncatingIfNeeded: bits(index)))
        case .integer: Double(Int32(truncatingIfNeeded: bits(index)))
        case .float: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits(index))))
        case .double: Double(bitPattern: bits(index))
        }
    }

    private func bits(_ index: Int) -> UInt64 {
        let offset = start + index * type.size
        return bytes[offset..<offset + type.size].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// All values times `scale`.
    func floats(scale: Double = 1) throws(DiagnosticFailure) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(valueCount)
        for index in 0..<valueCount {
            let value = Float(self.value(index) * scale)
            guard value.isFinite else {
                let record = index / (valueCount / recordCount) + 1
                throw DiagnosticFailure(diagnostics: [
                    Diagnostic(
                        DataCode.idxValue, "record \(record): the value \(self.value(index)) is not a finite 32-bit float", path: path)
                ])
            }
            values.append(value)
        }
        return values
    }
}

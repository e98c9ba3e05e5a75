import LaminaKit

/// An IDX file: two zero bytes, a type code, the number of dimensions, the dimensions as big-endian 32-bit integers, the values.
struct IDXFile {
    /// At least one, each at least 1; the first counts the records.
    let sizes: [Int]
    let numbers: StoredNumbers

    var path: String { numbers.file.path }
    var recordCount: Int { sizes[0] }
    /// The sizes of one record, `[1]` where a record is one value.
    var recordSizes: [Int] { sizes.count == 1 ? [1] : Array(sizes.dropFirst()) }

    private static func type(_ code: UInt8) -> StoredNumbers.NumberType? {
        switch code {
        case 0x08: StoredNumbers.NumberType(kind: .unsigned, size: 1)
        case 0x09: StoredNumbers.NumberType(kind: .signed, size: 1)
        case 0x0B: StoredNumbers.NumberType(kind: .signed, size: 2, isBigEndian: true)
        case 0x0C: StoredNumbers.NumberType(kind: .signed, size: 4, isBigEndian: true)
        case 0x0D: StoredNumbers.NumberType(kind: .float, size: 4, isBigEndian: true)
        case 0x0E: StoredNumbers.NumberType(kind: .float, size: 8, isBigEndian: true)
        default: nil
        }
    }

    /// Checks the header against the size of the file.
    static func parse(_ file: DataFile) throws(DiagnosticFailure) -> IDXFile {
        do throws(Diagnostic) {
            return try IDXFile(file)
        } catch {
            throw DiagnosticFailure(diagnostics: [error])
        }
    }

    private init(_ file: DataFile) throws(Diagnostic) {
        let bytes = file.bytes
        func mistake(_ code: DataCode, _ message: String) -> Diagnostic { Diagnostic(code, message, path: file.path) }
        guard bytes.count >= 4 else {
            throw mistake(.idxTruncated, "the header ends after \(bytes.count) bytes: expected at least 4")
        }
        guard bytes[0] == 0, bytes[1] == 0 else {
            throw mistake(.idxMagic, "byte 0: an IDX file begins with two zero bytes, found \(bytes[0]) and \(bytes[1])")
        }
        guard let type = Self.type(bytes[2]) else {
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
        self.sizes = sizes
        numbers = StoredNumbers(file, type, start: start, count: byteCount / type.size)
        if let wrong = numbers.firstNotFinite {
            let record = wrong / (numbers.count / sizes[0]) + 1
            throw mistake(.idxValue, "record \(record): the value \(numbers[wrong]) is not a finite 32-bit float")
        }
    }
}

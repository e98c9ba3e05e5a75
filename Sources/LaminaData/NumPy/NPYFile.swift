import LaminaKit

/// A .npy file: a magic, a version, the header's length, the header, the numbers in C order.
struct NPYFile {
    /// At least one, each at least 1; the first counts the records.
    let sizes: [Int]
    let numbers: StoredNumbers
    let name: String

    /// The sizes of one record, `[1]` where a record is one number.
    var recordSizes: [Int] { sizes.count == 1 ? [1] : Array(sizes.dropFirst()) }

    /// - Parameters:
    ///   - range: the bytes of `file` that are it.
    ///   - name: how messages name it.
    init(_ file: DataFile, _ range: Range<Int>, name: String) throws(Diagnostic) {
        func mistake(_ code: DataCode, _ message: String) -> Diagnostic { Diagnostic(code, message, path: name) }
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
        if bytes.starts(with: [0x50, 0x4B]) { throw mistake(.npyMagic, "byte 0: the file is an archive: name it in 'archive', and its arrays in the others") }
        guard bytes.count >= 10, bytes.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]) else {
            throw mistake(.npyMagic, "byte 0: a .npy file begins with the byte 0x93 and NUMPY")
        }
        let version = bytes[6]
        guard (1...3).contains(version) else { throw mistake(.npyMagic, "byte 6: the format's version must be 1, 2 or 3, found \(version)") }
        let prefix = version == 1 ? 10 : 12
        guard bytes.count >= prefix else { throw mistake(.npyHeader, "the header ends after \(bytes.count) bytes: expected at least \(prefix)") }
        let length = (8..<prefix).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
        guard length <= min(bytes.count - prefix, Self.maximumHeaderBytes) else {
            throw mistake(.npyHeader, "byte 8: the header promises \(length) bytes, \(bytes.count - prefix) follow (and it may have \(Self.maximumHeaderBytes))")
        }
        guard let text = String(validating: bytes[prefix..<prefix + length], as: UTF8.self), let header = NPYHeader(text[...]) else {
            throw mistake(.npyHeader, "byte \(prefix): the header must be a dictionary with the keys 'descr', 'fortran_order' and 'shape'")
        }
        guard let type = Self.type(header.type) else {
            throw mistake(.npyType, "the numbers must be f4, f8, i1 to i8, u1 to u8 or b1, found '\(header.type)': convert the array with astype")
        }
        guard !header.isFortranOrder || header.sizes.count < 2 else {
            throw mistake(.npyOrder, "the numbers stand in Fortran's order: save numpy.ascontiguousarray(array)")
        }
        guard !header.sizes.isEmpty, header.sizes.allSatisfy({ $0 > 0 }) else {
            throw mistake(.npyShape, "the shape must have at least one axis and none of size 0, found \(header.sizes)")
        }
        let found = bytes.count - prefix - length
        let expected = header.sizes.reduce(type.size) { $0.saturatingProduct($1) }
        guard found == expected else {
            throw mistake(.npySize, "the header promises the shape \(header.sizes), \(expected) bytes, found \(found)")
        }
        sizes = header.sizes
        numbers = StoredNumbers(file, type, start: range.lowerBound + prefix + length, count: found / type.size)
        self.name = name
        if let wrong = numbers.firstNotFinite {
            throw mistake(.npyValue, "record \(wrong / (numbers.count / sizes[0]) + 1): the value \(numbers[wrong]) is not a finite 32-bit float")
        }
    }

    private static let maximumHeaderBytes = 1 << 16

    private static func type(_ name: String) -> StoredNumbers.NumberType? {
        guard let order = name.first, "<>|=".contains(order) else { return nil }
        let kind: StoredNumbers.Kind
        switch name.dropFirst() {
        case "f4", "f8": kind = .float
        case "i1", "i2", "i4", "i8": kind = .signed
        case "u1", "u2", "u4", "u8", "b1": kind = .unsigned
        default: return nil
        }
        return name.last?.wholeNumberValue.map { StoredNumbers.NumberType(kind: kind, size: $0, isBigEndian: order == ">") }
    }
}

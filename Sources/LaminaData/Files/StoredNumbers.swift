/// Numbers as they stand in a file, read one by one.
struct StoredNumbers: Sendable {
    enum Kind: Sendable {
        case unsigned, signed, float
    }

    struct NumberType: Sendable, Equatable {
        let kind: Kind
        /// In bytes: 1, 2, 4 or 8, of a float 4 or 8.
        let size: Int
        var isBigEndian = false

        var isInteger: Bool { kind != .float }

        /// The least and the greatest value.
        var bounds: (Double, Double) {
            let bits = Double(8 * size)
            return switch kind {
            case .unsigned: (0, power(2, bits) - 1)
            case .signed: (-power(2, bits - 1), power(2, bits - 1) - 1)
            case .float: (-.infinity, .infinity)
            }
        }

        private func power(_ base: Double, _ exponent: Double) -> Double {
            (0..<Int(exponent)).reduce(1) { product, _ in product * base }
        }
    }

    let file: DataFile
    let type: NumberType
    /// The numbers of the file.
    let count: Int
    private let start: Int

    /// `count` numbers from byte `start` on must lie in the file.
    init(_ file: DataFile, _ type: NumberType, start: Int, count: Int) {
        precondition(start >= 0 && count >= 0 && count * type.size <= file.bytes.count - start)
        self.file = file
        self.type = type
        self.start = start
        self.count = count
    }

    subscript(index: Int) -> Double {
        precondition(0..<count ~= index)
        let offset = start + index * type.size
        switch (type.kind, type.size) {
        case (.unsigned, 1): return Double(load(offset, UInt8.self))
        case (.unsigned, 2): return Double(load(offset, UInt16.self))
        case (.unsigned, 4): return Double(load(offset, UInt32.self))
        case (.unsigned, _): return Double(load(offset, UInt64.self))
        case (.signed, 1): return Double(load(offset, Int8.self))
        case (.signed, 2): return Double(load(offset, Int16.self))
        case (.signed, 4): return Double(load(offset, Int32.self))
        case (.signed, _): return Double(load(offset, Int64.self))
        case (.float, 4): return Double(Float(bitPattern: load(offset, UInt32.self)))
        case (.float, _): return Double(bitPattern: load(offset, UInt64.self))
        }
    }

    private func load<Number: FixedWidthInteger>(_ offset: Int, _ type: Number.Type) -> Number {
        let value = file.bytes.loadUnaligned(fromByteOffset: offset, as: Number.self)
        return self.type.isBigEndian ? Number(bigEndian: value) : Number(littleEndian: value)
    }

    /// Copies `length` numbers, each times `scale` and scaled by what its place on the last axis asks for.
    func copy(_ first: Int, _ length: Int, to destination: UnsafeMutablePointer<Float>, scale: Double, _ scalings: [Scaling]) {
        precondition(first >= 0 && length <= count - first)
        if type.size == 1, type.kind == .unsigned, scalings.isEmpty {
            let bytes = (file.bytes.baseAddress! + start + first).assumingMemoryBound(to: UInt8.self)
            for position in 0..<length { destination[position] = Float(Double(bytes[position]) * scale) }
        } else if scalings.isEmpty {
            for position in 0..<length { destination[position] = Float(self[first + position] * scale) }
        } else {
            for position in 0..<length {
                destination[position] = Float(scalings[position % scalings.count].scaled(self[first + position] * scale))
            }
        }
    }

    /// The first number that is no finite 32-bit float.
    var firstNotFinite: Int? {
        type.isInteger ? nil : (0..<count).first { !Float(self[$0]).isFinite }
    }
}

import CLaminaKernels

/// The numbers of the plan file, which `Documentation/plan-file.md` describes byte by byte.
enum PlanFormat {
    static let magic: [UInt8] = Array("LAMINAPL".utf8)
    static let version: UInt32 = 1
    static let checksumOffset = 8
    /// The checksum is of all bytes from here on.
    static let checkedOffset = 16
    static let digestOffset = 32
    static let digestBytes = 32
    static let tableOffset = 64
    static let alignment = Int(LAMINA_ALIGNMENT)
    static let argumentAlignment = 16
    /// A ceiling on what one record can say, far above what the compiler makes.
    static let maximumRank = 64
    /// Offsets in a region have 56 bits.
    static let maximumBytes = 1 << 55

    /// In the order of the file; each starts at the next multiple of `alignment`.
    enum Section: Int, CaseIterable {
        case plan, strings, symbols, dimensions, ports, slots, kernels, preparation, steps, arguments, metadata, weights

        /// Bytes of one of its records.
        var recordBytes: Int {
            switch self {
            case .plan: 96
            case .strings, .arguments, .weights: 1
            case .dimensions, .ports, .metadata: 16
            case .symbols, .kernels: 24
            case .slots: 40
            case .preparation, .steps: 48
            }
        }
    }

    static let firstSection = tableOffset + Section.allCases.count * 16

    static func aligned(_ offset: Int, to alignment: Int = alignment) -> Int {
        (offset + alignment - 1) / alignment * alignment
    }

    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        lamina_checksum(bytes.baseAddress! + checkedOffset, Int64(bytes.count - checkedOffset))
    }
}

#if _endian(big)
    #error("plan files, and the argument blocks in them, are little-endian")
#endif

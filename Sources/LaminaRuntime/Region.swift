import CLaminaKernels

/// The parts of a session's memory, in the order in which a training arena holds them.
public enum Region: Int, CaseIterable, Sendable {
    case parameters, prepared, gradients, slots, state, activations

    public var name: String {
        switch self {
        case .parameters: "parameters"
        case .prepared: "prepared weights"
        case .gradients: "gradients"
        case .slots: "optimizer slots"
        case .state: "state"
        case .activations: "activations"
        }
    }
}

/// What a reference counts its offset from: one of the session's regions, or a buffer that the caller binds.
public enum Base: Hashable, Sendable {
    case region(Region)
    case input(Int)
    case output(Int)

    public static let maximumPorts = Int(LAMINA_MAXIMUM_BASES) - Region.allCases.count

    /// Inputs follow the regions from below, outputs come from the end of the table.
    public var index: Int {
        switch self {
        case .region(let region): region.rawValue
        case .input(let port): Region.allCases.count + port
        case .output(let port): Int(LAMINA_MAXIMUM_BASES) - 1 - port
        }
    }
}

/// A place in memory that is known before the run: a base and a byte offset.
public struct Reference: Hashable, Sendable {
    public var base: Base
    public var offset: Int

    public init(base: Base, offset: Int) {
        self.base = base
        self.offset = offset
    }

    public var packed: lamina_ref {
        UInt64(base.index) << 56 | UInt64(offset)
    }
}

/// Bytes of each region.
public struct RegionSizes: Hashable, Sendable {
    private var bytes = [Int](repeating: 0, count: Region.allCases.count)

    public init() {}

    public subscript(region: Region) -> Int {
        get { bytes[region.rawValue] }
        set { bytes[region.rawValue] = newValue }
    }

    public var total: Int { bytes.reduce(0, +) }

    /// Where a region starts in one block that holds all of them.
    public func start(of region: Region) -> Int {
        bytes[..<region.rawValue].reduce(0, +)
    }
}

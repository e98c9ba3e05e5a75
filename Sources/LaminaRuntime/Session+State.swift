import CLaminaKernels

/// The state of a session's stateful layers at one moment: a value, valid for any session of the same plan.
public struct StateSnapshot: Sendable, Equatable {
    /// The state region as it lies in memory, for a file or another process on a machine of the same byte order.
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension Session {
    /// Sets every state to zero: the beginning of a new sequence.
    public mutating func resetState() {
        withRegion(.state) { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) }
    }

    public func snapshotState() -> StateSnapshot {
        StateSnapshot(bytes: withRegion(.state) { Array($0) })
    }

    /// - Throws: `RunError.stateSize` for a snapshot of another plan.
    public mutating func restoreState(_ snapshot: StateSnapshot) throws(RunError) {
        guard snapshot.bytes.count == plan.regions[.state] else {
            throw .stateSize(expected: plan.regions[.state], found: snapshot.bytes.count)
        }
        withRegion(.state) { $0.copyBytes(from: snapshot.bytes) }
    }
}

extension Session {
    /// The bytes of one of the regions that this session owns, for checkpoints and tests.
    ///
    /// - Precondition: the region is this session's own; an inference session shares parameters and prepared weights with others.
    public func withRegion<Result>(_ region: Region, _ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
        precondition(region.rawValue >= firstRegion.rawValue, "a region that other sessions share")
        let start = withUnsafeBytes(of: context.bases) {
            $0.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)[Base.region(region).index]
        }
        return body(UnsafeMutableRawBufferPointer(start: start, count: plan.regions[region]))
    }

    func floats(in region: Region, of slot: Slot) -> UnsafeMutableBufferPointer<Float> {
        withRegion(region) { bytes in
            UnsafeMutableBufferPointer(
                start: (bytes.baseAddress! + slot.offset).assumingMemoryBound(to: Float.self), count: slot.count)
        }
    }
}

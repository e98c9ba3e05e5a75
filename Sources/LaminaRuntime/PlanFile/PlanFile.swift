import CLaminaKernels

/// A compiled plan as `lamina compile` writes it, with its weights or without: mapped and verified, ready to run.
///
/// ```swift
/// let model = try LoadedModel(PlanFile(mapping: "forecast.plan"))
/// ```
///
/// Weights are used where they lie in the file: nothing is parsed, copied or packed, and processes that map one file share its pages. Nobody
/// may change the file in place meanwhile; whoever replaces it renames a new one over it.
///
/// A damaged file is never read as a plan, and no file whatever can crash the reading. But a plan is a program: a file that somebody made on
/// purpose, with a right checksum, is not made safe to *run* by what is checked here. Load plans from where you load programs.
public struct PlanFile: Sendable {
    public let plan: Plan
    /// Text by key, such as `lamina.preprocessing`: what the weights file said beside the weights.
    public let metadata: [(key: String, value: String)]
    /// SHA-256 of the model file that the plan was compiled from; all zeros where it was not one file.
    public let sourceDigest: [UInt8]
    /// Tells this file from others; see the document of the format.
    public let checksum: UInt64
    public let byteCount: Int
    let bytes: FileBytes
    /// The place of the weights in `bytes`; nil where there are none.
    let weightRange: Range<Int>?

    /// Maps a file and verifies all of it.
    ///
    /// - Throws: `PlanFileError` naming the file and what is wrong with it.
    public init(mapping path: String) throws(PlanFileError) {
        do throws(PlanFileError) {
            try self.init(try FileBytes.mapping(path))
        } catch {
            throw PlanFileError(error.reason, path: path)
        }
    }

    /// Maps the file that has this checksum: generated code knows which one it was made for.
    ///
    /// - Throws: `PlanFileError`, `.otherFile` where it is another plan.
    public init(mapping path: String, expecting checksum: UInt64) throws(PlanFileError) {
        try self.init(mapping: path)
        guard self.checksum == checksum else { throw PlanFileError(.otherFile(expected: checksum, found: self.checksum), path: path) }
    }

    /// A copy of bytes in memory.
    ///
    /// - Throws: `PlanFileError`.
    public init(_ bytes: [UInt8]) throws(PlanFileError) {
        try self.init(bytes.withUnsafeBytes(FileBytes.copying))
    }

    /// Bytes that stay where they are as long as the process lives, such as C's `#embed` makes them: used in place if they are aligned to 64
    /// bytes, else copied.
    ///
    /// - Throws: `PlanFileError`.
    public init(embedded bytes: UnsafeRawBufferPointer) throws(PlanFileError) {
        try self.init(FileBytes.staying(bytes))
    }

    /// A file's bytes as base64 without padding, which generated code holds.
    ///
    /// - Throws: `PlanFileError`.
    public init(base64 text: StaticString) throws(PlanFileError) {
        guard text.hasPointerRepresentation,
            let bytes = FileBytes.decoding(base64: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        else { throw PlanFileError(.notAPlanFile) }
        try self.init(bytes)
    }

    private init(_ bytes: FileBytes) throws(PlanFileError) {
        let buffer = bytes.buffer
        guard buffer.count >= PlanFormat.firstSection, buffer.starts(with: PlanFormat.magic) else { throw PlanFileError(.notAPlanFile) }
        let stored = buffer.loadUnaligned(fromByteOffset: PlanFormat.checksumOffset, as: UInt64.self)
        var header = PlanRecords(UnsafeRawBufferPointer(rebasing: buffer[PlanFormat.checkedOffset..<PlanFormat.digestOffset]))
        let version = try header.next(UInt32.self)
        guard version == PlanFormat.version else { throw PlanFileError(.version(found: version, supported: PlanFormat.version)) }
        let revision = try header.next(UInt32.self)
        let length = try header.next(UInt64.self)
        guard length == UInt64(buffer.count) else { throw PlanFileError(.length(expected: length, found: buffer.count)) }
        checksum = PlanFormat.checksum(buffer)
        guard checksum == stored else { throw PlanFileError(.checksum(expected: stored, found: checksum)) }
        guard revision == UInt32(LAMINA_KERNEL_REVISION) else {
            throw PlanFileError(.kernelRevision(found: revision, expected: UInt32(LAMINA_KERNEL_REVISION)))
        }
        var reader = try PlanReader(buffer)
        plan = try reader.plan()
        metadata = try reader.metadata()
        sourceDigest = Array(buffer[PlanFormat.digestOffset..<PlanFormat.digestOffset + PlanFormat.digestBytes])
        byteCount = buffer.count
        self.bytes = bytes
        let start = reader.weights.baseAddress.map { $0 - bytes.start } ?? 0
        weightRange = reader.hasWeights ? start..<(start + reader.weights.count) : nil
    }

    public subscript(key: String) -> String? {
        metadata.first { $0.key == key }?.value
    }

    public var hasWeights: Bool { weightRange != nil }

    /// A copy of the parameters: of a plan that trains all, of one for inference those that its runs read as they are.
    ///
    /// - Throws: `PlanFileError` where the file has no weights.
    public func weights() throws(PlanFileError) -> Weights {
        try weightMemory().weights(of: plan)
    }

    func weightMemory() throws(PlanFileError) -> WeightMemory {
        guard let weightRange else { throw PlanFileError(.weightsMissing) }
        return WeightMemory(plan, start: bytes.start + weightRange.lowerBound, owner: bytes)
    }
}

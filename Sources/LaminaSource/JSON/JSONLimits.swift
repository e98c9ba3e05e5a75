/// How large a document may be. Each limit has an error code of its own.
public struct JSONLimits: Sendable, Hashable {
    /// The bytes of the whole text (`file-too-large`).
    public var bytes: Int
    /// How many arrays and objects may be open at once (`too-deep`); never taken as more than `maximumDepth`.
    public var depth: Int
    /// How many values of any kind the document may hold (`too-many-values`).
    public var nodes: Int
    /// The bytes of one number (`number-too-long`).
    public var numberLength: Int

    /// json-c frees its tree recursively, so the depth has a bound that no caller can raise.
    static let maximumDepth = 1_000
    /// json-c counts bytes in a C `int`.
    static let maximumBytes = Int(Int32.max) - 1

    public init(
        bytes: Int = standard.bytes, depth: Int = standard.depth, nodes: Int = standard.nodes,
        numberLength: Int = standard.numberLength
    ) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
        self.numberLength = numberLength
    }

    /// Ample for a model: 16 MiB, 64 levels, a million values, numbers of a thousand characters.
    public static let standard = JSONLimits(bytes: 16 << 20, depth: 64, nodes: 1_000_000, numberLength: 1_000)
}

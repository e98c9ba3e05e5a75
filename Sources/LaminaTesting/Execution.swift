import Lamina

/// One way to compile and run a model. The numbers must not depend on it.
public struct Execution: Sendable, CustomStringConvertible {
    public let description: String
    public var planner: Planner
    /// The number of rewrites that are applied; nil for all.
    public var fusionSteps: Int?
    public var threads: Int
    /// Rows of batch capacity that no run fills.
    public var spareRows: Int
    /// The most bytes of a plan; one for training computes activations again where it would need more.
    public var maximumArenaBytes: Int?

    public init(
        _ description: String, planner: Planner = .bestFit, fusionSteps: Int? = nil, threads: Int = 1, spareRows: Int = 0,
        maximumArenaBytes: Int? = nil
    ) {
        self.description = description
        self.planner = planner
        self.fusionSteps = fusionSteps
        self.threads = threads
        self.spareRows = spareRows
        self.maximumArenaBytes = maximumArenaBytes
    }

    /// As programs run it: fused, best-fit placement, one thread.
    public static let standard = Execution("fused, best-fit")
    public static let naive = Execution("fused, naive placement", planner: .naive)
    public static let unfused = Execution("unfused, best-fit", fusionSteps: 0)
    public static let unfusedNaive = Execution("unfused, naive placement", planner: .naive, fusionSteps: 0)
    public static let twoThreads = Execution("fused, best-fit, two threads", threads: 2)
    public static let unfusedTwoThreads = Execution("unfused, best-fit, two threads", fusionSteps: 0, threads: 2)
    public static let spareRows = Execution("fused, best-fit, batch below capacity", spareRows: 3)

    /// Each with the one whose results it must give bit by bit.
    public static let bitEqual: [(execution: Execution, reference: Execution)] = [
        (.naive, .standard), (.twoThreads, .standard), (.spareRows, .standard), (.unfusedNaive, .unfused), (.unfusedTwoThreads, .unfused),
    ]
}

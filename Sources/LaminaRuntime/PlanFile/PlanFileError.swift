/// Why a plan file cannot be used, or a plan not be written as one.
public struct PlanFileError: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        /// What the system says of the file.
        case unreadable(String)
        case notAPlanFile
        /// Another version of the format, and the one that is read here.
        case version(found: UInt32, supported: UInt32)
        case length(expected: UInt64, found: Int)
        case checksum(expected: UInt64, found: UInt64)
        /// A right plan file, but not the one that the program was built with.
        case otherFile(expected: UInt64, found: UInt64)
        /// Compiled for another set of kernels than this program's.
        case kernelRevision(found: UInt32, expected: UInt32)
        case kernelUnknown(name: String)
        case kernelChanged(name: String)
        /// The checksum is right, but what stands there makes no plan.
        case malformed(String)
        case weightsMissing
        /// A plan that trains has weights of its own; one for inference shares them.
        case purpose(isTraining: Bool)
        case customKernel(step: String)
        /// What the plan itself, or the weights for it, cannot do.
        case run(RunError)
    }

    /// The file's path; nil for a plan in memory.
    public var path: String?
    public let reason: Reason

    public init(_ reason: Reason, path: String? = nil) {
        self.reason = reason
        self.path = path
    }
}

extension PlanFileError: CustomStringConvertible {
    public var description: String {
        "\(path.map { "\($0): " } ?? "")\(reason)"
    }
}

extension PlanFileError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let problem): problem
        case .notAPlanFile: "it is not a plan file: those begin with the letters LAMINAPL; write one with `lamina compile`"
        case .version(let found, let supported):
            "it is a plan file of version \(found), this program reads version \(supported): "
                + (found > supported ? "build the program with a newer Lamina" : "compile the model again")
        case .length(let expected, let found):
            "the plan file says it has \(expected) bytes, found \(found): it is \(UInt64(found) < expected ? "truncated" : "damaged")"
        case .checksum: "the plan file is damaged: its bytes do not have the checksum that it names"
        case .otherFile:
            "it is another plan file than the one that this program was built with: put the build's own there, or build again"
        case .kernelRevision(let found, let expected):
            "the plan is compiled for kernels of revision \(found), this program has revision \(expected): "
                + (found > expected ? "build the program with a newer Lamina" : "compile the model again")
        case .kernelUnknown(let name): "the plan calls the kernel '\(name)', which this program does not have: build it with a newer Lamina"
        case .kernelChanged(let name): "the plan calls another form of the kernel '\(name)' than this program's: compile the model again"
        case .malformed(let what): "it is no valid plan file: \(what)"
        case .weightsMissing: "the plan file holds no weights: give them, or write it with `lamina compile --weights`"
        case .purpose(let isTraining):
            isTraining
                ? "the plan trains: make a training session of it with weights of its own"
                : "the plan is for inference: load it as a model"
        case .customKernel(let step): "'\(step)' calls a kernel that is none of Lamina's: only its own code knows it, no plan file can name it"
        case .run(let error): error.description
        }
    }
}

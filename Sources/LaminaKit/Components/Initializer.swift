/// The values that a parameter starts from.
public protocol Initializer: Component {
    /// - Parameters:
    ///   - sizes: the parameter's shape; the last axis is the output axis.
    ///   - random: a stream that belongs to this parameter alone.
    /// - Returns: the elements, row-major.
    func values(sizes: [Int], random: inout RandomStream) -> [Float]

    /// What is wrong with this initializer for a shape, nil where it fits.
    func complaint(sizes: [Int]) -> String?
}

extension Initializer {
    public static var kind: ComponentKind { .initializer }

    public func complaint(sizes: [Int]) -> String? { nil }
}

/// How many numbers flow into and out of one unit, as Keras counts them.
public struct Fans: Sendable, Equatable {
    public let fanIn: Int
    public let fanOut: Int

    public init(sizes: [Int]) {
        switch sizes.count {
        case 0: (fanIn, fanOut) = (1, 1)
        case 1: (fanIn, fanOut) = (sizes[0], sizes[0])
        default:
            let receptiveField = sizes.dropLast(2).reduce(1, *)
            fanIn = sizes[sizes.count - 2] * receptiveField
            fanOut = sizes[sizes.count - 1] * receptiveField
        }
    }
}

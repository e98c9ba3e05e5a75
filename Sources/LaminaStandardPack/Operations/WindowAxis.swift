import LaminaKit

/// How a window moves along one axis: its size, its steps, and the cells outside that count as padding.
public struct WindowAxis: Hashable, Sendable, CustomStringConvertible {
    public let size: Int
    public let stride: Int
    public let dilation: Int
    public let before: Int
    public let after: Int

    public init(size: Int, stride: Int = 1, dilation: Int = 1, before: Int = 0, after: Int = 0) {
        self.size = size
        self.stride = stride
        self.dilation = dilation
        self.before = before
        self.after = after
    }

    /// From its first cell to its last.
    public var reach: Int { (size - 1).saturatingProduct(dilation).saturatingSum(1) }

    /// How often the window fits on an axis, nil where it does not.
    public func count(on length: Int) -> Int? {
        let free = length + before + after - reach
        return free < 0 ? nil : free / stride + 1
    }

    public var description: String {
        let parts = [stride > 1 ? "stride \(stride)" : nil, dilation > 1 ? "dilation \(dilation)" : nil, before + after > 0 ? "padding \(before)+\(after)" : nil]
        return ([String(size)] + parts.compactMap { $0 }).joined(separator: " ")
    }
}

extension Int {
    func saturatingSum(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

/// What a layer's window does at the borders.
enum WindowPadding: String, CaseIterable, Sendable {
    /// The window stays inside.
    case valid
    /// As many results as cells, over the stride; where the cells that this takes are odd in number, the one more is behind.
    case same
    /// All padding before: a result sees no cell after its own.
    case causal

    func axis(size: Int, stride: Int, dilation: Int = 1, length: Int) -> WindowAxis {
        let plain = WindowAxis(size: size, stride: stride, dilation: dilation)
        switch self {
        case .valid: return plain
        case .causal: return WindowAxis(size: size, stride: stride, dilation: dilation, before: plain.reach - 1)
        case .same:
            let results = (length + stride - 1) / stride
            let total = max(0, (results - 1) * stride + plain.reach - length)
            return WindowAxis(size: size, stride: stride, dilation: dilation, before: total / 2, after: total - total / 2)
        }
    }
}

/// The sizes of `[batch, height, width, channels]`, for operations on images.
struct ImageShape {
    let height: Int
    let width: Int
    let channels: Int

    init(_ shape: Shape, of name: String) throws(OperationTypeError) {
        guard shape.rank == 4, let height = shape[1].size, let width = shape[2].size, let channels = shape[3].size else {
            throw OperationTypeError("\(name) takes [batch, height, width, channels], found \(shape)")
        }
        self.height = height
        self.width = width
        self.channels = channels
    }
}

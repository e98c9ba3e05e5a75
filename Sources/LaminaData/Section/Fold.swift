/// One of the parts into which cross-validation cuts the data: it is the validation part, and what is neither it nor the test part trains.
///
/// ```swift
/// for fold in Fold.all(of: 5) {
///     let result = try model.fit(model.loadData(fold: fold))
/// }
/// ```
public struct Fold: Sendable, Equatable {
    /// From 0 to `count` − 1.
    public let index: Int
    /// At least 2.
    public let count: Int

    public init(_ index: Int, of count: Int) {
        precondition(count >= 2 && 0..<count ~= index, "a fold is one of two or more")
        self.index = index
        self.count = count
    }

    public static func all(of count: Int) -> [Fold] { (0..<count).map { Fold($0, of: count) } }

    /// The fold's places among `total` in order: the folds cover them all and differ by one place at most, the longer ones first.
    public func range(in total: Int) -> Range<Int> {
        let (size, rest) = (total / count, total % count)
        let start = index * size + min(index, rest)
        return start..<start + size + (index < rest ? 1 : 0)
    }
}

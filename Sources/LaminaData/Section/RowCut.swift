import LaminaKit

/// Which of an example's rows one input is given, and how.
enum RowCut: Sendable, Equatable {
    /// The last one alone.
    case row
    /// The last ones, as many as the window is long.
    case window(WindowSection)
    /// All of them, padded or cut to one length.
    case sequence(SequenceSection)

    /// The sizes of one example of so many columns. Rows that are words have no axis for the one number of each.
    func sizes(columnCount: Int, isText: Bool = false) -> [Int] {
        switch self {
        case .window(let window) where isText && columnCount == 1: [window.length]
        case .sequence(let sequence) where isText && columnCount == 1: [sequence.length]
        case .row: [columnCount]
        case .window(let window): [window.length, columnCount]
        case .sequence(let sequence): [sequence.length, columnCount]
        }
    }

    var window: WindowSection? {
        if case .window(let window) = self { window } else { nil }
    }

    var sequence: SequenceSection? {
        if case .sequence(let sequence) = self { sequence } else { nil }
    }
}

import LaminaKit

/// The rows of each part's examples, and the rows by which the inputs are normalised.
struct Partition {
    let examples: [DataPart: [Range<Int>]]
    /// The rows that training may look at.
    let trainingRows: [Int]

    /// Sequences are dealt out whole.
    init(sequences: [Range<Int>], split: SplitSection, fold: Fold?) {
        examples = split.deal(sequences.count, fold).mapValues { places in places.map { sequences[$0] } }
        trainingRows = examples[.training]!.flatMap { Array($0) }
    }

    init(windows: Windows, split: SplitSection, fold: Fold?) {
        switch split.order {
        case .chronological:
            let ranges = split.ranges(windows.rowNumbers.count, fold)
            examples = ranges.mapValues { ranges in ranges.flatMap { windows.inside($0) } }
            trainingRows = ranges[.training]!.flatMap { Array($0) }
        case .shuffled:
            let all = windows.inside(0..<windows.rowNumbers.count)
            examples = split.deal(all.count, fold).mapValues { places in places.map { all[$0] } }
            trainingRows = Self.rows(of: examples[.training]!)
        }
    }

    /// The rows of ranges that begin in order, each once.
    private static func rows(of ranges: [Range<Int>]) -> [Int] {
        var end = 0
        var rows: [Int] = []
        for range in ranges {
            rows += max(range.lowerBound, end)..<max(range.upperBound, end)
            end = max(end, range.upperBound)
        }
        return rows
    }
}

/// Where windows may lie among the rows of a table.
struct Windows {
    /// Each row's place in the file. Windows do not reach over a row that was left out.
    let rowNumbers: [Int]
    let stride: Int
    /// The rows from a window's first to its last one, both included.
    let span: Int
    /// The rows from a window's first one to its target, both included.
    let reach: Int

    /// The rows of each window that lies with its target in `rows`.
    func inside(_ rows: Range<Int>) -> [Range<Int>] {
        guard rows.count >= reach else { return [] }
        return Swift.stride(from: rows.lowerBound, through: rows.upperBound - reach, by: stride).lazy
            .filter { rowNumbers[$0 + reach - 1] - rowNumbers[$0] == reach - 1 }.map { $0..<$0 + span }
    }
}

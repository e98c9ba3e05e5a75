import LaminaKit

/// Where the windows of each part begin, and the rows by which the inputs are normalised.
struct Partition {
    private(set) var starts: [DataPart: [Int]] = [:]
    /// The rows that training may look at.
    private(set) var trainingRows: [Int] = []

    /// - Parameters:
    ///   - rowNumbers: each row's place in the file. Windows do not reach over a row that was left out.
    ///   - reach: the rows from a window's first one to its target, both included.
    init(rowNumbers: [Int], stride: Int, span: Int, reach: Int, split: SplitSection) {
        let shares: [(DataPart, Double)] = [(.training, 1), (.validation, split.validation), (.test, split.test)]
        switch split.order {
        case .chronological:
            let borders = split.borders(rowNumbers.count)
            let ranges: [DataPart: Range<Int>] = [
                .training: 0..<borders.training, .validation: borders.training..<borders.validation,
                .test: borders.validation..<rowNumbers.count,
            ]
            for (part, share) in shares where share > 0 {
                starts[part] = Self.starts(in: ranges[part]!, rowNumbers, stride: stride, reach: reach)
            }
            trainingRows = Array(0..<borders.training)
        case .shuffled:
            let all = Self.starts(in: 0..<rowNumbers.count, rowNumbers, stride: stride, reach: reach)
            let parts = Self.deal(all.count, split)
            for (part, share) in shares where share > 0 { starts[part] = parts[part]!.map { all[$0] } }
            trainingRows = Self.rows(of: starts[.training] ?? [], span: span, count: rowNumbers.count)
        }
    }

    /// Deals out `count` examples that stand on their own.
    static func deal(_ count: Int, _ split: SplitSection) -> [DataPart: [Int]] {
        let borders = split.borders(count)
        let order = split.order == .shuffled ? shuffled(count, seed: split.seed) : Array(0..<count)
        return [
            .training: order[..<borders.training].sorted(), .validation: order[borders.training..<borders.validation].sorted(),
            .test: order[borders.validation...].sorted(),
        ]
    }

    private static func starts(in range: Range<Int>, _ rowNumbers: [Int], stride: Int, reach: Int) -> [Int] {
        guard range.count >= reach else { return [] }
        return Swift.stride(from: range.lowerBound, through: range.upperBound - reach, by: stride).filter {
            rowNumbers[$0 + reach - 1] - rowNumbers[$0] == reach - 1
        }
    }

    /// Fisher and Yates's shuffle, the same everywhere for one seed.
    private static func shuffled(_ count: Int, seed: Int) -> [Int] {
        var stream = RandomStream(seed: UInt64(seed), stream: 0x53_504C_4954)
        var order = Array(0..<count)
        for index in order.indices.dropFirst().reversed() {
            order.swapAt(index, Int(stream.next() % UInt64(index + 1)))
        }
        return order
    }

    private static func rows(of starts: [Int], span: Int, count: Int) -> [Int] {
        var end = 0
        var rows: [Int] = []
        for start in starts {
            rows += max(start, end)..<max(start + span, end)
            end = max(end, start + span)
        }
        return rows
    }
}

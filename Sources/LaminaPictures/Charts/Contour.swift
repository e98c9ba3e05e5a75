/// Where a function on a grid changes its sign: marching squares.
enum Contour {
    struct Point: Equatable {
        let x: Double
        let y: Double
    }

    /// In units of the grid. Cells with a value that is not finite have none.
    static func segments(of values: [Double], columns: Int, rows: Int) -> [(from: Point, to: Point)] {
        var segments: [(from: Point, to: Point)] = []
        for row in 0..<rows - 1 {
            for column in 0..<columns - 1 {
                let corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
                let heights = corners.map { values[$0.1 * columns + $0.0] }
                guard heights.allSatisfy(\.isFinite) else { continue }
                let crossings = corners.indices.compactMap { index -> Point? in
                    let next = (index + 1) % 4
                    guard (heights[index] > 0) != (heights[next] > 0) else { return nil }
                    let share = heights[index] / (heights[index] - heights[next])
                    return Point(
                        x: Double(corners[index].0) + share * Double(corners[next].0 - corners[index].0),
                        y: Double(corners[index].1) + share * Double(corners[next].1 - corners[index].1))
                }
                // Two crossings are one line; four are a saddle, where either pairing is right.
                for pair in stride(from: 0, to: crossings.count - 1, by: 2) { segments.append((crossings[pair], crossings[pair + 1])) }
            }
        }
        return segments
    }
}

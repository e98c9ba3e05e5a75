/// Rows of cells as aligned columns.
struct TextTable {
    enum Alignment {
        case left, right
    }

    struct Column {
        let title: String
        let alignment: Alignment

        init(_ title: String, _ alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    mutating func append(_ cells: String...) {
        append(cells)
    }

    mutating func append(_ cells: [String]) {
        precondition(cells.count == columns.count)
        rows.append(cells)
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Title, a rule, the rows: each a line. The last column wraps at `width` between words.
    func lines(width: Int = 120) -> [String] {
        let widths = columns.indices.map { index in
            ([columns[index].title] + rows.map { $0[index] }).map(\.count).max() ?? 0
        }
        let title = line(columns.map(\.title), widths)
        let body = rows.flatMap { wrapped($0, widths, width) }
        let ruleWidth = ([title] + body).map(\.count).max() ?? 0
        return [title, String(repeating: "─", count: ruleWidth)] + body
    }

    private func wrapped(_ cells: [String], _ widths: [Int], _ width: Int) -> [String] {
        let start = widths.dropLast().reduce(0) { $0 + $1 + 2 }
        guard let last = cells.last, start + last.count > width, columns.last?.alignment == .left else { return [line(cells, widths)] }
        let pieces = last.wrapped(to: max(24, width - start))
        return pieces.enumerated().map { index, piece in
            index == 0 ? line(cells.dropLast() + [piece], widths) : String(repeating: " ", count: start) + piece
        }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = zip(zip(cells, widths), columns).map { cell, column in
            let space = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
            return column.alignment == .left ? cell.0 + space : space + cell.0
        }
        var text = padded.joined(separator: "  ")
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension String {
    /// The string cut between words into lines of at most `width` characters; a longer word stays whole.
    func wrapped(to width: Int) -> [String] {
        var lines: [String] = []
        for word in split(separator: " ") {
            if let line = lines.last, line.count + 1 + word.count <= width {
                lines[lines.count - 1] = line + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.isEmpty ? [""] : lines
    }
}

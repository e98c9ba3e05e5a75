import Lamina
import LaminaPictures

/// A confusion matrix for people: a table, or the most frequent mix-ups where there are many classes.
struct ConfusionTable {
    private static let widestTable = 20
    private static let listed = 10

    let matrix: ConfusionMatrix
    /// In the order of their numbers; empty for classes without names.
    let classNames: [String]

    func name(_ index: Int) -> String { classNames.indices.contains(index) ? classNames[index] : String(index) }

    var text: String {
        let classes = 0..<matrix.classCount
        guard matrix.classCount <= Self.widestTable else { return mixUps }
        var table = TextTable([.init("truth ╲ prediction")] + classes.map { .init(name($0).printable, .right) } + [.init("recall", .right)])
        for truth in classes {
            let total = classes.reduce(0) { $0 + matrix[truth, $1] }
            let recall = total > 0 ? (Double(matrix[truth, truth]) / Double(total)).formatted(decimals: 3) : "–"
            table.append([name(truth).printable] + classes.map { String(matrix[truth, $0]) } + [recall])
        }
        return table.lines().joined(separator: "\n")
    }

    private var mixUps: String {
        let classes = 0..<matrix.classCount
        let all = classes.flatMap { truth in classes.map { (truth: truth, prediction: $0, count: matrix[truth, $0]) } }
            .filter { $0.truth != $0.prediction && $0.count > 0 }
            .sorted { ($1.count, $0.truth, $0.prediction) < ($0.count, $1.truth, $1.prediction) }
        guard !all.isEmpty else { return "No example was taken for another class" }
        var table = TextTable([.init("truth"), .init("prediction"), .init("examples", .right)])
        for entry in all.prefix(Self.listed) { table.append(name(entry.truth).printable, name(entry.prediction).printable, String(entry.count)) }
        return "The most frequent mix-ups of \(matrix.classCount) classes:\n" + table.lines().joined(separator: "\n")
    }

    var json: JSONValue {
        let classes = 0..<matrix.classCount
        return .object([
            ("classes", .array(classes.map { .string(name($0)) })),
            ("counts", .array(classes.map { truth in .array(classes.map { .integer(matrix[truth, $0]) }) })),
        ])
    }
}

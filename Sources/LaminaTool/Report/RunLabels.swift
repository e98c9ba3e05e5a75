import Lamina

/// What runs side by side are called: each by its model, or by its folder where several models have one name.
struct RunLabels {
    private let labels: [String]

    init(_ runs: [RunFolder]) { self.init(runs.map { (model: $0.model.name, path: $0.path) }) }

    init(_ runs: [(model: String, path: String)]) {
        var labels = runs.map(\.model)
        let others: [(String) -> String] = [{ $0.split(separator: "/").last.map(String.init) ?? $0 }, { $0 }]
        for name in others {
            let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
            labels = zip(labels, runs).map { label, run in counts[label] == 1 ? label : name(run.path) }
        }
        self.labels = labels.map(\.printable)
    }

    subscript(index: Int) -> String { labels[index] }
}

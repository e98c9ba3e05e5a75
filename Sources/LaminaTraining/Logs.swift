/// Loss and metrics of one epoch by name, in the order in which they are shown: `loss`, metrics, `val_loss`, `val_` metrics.
public struct Logs: Sendable, Equatable {
    public private(set) var entries: [Entry] = []

    public struct Entry: Sendable, Equatable {
        public let name: String
        public let value: Double
    }

    public init() {}

    public subscript(name: String) -> Double? {
        get { entries.first { $0.name == name }?.value }
        set {
            entries.removeAll { $0.name == name }
            if let newValue { entries.append(Entry(name: name, value: newValue)) }
        }
    }

    public var names: [String] { entries.map(\.name) }

    public func prefixed(_ prefix: String) -> Logs {
        var logs = Logs()
        for entry in entries { logs[prefix + entry.name] = entry.value }
        return logs
    }

    public func merging(_ other: Logs) -> Logs {
        var logs = self
        for entry in other.entries { logs[entry.name] = entry.value }
        return logs
    }
}

/// Means over batches, each weighted by its size, as Keras reports an epoch.
struct RunningMeans {
    private var sums: [Double]
    private var weight = 0.0

    init(count: Int) {
        sums = [Double](repeating: 0, count: count)
    }

    mutating func add(_ values: UnsafeBufferPointer<Float>, weight batch: Int) {
        for index in sums.indices { sums[index] += Double(values[index]) * Double(batch) }
        weight += Double(batch)
    }

    func logs(named names: [String]) -> Logs {
        var logs = Logs()
        for (name, sum) in zip(names, sums) { logs[name] = weight > 0 ? sum / weight : .nan }
        return logs
    }
}

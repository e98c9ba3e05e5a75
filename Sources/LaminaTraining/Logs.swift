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

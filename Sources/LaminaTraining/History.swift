import LaminaSource

/// What every epoch of a training reported.
public struct History: Sendable, Equatable {
    public private(set) var epochs: [Logs] = []

    public init() {}

    public mutating func append(_ logs: Logs) {
        epochs.append(logs)
    }

    /// Adds to the last epoch's numbers.
    mutating func report(_ value: Double, as name: String) {
        guard !epochs.isEmpty else { return }
        epochs[epochs.count - 1][name] = value
    }

    public subscript(name: String) -> [Double] {
        epochs.compactMap { $0[name] }
    }

    private var names: [String] {
        var names: [String] = []
        for name in epochs.flatMap(\.names) where !names.contains(name) { names.append(name) }
        return names
    }

    /// One array for each name, as Keras's `History.history`.
    public var json: JSONValue {
        .object(names.map { name in (name, .array(epochs.map { $0[name].map { .number($0) } ?? .null })) })
    }

    /// A row an epoch, columns in the order of the logs, epochs from 0 as Keras's CSVLogger counts.
    public func csv(separator: String = ",") -> String {
        let header = (["epoch"] + names).joined(separator: separator)
        let rows = epochs.enumerated().map { index, logs in
            ([String(index)] + names.map { name in logs[name].map { String($0) } ?? "" }).joined(separator: separator)
        }
        return ([header] + rows).joined(separator: "\n") + "\n"
    }

    /// Reads what `json` wrote; nil where it is something else. JSON has no NaN: that was written as null.
    public init?(json node: JSONNode) {
        guard node.kind == .object else { return nil }
        let columns = node.members.map { (key: $0.key, elements: $0.value.elements) }
        let count = columns.map(\.elements.count).max() ?? 0
        epochs = (0..<count).map { epoch in
            var logs = Logs()
            for member in columns where epoch < member.elements.count {
                let element = member.elements[epoch]
                logs[member.key] = element.isNull ? .nan : element.double
            }
            return logs
        }
    }
}

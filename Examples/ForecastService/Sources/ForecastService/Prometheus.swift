import CoreMetrics
import Synchronization

/// A backend of swift-metrics that keeps the numbers in memory and writes them in Prometheus's text format (version 0.0.4).
public final class PrometheusRegistry: MetricsFactory {
    private struct Key: Hashable, Comparable {
        let name: String
        let labels: String
        static func < (left: Key, right: Key) -> Bool { (left.name, left.labels) < (right.name, right.labels) }
    }

    private enum Metric {
        case counter(Count), gauge(Gauge), histogram(Histogram)

        var type: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    private let metrics = Mutex<[Key: Metric]>([:])

    public init() {}

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let made = find(label, "_total", dimensions) { .counter(Count()) }
        guard case .counter(let counter) = made else { return NOOPMetricsHandler.instance }
        return counter
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let made = find(label, "", dimensions) { aggregate ? .histogram(Histogram(bounds: Self.sizes, unit: 1)) : .gauge(Gauge()) }
        switch made {
        case .histogram(let histogram): return histogram
        case .gauge(let gauge): return gauge
        case .counter: return NOOPMetricsHandler.instance
        }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        let made = find(label, "", dimensions) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = made else { return NOOPMetricsHandler.instance }
        return gauge
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let made = find(label, "_seconds", dimensions) { .histogram(Histogram(bounds: Self.nanoseconds, unit: 1e9)) }
        guard case .histogram(let histogram) = made else { return NOOPMetricsHandler.instance }
        return histogram
    }

    // Numbers stay when a handle goes: a scrape shows what was counted since the start.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private static let sizes: [Double] = [1, 2, 4, 8, 16, 32, 64, 128, 256]
    private static let nanoseconds: [Double] = [5e3, 1e4, 2.5e4, 5e4, 1e5, 2.5e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 2.5e7, 5e7, 1e8, 1e9, 1e10]

    private func find(_ label: String, _ suffix: String, _ dimensions: [(String, String)], _ make: () -> Metric) -> Metric {
        let name = Self.name(label) + suffix
        let labels = dimensions.map { "\(Self.name($0))=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        return metrics.withLock { metrics in
            let key = Key(name: name, labels: labels)
            if let metric = metrics[key] { return metric }
            let metric = make()
            metrics[key] = metric
            return metric
        }
    }

    /// Of a metric or a label: the format knows letters, digits and underscores.
    private static func name(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for character in value {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }

    /// All numbers as they are now.
    public var text: String {
        var text = ""
        var last = ""
        for (key, metric) in metrics.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            if key.name != last { text.append("# TYPE \(key.name) \(metric.type)\n") }
            last = key.name
            let braces = key.labels.isEmpty ? "" : "{\(key.labels)}"
            switch metric {
            case .counter(let counter): text += "\(key.name)\(braces) \(counter.value)\n"
            case .gauge(let gauge): text += "\(key.name)\(braces) \(gauge.value)\n"
            case .histogram(let histogram): text += histogram.lines(key.name, key.labels)
            }
        }
        return text
    }

    fileprivate final class Count: CounterHandler {
        private let count = Atomic<Int64>(0)
        var value: Int64 { count.load(ordering: .relaxed) }
        func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
        func reset() { count.store(0, ordering: .relaxed) }
    }

    private final class Gauge: RecorderHandler, MeterHandler {
        private let number = Mutex(0.0)
        var value: Double { number.withLock { $0 } }
        func record(_ value: Int64) { set(Double(value)) }
        func record(_ value: Double) { set(value) }
        func set(_ value: Int64) { set(Double(value)) }
        func set(_ value: Double) { number.withLock { $0 = value } }
        func increment(by amount: Double) { number.withLock { $0 += amount } }
        func decrement(by amount: Double) { number.withLock { $0 -= amount } }
    }
}

/// Observations counted by size.
private final class Histogram: RecorderHandler, TimerHandler {
    private struct State {
        var counts: [Int]
        var sum = 0.0
    }

    private let bounds: [Double]
    /// How many of what is recorded are one of what is shown.
    private let unit: Double
    private let state: Mutex<State>

    init(bounds: [Double], unit: Double) {
        self.bounds = bounds
        self.unit = unit
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration)) }

    func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }

    func lines(_ name: String, _ labels: String) -> String {
        let state = state.withLock { $0 }
        let separator = labels.isEmpty ? "" : ","
        var text = ""
        var total = 0
        for (index, count) in state.counts.enumerated() {
            total += count
            let bound = index < bounds.count ? "\(bounds[index] / unit)" : "+Inf"
            text += "\(name)_bucket{\(labels)\(separator)le=\"\(bound)\"} \(total)\n"
        }
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        return text + "\(name)_sum\(braces) \(state.sum / unit)\n\(name)_count\(braces) \(total)\n"
    }
}

import LaminaServing
import Metrics

/// Connects what happens around the model to swift-metrics: the only place where the two meet.
struct ServiceMetrics: Sendable {
    private let wait: Timer
    private let run: Timer
    private let batch: Recorder
    private let refused: Counter
    private let cancelled: Counter
    private let replaced: Counter

    init(_ factory: any MetricsFactory) {
        wait = Timer(label: "model.wait", factory: factory)
        run = Timer(label: "model.run", factory: factory)
        batch = Recorder(label: "model.batch.size", factory: factory)
        refused = Counter(label: "model.refused", factory: factory)
        cancelled = Counter(label: "model.cancelled", factory: factory)
        replaced = Counter(label: "model.replaced", factory: factory)
    }

    func hear(_ event: ServingEvent) {
        switch event {
        case .used(let waited, let busy):
            wait.record(duration: waited)
            run.record(duration: busy)
        case .batch(let size): batch.record(size)
        case .refused: refused.increment()
        case .cancelled: cancelled.increment()
        case .modelReplaced: replaced.increment()
        case .clientEvicted: break
        }
    }
}

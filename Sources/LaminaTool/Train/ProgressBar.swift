import LaminaPictures
import LaminaTraining

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A training on the terminal: a live bar where there is a terminal, one line an epoch elsewhere.
final class ProgressBar: TrainingObserver {
    private let isLive: Bool
    private let write: (String) -> Void
    private var epochs = 0
    private var batches = 0
    private var start = ContinuousClock.now
    private var lastDrawn = ContinuousClock.now

    private static let width = 24
    private static let interval = Duration.milliseconds(80)

    init(isLive: Bool, write: @escaping (String) -> Void) {
        self.isLive = isLive
        self.write = write
    }

    var wantsToStop: Bool { Interruption.isWanted }

    func epochBegan(_ epoch: Int, of epochs: Int, batches: Int) {
        self.epochs = epochs
        self.batches = batches
        start = .now
        if isLive { write("Epoch \(epoch + 1)/\(epochs)\n") }
    }

    func batchEnded(_ batch: Int, _ logs: () -> Logs) {
        guard isLive, .now - lastDrawn >= Self.interval else { return }
        lastDrawn = .now
        draw(done: batch + 1, logs())
    }

    func epochEnded(_ epoch: Int, _ logs: Logs) {
        if isLive {
            draw(done: batches, logs)
            write("\n")
        } else {
            write("Epoch \(epoch + 1)/\(epochs) - \(seconds) - \(Self.text(logs))\n")
        }
    }

    private func draw(done: Int, _ logs: Logs) {
        let filled = Self.width * done / max(batches, 1)
        let bar = String(repeating: "━", count: filled) + String(repeating: "╌", count: Self.width - filled)
        write("\r\u{1B}[2K\(done)/\(batches) \(bar) \(seconds) - \(Self.text(logs))")
    }

    private var seconds: String {
        let elapsed = ContinuousClock.now - start
        return (Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18).formatted(decimals: 1) + "s"
    }

    static func text(_ logs: Logs) -> String {
        logs.entries.map { "\($0.name): \($0.value.formatted(decimals: 4))" }.joined(separator: " - ")
    }
}

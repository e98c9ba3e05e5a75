import LaminaFiles
import LaminaKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes each epoch's numbers where TensorBoard finds them: training's in the folder `train`, validation's in `validation`.
struct TensorBoard: Callback {
    static let summary = "Writes loss and metrics of each epoch as event files for TensorBoard."
    private let folder: String
    private var fileName = ""

    private enum Frequency: String, CaseIterable {
        case epoch
    }

    init(from fields: inout Fields) {
        folder = fields.runFolder("log_dir", default: "logs", "The folder of the event files, in the run's folder.")
        let _: Frequency = fields.choice("update_freq", default: .epoch, "When numbers are written.")
    }

    /// A file of its own for each start: TensorBoard puts those of one folder together.
    mutating func trainingBegan(_ run: inout TrainingRun) throws {
        fileName = "events.out.tfevents.\(Int(Self.now)).lamina"
    }

    mutating func epochEnded(_ epoch: Int, _ logs: Logs, _ run: inout TrainingRun) throws {
        let current = run.history.epochs.last ?? logs
        var training = current.entries.filter { !$0.name.hasPrefix("val_") }.map { (name: $0.name, value: $0.value) }
        if current["learning_rate"] == nil {
            do { training.append(("learning_rate", Double(try run.learningRate))) } catch RunError.noSlot {}
        }
        let validation = current.entries.filter { $0.name.hasPrefix("val_") }.map { (name: String($0.name.dropFirst(4)), value: $0.value) }
        for (part, numbers) in [("train", training), ("validation", validation)] where !numbers.isEmpty {
            try write(numbers.map { (tag: "epoch_\($0.name)", value: Float($0.value)) }, epoch, to: run.path("\(folder)/\(part)/\(fileName)"))
        }
    }

    private func write(_ scalars: [(tag: String, value: Float)], _ epoch: Int, to path: String) throws {
        let opening = AtomicFile.exists(path) ? [] : EventRecord.fileVersion(wallTime: Self.now)
        try AtomicFile.append(opening + EventRecord.scalars(scalars, step: epoch, wallTime: Self.now), to: path)
    }

    /// Seconds since 1970.
    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

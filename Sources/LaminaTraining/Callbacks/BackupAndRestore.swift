import LaminaFiles
import LaminaKit

/// Goes on with a training that was interrupted: the training loop writes a checkpoint after each epoch and begins with the one that it
/// finds.
struct BackupAndRestore: Callback {
    static let summary = "Saves a checkpoint after each epoch; the next training of the same model goes on from it with the same bits."
    private let folder: String
    private let deletesCheckpoint: Bool

    private enum Frequency: String, CaseIterable {
        case epoch
    }

    init(from fields: inout Fields) {
        folder = fields.runFolder("backup_dir", "The checkpoint's folder, in the run's folder.")
        let _: Frequency = fields.choice("save_freq", default: .epoch, "When a checkpoint is saved.")
        deletesCheckpoint = fields.boolean("delete_checkpoint", default: true, "Remove the checkpoint when the training has come to its end.")
    }

    var backupPath: String? { "\(folder)/checkpoint.safetensors" }

    mutating func trainingEnded(_ run: inout TrainingRun) throws {
        guard deletesCheckpoint, let backupPath else { return }
        try AtomicFile.remove(run.path(backupPath))
    }
}

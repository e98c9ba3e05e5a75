import LaminaKit

/// `"window"`: how many rows make an example, as Keras's `timeseries_dataset_from_array` cuts them.
struct WindowSection: Sendable, Equatable {
    let length: Int
    let stride: Int
    let samplingRate: Int

    init(from fields: inout Fields) {
        length = fields.positiveInteger("length", "The rows of one window: the model's time steps.")
        stride = fields.positiveInteger("stride", default: 1, "The rows between the starts of two windows.")
        samplingRate = fields.positiveInteger("sampling_rate", default: 1, "Take each row, each second row …")
    }

    /// One row an example.
    static let row = WindowSection(length: 1, stride: 1, samplingRate: 1)

    private init(length: Int, stride: Int, samplingRate: Int) {
        self.length = length
        self.stride = stride
        self.samplingRate = samplingRate
    }

    /// The rows from the window's first to its last one, both included.
    var span: Int { (length - 1) * samplingRate + 1 }
}

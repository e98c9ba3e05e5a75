import LaminaKit

/// Ends the training at a loss that is not finite, keeping what the callbacks have saved.
struct TerminateOnNaN: Callback {
    static let summary = "Ends the training when the loss is NaN or infinite."

    init(from fields: inout Fields) {}

    var stopsAtNonFiniteLoss: Bool { true }
}

import LaminaSource

/// What can be wrong with a weights file.
public enum WeightsCode: String, DiagnosticCode {
    case header = "weights-header"
    case tensor = "weights-tensor"
    case type = "weights-type"
    case offsets = "weights-offsets"
    case truncated = "weights-truncated"
    case model = "weights-model"
}

/// Mistakes in the fields of one object of a model file.
public enum FieldCode: String, DiagnosticCode {
    case missing = "field-missing"
    case unknown = "field-unknown"
    case type = "field-type"
    case range = "field-range"
    case choice = "field-choice"
    case componentUnknown = "component-unknown"
    case componentType = "component-type"
}

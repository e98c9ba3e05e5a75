import LaminaKit

/// Mistakes of a search file that are none of its fields' types.
enum SearchCode: String, DiagnosticCode {
    case notAnObject = "search-not-an-object"
    case format = "search-format"
    /// A path that leads to no field of the model.
    case path = "search-path"
    case strategy = "search-strategy"
    case size = "search-size"
    /// A warning: trials that are ranked by numbers of different meaning.
    case incomparable = "search-incomparable"
}

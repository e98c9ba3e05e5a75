import LaminaKit

/// Mistakes in the data section of a model file, in the files that it names and in what comes out of them.
public enum DataCode: String, DiagnosticCode {
    case fieldNeeded = "data-field-needed"
    case fieldInapplicable = "data-field-inapplicable"
    case columnUnknown = "data-column-unknown"
    case columnDuplicate = "data-column-duplicate"
    case target = "data-target"
    case split = "data-split"
    /// A warning: windows that share rows are dealt out to different parts.
    case splitOverlap = "data-split-overlap"
    case inputCount = "data-input-count"
    case targetCount = "data-target-count"
    case portUnknown = "data-port-unknown"
    case inputShape = "data-input-shape"
    case targetShape = "data-target-shape"
    /// The rows of one sequence do not follow each other.
    case sequenceApart = "data-sequence-apart"
    /// What holds for a whole sequence differs between its rows.
    case sequenceValue = "data-sequence-value"
    /// A source gives a number for a text that it does not have.
    case textUnknown = "data-text-unknown"
    case tooFewRows = "data-too-few-rows"
    case tooLarge = "data-too-large"
    case weight = "data-weight"
    case labelRange = "data-label-range"
    case notFinite = "data-not-finite"

    case csvHeader = "csv-header"
    case csvHeaderDuplicate = "csv-header-duplicate"
    case csvColumns = "csv-columns"
    case csvEncoding = "csv-encoding"
    case csvQuote = "csv-quote"
    case csvRagged = "csv-ragged"
    case csvNumber = "csv-number"
    case csvTime = "csv-time"
    case csvLabel = "csv-label"
    case csvMissing = "csv-missing"

    case idxMagic = "idx-magic"
    case idxType = "idx-type"
    case idxDimensions = "idx-dimensions"
    case idxTruncated = "idx-truncated"
    case idxSize = "idx-size"
    case idxCount = "idx-count"
    case idxLabels = "idx-labels"
    case idxValue = "idx-value"

    case npyMagic = "npy-magic"
    case npyHeader = "npy-header"
    case npyType = "npy-type"
    case npyOrder = "npy-order"
    case npyShape = "npy-shape"
    case npySize = "npy-size"
    case npyCount = "npy-count"
    case npyValue = "npy-value"

    /// An archive (.npz) that is no right zip file.
    case zip = "zip-invalid"
    case zipMember = "zip-member"
    /// Compressed data that are damaged.
    case compressed = "compressed-invalid"
    case compressedSize = "compressed-too-large"

    case textEncoding = "text-encoding"

    case valuesNumber = "values-number"
    case valuesRagged = "values-ragged"
    case valuesEmpty = "values-empty"
    case valuesCount = "values-count"

    case preprocessing = "preprocessing-invalid"
}

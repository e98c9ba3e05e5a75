import LaminaKit

/// What was done to the data before the model saw them: everything that a prediction from raw data needs to do the same and to
/// bring the model's output back to real units.
public struct Preprocessing: Sendable, Equatable {
    /// At least one, in the order of the model's inputs.
    public let inputs: [Input]
    /// At least one, in the order of the model's outputs that have a loss.
    public let targets: [Target]
    let normalization: NormalizationKind
    /// A factor for every raw input value, applied before all else; 1 for tables.
    public let scale: Double
    /// The training data's source as the model file defines it: how a file of the same sort is read. `null` where there is none.
    let source: JSONValue
    let derivations: [JSONValue]
    /// Where the derived columns are found again.
    let registry: Registry

    /// What the model is given at one input.
    public struct Input: Sendable {
        /// The model's input by name; nil where it has one.
        public let port: String?
        /// The names of the columns; empty where the source has none.
        public let columns: [String]
        /// For each column (the input's last axis); empty where nothing is normalised.
        public let scalings: [Scaling]
        let cut: RowCut
        /// Where the only column is text.
        let text: TextVectorization?

        init(port: String?, columns: [String], scalings: [Scaling], cut: RowCut, text: TextVectorization? = nil) {
            self.port = port
            self.columns = columns
            self.scalings = scalings
            self.cut = cut
            self.text = text
        }

        /// How many steps every sequence is brought to; nil where examples are no padded sequences.
        public var paddedSteps: Int? { cut.sequence?.length }

        /// One sequence, `[steps, columns]` and scaled already, brought to `paddedSteps` as those of training were.
        public func padded(_ sequence: [Float], columnCount: Int) -> [Float] {
            guard let steps = cut.sequence?.length, columnCount > 0 else { return sequence }
            precondition(sequence.count.isMultiple(of: columnCount), "a sequence has whole steps")
            let rows = InputRows(values: sequence, columnCount: columnCount, cut: cut)
            return [Float](unsafeUninitializedCapacity: steps * columnCount) { buffer, count in
                rows.copy(0..<sequence.count / columnCount, to: buffer.baseAddress!)
                count = steps * columnCount
            }
        }

        /// The words in the order of their numbers, where the column is text.
        public var vocabulary: [String]? { text?.vocabulary }
    }

    /// What the model predicts at one output.
    public struct Target: Sendable {
        /// The model's output by name; nil where it has one.
        public let port: String?
        /// The names of the columns; empty where the source has none.
        public let columns: [String]
        /// For each column of a target (its last axis); empty where nothing is normalised.
        public let scalings: [Scaling]
        /// How many rows after the window's last one it stands.
        public let offset: Int
        /// Whether it is the difference to the value at the window's last row.
        public let isChange: Bool
        public let unit: String?
        /// The names of the classes, in the order of their numbers; empty where the target is none or they have no names.
        public let classNames: [String]
        /// Whether it is a word: the classes are the first input's vocabulary.
        let isWord: Bool

        init(
            port: String?, columns: [String], scalings: [Scaling], offset: Int, isChange: Bool, unit: String?, classNames: [String],
            isWord: Bool = false
        ) {
            self.port = port
            self.columns = columns
            self.scalings = scalings
            self.offset = offset
            self.isChange = isChange
            self.unit = unit
            self.classNames = classNames
            self.isWord = isWord
        }
    }

    /// Nothing was done: for examples that are as the model takes them.
    public static let identity = Preprocessing(
        source: .null, inputs: [Input(port: nil, columns: [], scalings: [], cut: .row)], normalization: .unchanged, scale: 1, derivations: [],
        targets: [Target(port: nil, columns: [], scalings: [], offset: 0, isChange: false, unit: nil, classNames: [])],
        registry: DataPack.registry)

    init(
        source: JSONValue, inputs: [Input], normalization: NormalizationKind, scale: Double, derivations: [JSONValue], targets: [Target],
        registry: Registry
    ) {
        precondition(!inputs.isEmpty && !targets.isEmpty)
        self.source = source
        self.inputs = inputs
        self.normalization = normalization
        self.scale = scale
        self.derivations = derivations
        self.targets = targets
        self.registry = registry
    }

    /// Two are equal where they do the same; registries are not compared.
    public static func == (first: Preprocessing, second: Preprocessing) -> Bool {
        first.json == second.json
    }

    /// The first input's columns.
    public var columns: [String] { inputs[0].columns }
    /// The first input's scalings.
    public var inputScalings: [Scaling] { inputs[0].scalings }
    /// The first target.
    public var target: Target { targets[0] }

    /// A model output in the target's unit; where the target is a change, the change in that unit.
    ///
    /// - Parameters:
    ///   - column: which value of the output, counted from 0.
    ///   - target: which target, counted from 0.
    public func targetInUnits(_ value: Float, column: Int, target: Int = 0) -> Float {
        Float(targetScaling(column, target: target).unscaled(Double(value)))
    }

    /// How one value of an output is brought back to the target's unit.
    public func targetScaling(_ column: Int, target: Int = 0) -> Scaling {
        precondition(column >= 0)
        let scalings = targets[target].scalings
        return scalings.isEmpty ? .identity : scalings[column % scalings.count]
    }

    /// One raw input value as the model sees it.
    ///
    /// - Parameters:
    ///   - position: the value's place in its example, row-major: the last axis runs over the columns.
    ///   - input: which input, counted from 0.
    public func scaledInput(_ value: Float, position: Int, input: Int = 0) -> Float {
        let scaled = Double(value) * scale
        let scalings = inputs[input].scalings
        return Float(scalings.isEmpty ? scaled : scalings[position % scalings.count].scaled(scaled))
    }
}

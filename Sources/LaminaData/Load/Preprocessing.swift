import LaminaKit

/// What was done to the data before the model saw them: everything that a prediction from raw data needs to do the same and to
/// bring the model's output back to real units.
public struct Preprocessing: Sendable, Equatable {
    /// The names of the input's columns; empty where the source has none.
    public let columns: [String]
    /// For each column of an input (its last axis); empty where nothing is normalised.
    public let inputScalings: [Scaling]
    /// A factor for every raw input value, applied before all else; 1 for tables.
    public let scale: Double
    public let target: Target
    /// The training data's source as the model file defines it: how a file of the same sort is read. `null` where there is none.
    let source: JSONValue
    let derivations: [JSONValue]
    let window: WindowSection?
    /// Where the derived columns are found again.
    let registry: Registry

    /// What the model predicts.
    public struct Target: Sendable, Equatable {
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
    }

    /// Nothing was done: for examples that are as the model takes them.
    public static let identity = Preprocessing(
        source: .null, columns: [], inputScalings: [], scale: 1, derivations: [], window: nil,
        target: Target(columns: [], scalings: [], offset: 0, isChange: false, unit: nil, classNames: []), registry: DataPack.registry)

    init(
        source: JSONValue, columns: [String], inputScalings: [Scaling], scale: Double, derivations: [JSONValue], window: WindowSection?,
        target: Target, registry: Registry
    ) {
        self.source = source
        self.columns = columns
        self.inputScalings = inputScalings
        self.scale = scale
        self.derivations = derivations
        self.window = window
        self.target = target
        self.registry = registry
    }

    /// Two are equal where they do the same; registries are not compared.
    public static func == (first: Preprocessing, second: Preprocessing) -> Bool {
        first.json == second.json
    }

    /// A model output in the target's unit; where the target is a change, the change in that unit.
    ///
    /// - Parameter column: which value of the output, counted from 0.
    public func targetInUnits(_ value: Float, column: Int) -> Float {
        Float(targetScaling(column).unscaled(Double(value)))
    }

    func targetScaling(_ column: Int) -> Scaling {
        precondition(column >= 0)
        return target.scalings.isEmpty ? .identity : target.scalings[column % target.scalings.count]
    }
}

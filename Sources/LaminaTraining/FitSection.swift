import LaminaCompiler
import LaminaKit

/// How a training goes: a model file's `fit` section, or an argument of `Trainer`. The defaults are Keras's.
public struct FitOptions: Sendable {
    public var epochs: Int
    public var batchSize: Int
    public var shuffles: Bool
    /// Decides initial weights, the order of examples and dropout. The same seed gives the same bits.
    public var seed: UInt64
    /// Threads that work on one step; the bits do not depend on it.
    public var threads: Int
    public var callbacks: [any Callback]
    /// How much examples of each class count in training's loss; nil where all count alike.
    public var classWeights: ClassWeights?
    /// The most bytes of the plan that trains. Where it would need more, activations are computed again instead of kept: the bits do not depend
    /// on it.
    public var maximumArenaBytes: Int?

    public init(
        epochs: Int = 1, batchSize: Int = 32, shuffles: Bool = true, seed: UInt64 = 0, threads: Int = 1, callbacks: [any Callback] = [],
        classWeights: ClassWeights? = nil, maximumArenaBytes: Int? = nil
    ) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.shuffles = shuffles
        self.seed = seed
        self.threads = threads
        self.callbacks = callbacks
        self.classWeights = classWeights
        self.maximumArenaBytes = maximumArenaBytes
    }

    init(from fields: inout Fields) {
        epochs = fields.positiveInteger("epochs", default: 1, "How often the examples are gone through.")
        batchSize = fields.integer("batch_size", in: 1...65536, default: 32, "Examples in one step.")
        shuffles = fields.boolean("shuffle", default: true, "Go through the examples in a new order each epoch.")
        seed = UInt64(fields.integer("seed", in: 0...Int.max, default: 0, "Decides initial weights, order and dropout."))
        threads = fields.integer("threads", in: 1...256, default: 1, "Threads for one step.")
        callbacks = fields.components("callbacks", .callback, "What watches the training: EarlyStopping, ModelCheckpoint …")
        classWeights = fields.classWeights("class_weight", "How much each class counts in the loss, by its number: { \"0\": 1, \"1\": 5 }.")
    }

    /// Reads the `fit` section of a document; Keras's defaults where there is none.
    public static func read(_ document: ModelDocument, registry: Registry, diagnostics: inout Diagnostics) -> FitOptions {
        guard let node = document.fit else { return FitOptions() }
        guard node.kind == .object else {
            diagnostics.report(Diagnostic(FieldCode.type, "model: field 'fit' must be an object, found \(node.snippet)", at: node.location))
            return FitOptions()
        }
        var fields = Fields(node, subject: "fit", registry: registry)
        let options = FitOptions(from: &fields)
        fields.reportUnknownKeys()
        for diagnostic in fields.diagnostics { diagnostics.report(diagnostic) }
        return options
    }

    /// The fields of the section, for the schema.
    public static func fieldDescriptions(registry: Registry) -> [FieldDescription] {
        var fields = Fields(describing: "fit", registry: registry)
        _ = FitOptions(from: &fields)
        return fields.descriptions
    }
}

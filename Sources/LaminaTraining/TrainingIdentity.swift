import LaminaCompiler
import LaminaKit

/// What a checkpoint and the training that goes on from it must have in common for the bits to be those of one training.
struct TrainingIdentity {
    private let facts: [(name: String, value: String)]
    private let definition: ModelDefinition

    /// - Parameter run: not begun yet: its learning rate is the file's, no callback's.
    init(_ run: borrowing TrainingRun, _ trainer: Trainer, exampleCount: Int) throws {
        let options = trainer.options
        let learningRate: String
        do { learningRate = String(try run.learningRate) } catch RunError.noSlot { learningRate = "none" }
        let training = trainer.graph.training
        definition = trainer.graph.definition
        facts = [
            ("model", trainer.graph.name), ("seed", String(options.seed)), ("batch size", String(options.batchSize)),
            ("examples", String(exampleCount)), ("shuffle", String(options.shuffles)),
            ("class weights", options.classWeights?.description ?? "none"),
            ("optimizer", training.map { type(of: $0.optimizer).typeName } ?? "none"), ("learning rate", learningRate),
            (Self.preparationKey, Self.digest(trainer.metadata)),
            ("callbacks", options.callbacks.map { type(of: $0).typeName }.joined(separator: ", ")),
        ] + [("loss", "loss"), ("metrics", "metrics"), ("loss weights", "loss_weights"), ("optimizer fields", "optimizer")].map { name, key in
            (name, training?.definition[key]?.serialized(pretty: false) ?? "none")
        }
    }

    var json: JSONValue { .object(facts.map { ($0.name, .string($0.value)) } + [(Self.definitionKey, definition.json)]) }

    private static let definitionKey = "definition"
    private static let preparationKey = "preparation of the data"

    /// Of what is stored with the weights beside numbers: scalings, vocabulary (FNV-1a).
    private static func digest(_ metadata: [(key: String, value: String)]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for (key, value) in metadata {
            for byte in Array(key.utf8) + [0] + Array(value.utf8) + [0] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return String(hash, radix: 16)
    }

    /// The first fact that differs in what `json` gave, for a message; nil where all are the same.
    func difference(from found: JSONNode?) -> String? {
        if let stored = found?[Self.definitionKey]?.value, let difference = definition.difference(from: stored) {
            return "it is another model's: \(difference)"
        }
        for (name, value) in facts {
            let other = found?[name]?.value.string
            if other != value, name == Self.preparationKey {
                return "the data have changed since: their scaling or their vocabulary is another one"
            }
            if other != value { return "it was made with \(name) '\(other ?? "?")', this training has '\(value)'" }
        }
        return nil
    }
}

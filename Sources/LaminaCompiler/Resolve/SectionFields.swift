import LaminaKit

/// The fields of one element of `inputs`.
struct InputFields {
    let name: String
    let shape: JSONNode?
    let maximumSteps: Int?

    init(from fields: inout Fields) {
        name = fields.string("name", "How layers and callers name it.")
        shape = fields.node(
            "shape", .array(of: .optional(.integer(1...Fields.largestInteger)), count: 0...8), isRequired: true,
            summary: "The sizes without the batch; a leading null is a time axis of any length up to max_steps.")
        maximumSteps = fields.optionalInteger("max_steps", in: 1...1_000_000, "The longest sequence, where the shape begins with null.")
    }
}

/// The fields that every layer has, whatever its type.
struct LayerFields {
    let isTrainable: Bool

    init(from fields: inout Fields) {
        _ = fields.optionalString("name", "How other layers and weights name it; made from the type where absent.")
        _ = fields.string("type", "The layer's type.")
        fields.node("inputs", .array(of: .string, count: 1...64), summary: "The layers or inputs that it takes; the one before it where absent.")
        isTrainable = fields.boolean(
            "trainable", default: true, "False: training changes nothing of the layer; one that would normalise by the batch works as it does in prediction.")
    }
}

/// The fields of a layer that is another one once more.
struct SharedLayerFields {
    init(from fields: inout Fields) {
        _ = fields.optionalString("name", "How other layers name it; made from the other layer's where absent.")
        _ = fields.string("same_as", "The layer that it is once more, with the same weights, on other inputs.")
        fields.node("inputs", .array(of: .string, count: 1...64), summary: "The layers or inputs that it takes; the one before it where absent.")
    }
}

/// The fields of the training section.
struct TrainingFields {
    let loss: JSONNode?
    let lossWeights: JSONNode?
    let metrics: JSONNode?
    let optimizer: (any Optimizer)?

    init(from fields: inout Fields) {
        let metricList = FieldType.array(of: .component(.metric), count: 0...64)
        loss = fields.node(
            "loss", .either([.component(.loss), .dictionary(of: .component(.loss))]), isRequired: true,
            summary: "What training makes small; with several outputs an object of one loss each.")
        lossWeights = fields.node(
            "loss_weights", .optional(.either([.number(.any), .dictionary(of: .number(.any))])),
            summary: "What each loss is multiplied by in their sum; with several outputs an object of one number each.")
        metrics = fields.node(
            "metrics", .either([metricList, .dictionary(of: metricList)]),
            summary: "What is reported beside the loss; with several outputs an object of one array each.")
        optimizer = fields.component("optimizer", .optimizer, default: nil, "What moves the weights.")
    }
}

/// The fields of the `expect` section.
struct ExpectationFields {
    let parameters: Int?
    let trainableParameters: Int?
    let outputs: JSONNode?

    init(from fields: inout Fields) {
        parameters = fields.optionalInteger("parameters", in: 0...Resolver.maximumElements, "The number of parameters.")
        trainableParameters = fields.optionalInteger(
            "trainable_parameters", in: 0...Resolver.maximumElements, "The number of trainable parameters.")
        let shape = FieldType.array(of: .optional(.integer(1...Fields.largestInteger)), count: 0...16)
        outputs = fields.node(
            "outputs", .dictionary(of: shape), summary: "The shape of each output, without the batch; null for a free time axis.")
    }
}

extension ModelDocument {
    /// The fields of one input, for the schema.
    public static func inputFieldDescriptions(registry: Registry) -> [FieldDescription] {
        describe("input", registry) { _ = InputFields(from: &$0) }
    }

    /// The fields that every layer has beside those of its type, for the schema.
    public static func layerFieldDescriptions(registry: Registry) -> [FieldDescription] {
        describe("layer", registry) { _ = LayerFields(from: &$0) }
    }

    /// The fields of a layer that is another one once more, for the schema.
    public static func sharedLayerFieldDescriptions(registry: Registry) -> [FieldDescription] {
        describe("layer", registry) { _ = SharedLayerFields(from: &$0) }
    }

    /// The fields of the training section, for the schema.
    public static func trainingFieldDescriptions(registry: Registry) -> [FieldDescription] {
        describe("training", registry) { _ = TrainingFields(from: &$0) }
    }

    /// The fields of the `expect` section, for the schema.
    public static func expectationFieldDescriptions(registry: Registry) -> [FieldDescription] {
        describe("expect", registry) { _ = ExpectationFields(from: &$0) }
    }

    private static func describe(_ subject: String, _ registry: Registry, _ read: (inout Fields) -> Void) -> [FieldDescription] {
        var fields = Fields(describing: subject, registry: registry)
        read(&fields)
        return fields.descriptions
    }
}

import Lamina

/// What `lamina inspect-plan` shows of a file.
struct PlanInspection {
    private let file: PlanFile

    init(_ file: PlanFile) {
        self.file = file
    }

    private var plan: Plan { file.plan }

    private var checksum: String {
        let digits = String(file.checksum, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    var text: String {
        var lines = ["Plan '\(plan.name.printable)'\(plan.isTraining ? ", for training" : "")", ""]
        lines += table([("file", file.byteCount.byteSize), ("checksum", checksum), ("model file's SHA-256", SHA256.hexadecimal(file.sourceDigest))])
        let weights = file.hasWeights ? "in the file" : "not in the file"
        lines += table([("parameters", "\(plan.parameterCount.grouped), \(weights)"), ("memory", plan.arenaBytes.byteSize)])
        lines += table(plan.symbols.map { ($0.name, "at most \($0.bound.grouped)") })
        lines += table(plan.inputs.map { ("input", "\($0.name) \($0.shape)") } + plan.outputs.map { ("output", "\($0.name) \($0.shape)") })
        lines += table(Region.allCases.filter { plan.regions[$0] > 0 }.map { ($0.name, plan.regions[$0].byteSize) })
        lines += table(file.metadata.map { ("metadata", "\($0.key) (\($0.value.utf8.count.of("byte")))") })
        lines.append("")
        var steps = TextTable([.init("kernel"), .init("units"), .init("step")])
        for step in plan.preparation.steps { steps.append(step.kernelName, "\(step.units)", "once: \(step.label.printable)") }
        for step in plan.steps.steps { steps.append(step.kernelName, "\(step.units)", step.label.printable) }
        lines += steps.lines()
        return lines.joined(separator: "\n") + "\n"
    }

    private func table(_ rows: [(name: String, value: String)]) -> [String] {
        rows.map { "\($0.name.printable):".padded(to: 24) + $0.value.printable }
    }

    var json: JSONValue {
        .object([
            ("name", .string(plan.name)), ("bytes", .integer(file.byteCount)), ("checksum", .string(checksum)),
            ("source", .string(SHA256.hexadecimal(file.sourceDigest))), ("training", .boolean(plan.isTraining)),
            ("weights", .boolean(file.hasWeights)), ("parameter_count", .integer(plan.parameterCount)), ("arena_bytes", .integer(plan.arenaBytes)),
            ("symbols", .object(plan.symbols.map { ($0.name, .integer($0.bound)) })),
            ("inputs", .array(plan.inputs.map(port))), ("outputs", .array(plan.outputs.map(port))),
            ("regions", .object(Region.allCases.map { ($0.name, .integer(plan.regions[$0])) })),
            ("parameters", .array(plan.parameters.map(slot))), ("slots", .array(plan.slots.map { slot($0.slot) })),
            ("states", .array(plan.states.map(slot))), ("preparation", .array(plan.preparation.steps.map(step))),
            ("steps", .array(plan.steps.steps.map(step))), ("metadata", .object(file.metadata.map { ($0.key, .string($0.value)) })),
        ])
    }

    private func port(_ port: Port) -> JSONValue {
        .object([("name", .string(port.name)), ("shape", shape(port.shape))])
    }

    private func slot(_ slot: Slot) -> JSONValue {
        .object([("name", .string(slot.name)), ("shape", shape(slot.shape)), ("offset", .integer(slot.offset)), ("count", .integer(slot.count))])
    }

    private func step(_ step: Step) -> JSONValue {
        .object([("kernel", .string(step.kernelName)), ("units", .string("\(step.units)")), ("label", .string(step.label))])
    }

    /// Fixed sizes as numbers, free ones by their names.
    private func shape(_ shape: Shape) -> JSONValue {
        .array(shape.dimensions.map { dimension in dimension.size.map { .integer($0) } ?? .string(dimension.description) })
    }
}

import LaminaFiles
import LaminaKit

/// Everything that a training needs to go on bit by bit: weights, optimizer slots, layer state, callbacks, history.
public struct Checkpoint {
    private static let metadataKey = "lamina"
    private static let version = "lamina-checkpoint/3"
    private let file: Safetensors
    let epoch: Int
    let stopReason: String?

    /// Whether a file is one, of whatever version.
    public static func isCheckpoint(_ file: Safetensors) -> Bool { file[metadataKey] != nil }

    init(_ run: borrowing TrainingRun, callbacks: [any Callback], epoch: Int, identity: TrainingIdentity) {
        var tensors = run.weights.tensors
        for (name, region) in Self.regions {
            let values = run.session.withRegion(region) { Array($0.assumingMemoryBound(to: Float.self)) }
            tensors.append(Weights.Tensor(name: name, sizes: [values.count], values: values))
        }
        var states: [JSONValue] = []
        for (index, callback) in callbacks.enumerated() {
            let state = callback.state
            states.append(state.values)
            tensors += state.weights?.tensors.map { Weights.Tensor(name: "@callback/\(index)/\($0.name)", sizes: $0.sizes, values: $0.values) } ?? []
        }
        var about: [(String, JSONValue)] = [
            ("version", .string(Self.version)), ("training", identity.json), ("epoch", .integer(epoch)), ("history", run.history.json),
            ("callbacks", .array(states)),
        ]
        if let reason = run.stopReason { about.append(("stop_reason", .string(reason))) }
        file = Safetensors(tensors, metadata: [(Self.metadataKey, JSONValue.object(about).serialized(pretty: false))])
        self.epoch = epoch
        stopReason = run.stopReason
    }

    private init(_ file: Safetensors, epoch: Int, stopReason: String?) {
        self.file = file
        self.epoch = epoch
        self.stopReason = stopReason
    }

    private static let regions: [(name: String, region: Region)] = [("@slots", .slots), ("@state", .state)]

    func write(to path: String) throws {
        try file.write(to: path)
    }

    /// Nil where there is no file: the training begins anew.
    static func read(_ path: String) throws -> Checkpoint? {
        guard AtomicFile.exists(path) else { return nil }
        let file = try Safetensors(contentsOf: path)
        let about = try about(file, path)
        guard about["version"]?.value.string == version, let epoch = about["epoch"]?.value.integer,
            (0...Fields.largestInteger).contains(epoch)
        else {
            throw TrainingError.checkpoint(path: path, problem: "it is not a checkpoint of this version of Lamina")
        }
        return Checkpoint(file, epoch: epoch, stopReason: about["stop_reason"]?.value.string)
    }

    private static func about(_ file: Safetensors, _ path: String) throws -> JSONNode {
        guard let text = file[metadataKey] else {
            throw TrainingError.checkpoint(path: path, problem: "it is a weights file, not a checkpoint")
        }
        return try JSONDocument.parse(SourceText(path: "\(path) (metadata)", text: text)).root
    }

    /// - Throws: `TrainingError.checkpoint` where it belongs to another training; then nothing has changed.
    func restore(_ run: inout TrainingRun, callbacks: inout [any Callback], identity: TrainingIdentity, path: String) throws {
        let about = try Self.about(file, path)
        func require(_ isRight: Bool, _ problem: String) throws {
            guard isRight else { throw TrainingError.checkpoint(path: path, problem: problem) }
        }
        let plan = run.session.plan
        if let difference = identity.difference(from: about["training"]?.value) {
            throw TrainingError.checkpoint(path: path, problem: difference)
        }
        let states = about["callbacks"]?.value.elements ?? []
        try require(states.count == callbacks.count, "it holds \(states.count) states of \(callbacks.count) callbacks")
        let history = about["history"].flatMap { History(json: $0.value) }
        try require(history != nil, "its history is damaged")
        let restored = try self.restored(callbacks, states, path)
        let names = Set(plan.parameters.map(\.name))
        for (name, region) in Self.regions {
            let count = file.weights[name]?.values.count
            try require(count == plan.regions[region] / MemoryLayout<Float>.stride, "'\(name)' has another size: it was made with another optimizer")
        }
        try run.session.setWeights(Weights(file.tensors.filter { names.contains($0.name) }))
        for (name, region) in Self.regions {
            let values = file.weights[name]!.values
            run.session.withRegion(region) { $0.assumingMemoryBound(to: Float.self).update(fromContentsOf: values) }
        }
        callbacks = restored
        run.history = history!
    }

    private func restored(_ callbacks: [any Callback], _ states: [JSONNode], _ path: String) throws -> [any Callback] {
        var callbacks = callbacks
        for index in callbacks.indices {
            let prefix = "@callback/\(index)/"
            let weights = file.tensors.filter { $0.name.hasPrefix(prefix) }.map {
                Weights.Tensor(name: String($0.name.dropFirst(prefix.count)), sizes: $0.sizes, values: $0.values)
            }
            do {
                try callbacks[index].restore(states[index], weights: weights.isEmpty ? nil : Weights(weights))
            } catch let error as CallbackStateError {
                throw TrainingError.checkpoint(path: path, problem: "callback '\(type(of: callbacks[index]).typeName)': \(error)")
            }
        }
        return callbacks
    }
}

extension UnsafeMutableBufferPointer<Float> {
    fileprivate func update(fromContentsOf values: [Float]) {
        _ = update(from: values)
    }
}

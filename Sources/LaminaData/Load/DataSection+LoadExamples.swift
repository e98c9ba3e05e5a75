import LaminaKit

extension DataSection {
    func loadExamples() throws(DiagnosticFailure) -> LoadedData {
        guard case .examples(let raw) = try source.read(DataRequest(folder: folder)) else {
            preconditionFailure("a source of the form examples gives examples")
        }
        let areClasses = raw.areTargetsClasses || !target.classes.isEmpty
        let parts = Partition.deal(raw.training.count, split)
        try checkCounts(parts, count: raw.training.count)
        let trainingIndices = parts[.training]!
        let inputScalings = scalings(
            raw.training.inputs, width: raw.training.inputSizes.last ?? 1, stride: raw.training.inputSizes.reduce(1, *), trainingIndices)
        let targetScalings =
            areClasses || !target.isNormalized
            ? []
            : scalings(
                .floats(raw.training.targets), width: raw.training.targetSizes.last ?? 1, stride: raw.training.targetSizes.reduce(1, *),
                trainingIndices)
        let all = try examples(raw.training, inputScalings, targetScalings)
        func part(_ part: DataPart, share: Double) -> (any ExampleSource)? {
            share > 0 ? ExampleSelection(all, indices: parts[part]!) : nil
        }
        var test = part(.test, share: split.test)
        if let own = raw.test { test = try examples(own, inputScalings, targetScalings) }
        let loaded = LoadedData(
            training: trainingIndices.count == all.count ? all : ExampleSelection(all, indices: trainingIndices),
            validation: part(.validation, share: split.validation), test: test,
            preprocessing: Preprocessing(
                source: .null, columns: [], inputScalings: inputScalings, scale: scale, derivations: [], window: nil,
                target: Preprocessing.Target(
                    columns: [], scalings: targetScalings, offset: 0, isChange: false, unit: target.unit,
                    classNames: target.classes.map(\.name)), registry: registry),
            labels: [raw.training, raw.test].compactMap { $0 }.map {
                Labels(values: $0.targets.map(Double.init), valuesPerRecord: $0.targetSizes.reduce(1, *), places: $0.places)
            })
        if !target.classes.isEmpty { try loaded.validate(against: target.classes.count) }
        return loaded
    }

    private func checkCounts(_ parts: [DataPart: [Int]], count: Int) throws(DiagnosticFailure) {
        for (part, share) in [(DataPart.training, 1), (.validation, split.validation), (.test, split.test)] where share > 0 {
            guard parts[part]!.isEmpty else { continue }
            throw failure(.tooFewRows, "of \(count) examples none is left for the \(part.rawValue) part: it needs at least 1", at: "split")
        }
    }

    /// One scaling for each place of the last axis, from the training examples.
    private func scalings(_ values: ExampleArray.Inputs, width: Int, stride: Int, _ indices: [Int]) -> [Scaling] {
        guard normalization != .unchanged else { return [] }
        return (0..<width).map { column in
            let scale = scale
            return normalization.scaling(
                of: indices.lazy.flatMap { index in
                    Swift.stride(from: index * stride + column, to: (index + 1) * stride, by: width).lazy.map { values[$0] * scale }
                })
        }
    }

    private func examples(
        _ array: ExampleArray, _ inputScalings: [Scaling], _ targetScalings: [Scaling]
    ) throws(DiagnosticFailure) -> any ExampleSource {
        let targets = try scaled(array.targets, scale: 1, targetScalings)
        if case .bytes(let bytes, let start) = array.inputs, inputScalings.isEmpty, Float(255 * scale).isFinite {
            return ByteExamples(
                bytes: bytes, start: start, inputSizes: array.inputSizes, targets: targets, targetSizes: array.targetSizes, scale: scale)
        }
        let inputs = try scaled(array.inputs.floats, scale: scale, inputScalings)
        return ArrayExamples(inputs: inputs, inputSizes: array.inputSizes, targets: targets, targetSizes: array.targetSizes)
    }

    private func scaled(_ values: [Float], scale: Double, _ scalings: [Scaling]) throws(DiagnosticFailure) -> [Float] {
        guard scale != 1 || !scalings.isEmpty else { return values }
        var result = values
        for index in result.indices {
            let scaling = scalings.isEmpty ? .identity : scalings[index % scalings.count]
            result[index] = Float(scaling.scaled(Double(values[index]) * scale))
            guard result[index].isFinite else {
                throw failure(.notFinite, "the value \(values[index]) is no finite 32-bit float once scaled", at: "source")
            }
        }
        return result
    }
}

extension ExampleArray.Inputs {
    subscript(index: Int) -> Double {
        switch self {
        case .floats(let values): Double(values[index])
        case .bytes(let bytes, let start): Double(bytes[start + index])
        }
    }

    var floats: [Float] {
        switch self {
        case .floats(let values): values
        case .bytes(let bytes, let start): bytes[start...].map(Float.init)
        }
    }
}

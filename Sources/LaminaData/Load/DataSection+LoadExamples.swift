import LaminaKit

extension DataSection {
    func loadExamples(_ trained: Preprocessing?, _ fold: Fold?) throws(DiagnosticFailure) -> LoadedData {
        guard case .examples(let read) = try source.read(DataRequest(folder: folder)) else {
            preconditionFailure("a source of the form examples gives examples")
        }
        func arranged(_ array: ExampleArray) -> ExampleArray { array.arranged(inputs: portNames.inputs, targets: portNames.targets) }
        let (training, test) = (arranged(read.training), read.test.map(arranged))
        let parts = split.deal(training.count, fold)
        if let part = DataPart.allCases.first(where: { parts[$0]?.isEmpty == true }) {
            throw failure(
                .tooFewRows, "of \(training.count) examples none is left for the \(part.rawValue) part: it needs at least 1", at: "split")
        }
        if let trained { try checkWidths(training, trained) }
        let preprocessing = trained ?? preprocessing(training, areTargetsClasses: read.areTargetsClasses, parts[.training]!)

        let all = try examples(training, preprocessing)
        var selections: [DataPart: any ExampleSource] = parts.mapValues { indices -> any ExampleSource in
            if indices.count == all.count { all } else { ExampleSelection(all, indices: indices) }
        }
        if let test { selections[.test] = try examples(test, preprocessing) }
        let labels = [training, test].compactMap { $0 }.flatMap { array in
            array.targets.enumerated().map {
                Labels(target: $0, values: $1.values, valuesPerRecord: $1.stride, places: array.places)
            }
        }
        let loaded = LoadedData(
            training: selections[.training]!, validation: selections[.validation], test: selections[.test], preprocessing: preprocessing,
            labels: labels)
        try loaded.validate(against: preprocessing.targets.map { $0.classNames.isEmpty ? nil : $0.classNames.count })
        return loaded
    }

    private func checkWidths(_ training: ExampleArray, _ trained: Preprocessing) throws(DiagnosticFailure) {
        guard training.inputs.count == trained.inputs.count, training.targets.count == trained.targets.count else {
            throw failure(.preprocessing, "the weights were trained on examples of other inputs and targets", at: "source")
        }
        for (port, input) in zip(training.inputs, trained.inputs) where !input.scalings.isEmpty && input.scalings.count != port.width {
            throw failure(
                .preprocessing, "examples \(port.width) wide, but the weights were trained on \(input.scalings.count) columns", at: "source")
        }
        for (port, target) in zip(training.targets, trained.targets) where !target.scalings.isEmpty && target.scalings.count != port.width {
            throw failure(
                .preprocessing, "targets \(port.width) wide, but the weights were trained on \(target.scalings.count) columns", at: "source")
        }
    }

    /// What the training examples show.
    private func preprocessing(_ training: ExampleArray, areTargetsClasses: Bool, _ indices: [Int]) -> Preprocessing {
        let inputs = training.inputs.map { port in
            Preprocessing.Input(port: port.name, columns: [], scalings: scalings(port, scale: scale, indices), cut: .row)
        }
        let targets = training.targets.enumerated().map { index, port in
            let section = section(ofTarget: port, index)
            let isNormalized = !areTargetsClasses && !port.areClassNumbers && self.isNormalized(section)
            return Preprocessing.Target(
                port: port.name, columns: [], scalings: isNormalized ? scalings(port, scale: 1, indices) : [], offset: 0, isChange: false,
                unit: section.unit, classNames: section.classes.map(\.name))
        }
        return Preprocessing(
            source: .null, inputs: inputs, normalization: normalization, scale: scale, derivations: [], targets: targets, registry: registry)
    }

    /// What the section says of a target: by its name, or as the only one.
    private func section(ofTarget port: ExamplePort, _ index: Int) -> TargetSection {
        targets.first { $0.port != nil && $0.port?.name == port.name } ?? (index == 0 && targets[0].port == nil ? targets[0] : .absent)
    }

    /// One scaling for each place of the last axis, from some of the examples.
    private func scalings(_ port: ExamplePort, scale: Double, _ indices: [Int]) -> [Scaling] {
        normalization.scalings(width: port.width) { take in
            for index in indices {
                for position in 0..<port.stride { take(position % port.width, port.values[index * port.stride + position] * scale) }
            }
        }
    }

    private func examples(_ array: ExampleArray, _ preprocessing: Preprocessing) throws(DiagnosticFailure) -> StoredExamples {
        var inputs: [ScaledPort] = []
        for (port, input) in zip(array.inputs, preprocessing.inputs) { inputs.append(try scaled(port, scale: scale, input.scalings)) }
        var targets: [ScaledPort] = []
        for (port, target) in zip(array.targets, preprocessing.targets) { targets.append(try scaled(port, scale: 1, target.scalings)) }
        return StoredExamples(count: array.count, inputs: inputs, targets: targets)
    }

    private func scaled(_ port: ExamplePort, scale: Double, _ scalings: [Scaling]) throws(DiagnosticFailure) -> ScaledPort {
        do throws(ScaledPort.NotFinite) {
            return try ScaledPort(port, scale: scale, scalings)
        } catch {
            throw failure(.notFinite, "the value \(error.value) is no finite 32-bit float once scaled", at: "source")
        }
    }
}

extension ExamplePort {
    /// The last axis.
    fileprivate var width: Int { sizes.last ?? 1 }
}

import Lamina
import LaminaPictures

/// What a classifier of points in a plane says all over it; nil for other models.
struct DecisionMap {
    let picture: DecisionPicture

    private static let side = 96
    private static let mostExamples = 1500

    init?(_ run: RunFolder, _ part: DataPart, threads: Int) throws {
        let graph = run.model.graph
        guard let weights = run.weights, let data = run.data, graph.inputs.count == 1, graph.inputs[0].shape.sizes == [2], graph.outputs.count == 1,
            let objective = graph.training?.objectives.first?.objective, graph.outputs[0].shape.rank == 1, let width = graph.outputs[0].shape.features,
            width <= 20
        else { return nil }
        let meaning = objective.loss.targetMeaning
        let leads = ClassLeads(objective.loss)
        switch meaning {
        case .numbers: return nil
        case .yesOrNo: guard width == 1 else { return nil }
        case .classNumber, .distribution: guard width > 1 else { return nil }
        }
        let source = data.examples(of: part) ?? data.training
        let points = (0..<min(source.count, Self.mostExamples)).map(source.example)
        func range(_ axis: Int) -> ClosedRange<Double> {
            let values = points.map { Double($0.input[axis]) }.filter(\.isFinite)
            let (least, most) = (values.min() ?? 0, values.max() ?? 1)
            let room = max((most - least) * 0.12, 1e-3 * max(abs(least), abs(most), 1))
            return least - room...most + room
        }
        let grid = DecisionPicture.Grid(columns: Self.side, rows: Self.side, horizontal: range(0), vertical: range(1))
        let inputs = (0..<grid.rows).flatMap { row in (0..<grid.columns).flatMap { [Float(grid.x($0)), Float(grid.y(row))] } }
        let perTarget = source.targetCount
        let plane = ArrayExamples(
            inputs: inputs, inputSizes: [2], targets: [Float](repeating: 0, count: inputs.count / 2 * perTarget), targetSizes: source.targetSizes)
        let predictor = try Predictor(graph, registry: run.model.registry, batchSize: 256, threads: threads)
        let found = try predictor.predict(weights, on: plane)
        let seen = try predictor.predict(weights, on: ArrayExamples(
            inputs: points.flatMap(\.input), inputSizes: [2], targets: points.flatMap(\.target), targetSizes: source.targetSizes))

        let ahead = found.map(leads.of)
        let classCount = max(width, 2)
        let examples = zip(points, seen).map { point, output in
            let truth = Self.label(point.target, meaning)
            return DecisionPicture.Example(
                x: data.unscaled(point.input[0], 0), y: data.unscaled(point.input[1], 1), truth: truth,
                isRight: truth == leads.of(output).firstIndex { $0 > 0 })
        }
        let (columns, names) = (data.preprocessing.columns, data.preprocessing.target.classNames)
        picture = DecisionPicture(
            title: "What \(run.model.name) sees where, \(part.rawValue) part", horizontalLabel: columns.first?.printable ?? "first input",
            verticalLabel: columns.dropFirst().first?.printable ?? "second input",
            classNames: (0..<classCount).map { names.indices.contains($0) ? names[$0].printable : "class \($0)" }, grid: grid.unscaled(by: data),
            leads: (0..<classCount).map { label in ahead.map { $0[label] } }, examples: examples.filter { (0..<classCount).contains($0.truth) })
    }

    private static func label(_ target: [Float], _ meaning: TargetMeaning) -> Int {
        if meaning == .distribution { return target.indices.max { target[$0] < target[$1] } ?? 0 }
        return target[0].isFinite && abs(target[0]) < 1e6 ? Int(target[0].rounded()) : -1
    }
}

extension LoadedData {
    /// One value of an input of two columns in its own unit.
    fileprivate func unscaled(_ value: Float, _ column: Int) -> Double {
        let scalings = preprocessing.inputScalings
        let value = scalings.indices.contains(column) ? scalings[column].unscaled(Double(value)) : Double(value)
        return preprocessing.scale == 0 ? value : value / preprocessing.scale
    }
}

extension DecisionPicture.Grid {
    fileprivate func unscaled(by data: LoadedData) -> DecisionPicture.Grid {
        func range(_ range: ClosedRange<Double>, _ column: Int) -> ClosedRange<Double> {
            let ends = [data.unscaled(Float(range.lowerBound), column), data.unscaled(Float(range.upperBound), column)]
            return ends.min()!...ends.max()!
        }
        return DecisionPicture.Grid(columns: columns, rows: rows, horizontal: range(horizontal, 0), vertical: range(vertical, 1))
    }
}

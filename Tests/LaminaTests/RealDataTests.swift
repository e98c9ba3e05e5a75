import Foundation
import Lamina
import Testing

/// The shipped models on the shipped data: what a newcomer is promised.
@Suite struct RealDataTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    private func train(_ name: String, seed: UInt64) throws -> (model: Model, data: LoadedData, result: TrainingResult) {
        let model = try Model("\(Self.root)/models/\(name).json")
        let data = try model.loadData()
        var options = model.fitOptions
        options.seed = seed
        return (model, data, try model.fit(data, options: options))
    }

    @Test(arguments: [UInt64](1...3)) func weatherBeatsPersistenceByAFifth(seed: UInt64) throws {
        let (model, data, result) = try train("weather-gru", seed: seed)
        let test = try #require(data.test)
        let outputs = try Predictor(model.graph, registry: .standard, batchSize: 256).predict(result.weights, on: test)
        let errors = try outputs.enumerated().map { index, output in
            let forecast = try #require(data.forecast(output[0], on: .test, index))
            let truth = try #require(data.truth(on: .test, index))
            return abs(forecast - truth)
        }
        let error = errors.reduce(0, +) / Double(errors.count)
        let persistence = try #require(data.persistenceError(on: .test))
        #expect(error < 0.8 * persistence)
    }

    @Test(arguments: [UInt64](1...3)) func digitsAreReadRight(seed: UInt64) throws {
        let (model, data, result) = try train("digits-mlp", seed: seed)
        let logs = try Evaluator(model.graph, registry: .standard).evaluate(result.weights, on: try #require(data.test))
        #expect(try #require(logs["accuracy"]) >= 0.96)
    }

    /// 370 utterances that nobody trained on: the official test part.
    @Test(arguments: [UInt64](1...3)) func speakersAreToldByTheirVowels(seed: UInt64) throws {
        let (model, data, result) = try train("japanese-vowels", seed: seed)
        let test = try #require(data.test)
        #expect(data.training.count == 270 && test.count == 370)
        let logs = try Evaluator(model.graph, registry: .standard).evaluate(result.weights, on: test)
        #expect(try #require(logs["accuracy"]) >= 0.95)
    }

    /// Far better than always the most frequent word, on windows that nobody trained on.
    @Test func theNextWordIsForeseen() throws {
        let (model, data, result) = try train("next-word", seed: 1)
        let test = try #require(data.test)
        let counts = (0..<test.count).reduce(into: [Float: Int]()) { $0[test.example($1).target[0], default: 0] += 1 }
        let shares = counts.values.map { Double($0) / Double(test.count) }
        let logs = try Evaluator(model.graph, registry: .standard).evaluate(result.weights, on: test)
        #expect(try #require(logs["accuracy"]) > shares.max()! + 0.5)
        let entropy = -shares.reduce(0.0) { $0 + $1 * log($1) }
        #expect(try #require(logs["loss"]) < 0.25 * entropy)
        #expect(data.preprocessing.inputs[0].vocabulary?.prefix(3) == ["", "[UNK]", "the"])
    }

    @Test(.enabled(if: Reviews.arePresent, "the reviews are not in ../shared/data/foodreviews"), arguments: [UInt64](1...2))
    func opinionsAreToldByWords(seed: UInt64) throws {
        let text = try Reviews.model("\(Self.root)/models/reviews-transformer.json")
        let model = try Model(text)
        let data = try model.loadData()
        var options = model.fitOptions
        options.seed = seed
        let result = try model.fit(data, options: options)
        let test = try #require(data.test)
        let praise = (0..<test.count).reduce(0) { $0 + Double(test.example($1).target[0]) } / Double(test.count)
        let logs = try Evaluator(model.graph, registry: .standard).evaluate(result.weights, on: test)
        #expect(test.count == 374 && data.training.count == 1_501)
        #expect(try #require(logs["accuracy"]) >= max(praise, 1 - praise) + 0.06)
    }

    /// The packed files of the Debian package; an epoch is enough to see that images and labels belong together.
    @Test(.enabled(if: fashionIsPresent, "the Debian package dataset-fashion-mnist is not installed")) func clothesAreTold() throws {
        let model = try Model("\(Self.root)/models/fashion-mlp.json")
        let data = try model.loadData()
        let test = try #require(data.test)
        #expect((data.training.count, data.validation?.count, test.count) == (54_000, 6_000, 10_000))
        var options = model.fitOptions
        options.epochs = 1
        options.callbacks = []
        let result = try model.trainer(options).fit(training: test)
        let logs = try Evaluator(model.graph, registry: .standard).evaluate(result.weights, on: try #require(data.validation))
        #expect(try #require(logs["accuracy"]) > 0.7)
    }

    private static let fashionIsPresent =
        (try? SourceText.read(path: "/usr/share/datasets/fashion-mnist/t10k-labels-idx1-ubyte.gz")) != nil

    /// The first of two numbers has to be remembered for up to forty steps: gates can, a plain recurrent layer cannot.
    @Test(arguments: [UInt64](1...2)) func gatesRememberWhatAPlainCellForgets(seed: UInt64) throws {
        func error(_ name: String) throws -> (Double, guessing: Double) {
            let (model, data, result) = try train(name, seed: seed)
            let test = try #require(data.test)
            let sums = (0..<test.count).map { Double(test.example($0).target[0]) }
            let mean = sums.reduce(0, +) / Double(sums.count)
            let variance = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sums.count)
            let logs = try Evaluator(model.graph, registry: .standard).evaluate(result.weights, on: test)
            return (try #require(logs["loss"]), variance)
        }
        let (plain, guessing) = try error("adding-simple-rnn")
        #expect(plain > 0.4 * guessing)
        for name in ["adding-gru", "adding-lstm"] { #expect(try error(name).0 < 0.05 * guessing, "\(name)") }
    }

    @Test func xorIsSolved() throws {
        let (_, _, result) = try train("xor", seed: 1)
        #expect(result.history["accuracy"].last == 1)
        #expect(try #require(result.history["loss"].last) < 0.05)
    }

    /// Short texts that must not be shipped: they stand beside the project where it is developed.
    private enum Reviews {
        private static let folder = "\(root)/../shared/data/foodreviews"

        static var arePresent: Bool { (try? SourceText.read(path: "\(folder)/foodreviews-test.tsv")) != nil }

        static func model(_ path: String) throws -> SourceText {
            let file = try SourceText.read(path: path)
            let text = String(decoding: file.bytes, as: UTF8.self).replacing("data/reviews-", with: "\(folder)/foodreviews-")
            return SourceText(path: path, text: text)
        }
    }

    /// The counts that the literature and Keras give.
    @Test(arguments: [
        ("jena-rnn", 513), ("xor", 33), ("fashion-mlp", 266_610), ("digits-mlp", 4_810), ("sunspots-lstm", 2_521), ("weather-gru", 2_617),
        ("weather-rnn", 865), ("japanese-vowels", 20_297),
    ]) func parametersAreCountedRight(name: String, count: Int) throws {
        #expect(try Model("\(Self.root)/models/\(name).json").parameterCount == count)
    }
}

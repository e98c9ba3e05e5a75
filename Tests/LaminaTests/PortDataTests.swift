import Lamina
import Testing

/// A data section that feeds several inputs and outputs, from file to forecast.
@Suite struct PortDataTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    private static let text = #"""
        {
          "format": "lamina/1",
          "name": "ports",
          "inputs": [{ "name": "past", "shape": [12, 2] }, { "name": "hour", "shape": [2] }],
          "layers": [
            { "name": "gru", "type": "GRU", "units": 8, "inputs": ["past"] },
            { "name": "both", "type": "Concatenate", "inputs": ["gru", "hour"] },
            { "name": "temperature", "type": "Dense", "units": 1 },
            { "name": "filled", "type": "Dense", "units": 2, "activation": "softmax", "inputs": ["both"] }
          ],
          "outputs": ["filled", "temperature"],
          "training": {
            "loss": { "temperature": "mse", "filled": "sparse_categorical_crossentropy" }, "optimizer": { "type": "Adam", "learning_rate": 0.01 }
          },
          "fit": { "epochs": 2 },
          "data": {
            "source": { "type": "csv", "file": "data/weather-jfk-2013-hourly.csv" },
            "derive": [
              { "name": "hour_sin", "type": "sin", "column": "time_utc", "period": "day" },
              { "name": "hour_cos", "type": "cos", "column": "time_utc", "period": "day" }
            ],
            "inputs": {
              "hour": { "columns": ["hour_sin", "hour_cos"], "normalize": false },
              "past": { "columns": ["temp_c", "pressure_hpa"], "window": { "length": 12 } }
            },
            "targets": {
              "temperature": { "columns": ["temp_c"], "offset": 6, "change": true, "unit": "°C" },
              "filled": { "columns": ["filled"], "normalize": false }
            },
            "split": { "validation": 0.15, "test": 0.15 },
            "normalize": "standard"
          }
        }
        """#

    @Test func eachPortIsFedByItsName() throws {
        let model = try Model(SourceText(path: "\(Self.root)/models/ports.json", text: Self.text))
        let data = try model.loadData()
        #expect(data.training.inputPorts == [[12, 2], [2]])
        let targets = data.preprocessing.targets.map(\.port)
        #expect(Set(targets) == ["temperature", "filled"])
        let temperature = try #require(targets.firstIndex(of: "temperature"))
        let result = try model.fit(data)
        let losses = result.history["loss"]
        #expect(try #require(losses.last) < losses[0])

        let test = try #require(data.test)
        let outputs = try Predictor(model.graph, registry: .standard, batchSize: 256).predictAll(result.weights, on: test)
        let forecasts = outputs[1]
        let errors = try forecasts.enumerated().map { index, output in
            let forecast = try #require(data.forecast(output[0], on: .test, index, target: temperature))
            let truth = try #require(data.truth(on: .test, index, target: temperature))
            return abs(forecast - truth)
        }
        #expect(errors.reduce(0, +) / Double(errors.count) < (try #require(data.persistenceError(on: .test, target: temperature))))
    }

    /// A window longer than a free time axis goes is found where its length stands.
    @Test func aWindowLongerThanTheModelTakesIsFoundInTheFile() throws {
        func codes(_ bound: Int) -> [String] {
            let text = Self.text.replacing("\"shape\": [12, 2]", with: "\"shape\": [null, 2], \"max_steps\": \(bound)")
            return ModelReading(SourceText(path: "\(Self.root)/models/ports.json", text: text), registry: .standard).diagnostics.all.map { finding in
                "\(finding.location?.position.line ?? 0) \(finding.code)"
            }
        }
        #expect(codes(12) == [])
        #expect(codes(10) == ["24 data-input-shape"])
    }

    @Test func aPortThatNothingFeedsIsFoundInTheFile() throws {
        let text = Self.text.replacing("\"hour\": { \"columns\": [\"hour_sin\", \"hour_cos\"], \"normalize\": false },", with: "")
        #expect { try Model(SourceText(path: "\(Self.root)/models/ports.json", text: text)) } throws: { error in
            (error as? DiagnosticFailure)?.diagnostics.map(\.code) == ["data-input-count"]
        }
    }
}

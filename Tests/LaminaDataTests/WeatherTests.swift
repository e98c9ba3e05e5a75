import LaminaData
import Testing

/// The recipe for the weather at JFK, on the real file.
@Suite struct WeatherTests {
    static let section = #"""
        {
          "source": { "type": "csv", "file": "data/weather-jfk-2013-hourly.csv" },
          "columns": ["temp_c", "dewpoint_c", "humidity_pct", "wind_sin", "wind_cos", "wind_kt", "pressure_hpa", "precip_in", "hour_sin", "hour_cos"],
          "derive": [
            { "name": "hour_sin", "type": "sin", "column": "time_utc", "period": "day" },
            { "name": "hour_cos", "type": "cos", "column": "time_utc", "period": "day" },
            { "name": "wind_sin", "type": "sin", "column": "wind_dir_deg", "period": 360 },
            { "name": "wind_cos", "type": "cos", "column": "wind_dir_deg", "period": 360 }
          ],
          "window": { "length": 24 },
          "target": { "columns": ["temp_c"], "offset": 6, "change": true, "unit": "°C" },
          "split": { "validation": 0.15, "test": 0.15 },
          "normalize": "standard"
        }
        """#

    @Test func loads() throws {
        let outcome = try load(Self.section, modelPath: "\(root)/models/weather.json", inputs: [[24, 10]], target: [1])
        #expect(outcome.places == [])
        let data = try #require(outcome.data)
        #expect(data.training.inputSizes == [24, 10])
        #expect(data.training.count == 6_111 - 29)
        #expect(data.validation?.count == 1_309 - 29)
        #expect(data.test?.count == 1_310 - 29)
        let persistence = try #require(data.persistenceError(on: .test))
        #expect(abs(persistence - 2.345589383294287) < 1e-12)
        // The first window ends at 2013-01-02T05 with -3.3 °C, its target stands at 11 with -5 °C.
        let target = data.training.example(0).target[0]
        #expect(data.truth(on: .training, 0) == -5)
        #expect(abs(Double(data.preprocessing.targetInUnits(target, column: 0)) - -1.7) < 1e-6)
        #expect(abs(try #require(data.forecast(target, on: .training, 0)) - -5) < 1e-6)
        #expect(data.preprocessing.target.unit == "°C")
    }
}

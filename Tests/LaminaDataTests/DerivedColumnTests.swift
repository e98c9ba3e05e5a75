import LaminaData
import Testing

@Suite struct DerivedColumnTests {
    @Test func timesOfTheWeatherFile() throws {
        let section = #"""
            {"source": {"type": "csv", "file": "data/weather-jfk-2013-hourly.csv"},
             "columns": ["hour_sin", "hour_cos", "wind_sin", "year_sin", "temp_change"],
             "derive": [
               {"name": "hour_sin", "type": "sin", "column": "time_utc", "period": "day"},
               {"name": "hour_cos", "type": "cos", "column": "time_utc", "period": "day"},
               {"name": "wind_sin", "type": "sin", "column": "wind_dir_deg", "period": 360},
               {"name": "year_sin", "type": "sin", "column": "time_utc", "period": "year"},
               {"name": "temp_change", "type": "difference", "column": "temp_c", "lag": 2}],
             "target": {"columns": ["temp_c"]}}
            """#
        let outcome = try load(section, modelPath: "\(root)/models/jfk.json")
        #expect(outcome.places == [])
        let data = try #require(outcome.data)
        #expect(data.training.count == 8_728)
        // The third row: 2013-01-01T08, 260°, 4.4 °C after 3.9 °C two hours before.
        let expected: [Double] = [0.8660254037844387, -0.5, -0.984807753012208, 0.005738037285665092, 0.5]
        for (found, expected) in zip(data.inputs(.training)[0], expected) { #expect(abs(Double(found) - expected) < 1e-6) }
        // 2013-01-01T09: 9 hours are 135°.
        #expect(abs(Double(data.inputs(.training)[1][0]) - 0.7071067811865476) < 1e-6)
    }

    @Test func monthsAreTimesToo() throws {
        let section = #"""
            {"source": {"type": "csv", "file": "data/sunspots-monthly-1749-2009.csv"}, "columns": ["sunspots", "season"],
             "derive": [{"name": "season", "type": "cos", "column": "month", "period": "year"}],
             "window": {"length": 132}, "target": {"columns": ["sunspots"]}, "split": {"test": 0.1}}
            """#
        let data = try #require(try load(section, modelPath: "\(root)/models/sunspots.json").data)
        #expect(data.training.example(0).input.prefix(2) == [58, 1])
        #expect(data.test != nil)
    }

    @Test func aDerivedColumnMayBuildOnOneBeforeIt() throws {
        let section = csvSection(
            columns: #"["second"]"#,
            #""derive": [{"name": "first", "type": "difference", "column": "a"}, {"name": "second", "type": "difference", "column": "first"}]"#)
        #expect(try load(section, csv: "a,b\n0,0\n1,0\n4,0\n9,0\n").data?.inputs(.training) == [[2], [2]])
    }

    @Test func mistakesStandAtTheirPlace() throws {
        func places(_ derive: String) throws -> [String] {
            try load(csvSection("\n\"derive\": [\(derive)]"), csv: "a,b,time\n1,2,2013-01-01T06\n1,2,soon\n").places
        }
        #expect(try places(#"{"name": "b", "type": "difference", "column": "a"}"#) == ["model.json:2:21 data-column-duplicate"])
        #expect(try places(#"{"name": "c", "type": "sin", "column": "time", "period": "day"}"#) == ["data.csv:3:5 csv-time"])
        #expect(try places(#"{"name": "c", "type": "sin", "column": "d", "period": "day"}"#) == ["model.json:2:51 data-column-unknown"])
        #expect(try places(#"{"name": "c", "type": "sin", "column": "a", "period": 0}"#) == ["model.json:2:66 field-range"])
        #expect(try places(#"{"name": "c", "type": "sin", "column": "a", "period": "month"}"#) == ["model.json:2:66 field-choice"])
        #expect(try places(#"{"name": "c", "type": "sin", "column": "a", "period": 1, "lag": 1}"#) == ["model.json:2:69 field-unknown"])
        #expect(try places(#"{"name": "c", "type": "sine", "column": "a"}"#) == ["model.json:2:34 component-unknown"])
        #expect(try places(#"{"name": "c", "type": "difference", "column": "c"}"#) == ["model.json:2:58 data-column-unknown"])
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("1970-01-01T06", 21_600), ("2013-01-01T06", 1_357_020_000), ("2013-01-01 06:30:15Z", 1_357_021_815),
        ("2013-01-01T06:30+01:00", 1_357_018_200), ("2013-01-01T06:30-0130", 1_357_027_200), ("2000-03-01", 951_868_800), ("1969-12-31T23", -3_600),
        ("1900-03-01", -2_203_891_200), ("2013-01", 1_356_998_400), ("1970-01-01T00:00:00.5", 0.5),
    ])
    func times(_ text: String, _ seconds: Double) { #expect(parseTime(text) == seconds) }

    @Test(arguments: ["", "2013", "2013-13-01", "2013-02-29", "1900-02-29", "2013-01-01T", "2013-01-01T24", "2013-01-01T06:60", "2013-01-01T06:00:00.", "2013-01-01T06 ", "2013-1-1", "2013-01-01T06+1", "20130101"])
    func noTimes(_ text: String) { #expect(parseTime(text) == nil) }

    @Test func sharesOfTheCalendar() {
        #expect(shareOfYear("2012-12-31T12") == 365.5 / 366)
        #expect(shareOfYear("2013-01-01") == 0)
        #expect(shareOfYear("1749-07-02T12") == 0.5)
        #expect(shareOfYear("0000-01-01T00:00+01:00") != nil)
        #expect(shareOfWeek("2024-01-01") == 0)
        #expect(shareOfWeek("2024-01-07T12") == 6.5 / 7)
    }
}

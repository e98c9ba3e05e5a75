import LaminaPictures
import Testing

@Suite struct ChartTests {
    private static func chart(_ values: [Double], scale: Scale = .linear) -> LineChart {
        var chart = LineChart(title: nastyName, horizontalLabel: nastyName, verticalLabel: nastyName, series: [.init(nastyName, .first, values)])
        chart.verticalScale = scale
        return chart
    }

    @Test(arguments: [
        [], [1], [0], [1, 2, 3], [5, 5, 5], [.nan, .infinity], [1, .nan, 3, -.infinity, 2], [-1e308, 1e308], [.leastNonzeroMagnitude, .leastNormalMagnitude], [0, 1e-9], [1e16, 1e16 + 4],
        [.greatestFiniteMagnitude, .greatestFiniteMagnitude], [-.leastNonzeroMagnitude, .leastNonzeroMagnitude],
    ] as [[Double]])
    func anyNumbersGiveAPicture(_ values: [Double]) throws {
        for scale in [Scale.linear, .logarithmic] {
            var chart = Self.chart(values, scale: scale)
            try check(chart)
            chart.horizontalScale = .logarithmic
            chart.marks = [.init(.nan, "nowhere"), .init(1e300, "far off"), .init(0, nastyName)]
            try check(chart)
        }
    }

    @Test func aGapIsLeftWhereANumberIsNot() throws {
        let parsed = try check(Self.chart([1, 2, .nan, 3, 4, .infinity, 5]))
        #expect(parsed.count("polyline") == 2)
        #expect(parsed.count("circle") == 1, "a number between two gaps is a point")
    }

    @Test func ticksAreRoundNumbers() throws {
        let texts = try check(Self.chart([0.0123, 0.0987])).texts
        #expect(texts.contains("0.02") && texts.contains("0.10"))
        #expect(try check(Self.chart([12_000, 250_000])).texts.contains("100k"))
        let decades = try check(Self.chart([1e-7, 1], scale: .logarithmic)).texts
        #expect(decades.contains("10⁻⁶") && decades.contains("0.01") && decades.contains("1"))
        #expect(try check(Self.chart([1e-7, 3e-7])).texts.contains("2.0e-07"))
        let divided = try check(Self.chart([0.03, 1.9], scale: .logarithmic)).texts
        #expect(["0.02", "0.05", "0.1", "0.5", "2"].allSatisfy(divided.contains) && !divided.contains("5"))
        #expect(try check(Self.chart([3e6, 4e6], scale: .logarithmic)).texts.contains("2·10⁶"))
    }

    @Test func manyLinesHaveALegendThatDoesNotRunOut() throws {
        let series = (0..<40).map { LineChart.Series("a name of usual length \($0)", .color($0), [Double($0), 1]) }
        let parsed = try check(LineChart(title: "many", horizontalLabel: "", verticalLabel: "", series: series))
        #expect(parsed.count("polyline") == 40)
        for element in parsed.elements where element.name == "text" {
            #expect((Double(element.attributes["x"] ?? "0") ?? 0) < 720)
        }
    }

    @Test func aLongHistoryStaysASmallFile() {
        #expect(Self.chart((0..<1_000_000).map { Double($0 % 97) }).svg().utf8.count < 200_000)
    }

    @Test(arguments: [0, 1, 2, 10, 40, 41, 1000])
    func aMatrixOfAnySizeIsDrawn(_ count: Int) throws {
        let names = (0..<count).map { "\(nastyName) \($0)" }
        let counts = (0..<count * count).map { $0 % (count + 1) == 0 ? 90 : $0 % 7 }
        let parsed = try check(MatrixPicture(title: nastyName, names: names, counts: counts))
        #expect(parsed.count("rect") <= 2 + 100 * 100)
        #expect(try check(MatrixPicture(title: "none", names: names, counts: counts.map { _ in 0 })).count("rect") == 2)
    }

    @Test func hillsAreDrawnOfAnyNumbers() throws {
        let ranks: [[Double]] = [[], [0, 0, 0], [1], [.nan, .infinity], [-1e308, 0, 1e308], (0..<1025).map { Double($0) / 100 }]
        for scale in [Scale.linear, .logarithmic] {
            let rows = ranks.map { DistributionPicture.Row(nastyName, detail: nastyName, ranks: [$0, $0.reversed()]) }
            try check(DistributionPicture(title: nastyName, horizontalLabel: nastyName, keys: ["before", nastyName], rows: rows, scale: scale))
            try check(DistributionPicture(title: "none", horizontalLabel: "", keys: ["one"], rows: [], scale: scale))
        }
    }

    @Test func thePlaneHasABorderBetweenTwoClasses() throws {
        let grid = DecisionPicture.Grid(columns: 5, rows: 4, horizontal: -1...1, vertical: 0...0)
        let lead = (0..<20).map { Double($0 % 5) - 1.5 }
        func picture(_ leads: [[Double]], _ names: [String]) -> DecisionPicture {
            DecisionPicture(
                title: nastyName, horizontalLabel: nastyName, verticalLabel: nastyName, classNames: names, grid: grid, leads: leads,
                examples: [.init(x: 0, y: 0, truth: 1, isRight: false), .init(x: .nan, y: 1e9, truth: 99, isRight: true)])
        }
        let parsed = try check(picture([lead, lead.map { -$0 }], ["a", nastyName]))
        #expect(parsed.count("path") == 1, "the border is one path")
        try check(picture([lead.map { _ in .nan }, lead.map { _ in .infinity }], ["a", "b"]))
        try check(picture([], []))
    }

    @Test func everyBufferOfAnArenaIsDrawn() throws {
        let buffers = (0..<3).map { ArenaPicture.Buffer(name: nastyName, offset: $0 * 64, bytes: 64, life: $0...$0 + 4, kind: ArenaPicture.Kind.allCases[$0]) }
        let regions = (0..<6).map { (name: nastyName, bytes: $0 * 1000) }
        let parsed = try check(ArenaPicture(title: nastyName, regions: regions, buffers: buffers, stepCount: 7, size: { "\($0) B" }))
        #expect(parsed.elements.count { $0.name == "title" } == 6 + 3 + 1)
        try check(ArenaPicture(title: "none", regions: [], buffers: [], stepCount: 0, size: { "\($0)" }))
        let huge = ArenaPicture.Buffer(name: "huge", offset: .max / 2, bytes: .max / 2, life: 0...0, kind: .forward)
        try check(ArenaPicture(title: "huge", regions: [("huge", .max), ("more", .max)], buffers: [huge], stepCount: 1, size: { "\($0)" }))
    }

    @Test(arguments: [0, 1, 7, 48, 49, 500]) func aProfileOfAnyStepsIsDrawn(_ count: Int) throws {
        let times: [Double] = [1, 0, .nan, .infinity, -1, 1e300, 1e-9]
        let bars = (0..<count).map { index in
            ProfilePicture.Bar(
                name: "\(nastyName) \(index)", group: "\(nastyName) \(index / 3)", time: times[index % times.count], limit: times[(index + 2) % times.count],
                detail: nastyName)
        }
        let parsed = try check(ProfilePicture(title: nastyName, detail: nastyName, bars: bars))
        #expect(parsed.count("rect") <= 1 + 2 * count + 2 * 48)
        for element in parsed.elements where element.name == "rect" && element.attributes["x"] != nil {
            #expect((Double(element.attributes["x"]!) ?? .nan) + (Double(element.attributes["width"] ?? "") ?? .nan) <= 901)
        }
    }
}

import CLaminaKernels
import Testing

struct ScoreMaskCase: Sendable {
    var heads = 1
    var queries: Int
    var columns: Int
    var hasQueries = false
    var hasValues = false
    var isCausal = false
    var window = 0
}

@Suite struct MaskTests {
    static let cases = [
        ScoreMaskCase(queries: 1, columns: 1, hasQueries: true, hasValues: true, isCausal: true, window: 1),
        ScoreMaskCase(heads: 3, queries: 4, columns: 17, hasValues: true), ScoreMaskCase(heads: 2, queries: 5, columns: 33, hasQueries: true),
        ScoreMaskCase(queries: 19, columns: 19, isCausal: true), ScoreMaskCase(queries: 5, columns: 3, isCausal: true),
        ScoreMaskCase(queries: 3, columns: 18, isCausal: true), ScoreMaskCase(queries: 21, columns: 20, window: 3),
        ScoreMaskCase(queries: 9, columns: 2, window: 2), ScoreMaskCase(heads: 2, queries: 18, columns: 18, isCausal: true, window: 4),
        ScoreMaskCase(heads: 3, queries: 7, columns: 20, hasQueries: true, hasValues: true, isCausal: true, window: 1_000),
    ]

    @Test(arguments: cases, [false, true]) func scores(_ a: ScoreMaskCase, _ adds: Bool) {
        var numbers = Numbers(131)
        let examples = 3, rows = examples * a.heads * a.queries
        let x = numbers.array(rows * a.columns), queries = numbers.array(examples * a.queries).map { $0 < 0 ? 0 : 1 } as [Float]
        let values = numbers.array(examples * a.columns).map { $0 < 0 ? 0 : 1 } as [Float]
        let number: Float = adds ? -8 : 0.5
        let y = x.indices.map { place -> Double in
            let (row, column) = (place / a.columns, place % a.columns)
            let (example, query) = (row / a.queries / a.heads, row % a.queries)
            let counts = (!a.hasQueries || queries[example * a.queries + query] != 0) && (!a.hasValues || values[example * a.columns + column] != 0)
                && (!a.isCausal || column <= query) && (a.window == 0 || abs(column - query) < a.window)
            return Double(counts ? x[place] : adds ? x[place] + number : number)
        }
        check(\.mask_scores, units: rows, tolerance: .exact, "\(a)") { workspace in
            lamina_mask_scores_arguments(
                queries: Int64(a.queries), columns: Int64(a.columns), heads: Int64(a.heads), window: Int64(a.window), x: workspace.input(x),
                query_mask: a.hasQueries ? workspace.input(queries) : noRef, value_mask: a.hasValues ? workspace.input(values) : noRef,
                y: workspace.output(y), value: number, adds: adds ? 1 : 0, is_causal: a.isCausal ? 1 : 0)
        }
    }

    /// What is hidden may be anything.
    @Test func hiddenScoresMayBeNaN() {
        check(\.mask_scores, units: 1, tolerance: .exact) { workspace in
            lamina_mask_scores_arguments(
                queries: 1, columns: 3, heads: 1, window: 0, x: workspace.input([.nan, .infinity, 2]), query_mask: noRef,
                value_mask: workspace.input([0, 0, 1]), y: workspace.output([-1e9, -1e9, 2].map { Double(Float($0)) }), value: -1e9, adds: 0,
                is_causal: 0)
        }
    }
}

import Foundation
import LaminaKit
import LaminaSource
import Testing

@testable import LaminaTool

/// Which trials a search has, before any runs.
@Suite struct TrialTests {
    private static let domains: [SearchDomain] = [
        .choices(["relu", "tanh"]),
        .range(SearchDomain.Range(scale: .logUniform, from: 1e-5, to: 1e-1, step: 1, points: 5)),
        .range(SearchDomain.Range(scale: .uniform, from: -0.5, to: 0.5, step: 1, points: 3)),
        .range(SearchDomain.Range(scale: .integer, from: 3, to: 10, step: 3, points: nil)),
    ]

    private static func texts(_ trials: [Trial]) -> [String] { trials.map { JSONValue.array($0.values).serialized(pretty: false) } }

    @Test func aGridHasAllCombinationsTheLastFieldFastest() {
        let texts = Self.texts(Trial.grid(Self.domains))
        #expect(texts.count == 2 * 5 * 3 * 3 && Set(texts).count == texts.count)
        #expect(Array(texts.prefix(4)) == [#"["relu",1e-05,-0.5,3]"#, #"["relu",1e-05,-0.5,6]"#, #"["relu",1e-05,-0.5,9]"#, #"["relu",1e-05,0.0,3]"#])
        #expect(texts.last == #"["tanh",0.1,0.5,9]"#)
        #expect(texts.contains(#"["relu",0.001,0.5,6]"#))
    }

    @Test func drawnTrialsAreDifferentAndDependOnTheSeedAlone() {
        let trials = Trial.random(200, seed: 7, Self.domains)
        let texts = Self.texts(trials)
        #expect(texts.count == 200 && Set(texts).count == 200)
        #expect(trials.map(\.number) == Array(1...200))
        #expect(Array(texts.prefix(50)) == Self.texts(Trial.random(50, seed: 7, Self.domains)))
        #expect(texts != Self.texts(Trial.random(200, seed: 8, Self.domains)))
    }

    @Test func drawnValuesFillTheirRanges() throws {
        let values = Trial.random(400, seed: 1, Self.domains).map(\.values)
        func numbers(_ field: Int) -> [Double] {
            values.compactMap { if case .number(let number) = $0[field] { number } else { nil } }
        }
        let rates = numbers(1)
        #expect(rates.count == 400 && rates.allSatisfy { (1e-5...1e-1).contains($0) })
        let decades = (0..<4).map { decade in rates.count { $0 >= pow(10, Double(decade - 5)) && $0 < pow(10, Double(decade - 4)) } }
        #expect(decades.allSatisfy { (70...130).contains($0) }, "each decade has its share: \(decades)")
        let uniform = numbers(2)
        #expect(abs(uniform.reduce(0, +) / 400) < 0.06 && uniform.min()! < -0.45 && uniform.max()! > 0.45)
        #expect(Set(values.map { $0[3].plainText }) == ["3", "6", "9"])
        #expect(rates.allSatisfy { $0.rounded(digits: 4) == $0 })
    }

    @Test(arguments: [
        (0.0123456, 4, 0.01235), (123456, 3, 123000), (-1.5e-7, 1, -2e-7), (1, 4, 1), (0, 4, 0), (0.99996, 4, 1), (1e-300, 2, 1e-300),
    ])
    func numbersAreRoundedToSignificantDigits(_ number: Double, _ digits: Int, _ expected: Double) {
        #expect(number.rounded(digits: digits) == expected)
    }

    @Test(arguments: [
        ("/a/models", "/a/runs/x/trial-0001", "../../../models"), ("/a", "/a/b", ".."), ("/a/b", "/a/b", "."), ("/a/b/c", "/a", "b/c"),
        ("/x", "/", "x"), ("/", "/a/b", "../.."),
    ])
    func aFolderIsFoundFromAnother(_ target: String, _ folder: String, _ expected: String) {
        #expect(RelativePath.path(to: target, from: folder) == expected)
    }

    private static let model = JSONValue.object([
        ("layers", [["name": "a", "units": 1], ["name": "a.b", "units": 2], ["type": "Dense"]]), ("training", ["optimizer": "adam"]),
    ])

    @Test(arguments: [
        ("layers.a.units", #"{"name":"a","units":9}"#, 0), ("layers.a.b.units", #"{"name":"a.b","units":9}"#, 1), ("layers.1.units", #"{"name":"a.b","units":9}"#, 1),
        ("layers.2.units", #"{"type":"Dense","units":9}"#, 2), ("layers.a.kernel.l2.x", #"{"name":"a","units":1,"kernel":{"l2":{"x":9}}}"#, 0),
    ])
    func aPathLeadsToItsField(_ text: String, _ layer: String, _ index: Int) throws {
        let path = try ModelPath(text, in: Self.model)
        let changed = try #require(Self.model.setting(path.steps[...], to: 9))
        guard case .array(let layers)? = changed["layers"] else { return #expect(Bool(false)) }
        #expect(layers[index].serialized(pretty: false) == layer)
    }

    @Test func aComponentsNameBecomesItsObject() throws {
        let path = try ModelPath("training.optimizer.beta_1", in: Self.model)
        #expect(path.added == "beta_1")
        #expect(Self.model.setting(path.steps[...], to: 0.5)?["training"]?.serialized(pretty: false) == #"{"optimizer":{"type":"adam","beta_1":0.5}}"#)
        #expect(Self.model.setting([.key("layers"), .key("a")], to: 1) == nil)
        #expect(Self.model.setting([.key("layers"), .index(3)], to: 1) == nil)
    }
}

import LaminaKit

struct Zeros: Initializer {
    static let aliases = ["zeros"]
    static let summary = "All 0."

    init(from fields: inout Fields) {}
    init() {}

    func values(sizes: [Int], random: inout RandomStream) -> [Float] {
        [Float](repeating: 0, count: sizes.reduce(1, *))
    }
}

struct Ones: Initializer {
    static let aliases = ["ones"]
    static let summary = "All 1."

    init() {}

    init(from fields: inout Fields) {}

    func values(sizes: [Int], random: inout RandomStream) -> [Float] {
        [Float](repeating: 1, count: sizes.reduce(1, *))
    }
}

struct Constant: Initializer {
    static let aliases = ["constant"]
    static let summary = "All `value`."
    let value: Double

    init(from fields: inout Fields) {
        value = fields.number("value", default: 0, "The value.")
    }

    init(value: Double) {
        self.value = value
    }

    func values(sizes: [Int], random: inout RandomStream) -> [Float] {
        [Float](repeating: Float(value), count: sizes.reduce(1, *))
    }
}

struct IdentityMatrix: Initializer {
    static let typeName = "Identity"
    static let aliases = ["identity"]
    static let summary = "`gain` on the diagonal of a matrix, 0 elsewhere."
    let gain: Double

    init(from fields: inout Fields) {
        gain = fields.number("gain", default: 1, "The value on the diagonal.")
    }

    func complaint(sizes: [Int]) -> String? {
        sizes.count == 2 ? nil : "Identity makes matrices only"
    }

    func values(sizes: [Int], random: inout RandomStream) -> [Float] {
        var values = [Float](repeating: 0, count: sizes[0] * sizes[1])
        for index in 0..<min(sizes[0], sizes[1]) {
            values[index * sizes[1] + index] = Float(gain)
        }
        return values
    }
}

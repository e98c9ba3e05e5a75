import Lamina

/// One combination of values: a number from 1 on, and for each field that the search varies its value.
struct Trial {
    let number: Int
    let values: [JSONValue]

    /// `trial-0007`.
    var folderName: String {
        let digits = String(number)
        return "trial-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// All combinations, the last field's values changing fastest.
    static func grid(_ domains: [SearchDomain]) -> [Trial] {
        let counts = domains.map { $0.gridCount ?? 1 }
        return (0..<counts.reduce(1, *)).map { index in
            var rest = index
            var values: [JSONValue] = []
            for (domain, count) in zip(domains, counts).reversed() {
                values.insert(domain.gridValue(rest % count), at: 0)
                rest /= count
            }
            return Trial(number: index + 1, values: values)
        }
    }

    /// Different combinations by lot. More of them begin with the same ones; fewer come where there are not so many.
    static func random(_ count: Int, seed: UInt64, _ domains: [SearchDomain]) -> [Trial] {
        var trials: [Trial] = []
        var seen: Set<String> = []
        for draw in 0..<100 + 20 * count where trials.count < count {
            var random = RandomStream(seed: seed, stream: streamBase | UInt64(draw))
            let values = domains.map { $0.draw(&random) }
            if seen.insert(JSONValue.array(values).serialized(pretty: false)).inserted { trials.append(Trial(number: trials.count + 1, values: values)) }
        }
        return trials
    }

    /// Apart from the streams of training and splits.
    private static let streamBase: UInt64 = 0x5345_4152_4348 << 16
}

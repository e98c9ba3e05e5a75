/// Names that are given out once: one that is wanted again gets a number.
struct UniqueNames {
    private var taken: Set<String> = []

    /// `wanted`, or `wanted-2`, `wanted-3` …
    mutating func name(_ wanted: String) -> String {
        var name = wanted
        var number = 1
        while !taken.insert(name).inserted {
            number += 1
            name = "\(wanted)-\(number)"
        }
        return name
    }
}

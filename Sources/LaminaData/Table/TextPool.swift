/// Texts, each kept once and named by a number.
struct TextPool {
    private(set) var texts: [String] = []
    private var indices: [String: Int] = [:]

    mutating func index(of text: String) -> Int {
        if let index = indices[text] { return index }
        indices[text] = texts.count
        texts.append(text)
        return texts.count - 1
    }
}

extension [Double] {
    /// The longest ranges of equal neighbours.
    var runs: [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        for index in indices where index + 1 == count || self[index + 1] != self[index] {
            runs.append(start..<index + 1)
            start = index + 1
        }
        return runs
    }
}

/// Finds the word that was probably meant.
public enum Suggestion {
    /// Longer words are not compared: the cost grows with the square, and nobody mistypes one.
    private static let maximumLength = 100

    /// The candidate with the fewest typing mistakes (insertion, deletion, replacement, swapped neighbours), or nil if
    /// that is more than a third of the longer word.
    ///
    /// Case counts only between candidates that are otherwise equally close; among equals the alphabet decides, so the
    /// answer does not depend on the candidates' order.
    public static func closest(to word: String, in candidates: some Sequence<String>) -> String? {
        guard word.utf8.count <= maximumLength else { return nil }
        let exact = Array(word)
        let folded = Array(word.lowercased())
        var best: (folded: Int, exact: Int, candidate: String)?
        for candidate in candidates where candidate.utf8.count <= maximumLength {
            let foldedCandidate = Array(candidate.lowercased())
            let threshold = max(folded.count, foldedCandidate.count) / 3
            guard abs(folded.count - foldedCandidate.count) <= threshold else { continue }
            let foldedDistance = distance(folded, foldedCandidate)
            guard foldedDistance <= threshold else { continue }
            let rank = (foldedDistance, distance(exact, Array(candidate)), candidate)
            if let current = best, (current.folded, current.exact, current.candidate) <= rank { continue }
            best = rank
        }
        return best?.candidate
    }

    /// The Damerau–Levenshtein distance in which no part of the word is edited twice.
    static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...second.count)
        for row in 0..<first.count {
            var current = [row + 1]
            current.reserveCapacity(second.count + 1)
            for column in 0..<second.count {
                let replacement = previous[column] + (first[row] == second[column] ? 0 : 1)
                var cost = min(replacement, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[second.count]
    }
}

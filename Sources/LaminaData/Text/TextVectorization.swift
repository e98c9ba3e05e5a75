import LaminaKit

/// A rule with the words that training has seen: texts become numbers, 0 where there is no word, 1 for a word that is not known.
struct TextVectorization: Sendable {
    static let reserved = ["", "[UNK]"]

    let section: TextSection
    /// The words in the order of their numbers, the reserved ones first.
    let vocabulary: [String]
    private let numbers: [String: Int]

    init(_ section: TextSection, vocabulary: [String]) {
        self.section = section
        self.vocabulary = vocabulary
        numbers = Dictionary(vocabulary.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The vocabulary of some texts: the frequent words first, of equally frequent ones the greater first, as Keras's `adapt` sorts them.
    ///
    /// - Parameter uses: which texts stand in the rows, each as often as it does.
    init(_ section: TextSection, fitting texts: [String], uses: some Sequence<Int>) {
        var pool = TextPool()
        let words = texts.map { section.rule.words(in: $0).map { pool.index(of: $0) } }
        var counts = [Int](repeating: 0, count: pool.texts.count)
        for text in uses {
            for word in words[text] { counts[word] += 1 }
        }
        let known = pool.texts.indices.filter { counts[$0] > 0 && !Self.reserved.contains(pool.texts[$0]) }.sorted { first, second in
            counts[first] != counts[second]
                ? counts[first] > counts[second]
                : pool.texts[second].utf8.lexicographicallyPrecedes(pool.texts[first].utf8)
        }
        let kept = section.maximumWords.map { known.prefix($0 - Self.reserved.count) } ?? known[...]
        self.init(section, vocabulary: Self.reserved + kept.map { pool.texts[$0] })
    }

    /// The numbers of a text's words, `width` of them: cut at the end, or filled with 0.
    func numbers(of text: String) -> [Float] {
        var row = section.rule.words(in: text).prefix(width).map { Float(numbers[$0] ?? 1) }
        row += [Float](repeating: 0, count: width - row.count)
        return row
    }

    /// The number of one word.
    func number(of word: String) -> Int { numbers[word] ?? 1 }

    /// How many numbers a text becomes.
    var width: Int { section.width }
}

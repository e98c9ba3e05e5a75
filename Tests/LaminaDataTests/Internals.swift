@testable import LaminaData

func parseNumber(_ text: String) -> Double? { DecimalNumber.parse(ArraySlice(text.utf8)) }

func parseTime(_ text: String) -> Double? { Timestamp.parse(ArraySlice(text.utf8)) }

func shareOfYear(_ text: String) -> Double? { parseTime(text).map(Timestamp.shareOfYear) }

func shareOfWeek(_ text: String) -> Double? { parseTime(text).map(Timestamp.shareOfWeek) }

/// How many words a text has, of which no more than `limit` are held.
func wordCount(_ text: String, limit: Int) throws -> Int {
    let request = DataRequest(folder: "", columns: [ColumnRequest(name: "word", content: .words(TextSection.standard.rule))])
    let text = SourceText(path: "words.txt", text: text)
    return try TextSource(text, isJoined: true).table(text, request, maximumWords: limit).rowCount
}

func firstWord(of bytes: [UInt8]) -> String? {
    for (word, _) in TextSection.standard.rule.words(in: bytes) { return word }
    return nil
}

let maximumGzipMembers = Gzip.maximumMembers

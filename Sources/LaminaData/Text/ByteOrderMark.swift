extension [UInt8] {
    /// Where a text in UTF-8 begins: after the byte order mark that some programs write before it.
    var startOfText: Int { starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }
}

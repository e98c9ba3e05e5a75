extension JSONNode {
    private static let snippetLength = 40

    /// The value as it stands in the text, on one line and shortened to about 40 characters: for "found …" in messages.
    public var snippet: String {
        let bytes = storage.text.bytes
        // Enough for 40 characters of up to 4 bytes even if each is followed by some white space.
        var end = min(range.upperBound, range.lowerBound + 400)
        while end < range.upperBound, bytes[end].isUTF8Continuation { end -= 1 }

        var line: [UInt8] = []
        var isInBreak = false
        for byte in bytes[range.lowerBound..<end] {
            switch byte {
            case .lineFeed, .carriageReturn, 0x09:
                if line.last != 0x20 { line.append(0x20) }
                isInBreak = true
            case 0x20 where isInBreak:
                continue
            default:
                line.append(byte)
                isInBreak = false
            }
        }
        let whole = String(decoding: line, as: UTF8.self)
        let shortened = whole.shortened(to: Self.snippetLength)
        return shortened == whole && end < range.upperBound ? whole + "…" : shortened
    }
}

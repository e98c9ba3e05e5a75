import Foundation
import LaminaPictures
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What an SVG text holds, read by a parser that refuses what is not well-formed.
final class ParsedPicture: NSObject, XMLParserDelegate {
    private(set) var elements: [(name: String, attributes: [String: String])] = []
    private(set) var texts: [String] = []
    private var current = ""

    init(_ svg: String) throws {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        let isRight = parser.parse()
        try #require(isRight, "not well-formed: \(parser.parserError.map { "\($0)" } ?? "?") in line \(parser.lineNumber)")
    }

    func count(_ name: String) -> Int { elements.count { $0.name == name } }

    func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
        elements.append((name, attributes))
        current = ""
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { current += string }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        if name == "text" || name == "title" { texts.append(current) }
        current = ""
    }
}

/// Parses a picture as a file and as a part of a page, and checks what holds of all of them.
@discardableResult
func check(_ picture: some Picture) throws -> ParsedPicture {
    let svg = picture.svg()
    #expect(svg == picture.svg(), "the same picture gives the same bytes")
    for word in ["nan", "inf", "http://", "url("] {
        #expect(!svg.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "").contains("\"\(word)"), "an attribute begins with '\(word)'")
    }
    _ = try ParsedPicture(picture.svg(isAlone: false))
    let parsed = try ParsedPicture(svg)
    let root = try #require(parsed.elements.first)
    #expect(root.name == "svg" && root.attributes["role"] == "img" && root.attributes["aria-label"]?.isEmpty == false)
    return parsed
}

/// What a model file may call things.
let nastyName = "<script>alert(\"&\")</script> ' \u{1} \u{FFFE} 温度 very long, longer than any label has room for in a picture of this width"

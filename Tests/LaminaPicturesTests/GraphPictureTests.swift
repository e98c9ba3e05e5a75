import LaminaPictures
import Testing

@Suite struct GraphPictureTests {
    private static func picture(_ count: Int, _ edges: [(from: Int, to: Int)], name: (Int) -> String = { "layer \($0)" }) -> GraphPicture {
        let boxes = (0..<count).map { GraphPicture.Box(name: name($0), type: "Dense", details: "[16]", kind: $0 == 0 ? .input : .layer) }
        return GraphPicture(title: "graph", boxes: boxes, edges: edges)
    }

    /// Boxes as left, right and top.
    private static func boxes(_ parsed: ParsedPicture) -> [(left: Double, right: Double, top: Double)] {
        parsed.elements.filter { $0.name == "rect" && $0.attributes["class"] == "box" }.map { element in
            func number(_ key: String) -> Double { Double(element.attributes[key] ?? "") ?? .nan }
            return (number("x"), number("x") + number("width"), number("y"))
        }
    }

    @Test(arguments: [
        (1, []), (3, [(0, 1), (1, 2)]), (6, [(0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 4), (0, 4), (4, 5), (0, 5)]),
        (12, (1..<12).map { (0, $0) }), (12, (0..<11).map { ($0, 11) }), (9, (0..<9).flatMap { to in (0..<to).map { ($0, to) } }), (4, [(0, 1), (0, 1), (2, 3)]),
    ] as [(Int, [(Int, Int)])])
    func noTwoBoxesOverlapAndAllLiesInside(_ count: Int, _ edges: [(Int, Int)]) throws {
        let parsed = try check(Self.picture(count, edges.map { (from: $0.0, to: $0.1) }))
        let boxes = Self.boxes(parsed)
        #expect(boxes.count == count)
        let width = Double(parsed.elements[0].attributes["width"]!)!
        for (index, box) in boxes.enumerated() {
            #expect(box.left >= 0 && box.right <= width)
            for other in boxes[..<index] where other.top == box.top {
                #expect(box.left > other.right || other.left > box.right)
            }
        }
        for edge in edges { #expect(boxes[edge.0].top < boxes[edge.1].top, "arrows point down") }
    }

    @Test func namesAreEscapedAndCut() throws {
        let parsed = try check(Self.picture(2, [(0, 1)], name: { _ in nastyName }))
        #expect(parsed.count("script") == 0)
        #expect(parsed.texts.contains { $0.hasPrefix("<script>") && $0.hasSuffix("…") })
    }

    @Test func anEmptyGraphIsAPicture() throws { try check(Self.picture(0, [])) }

    /// Thousands of links across all layers must not become millions of bends.
    @Test(.timeLimit(.minutes(1))) func aLargeGraphIsDrawnInReasonableTime() throws {
        let count = 3000
        let edges = (1..<count).map { (from: $0 - 1, to: $0) } + (2..<count).map { (from: 0, to: $0) }
        try check(Self.picture(count, edges))
    }
}

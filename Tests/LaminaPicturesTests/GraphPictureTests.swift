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

    /// Beyond a million along a side all would fall onto one line.
    @Test(.timeLimit(.minutes(1)), arguments: [(20_000, false), (9_000, true)])
    func whatThereIsNoRoomForIsSaid(_ size: (count: Int, isWide: Bool)) throws {
        let edges = (1..<size.count).map { (from: size.isWide ? 0 : $0 - 1, to: $0) }
        let picture = Self.picture(size.count, edges)
        #expect(picture.leftOutCount + picture.boxes.count { $0.kind != .rest } == size.count)
        let parsed = try check(picture)
        let boxes = Self.boxes(parsed)
        #expect(boxes.count == picture.boxes.count)
        #expect(boxes.allSatisfy { $0.top < 1e6 && $0.left >= 0 && $0.right < 1e6 })
        #expect(Set(boxes.map(\.top)).count == (size.isWide ? 2 : 12_001))
        #expect(parsed.texts.contains("\(picture.leftOutCount) boxes"))
        #expect(parsed.elements[0].attributes["aria-label"]?.contains("\(picture.leftOutCount) more boxes are not shown") == true)
        for edge in picture.edges { #expect(boxes[edge.from].top < boxes[edge.to].top, "arrows point down") }
    }

    @Test func anEmptyGraphIsAPicture() throws { try check(Self.picture(0, [])) }

    /// Thousands of links across all layers must not become millions of bends.
    @Test(.timeLimit(.minutes(1))) func aLargeGraphIsDrawnInReasonableTime() throws {
        let count = 3000
        let edges = (1..<count).map { (from: $0 - 1, to: $0) } + (2..<count).map { (from: 0, to: $0) }
        try check(Self.picture(count, edges))
    }
}

import LaminaCompiler
import LaminaPictures

/// The layers and their links.
struct GraphSection {
    let section: ReportSection

    init(_ graph: TypedGraph) {
        let picture = GraphPicture(graph)
        var contents: [ReportSection.Content] = [.text("Shapes leave out the batch. A parameter count stands at each layer that has some.")]
        if picture.leftOutCount > 0 {
            contents.append(.note("The model is too large for a picture of all: \(picture.leftOutCount.grouped) boxes of it are not shown."))
        }
        section = ReportSection("graph", "The model", contents + [.picture(picture, name: "graph")])
    }
}

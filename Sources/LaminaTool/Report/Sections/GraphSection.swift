import LaminaCompiler
import LaminaPictures

/// The layers and their links.
struct GraphSection {
    let section: ReportSection

    init(_ graph: TypedGraph) {
        section = ReportSection(
            "graph", "The model",
            [.text("Shapes leave out the batch. A parameter count stands at each layer that has some."), .picture(GraphPicture(graph), name: "graph")])
    }
}

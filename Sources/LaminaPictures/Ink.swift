/// A colour by what it is for. Those of the palette are told apart by people with colour-blindness (after Okabe and Ito).
public enum Ink: Hashable, Sendable {
    /// One of eight; more begin again.
    case color(Int)
    /// What others are compared with.
    case reference

    public static let first = Ink.color(0)
    public static let second = Ink.color(1)

    var className: String {
        switch self {
        case .color(let index): "c\((index % Self.colors.count + Self.colors.count) % Self.colors.count)"
        case .reference: "ref"
        }
    }

    private static let colors: [(light: String, dark: String)] = [
        ("#0072b2", "#4ca6de"), ("#d55e00", "#f28b3c"), ("#009e73", "#2fc79a"), ("#b0568a", "#e09bc4"), ("#b07800", "#e8b23a"), ("#2d7fa8", "#7fc8ee"),
        ("#7a5fc0", "#b3a0ee"), ("#6b6b00", "#d8d04a"),
    ]

    /// Styles of all pictures, for a page that holds several or for a picture on its own. Literal colours: not every reader of SVG knows variables.
    public static var styleSheet: String {
        func rules(_ dark: Bool) -> String {
            let (ink, dim, paper, grid, box) =
                dark ? ("#e6e9ec", "#a4adb5", "#15191d", "#333a41", "#20262c") : ("#1c2126", "#59636c", "#ffffff", "#dde2e6", "#f5f7f9")
            let palette = colors.enumerated().map { ".picture .c\($0){color:\(dark ? $1.dark : $1.light)}" }.joined()
            return ".picture text{fill:\(ink)}.picture .dim{fill:\(dim)}.picture .paper{fill:\(paper)}.picture .grid{stroke:\(grid)}"
                + ".picture .axis{stroke:\(dim)}.picture .ink{color:\(ink)}.picture .box{fill:\(box)}.picture .ref{color:\(dim)}"
                + ".picture .halo{stroke:\(paper)}.picture .cell{color:\(dark ? "#2f8fd0" : "#00558a")}.picture .over{fill:#ffffff}\(palette)"
        }
        return rules(false) + "@media(prefers-color-scheme:dark){\(rules(true))}"
    }
}

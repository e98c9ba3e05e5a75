import LaminaPictures

/// A part of a report: what it says, not how it is written.
struct ReportSection {
    enum Content {
        case text(String)
        /// What could not be shown, and why.
        case note(String)
        case facts([(name: String, value: String)])
        case table(ReportTable)
        /// - Parameter name: of its file, without the ending.
        case picture(any Picture, name: String)
    }

    /// In addresses: letters and hyphens.
    let id: String
    let title: String
    var contents: [Content] = []

    init(_ id: String, _ title: String, _ contents: [Content] = []) {
        self.id = id
        self.title = title
        self.contents = contents
    }
}

struct ReportTable {
    let caption: String
    /// The first column names the row.
    let header: [String]
    var rows: [[String]] = []
}

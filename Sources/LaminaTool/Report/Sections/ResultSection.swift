import Lamina
import LaminaPictures

/// Predictions beside the truth: a confusion matrix and a map of the plane for classifiers, a forecast for the others.
struct ResultSection {
    let section: ReportSection?

    init(_ run: RunFolder, _ assessment: Attempt<Assessment>, threads: Int) {
        var contents: [ReportSection.Content] = []
        switch assessment {
        case .problem(let text):
            // What weights or data lack stands in the summary.
            if run.weights != nil, run.data != nil { contents.append(.note(text)) }
        case .value(let assessment):
            if let table = assessment.confusion {
                contents += [.picture(table.picture(assessment.part), name: "confusion"), .table(table.reportTable)]
            } else if let picture = assessment.picture(of: run.model.name) {
                contents.append(.picture(picture, name: "forecast"))
            }
            do {
                if let picture = try DecisionMap(run, assessment.part, threads: threads)?.picture {
                    contents.append(.picture(picture, name: "decision"))
                    contents.append(.text("The deeper the colour, the surer the model; a ring is around each example that it sees wrongly."))
                }
            } catch {
                contents.append(.note("The plane could not be drawn: \(error)"))
            }
        }
        section = contents.isEmpty ? nil : ReportSection("result", "Predictions", contents)
    }
}

extension ConfusionTable {
    /// Rows of a table that is still read.
    private static let mostRows = 100

    func picture(_ part: DataPart) -> MatrixPicture {
        let names = (0..<matrix.classCount).map { name($0).printable }
        return MatrixPicture(title: "What was taken for what, \(part.rawValue) part", names: names, counts: matrix.counts)
    }

    var reportTable: ReportTable {
        let classes = 0..<matrix.classCount
        var table = ReportTable(
            caption: classes.count > Self.mostRows ? "The first \(Self.mostRows) of \(classes.count) classes" : "By class",
            header: ["Class", "Examples", "Predicted", "Precision", "Recall", "F1"])
        for label in classes.prefix(Self.mostRows) {
            let (truth, predicted) = (classes.reduce(0) { $0 + matrix[label, $1] }, classes.reduce(0) { $0 + matrix[$1, label] })
            let right = Double(matrix[label, label])
            func share(_ whole: Int) -> String { whole > 0 ? (right / Double(whole)).formatted(decimals: 3) : "–" }
            let f1 = truth + predicted > 0 ? (2 * right / Double(truth + predicted)).formatted(decimals: 3) : "–"
            table.rows.append([name(label), truth.grouped, predicted.grouped, share(predicted), share(truth), f1])
        }
        return table
    }
}

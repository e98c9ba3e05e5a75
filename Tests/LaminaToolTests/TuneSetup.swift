import Foundation
import LaminaKit

@testable import LaminaTool

/// A search over the small regression of `TrainedModel`, in one folder with it.
struct TuneSetup {
    let folder: URL
    let search: String

    static let grid = #""layers.hidden.units": [2, 6], "training.optimizer.learning_rate": [0.01, 0.1, 0.001]"#

    init(in folder: URL, search axes: String = Self.grid, rest: String = "", epochs: Int = 3, change: (of: String, with: String)? = nil) throws {
        self.folder = folder
        _ = try TrainedModel(in: folder, replacing: change, train: false)
        search = try folder.write(
            """
            {
              "format": "lamina-search/1", "model": "../line.json", "epochs": \(epochs),
              "set": { "data.split.validation": 0.25 },
              "search": { \(axes) }\(rest)
            }
            """, to: "searches/line.json")
    }

    func output(_ name: String = "out") -> String { folder.appendingPathComponent(name).path }

    func run(_ name: String = "out", _ more: String...) throws -> ToolRun {
        try ToolRun(["tune", search, "--output", output(name), "--jobs", "2"] + more)
    }

    func folder(ofTrial number: Int, in name: String = "out") -> String { "\(output(name))/trial-000\(number)" }

    func bytes(_ file: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file)) }

    /// The table without what depends on the clock.
    func table(_ name: String = "out") throws -> [[String]] {
        try String(contentsOfFile: "\(output(name))/results.csv", encoding: .utf8).split(separator: "\n").map { line in
            var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            if cells.count > 3 { cells.remove(at: cells.count - 3) }
            return cells
        }
    }
}

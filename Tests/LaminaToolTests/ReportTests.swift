import Foundation
import LaminaFiles
import LaminaKit
import Testing

@testable import LaminaTool

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// `lamina report` for each kind of model, and for runs that lack something.
@Suite struct ReportTests {
    /// What a page holds, read by a parser of XML: pages are written so that they are that too.
    private struct Page {
        let html: String
        let sections: [String]

        init(_ html: String) throws {
            self.html = html
            let reader = Reader()
            let parser = XMLParser(data: Data(html.utf8))
            parser.delegate = reader
            try #require(parser.parse(), "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")")
            sections = reader.sections
            #expect(reader.foreign.isEmpty, "the page needs nothing else: \(reader.foreign)")
        }

        private final class Reader: NSObject, XMLParserDelegate {
            var sections: [String] = []
            var foreign: [String] = []

            func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
                if name == "section" { sections.append(attributes["id"] ?? "") }
                if ["script", "link", "img", "iframe", "object"].contains(name) || attributes["href"]?.hasPrefix("#") == false { foreign.append(name) }
            }
        }
    }

    private static func model(inputs: String, layers: String, loss: String, source: String, more: String = "", name: String = "net") -> String {
        """
        { "format": "lamina/1", "name": "\(name)", "inputs": [{ "name": "x", "shape": \(inputs) }], "layers": [\(layers)],
          "training": { "loss": "\(loss)", "optimizer": "adam" }, "fit": { "epochs": 2, "seed": 1 },
          "data": { "source": { "type": "values", \(source) }\(more) } }
        """
    }

    private static let plane = model(
        inputs: "[2]",
        layers: #"{ "name": "<b>&\"h\"", "type": "Dense", "units": 3, "activation": "tanh" }, { "name": "c", "type": "Dense", "units": 1, "activation": "sigmoid" }"#,
        loss: "binary_crossentropy", source: #""inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [[0], [1], [1], [0]]"#,
        more: #", "target": { "classes": ["<i>no", "yes & no"] }"#, name: "<&>'")

    private static let classes = model(
        inputs: "[3]", layers: #"{ "name": "c", "type": "Dense", "units": 3, "activation": "softmax" }"#, loss: "sparse_categorical_crossentropy",
        source: #""inputs": [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "targets": [[0], [1], [2]]"#)

    private static let sequence = model(
        inputs: "[4, 1]", layers: #"{ "name": "r", "type": "SimpleRNN", "units": 2 }, { "name": "y", "type": "Dense", "units": 1 }"#, loss: "mse",
        source: #""inputs": [[[1], [2], [3], [4]], [[4], [3], [2], [1]]], "targets": [[5], [0]]"#)

    private static func withRun(_ text: String, _ body: (String, URL) throws -> Void) throws {
        try withTemporaryFolder { folder in
            let run = folder.appendingPathComponent("run").path
            let model = try folder.write(text, to: "net.json")
            let trained = try ToolRun("train", model, "--output", run, "--quiet")
            try #require(trained.exit == .success, "\(trained.error)")
            try body(run, folder)
        }
    }

    private static func page(_ run: String, _ more: String...) throws -> Page {
        let report = try ToolRun(["report", run] + more)
        try #require(report.exit == .success, "\(report.error)")
        return try Page(try String(contentsOfFile: "\(run)/report.html", encoding: .utf8))
    }

    @Test(arguments: [
        (plane, ["summary", "curves", "result", "layers", "memory", "graph"], ["confusion", "decision", "activations", "gradients", "arena-training"]),
        (classes, ["summary", "curves", "result", "layers", "memory", "graph"], ["confusion", "curve-loss", "arena-inference"]),
        (sequence, ["summary", "curves", "result", "layers", "sequence", "memory", "graph"], ["gradient-over-time", "forecast", "graph"]),
    ])
    func everyKindOfModelHasItsPage(_ model: String, _ sections: [String], _ pictures: [String]) throws {
        try Self.withRun(model) { run, folder in
            let svg = folder.appendingPathComponent("svg").path
            let page = try Self.page(run + "/", "--svg", svg)
            #expect(page.sections == sections)
            for picture in pictures {
                #expect(page.html.contains("id=\"picture-\(picture)\""))
                let file = try Data(contentsOf: URL(fileURLWithPath: "\(svg)/\(picture).svg"))
                #expect(XMLParser(data: file).parse())
            }
            #expect(!page.html.contains("class=\"note\""), "nothing is missing")
            #expect(try Self.page(run).html == page.html, "the same run gives the same bytes")
        }
    }

    @Test func namesAreText() throws {
        try Self.withRun(Self.plane) { run, _ in
            let html = try Self.page(run).html
            #expect(html.contains("&lt;&amp;&gt;&#39;") && html.contains("&lt;b&gt;&amp;&quot;h&quot;") && html.contains("&lt;i&gt;no"))
            #expect(!html.contains("<b>") && !html.contains("<i>"))
        }
    }

    @Test func aRegressionIsMeasuredInItsUnit() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            let page = try Self.page(trained.run)
            #expect(page.html.contains("Mean absolute error") && page.html.contains("as it should be") && page.html.contains("in m"))
        }
    }

    /// A folder moved with its model still finds the data; without them the page says so and shows the rest.
    @Test func whatCannotBeFoundIsSaid() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            let moved = folder.deletingLastPathComponent().appendingPathComponent("moved-\(folder.lastPathComponent)")
            try FileManager.default.moveItem(at: folder, to: moved)
            defer { try? FileManager.default.removeItem(at: moved) }
            let run = moved.appendingPathComponent("run").path
            #expect(try Self.page(run).sections.contains("result"))

            try FileManager.default.removeItem(at: moved.appendingPathComponent("data.csv"))
            let withoutData = try Self.page(run)
            #expect(withoutData.sections == ["summary", "curves", "memory", "graph"])
            #expect(withoutData.html.contains("data.csv: error: there is no such file"))

            try FileManager.default.removeItem(at: moved.appendingPathComponent("run/weights.safetensors"))
            try FileManager.default.removeItem(at: moved.appendingPathComponent("run/history.json"))
            let bare = try Self.page(run)
            #expect(bare.sections == ["summary", "memory", "graph"])
            #expect(bare.html.contains("There is no history.json") && bare.html.contains("There are no weights"))

            try FileManager.default.removeItem(at: moved.appendingPathComponent("run/model.json"))
            #expect(try ToolRun("report", run).exit == .failure)
            #expect(try ToolRun("report", run, "--model", moved.appendingPathComponent("line.json").path).exit == .success)
            _ = trained
        }
    }

    @Test(arguments: [
        #"{ "loss": [null, 1, null], "val_loss": [], "a/../b<": [1e300, -1e300] }"#, "{}", "[]", "not json", #"{ "loss": "x" }"#, #"{ "loss": [0] }"#,
        #"{ "loss": [1, 2], "learning_rate": [0.1, 0.001] }"#,
    ])
    func anyHistoryGivesAPage(_ history: String) throws {
        try Self.withRun(Self.plane) { run, folder in
            try history.write(toFile: "\(run)/history.json", atomically: true, encoding: .utf8)
            _ = try Self.page(run, "--svg", folder.appendingPathComponent("svg").path)
        }
    }

    @Test(arguments: [
        ("{}", "run.json:1:1: error: field &#39;model_file&#39; is missing"), ("7", "run.json:1:1: error: field &#39;model_file&#39; is missing"), ("", "run.json:1:1: error: "),
        (#"{ "model_file": "net.json", "batch_size": 0 }"#, "run.json:1:43: error: field &#39;batch_size&#39;: expected an integer from 1 to 65536"),
    ])
    func aDamagedRecordIsToldAndPassedOver(_ record: String, _ message: String) throws {
        try Self.withRun(Self.classes) { run, _ in
            try record.write(toFile: "\(run)/run.json", atomically: true, encoding: .utf8)
            let html = try Self.page(run).html
            #expect(html.contains(message))
            #expect(html.contains("run.json is of no use: batch size and seed are those of the model file."))
            try FileManager.default.removeItem(atPath: "\(run)/run.json")
            #expect(try Self.page(run).html.contains("There is no run.json: batch size"))
        }
    }

    @Test func theOptionsOfARunAreThoseItWasTrainedWith() throws {
        try Self.withRun(Self.classes) { run, _ in
            let record = try String(contentsOfFile: "\(run)/run.json", encoding: .utf8)
            try record.replacingOccurrences(of: #""shuffle": true"#, with: #""shuffle": false"#).write(toFile: "\(run)/run.json", atomically: true, encoding: .utf8)
            let folder = try RunFolder(run, modelPath: nil, registry: Registry(LaminaTool.standardPacks))
            #expect(folder.model.fitOptions.shuffles && !folder.fitOptions.shuffles)
        }
    }

    /// The model's copy in the run's folder is what is wrong, not the file that it was copied from.
    @Test func aDamagedCopyIsToldByItsName() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder)
            _ = try folder.write("{ \"format\": ", to: "run/model.json")
            let report = try ToolRun("report", trained.run)
            #expect(report.exit == .findings)
            #expect(report.error.hasPrefix("\(trained.run)/model.json:1:"))
        }
    }

    /// Files that the model's file includes are not kept with the run.
    @Test func aPartThatChangedSinceIsTold() throws {
        try withTemporaryFolder { folder in
            func part(_ activation: String) -> String {
                #"{ "format": "lamina/1", "inputs": [{ "name": "x", "shape": [3] }], "layers": [{ "name": "d", "type": "Dense", "units": 2, "activation": "\#(activation)" }] }"#
            }
            _ = try folder.write(part("relu"), to: "part.json")
            let text = Self.classes.replacingOccurrences(of: "\"layers\": [", with: "\"layers\": [{ \"name\": \"p\", \"type\": \"Model\", \"file\": \"part.json\" }, ")
            let (model, run) = (try folder.write(text, to: "net.json"), folder.appendingPathComponent("run").path)
            let trained = try ToolRun("train", model, "--output", run, "--quiet")
            try #require(trained.exit == .success, "\(trained.error)")
            #expect(try !Self.page(run).html.contains("is not the one that was trained"))
            _ = try folder.write(part("tanh"), to: "part.json")
            #expect(try Self.page(run).html.contains("is not the one that was trained: the &#39;includes&#39; of layer &#39;p&#39;"))
        }
    }

    @Test func runsAreDrawnBesideEachOther() throws {
        try Self.withRun(Self.sequence) { run, folder in
            let other = folder.appendingPathComponent("other").path
            let model = try folder.write(Self.sequence.replacingOccurrences(of: "SimpleRNN", with: "GRU").replacingOccurrences(of: "\"net\"", with: "\"gated\""), to: "gated.json")
            #expect(try ToolRun("train", model, "--output", other, "--quiet").exit == .success)
            let html = try Self.page(run, "--beside", other).html
            #expect(html.contains("gated, before") && html.contains("net, before") && html.contains("gated: training"))
            #expect(try ToolRun("report", run, "--beside", "/nowhere").exit == .failure)
        }
    }

    @Test func aModelIsDrawnWithoutARun() throws {
        try withTemporaryFolder { folder in
            for model in try Repository.models + Repository.zoo {
                let file = folder.appendingPathComponent("graph.svg")
                #expect(try ToolRun("summary", model, "--graph", file.path).exit == .success)
                #expect(XMLParser(data: try Data(contentsOf: file)).parse(), "\(model)")
            }
        }
    }

    /// The way from the run to the model's file goes by the text of their paths.
    @Test func aRunBehindALinkFindsItsData() throws {
        try withTemporaryFolder { folder in
            let trained = try TrainedModel(in: folder, train: false)
            try FileManager.default.createDirectory(at: folder.appendingPathComponent("far/away"), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: folder.appendingPathComponent("runs").path, withDestinationPath: "far/away")
            let run = folder.appendingPathComponent("runs/x").path
            #expect(try ToolRun("train", trained.model, "--output", run, "--quiet").exit == .success)
            #expect(try Self.page(run).sections.contains("result"))
        }
    }

    @Test func theWayToTheModelFileIsRelative() throws {
        try withTemporaryFolder { folder in
            _ = try folder.write("{}", to: "models/a/net.json")
            _ = try folder.write("", to: "runs/x/keep")
            let (model, run) = (folder.appendingPathComponent("models/a/net.json").path, folder.appendingPathComponent("runs/x").path)
            #expect(RelativePath.path(to: model, from: run) == "../../models/a/net.json")
            let far = RelativePath.path(to: "/nowhere/net.json", from: run)
            #expect(far.hasPrefix("../") && SourceText.path(ofFile: far, namedIn: run + "/") == "/nowhere/net.json")
        }
    }
}

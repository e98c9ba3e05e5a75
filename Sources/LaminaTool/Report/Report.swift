import Lamina
import LaminaPictures

/// All that is shown of a run.
struct Report {
    let page: ReportPage

    /// - Parameter others: further runs, whose loss and gradients are drawn beside.
    init(_ run: RunFolder, beside others: [RunFolder], threads: Int) {
        let assessment = Attempt { try run.assessment(threads: threads) }
        let flows = Attempt { try LayerFlows(run, threads: threads) }
        let sections = [
            SummarySection(run, assessment).section, CurvesSection(run, beside: others).section, ResultSection(run, assessment, threads: threads).section,
            LayersSection(run, flows).section, SequenceSection(run, flows, beside: others, threads: threads).section, MemorySection(run).section,
            GraphSection(run.model.graph).section,
        ]
        page = ReportPage(
            title: run.model.name, subtitle: "\(run.model.parameterCount.of("parameter")) in \(run.model.graph.layers.count.of("layer"))",
            sections: sections.compactMap { $0 })
    }

    var pictures: [(name: String, picture: any Picture)] {
        page.sections.flatMap(\.contents).compactMap { content in
            if case .picture(let picture, let name) = content { (name, picture) } else { nil }
        }
    }
}

/// What came of something that may not be possible for a run.
enum Attempt<Value> {
    case value(Value)
    case problem(String)

    init(_ body: () throws -> Value) {
        do {
            self = .value(try body())
        } catch let failure as DiagnosticFailure {
            self = .problem(failure.diagnostics.map(\.description).joined(separator: " — "))
        } catch {
            self = .problem("\(error)")
        }
    }

    var value: Value? { if case .value(let value) = self { value } else { nil } }
    var problem: String? { if case .problem(let text) = self { text } else { nil } }
}

/// Something that this run has not: nothing is said of it where it was told already.
struct NotThere: Error, CustomStringConvertible {
    let description: String
}

extension RunFolder {
    func assessment(threads: Int) throws -> Assessment {
        guard let weights, let data else { throw NotThere(description: "Without weights and data there is no result.") }
        return try Assessment(model, weights, data, threads: threads)
    }
}

extension Logs.Entry {
    var text: String { value.formatted(significant: 4) }
}

import LaminaKit

/// An input or a target as the model takes it.
public struct ModelPort: Sendable {
    public let name: String
    /// The batch left out; a free time axis has its longest length as bound.
    public let shape: Shape

    public init(_ name: String, _ shape: Shape) {
        self.name = name
        self.shape = shape
    }
}

/// An input or a target as the data give it.
public struct DataPort: Sendable {
    /// The model's port; nil where the order tells.
    public let name: PlacedName?
    /// Of one example; nil where only the files tell.
    public let sizes: [Int]?

    public init(name: PlacedName? = nil, sizes: [Int]?) {
        self.name = name
        self.sizes = sizes
    }
}

/// The two sides of a model to which data are brought.
enum PortSide {
    case input, target

    var noun: String { self == .input ? "input" : "target" }
    var count: DataCode { self == .input ? .inputCount : .targetCount }
    var shape: DataCode { self == .input ? .inputShape : .targetShape }
}

extension DataSection {
    /// Which of the data's ports feeds which of the model's; nil after a report.
    func pairs(_ side: PortSide, _ own: [DataPort], _ model: [ModelPort], _ diagnostics: inout Diagnostics) -> [(index: Int, model: ModelPort)]? {
        guard own.contains(where: { $0.name != nil }) else {
            guard own.count == model.count else {
                let found = own.count == 1 ? "one \(side.noun)" : "\(own.count) \(side.noun)s"
                let names = model.map { "'\($0.name)'" }.joined(separator: ", ")
                let remedy = source.isTable && own.count == 1 ? ": describe each in '\(side.noun)s': \(names)" : ""
                let message = "data: the section feeds \(found), but the model has \(model.count)\(remedy)"
                diagnostics.report(Diagnostic(side.count, message, at: location(of: side, isNamed: false)))
                return nil
            }
            return model.enumerated().map { (index: $0, model: $1) }
        }
        var isComplete = true
        for port in own {
            guard let name = port.name, !model.contains(where: { $0.name == name.name }) else { continue }
            let known = model.map(\.name)
            let note = Suggestion.closest(to: name.name, in: known).map { "did you mean '\($0)'?" } ?? "the model has \(known.joined(separator: ", "))"
            let message = "data: the model has no \(side == .input ? "input" : "output with a loss") '\(name.name)'"
            diagnostics.report(Diagnostic(DataCode.portUnknown, message, at: name.location, notes: [Diagnostic.Note(note)]))
            isComplete = false
        }
        for port in model where isComplete && !own.contains(where: { $0.name?.name == port.name }) {
            let message = "data: nothing feeds the model's \(side.noun) '\(port.name)'"
            diagnostics.report(Diagnostic(side.count, message, at: location(of: side, isNamed: true)))
            isComplete = false
        }
        return isComplete ? own.indices.map { index in (index, model.first { $0.name == own[index].name?.name }!) } : nil
    }

    /// Where the section says what it brings to a side.
    func location(of side: PortSide, isNamed: Bool) -> SourceLocation {
        guard source.isTable else { return location(of: "source") }
        return isNamed ? location(of: side.noun + "s") : side == .input ? location(of: "source") : location(of: "target")
    }
}

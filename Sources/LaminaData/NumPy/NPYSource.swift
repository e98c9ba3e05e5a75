import LaminaKit

/// Arrays as NumPy saves them: a file each, or the members of one archive.
struct NPYSource: DataSource {
    static let typeName = "npy"
    static let summary = "Arrays of NumPy, the first axis counting the examples: .npy files, or members of an .npz archive."
    static let form = DataForm.examples

    /// A file or member with the port that it feeds.
    struct Array: Sendable {
        let port: PlacedName?
        let name: PlacedName
    }

    let archive: PlacedName?
    let inputs: [Array]
    let targets: [Array]
    let testInputs: [Array]
    let testTargets: [Array]

    init(from fields: inout Fields) {
        archive = fields.optionalPlacedName("archive", "An .npz file; then the others name its arrays instead of files.")
        inputs = Self.arrays("inputs", isRequired: true, "The inputs: a .npy file relative to the model file's folder, or of several inputs one each by their names.", &fields)
        targets = Self.arrays("targets", isRequired: true, "The same of the targets; integers of one number each are class numbers.", &fields)
        testInputs = Self.arrays("test_inputs", isRequired: false, "Inputs of the test part, where it is kept apart.", &fields)
        testTargets = Self.arrays("test_targets", isRequired: false, "Targets of the test part.", &fields)
        if testInputs.isEmpty != testTargets.isEmpty {
            fields.report(
                .fieldNeeded, "'test_inputs' and 'test_targets' belong together: give both", at: testInputs.isEmpty ? "test_targets" : "test_inputs")
        } else if hasTestPart, Self.ports(inputs) != Self.ports(testInputs) || Self.ports(targets) != Self.ports(testTargets) {
            fields.report(.fieldNeeded, "the test part must have the same ports in the same order", at: "test_inputs")
        }
    }

    private static func ports(_ arrays: [Array]) -> [String?] { arrays.map(\.port?.name) }

    private static func arrays(_ key: String, isRequired: Bool, _ summary: String, _ fields: inout Fields) -> [Array] {
        let one = FieldType.either([.string, .dictionary(of: .string)])
        let type = isRequired ? one : .optional(one)
        guard let node = fields.node(key, type, isRequired: isRequired, summary: summary), isRequired || !node.isNull else { return [] }
        if let name = node.string { return [Array(port: nil, name: PlacedName(name, at: node.location))] }
        let arrays = node.kind == .object
            ? node.members.compactMap { member in
                member.value.string.map { Array(port: PlacedName(member.key, at: member.keyLocation), name: PlacedName($0, at: member.value.location)) }
            } : []
        if arrays.isEmpty || arrays.count != node.members.count {
            fields.report(Diagnostic(FieldCode.type, "\(fields.subject): field '\(key)' must be \(type), found \(node.snippet)", at: node.location))
        }
        return arrays
    }

    var hasTestPart: Bool { !testInputs.isEmpty }
    var inputPorts: [DataPort] { inputs.map { DataPort(name: $0.port, sizes: nil) } }
    var targetPorts: [DataPort] { targets.map { DataPort(name: $0.port, sizes: nil) } }

    func read(_ request: DataRequest) throws(DiagnosticFailure) -> RawData {
        let reader = try Reader(archive, request)
        let training = try reader.examples(inputs, targets)
        guard hasTestPart else { return .examples(RawExamples(training: training, areTargetsClasses: false)) }
        let test = try reader.examples(testInputs, testTargets)
        for (own, other) in zip(training.inputs + training.targets, test.inputs + test.targets) where own.sizes != other.sizes {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(DataCode.npyCount, "the test examples have the sizes \(other.sizes), those for training \(own.sizes)", at: testInputs[0].name.location)
            ])
        }
        return .examples(RawExamples(training: training, test: test, areTargetsClasses: false))
    }

    private struct Reader {
        let request: DataRequest
        let archive: ZipArchive?
        let archiveLocation: SourceLocation?

        init(_ archive: PlacedName?, _ request: DataRequest) throws(DiagnosticFailure) {
            self.request = request
            archiveLocation = archive?.location
            guard let archive else {
                self.archive = nil
                return
            }
            let file = try DataFile(request.path(of: archive.name), namedAt: archive.location)
            do throws(Diagnostic) {
                self.archive = try ZipArchive(file)
            } catch {
                throw DiagnosticFailure(diagnostics: [error.named(at: archive.location)])
            }
        }

        func examples(_ inputs: [Array], _ targets: [Array]) throws(DiagnosticFailure) -> ExampleArray {
            var ports: [ExamplePort] = []
            var first: NPYFile?
            for (index, array) in (inputs + targets).enumerated() {
                let file = try read(array.name)
                if let first, first.sizes[0] != file.sizes[0] {
                    let message = "\(file.sizes[0]) records, but '\(first.name)' holds \(first.sizes[0])"
                    throw DiagnosticFailure(diagnostics: [Diagnostic(DataCode.npyCount, message, path: file.name).named(at: array.name.location)])
                }
                first = first ?? file
                let areClasses = index >= inputs.count && file.numbers.type.isInteger && file.recordSizes == [1]
                ports.append(ExamplePort(.stored(file.numbers), sizes: file.recordSizes, name: array.port?.name, areClassNumbers: areClasses))
            }
            return ExampleArray(
                inputs: Swift.Array(ports[..<inputs.count]), targets: Swift.Array(ports[inputs.count...]), path: request.path(of: targets[0].name.name))
        }

        private func read(_ name: PlacedName) throws(DiagnosticFailure) -> NPYFile {
            guard let archive else {
                let file = try DataFile(request.path(of: name.name), namedAt: name.location)
                return try place(name.location) { () throws(Diagnostic) in try NPYFile(file, 0..<file.bytes.count, name: file.path) }
            }
            return try place(name.location) { () throws(Diagnostic) in
                guard let member = archive.members.first(where: { $0.name == name.name || $0.name == "\(name.name).npy" }) else {
                    let names = archive.members.map { $0.name.hasSuffix(".npy") ? String($0.name.dropLast(4)) : $0.name }
                    let note = Suggestion.closest(to: name.name, in: names).map { "did you mean '\($0)'?" } ?? "its arrays are \(names.prefix(20).joined(separator: ", "))"
                    throw Diagnostic(DataCode.zipMember, "the archive has no array '\(name.name)'", path: archive.file.path, notes: [Diagnostic.Note(note)])
                }
                let (file, range) = try archive.bytes(of: member)
                return try NPYFile(file, range, name: "\(archive.file.path) (\(member.name))")
            }
        }

        private func place(_ location: SourceLocation?, _ read: () throws(Diagnostic) -> NPYFile) throws(DiagnosticFailure) -> NPYFile {
            do throws(Diagnostic) {
                return try read()
            } catch {
                throw DiagnosticFailure(diagnostics: [error.named(at: location)])
            }
        }
    }
}

import LaminaKit

/// Images (or other inputs) and their class numbers in two IDX files, the format of MNIST.
struct IDXSource: DataSource {
    static let typeName = "idx"
    static let summary = "Inputs and class numbers in IDX files (the format of MNIST), packed with gzip or not."
    static let form = DataForm.examples
    static let isNormalizable = false

    let images: PlacedName
    let labels: PlacedName
    let test: (images: PlacedName, labels: PlacedName)?

    init(from fields: inout Fields) {
        func either(_ first: String, _ second: String, _ summary: String) -> PlacedName? {
            let (one, other) = (fields.optionalPlacedName(first, summary), fields.optionalPlacedName(second, "Another name for '\(first)'."))
            if one != nil, other != nil {
                fields.report(.fieldInapplicable, "'\(first)' and '\(second)' mean the same: give one", at: second)
            }
            return one ?? other
        }
        let images = either("images", "inputs", "The file of the inputs, relative to the model file's folder.")
        if images == nil, let location = fields.location(of: "images") {
            fields.report(
                Diagnostic(
                    DataCode.fieldNeeded, "\(fields.subject): field 'images' (or 'inputs') is missing: it must name an IDX file",
                    at: location))
        }
        self.images = images ?? PlacedName("")
        labels = fields.placedName("labels", "The file of the class numbers, one for each input.")
        let testImages = either("test_images", "test_inputs", "Inputs of the test part, where it has a file of its own.")
        let testLabels = fields.optionalPlacedName("test_labels", "The class numbers of the test part.")
        if (testImages == nil) != (testLabels == nil) {
            fields.report(
                Diagnostic(
                    DataCode.fieldNeeded, "\(fields.subject): 'test_images' and 'test_labels' belong together: give both",
                    at: (testImages ?? testLabels)?.location))
        }
        test = testImages.flatMap { images in testLabels.map { (images, $0) } }
    }

    var hasTestPart: Bool { test != nil }

    func read(_ request: DataRequest) throws(DiagnosticFailure) -> RawData {
        let training = try Self.read(images: images, labels: labels, request)
        var testing: ExampleArray?
        if let test {
            let array = try Self.read(images: test.images, labels: test.labels, request)
            guard array.inputs[0].sizes == training.inputs[0].sizes else {
                throw DiagnosticFailure(diagnostics: [
                    Diagnostic(
                        DataCode.idxCount, "the test inputs have the sizes \(array.inputs[0].sizes), those for training \(training.inputs[0].sizes)",
                        at: test.images.location, path: request.path(of: test.images.name))
                ])
            }
            testing = array
        }
        return .examples(RawExamples(training: training, test: testing, areTargetsClasses: true))
    }

    private static func read(images: PlacedName, labels: PlacedName, _ request: DataRequest) throws(DiagnosticFailure) -> ExampleArray {
        let inputs = try file(images, request)
        let targets = try file(labels, request)
        guard targets.numbers.type.isInteger, targets.sizes.count == 1 else {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(
                    DataCode.idxLabels,
                    "a file of labels must hold one integer a record, found \(targets.sizes.count) dimensions of \(targets.numbers.type.isInteger ? "integers" : "floats")",
                    path: targets.path, notes: [Diagnostic.Note("the file is named here", at: labels.location)])
            ])
        }
        guard inputs.recordCount == targets.recordCount else {
            throw DiagnosticFailure(diagnostics: [
                Diagnostic(
                    DataCode.idxCount, "\(targets.recordCount) labels, but '\(inputs.path)' holds \(inputs.recordCount) inputs", path: targets.path,
                    notes: [Diagnostic.Note("the file is named here", at: labels.location)])
            ])
        }
        return ExampleArray(
            inputs: [ExamplePort(.stored(inputs.numbers), sizes: inputs.recordSizes)],
            targets: [ExamplePort(.stored(targets.numbers), sizes: [1])], path: targets.path)
    }

    private static func file(_ name: PlacedName, _ request: DataRequest) throws(DiagnosticFailure) -> IDXFile {
        try IDXFile.parse(DataFile(request.path(of: name.name), namedAt: name.location))
    }
}

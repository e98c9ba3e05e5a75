import Lamina

/// The README's ten lines, compiled; `ReadmeTests` runs them and compares the text.
func readmeExample(_ path: String, window: [Float]) throws -> Float {
    // README begins
    let model = try Model(path)                    // read and checked: every mistake has a line and a column
    let data = try model.loadData()                // the examples that the file's "data" section names
    let result = try model.fit(data)               // trained as its "fit" section says

    let loaded = try model.load(result.weights)    // compiled, weights packed: share it between threads
    var session = Session(loaded)                  // one for each thread: owns the memory of a run
    var output: [Float] = [0]
    var change = output.mutableSpan
    try session.predict(window.span, into: &change)
    // README ends
    return output[0]
}

// README begins
import Lamina

func forecast(_ file: String, savingTo weights: String) throws -> Float {
    let model = try Model(file)                    // read and checked: every mistake has a line and a column
    let data = try model.loadData()                // the examples that the file's "data" section names
    let result = try model.fit(data)               // trained as its "fit" section says
    try model.save(result.weights, data.preprocessing, to: weights)  // for later, and for `lamina predict`

    let loaded = try model.load(result.weights)    // compiled, weights packed: share it between threads
    var session = Session(loaded)                  // one for each thread: owns the memory of a run
    let window = data.training.example(0).input    // 24 rows of 10 numbers, normalised already
    var output: [Float] = [0]
    var span = output.mutableSpan
    try session.predict(window.span, into: &span)
    return data.preprocessing.targetInUnits(output[0], column: 0)
}
// README ends

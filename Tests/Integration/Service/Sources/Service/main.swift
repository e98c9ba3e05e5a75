import LaminaRuntime

let model = try XOR()
var session = model.session()
print(session.predict(bits: [0, 1]), session.predict(bits: [1, 1]), XOR.parameterCount)

/// The count of a span is known when the program runs.
func predict(_ bits: [Float]) throws(RunError) -> Float {
    var session = model.session()
    var output: [Float] = [0]
    var span = output.mutableSpan
    try session.predict(bits: bits.span, xor: &span)
    return output[0]
}

print(try predict([0, 1]))
do {
    print(try predict([0, 1, 2]))
} catch {
    print(error)
}

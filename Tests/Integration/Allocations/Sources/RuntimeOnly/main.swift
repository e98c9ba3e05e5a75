import LaminaRuntime

/// `RuntimeOnly predictions`: predicts that often with the type that CompileModels has made of xor.json.
func predict(_ count: Int) throws -> Float {
    var session = try XOR().session()
    var sum: Float = 0
    for index in 0..<count { sum += session.predict(bits: [Float(index % 2), 1]) }
    return sum
}

let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1
print("\(InstructionSet.name), \(Region.allCases.count) regions, \(try predict(count) > 0)")

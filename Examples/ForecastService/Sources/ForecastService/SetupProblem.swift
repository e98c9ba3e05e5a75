/// What keeps the service from starting, training or taking new weights, for whoever runs it.
struct SetupProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

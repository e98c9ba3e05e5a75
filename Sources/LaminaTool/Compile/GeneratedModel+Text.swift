import Lamina
import LaminaPictures

extension GeneratedModel {
    /// The whole file.
    var text: String {
        """
        // Made from \(fileName) by `lamina compile --swift`: what is changed here is lost.
        import LaminaRuntime

        /// Model '\(plan.name.printable)' of \(fileName), compiled: \(plan.parameterCount.of("parameter")).
        ///
        \(portList(indent: ""))
        public struct \(typeName): Sendable {
            public static let parameterCount = \(plan.parameterCount)
            /// What the weights and one session take.
            public static let arenaBytes = \(plan.arenaBytes)
            /// The most examples of one run.
            public static let batchCapacity = \(plan.batchCapacity)
            /// The batch left out; a free axis at its longest.
            public static let inputShapes: [[Int]] = [\(inputs.map(\.sizes).joined(separator: ", "))]
            public static let outputShapes: [[Int]] = [\(outputs.map(\.sizes).joined(separator: ", "))]
        \(classNameList)
            /// The plan, and by key what the weights file said of the data.
            public let file: PlanFile
            /// What sessions share.
            public let model: LoadedModel

        \(initializers)

            /// What one thread needs to predict: keep it, later predictions allocate nothing.
            ///
            /// - Parameter threads: how many work on one prediction; the bits do not depend on it.
            public func session(threads: Int = 1) -> Session {
                Session(model, threads: threads)
            }
        \(isTyped ? prediction : "")
        \(session)

        \(storageMembers)
        }

        """
    }

    private var classNameList: String {
        guard !classNames.isEmpty else { return "" }
        let names = classNames.map { "\"\($0.swiftLiteral)\"" }.joined(separator: ", ")
        return "    /// What the numbers of a class stand for, in their order.\n    public static let classNames = [\(names)]\n"
    }

    private func portList(indent: String) -> String {
        func line(_ port: GeneratedPort, _ kind: String) -> String {
            let count = port.count.map { ", \($0.of("number")) an example" } ?? ""
            return "\(indent)/// - \(kind) `\(port.label)`: `\(port.shape)`\(count)"
        }
        return (inputs.map { line($0, "Input") } + outputs.map { line($0, "Output") }).joined(separator: "\n")
    }

    private var initializers: String {
        let path = if case .file = storage { true } else { false }
        let parameter = path ? "planFile path: String = \(typeName).planFile" : ""
        let file = path ? "try PlanFile(mapping: path, expecting: Self.planChecksum)" : "try Self.embedded.get()"
        let pathNote = path ? "\n    /// - Parameter path: the plan file that the build has written, or a copy of it." : ""
        var texts: [String] = []
        if hasWeights {
            texts.append(
                """
                    /// The model with the weights that it was compiled with\(path ? "" : ": all instances share them").
                    ///\(pathNote)
                    /// - Throws: `PlanFileError` where this machine cannot run it\(path ? ", or where the file is another one" : "").
                    public init(\(parameter)) throws(PlanFileError) {
                        file = \(file)
                        model = \(path ? "try LoadedModel(file)" : "try Self.loaded.get()")
                    }
                """)
        }
        texts.append(
            """
                /// The model with \(hasWeights ? "other" : "these") weights.
                ///\(pathNote)
                /// - Throws: `PlanFileError` where they are another model's.
                public init(\(parameter.isEmpty ? "" : parameter + ", ")weights: Weights) throws(PlanFileError) {
                    file = \(file)
                    model = try LoadedModel(file, weights: weights)
                }
            """)
        return texts.joined(separator: "\n\n")
    }

    private var typedParameters: String { inputs.map { "\($0.parameter): \($0.type)" }.joined(separator: ", ") }

    private var resultType: String { outputs.count == 1 ? outputs[0].type : "Prediction" }

    private var prediction: String {
        let arguments = inputs.map { "\($0.argument): \($0.variable)" }.joined(separator: ", ")
        let structure =
            outputs.count == 1
            ? ""
            : """

                /// The outputs of one example.
                public struct Prediction: Sendable {
            \(outputs.map { "        public var \($0.escaped): \($0.type)" }.joined(separator: "\n"))
                }

            """
        return """
            \(structure)
                /// One prediction, with a session of its own; where there are many, keep one.
                public func predict(\(typedParameters)) -> \(resultType) {
                    var _session = self.session()
                    return _session.predict(\(arguments))
                }

            """
    }

    private var session: String {
        """
            /// The working memory of one thread\(hasState ? ", and the state of its recurrent layers" : "").
            public struct Session: ~Copyable {
                private var session: LaminaRuntime.Session

                fileprivate init(_ model: LoadedModel, threads: Int) {
                    session = LaminaRuntime.Session(model, threads: threads)
                }
        \(isTyped ? typedPredict : "")
        \(spanPredict)\(hasState ? "\n" + stateMembers : "")
            }
        """
    }

    /// One example by value: a wrong size does not compile.
    private var typedPredict: String {
        let before = inputs.filter { $0.count == 1 }.map {
            "            let _input\($0.index) = InlineArray<1, Float>(repeating: \($0.variable))"
        }
        let results = outputs.flatMap { port in
            [
                "            var _output\(port.index) = InlineArray<\(port.count ?? 1), Float>(repeating: 0)",
                "            var _span\(port.index) = _output\(port.index).mutableSpan",
            ]
        }
        let arguments =
            inputs.map { "\($0.argument): \($0.count == 1 ? "_input\($0.index)" : $0.variable).span" }
            + outputs.map { "\($0.argument): &_span\($0.index)" }
        let values = outputs.map { "_output\($0.index)" + ($0.count == 1 ? "[0]" : "") }
        let result =
            outputs.count == 1 ? values[0] : "Prediction(\(zip(outputs, values).map { "\($0.argument): \($1)" }.joined(separator: ", ")))"
        return """

                    /// One example\(hasState ? ", which follows those before it" : "").
                    ///
            \(portList(indent: "        "))
                    public mutating func predict(\(typedParameters)) -> \(resultType) {
            \((before + results).joined(separator: "\n"))
                        do {
                            try self.predict(\(arguments.joined(separator: ", ")))
                        } catch {
                            Swift.preconditionFailure("the sizes are the plan's: \\(error)")
                        }
                        return \(result)
                    }

            """
    }

    /// Any number of examples in the caller's memory: a wrong count is a named error.
    private var spanPredict: String {
        let isBatched = plan.batchCapacity > 1
        let parameters =
            inputs.map { "\($0.parameter): Span<Float>" } + (isBatched ? ["batch: Int = 1"] : [])
            + outputs.map { "\($0.parameter): inout MutableSpan<Float>" }
        let batch = isBatched ? "batch" : "1"
        let steps =
            inputs.map { "            try self.session.bind(input: \($0.index), to: \($0.variable), batch: \(batch))" }
            + outputs.map { "            try self.session.bind(output: \($0.index), to: &\($0.variable), batch: \(batch))" }
            + ["            try self.session.runOnce(batch: \(batch))"]
        return """
                    /// \(isBatched ? "A batch of examples" : "One example") in the caller's memory, row-major: nothing is copied.
                    ///
            \(portList(indent: "        "))
                    /// - Throws: `RunError` with the counts that were expected and found.
                    public mutating func predict(
                        \(parameters.joined(separator: ", "))
                    ) throws(RunError) {
            \(steps.joined(separator: "\n"))
                    }
            """
    }

    private var stateMembers: String {
        """

                /// The beginning of a new sequence.
                public mutating func resetState() {
                    session.resetState()
                }

                public func snapshotState() -> StateSnapshot {
                    session.snapshotState()
                }

                /// - Throws: `RunError.stateSize` for a snapshot of another model.
                public mutating func restoreState(_ snapshot: StateSnapshot) throws(RunError) {
                    try session.restoreState(snapshot)
                }
        """
    }

    private var storageMembers: String {
        switch storage {
        case .embedded:
            let loaded =
                hasWeights ? "    private static let loaded = Result { () throws(PlanFileError) in try LoadedModel(embedded.get()) }\n" : ""
            return """
                    private static let embedded = Result { () throws(PlanFileError) in try PlanFile(base64: plan) }
                \(loaded)
                    private static let plan: StaticString = "\(base64)"
                """
        case .file(let path):
            return """
                    /// Where the build has put the plan file.
                    public static let planFile = "\(path.swiftLiteral)"
                    /// What tells the plan file from others.
                    public static let planChecksum: UInt64 = \(checksum)
                """
        }
    }
}

extension String {
    /// As it stands between quotation marks in Swift.
    var swiftLiteral: String {
        unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _ where scalar.value < 32 || scalar.value == 127: "\\u{\(String(scalar.value, radix: 16))}"
            default: String(scalar)
            }
        }.joined()
    }
}

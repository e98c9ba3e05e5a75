import Testing

@testable import LaminaTool

@Suite struct SummaryTests {
    @Test func aChainIsPrintedAsKerasPrintsIt() throws {
        let run = try ToolRun("summary", Repository.path("models/jena-rnn.json"))
        #expect(run.exit == .success)
        #expect(
            run.output == """
                Model: "jena-rnn"

                Layer (type)         Output Shape     Param #
                ─────────────────────────────────────────────
                window (Input)       (None, 120, 14)        0
                rnn (SimpleRNN)      (None, 16)           496
                temperature (Dense)  (None, 1)             17

                Total params: 513 (2.00 KB)
                Trainable params: 513 (2.00 KB)
                Non-trainable params: 0 (0.00 B)

                """)
    }

    @Test func aGraphSaysWhatIsConnected() throws {
        try withTemporaryFolder { folder in
            let path = try folder.write(
                """
                {
                  "format": "lamina/1", "name": "fork",
                  "inputs": [{ "name": "x", "shape": [null, 3], "max_steps": 50 }],
                  "layers": [
                    { "name": "a", "type": "GRU", "units": 4 },
                    { "name": "b", "type": "LSTM", "units": 4, "inputs": ["x"] },
                    { "name": "both", "type": "Concatenate", "inputs": ["a", "b"] }
                  ]
                }
                """, to: "fork.json")
            let run = try ToolRun("summary", "--batch", "8", path)
            #expect(
                run.output == """
                    Model: "fork"

                    Layer (type)        Output Shape  Param #  Connected to
                    ───────────────────────────────────────────────────────
                    x (Input)           (8, time, 3)        0  -
                    a (GRU)             (8, 4)            108  x
                    b (LSTM)            (8, 4)            128  x
                    both (Concatenate)  (8, 8)              0  a, b

                    Total params: 236 (944.00 B)
                    Trainable params: 236 (944.00 B)
                    Non-trainable params: 0 (0.00 B)
                    Axis 'time': 1 to 50 steps

                    """)
        }
    }

    @Test func aBrokenModelHasNoSummary() throws {
        let run = try ToolRun("summary", Repository.path("Tests/Corpus/models/cycle.json"))
        #expect(run.exit == .findings)
        #expect(run.output.isEmpty)
        #expect(run.error.contains("[cycle]"))
    }
}

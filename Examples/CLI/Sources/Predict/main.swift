#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

let usage = """
    usage: predict model.plan < numbers

    Reads an example a line and prints the model's outputs for it, in a line as well. The numbers are those of the model's one input, row by row,
    scaled as in its training; between them stand blanks or commas. Outputs follow each other in the model's order. A streaming plan goes
    on from line to line.

    `lamina compile model.json --weights weights.safetensors -o model.plan` makes a plan.

    exit codes: 0 clean; 1 a plan that cannot be used, or a wrong line, which ends the reading; 2 wrong usage

    """

func stop(_ message: String, code: Int32) -> Never {
    fflush(nil)
    var text = message
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(code)
}

switch CommandLine.arguments.dropFirst() {
case ["--help"], ["-h"]:
    print(usage, terminator: "")
case let arguments where arguments.count == 1 && !arguments.first!.hasPrefix("-"):
    do {
        var prediction = try Prediction(planFile: arguments.first!)
        var number = 0
        while let line = readLine() {
            number += 1
            do {
                print(try prediction.outputs(for: line))
                fflush(nil)  // who asks through a pipe waits for each answer
            } catch {
                stop("predict: line \(number): \(error)\n", code: 1)
            }
        }
    } catch {
        stop("predict: \(error)\n", code: 1)
    }
default:
    stop(usage, code: 2)
}

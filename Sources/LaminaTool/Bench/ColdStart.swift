import Lamina

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// From the start of a process to its first result: a model file and its weights are read, checked, compiled, bound and run once.
struct ColdStart {
    let workload: String
    /// The median of several processes.
    let milliseconds: Double
    /// The most memory that a process held, the median too.
    let mebibytes: Double

    /// Those that the peers measure.
    static let workloads = ["rnn513", "lenet"]
    private static let processes = 9

    /// Starts this tool again, a few times; the first one, which brings the files into memory, does not count.
    ///
    /// - Throws: `FileError` where no process can be started.
    init(_ workload: Workload) throws {
        let folder = try Self.makeFolder()
        defer { Self.remove(folder) }
        let model = try Model(workload.text(isTraining: false))
        try AtomicFile.write(workload.text(isTraining: false).bytes, to: "\(folder)/model.json")
        try Safetensors(model.initialWeights(seed: 1)).write(to: "\(folder)/weights.safetensors")
        let results = try (0...Self.processes).map { _ in try Self.result(of: folder) }.dropFirst()
        self.workload = workload.name
        milliseconds = results.map(\.milliseconds).sorted()[Self.processes / 2]
        mebibytes = results.map(\.mebibytes).sorted()[Self.processes / 2]
    }

    var json: JSONValue {
        .object([
            ("peer", "lamina"), ("version", .string(LaminaTool.version)), ("workload", .string(workload)), ("kind", "cold"), ("mode", "model_json"),
            ("cold_ms", .number(milliseconds.rounded(decimals: 2))), ("rss_mib", .number(mebibytes.rounded(decimals: 1))),
            ("n", .integer(Self.processes)), ("threads", .integer(1)),
        ])
    }

    private static func result(of folder: String) throws -> (milliseconds: Double, mebibytes: Double) {
        let start = monotonicNanoseconds()
        let process = try ChildProcess(
            ToolEnvironment.current.executable, ["bench", "--first-result", folder], output: "\(folder)/output", error: "\(folder)/error")
        process.waitForEnd()
        let output = String(decoding: try SourceText.read(path: "\(folder)/output", maximumBytes: 1 << 10).bytes, as: UTF8.self)
        let words = output.split(separator: " ")
        guard process.poll() == .exit(0), words.count == 2, let end = Int64(words[0]), let kibibytes = Double(words[1]) else {
            throw FileError(path: ToolEnvironment.current.executable, "the process that was to be measured ended with an error")
        }
        return (Double(end - start) * 1e-6, kibibytes / 1024)
    }

    /// What the measured process does: prints the time of its first result and the kibibytes that it held at most.
    static func run(folder: String) throws {
        let model = try Model("\(folder)/model.json")
        let loaded = try model.load(try model.readWeights("\(folder)/weights.safetensors").weights)
        var session = Session(loaded)
        let input = [Float](repeating: 0, count: loaded.plan.inputs[0].shape.boundedCount)
        var output = [Float](repeating: 0, count: loaded.plan.outputs[0].shape.boundedCount)
        var span = output.mutableSpan
        try session.predict(input.span, into: &span)
        ToolEnvironment.current.output("\(monotonicNanoseconds()) \(peakKibibytes())")
    }

    /// `VmHWM`; 0 where the system does not say. `ru_maxrss` would count what the parent held when it started the process.
    private static func peakKibibytes() -> Int {
        guard let status = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(status) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), status) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.hasPrefix("VmHWM:") { return Int(String(text.filter(\.isNumber))) ?? 0 }
        }
        return 0
    }

    private static func makeFolder() throws -> String {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var path = Array("\(parent)/lamina-XXXXXX".utf8CString)
        guard mkdtemp(&path) != nil else { throw FileError(path: parent, "cannot make a folder there: \(String(cString: strerror(errno)))") }
        return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func remove(_ folder: String) {
        for name in ["model.json", "weights.safetensors", "output", "error"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }
}

import Lamina
import LaminaPictures

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// All trials of a search, several at a time, each trained by a process of its own in a folder of its own.
struct TuneJob {
    let search: Search
    let folder: String
    let jobs: Int
    let threads: Int?
    let environment: ToolEnvironment
    let say: (String) -> Void

    private struct Running {
        let trial: Trial
        let folder: TrialFolder
        let process: ChildProcess
        let start: ContinuousClock.Instant
    }

    func folder(of trial: Trial) -> TrialFolder { TrialFolder(path: "\(folder)/\(trial.folderName)") }

    /// Trains what has no result yet. An interruption ends the trials under way in order and leaves out the others.
    ///
    /// - Returns: the outcome of each trial that was looked at, by its number.
    /// - Throws: `FileError`; no process is left then.
    func run() throws -> [Int: TrialOutcome] {
        var outcomes: [Int: TrialOutcome] = [:]
        var waiting = try prepare(&outcomes)[...]
        let kept = outcomes.values.count { if case .finished = $0 { true } else { false } }
        if kept > 0 { say("\(kept.of("trial")) of \(search.trials.count.grouped) \(kept == 1 ? "has its result" : "have their results") already\n") }
        var running: [Running] = []
        defer {
            for one in running { one.process.terminate() }
            for one in running { one.process.waitForEnd() }
        }
        Interruption.watch()
        var isStopping = false
        while !running.isEmpty || (!waiting.isEmpty && !isStopping) {
            if Interruption.isWanted, !isStopping {
                isStopping = true
                for one in running { one.process.terminate() }
            }
            while !isStopping, running.count < jobs, let trial = waiting.popFirst() { running.append(try start(trial)) }
            for (index, one) in running.enumerated().reversed() {
                guard let end = one.process.poll() else { continue }
                running.remove(at: index)
                let outcome = try one.folder.conclude(end, seconds: (ContinuousClock.now - one.start).inSeconds)
                outcomes[one.trial.number] = outcome
                announce(one.trial, outcome)
            }
            if !running.isEmpty { usleep(5_000) }
        }
        return outcomes
    }

    /// Writes the model files. Trials whose model is wrong, and those that have a result, are done.
    private func prepare(_ outcomes: inout [Int: TrialOutcome]) throws -> [Trial] {
        let texts = search.trials.map { search.text(of: $0, in: folder(of: $0).path) }
        for (trial, text) in zip(search.trials, texts) {
            guard let text, folder(of: trial).isTaken(by: text) else { continue }
            throw FileError(
                path: folder(of: trial).model,
                "it is a trial of another search, or the model has changed since: remove \(folder), or choose another folder with --output")
        }
        var mistakes = TrialMistakes()
        var waiting: [Trial] = []
        for (trial, text) in zip(search.trials, texts) {
            guard let text else {
                outcomes[trial.number] = .invalid("one value takes away what another one is for")
                continue
            }
            let found = search.mistakes(in: text)
            if !found.isEmpty {
                mistakes.add(found, of: trial, search.describe(trial))
                outcomes[trial.number] = .invalid(found[0].message)
                continue
            }
            if let outcome = folder(of: trial).outcome {
                outcomes[trial.number] = outcome
                continue
            }
            try AtomicFile.update(text.bytes, at: folder(of: trial).model)
            waiting.append(trial)
        }
        environment.show(mistakes.diagnostics)
        return waiting
    }

    private func start(_ trial: Trial) throws(FileError) -> Running {
        let folder = folder(of: trial)
        let arguments = ["train", folder.model, "--output", folder.path, "--resume", "--quiet", "--json"]
        let process = try ChildProcess(
            environment.executable, arguments + (threads.map { ["--threads", String($0)] } ?? []), output: folder.report, error: folder.log)
        return Running(trial: trial, folder: folder, process: process, start: .now)
    }

    private func announce(_ trial: Trial, _ outcome: TrialOutcome) {
        let text =
            switch outcome {
            case .finished(let record):
                "\(search.file.monitor.printable) \(record.value(of: search.file.monitor)?.formatted(significant: 5) ?? "–") after \(record.seconds.formatted(decimals: 1)) s"
            case .failed(let reason), .invalid(let reason): "failed: \(reason.printable)"
            case .unfinished(let reason): "not finished: \(reason.printable)"
            }
        say("Trial \(trial.number) of \(search.trials.count.grouped) (\(search.describe(trial))): \(text)\n")
    }
}

/// The mistakes of trials' models, each told once, with the values that made it.
private struct TrialMistakes {
    private var found: [(diagnostic: Diagnostic, first: String, count: Int)] = []

    mutating func add(_ mistakes: [Diagnostic], of trial: Trial, _ values: String) {
        for mistake in mistakes {
            if let index = found.firstIndex(where: { $0.diagnostic.code == mistake.code && $0.diagnostic.message == mistake.message }) {
                found[index].count += 1
            } else {
                found.append((mistake, "trial \(trial.number): \(values)", 1))
            }
        }
    }

    var diagnostics: [Diagnostic] {
        found.map { entry in
            var diagnostic = entry.diagnostic
            diagnostic.notes.append(Diagnostic.Note(entry.first + (entry.count > 1 ? "; and \((entry.count - 1).of("other trial"))" : "")))
            return diagnostic
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

import Synchronization

/// A window with what came true.
struct LabelledWindow: Sendable {
    let values: [Float]
    /// The target as the loss sees it.
    let target: Float
}

/// The newest labelled windows, a bounded number of them, none twice.
///
/// Windows that follow each other share rows. So they are trained on and held back in blocks, and between two blocks as many belong to
/// neither as keep apart what the blocks read: of seven gaps four are trained on and one is held back.
final class Feedback: Sendable {
    struct Examples: Sendable {
        var training: [LabelledWindow] = []
        var heldBack: [LabelledWindow] = []
    }

    private enum Part {
        case training, heldBack, neither
    }

    private struct State {
        var received = 0
        /// A ring: the window that came as number `n` lies at `n % capacity`.
        var windows: [(part: Part, window: LabelledWindow)] = []
        var known: Set<[Float]> = []
    }

    private let capacity: Int
    private let gap: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - capacity: the most windows that are kept.
    ///   - gap: how many rows a window and what it is about reach over.
    init(capacity: Int, gap: Int) {
        precondition(capacity >= 1 && gap >= 1)
        self.capacity = capacity
        self.gap = gap
    }

    /// - Parameter windows: in the order of time.
    /// - Returns: how many there are to train on and held back now.
    func add(_ windows: [LabelledWindow]) -> (training: Int, heldBack: Int) {
        state.withLock { state in
            for window in windows where state.known.insert(window.values).inserted {
                let entry = (part(of: state.received), window)
                if state.windows.count < capacity {
                    state.windows.append(entry)
                } else {
                    let place = state.received % capacity
                    state.known.remove(state.windows[place].window.values)
                    state.windows[place] = entry
                }
                state.received += 1
            }
            return (state.windows.count { $0.part == .training }, state.windows.count { $0.part == .heldBack })
        }
    }

    var examples: Examples {
        state.withLock { state in
            Examples(
                training: state.windows.filter { $0.part == .training }.map(\.window),
                heldBack: state.windows.filter { $0.part == .heldBack }.map(\.window))
        }
    }

    private func part(of number: Int) -> Part {
        switch number / gap % 7 {
        case 0...3: .training
        case 5: .heldBack
        default: .neither
        }
    }
}

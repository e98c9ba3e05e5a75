import Synchronization

/// A window with what came true.
struct LabelledWindow: Sendable {
    let values: [Float]
    /// The target as the loss sees it.
    let target: Float
}

/// The newest labelled windows, a bounded number of them. Every fifth is held back from training.
final class Feedback: Sendable {
    struct Examples: Sendable {
        var training: [LabelledWindow] = []
        var heldBack: [LabelledWindow] = []
    }

    private struct State {
        var received = 0
        var training = Ring()
        var heldBack = Ring()
    }

    /// The newest so many, in no order.
    private struct Ring {
        var windows: [LabelledWindow] = []
        var next = 0

        mutating func append(_ window: LabelledWindow, capacity: Int) {
            if windows.count < capacity { windows.append(window) } else { windows[next] = window }
            next = (next + 1) % capacity
        }
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: the most windows that are kept, at least 5.
    init(capacity: Int) {
        precondition(capacity >= 5)
        self.capacity = capacity
    }

    /// - Returns: how many there are to train on and held back now.
    func add(_ windows: [LabelledWindow]) -> (training: Int, heldBack: Int) {
        state.withLock { state in
            for window in windows {
                state.received += 1
                if state.received % 5 == 0 {
                    state.heldBack.append(window, capacity: capacity / 5)
                } else {
                    state.training.append(window, capacity: capacity - capacity / 5)
                }
            }
            return (state.training.windows.count, state.heldBack.windows.count)
        }
    }

    var examples: Examples {
        state.withLock { Examples(training: $0.training.windows, heldBack: $0.heldBack.windows) }
    }
}

import Lamina
import LaminaServing

/// One example of a request, ready for the model.
public struct Window: Sendable {
    let values: [Float]
    /// The target's value in the window's last row, where the request shows it.
    let now: Double?
}

public struct Forecast: Sendable, Equatable {
    /// The model's output in the target's unit; the change from now where the target is one.
    public let output: Double
    /// The absolute value; nil where it cannot be known.
    public let value: Double?
}

/// A window's numbers, scaled, to the model's.
public typealias ModelCall = nonisolated(nonsending) @Sendable ([Float]) async throws -> [Float]

/// Answers windows by the model that is served at the moment.
public struct Forecaster: Sendable {
    public let pool: SessionPool
    public let preprocessing: Preprocessing
    let batcher: RequestBatcher
    private let call: ModelCall

    /// - Parameter call: asked in place of `pool`, to serve the same model by another runtime.
    /// - Throws: `ServingError.hasState` for a model that is compiled for streaming.
    public init(
        _ served: ServedModel, sessions: Int, maximumWaiting: Int, observer: ServingObserver? = nil, call: ModelCall? = nil
    ) throws {
        pool = SessionPool(served.loaded, sessions: sessions, maximumWaiting: maximumWaiting, observer: observer)
        let batcher = try RequestBatcher(pool, maximumWaiting: maximumWaiting)
        self.batcher = batcher
        self.call = call ?? { try await batcher.predict($0) }
        preprocessing = served.preprocessing
    }

    /// How many windows wait to be run with others.
    public var waiting: Int { batcher.waiting }

    public func forecast(_ windows: [Window]) async throws -> [Forecast] {
        if windows.count == 1 { return [try await forecast(windows[0])] }
        return try await withThrowingTaskGroup(of: (Int, Forecast).self) { group in
            for (index, window) in windows.enumerated() { group.addTask { (index, try await forecast(window)) } }
            var forecasts = [Forecast?](repeating: nil, count: windows.count)
            for try await (index, forecast) in group { forecasts[index] = forecast }
            return forecasts.compactMap { $0 }
        }
    }

    private func forecast(_ window: Window) async throws -> Forecast {
        let number = try await call(window.values)[0]
        let output = preprocessing.targetScaling(0).unscaled(Double(number))
        guard preprocessing.target.isChange else { return Forecast(output: output, value: output) }
        return Forecast(output: output, value: window.now.map { $0 + output })
    }
}

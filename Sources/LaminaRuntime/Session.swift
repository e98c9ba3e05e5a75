import CLaminaKernels

/// One thread of computation over a plan: it owns the memory that runs write to.
///
/// `run` walks the plan's steps: it allocates nothing, takes no lock with one thread, and counts no reference.
/// A session is used by one thread at a time; make one for each. Sessions of one `LoadedModel` share its weights.
public struct Session: ~Copyable {
    public let plan: Plan
    public let threads: Int
    let model: LoadedModel?
    /// The first region that lies in this session's own memory; those before it are shared.
    let firstRegion: Region
    /// A bit for each port that a buffer is bound to, and all of them.
    private(set) var boundPorts: UInt64 = 0
    private let allPorts: UInt64
    let memory: AlignedMemory
    let steps: UnsafeBufferPointer<lamina_step>
    let workers: OpaquePointer?
    var context = lamina_run()

    /// A session for inference. Memory: activations and state for the plan's whole batch capacity.
    ///
    /// - Parameters:
    ///   - threads: how many threads work on one run; 1 starts none. The results are the same bits for any number.
    ///   - fill: what the activations hold before the first run. Tests poison them with NaN.
    public init(_ model: LoadedModel, threads: Int = 1, fillingActivationsWith fill: Float = 0) {
        self.init(plan: model.plan, model: model, threads: threads, fill: fill, first: .gradients)
        model.memory.bind(to: &context)
    }

    /// A session that trains: parameters, gradients, slots, state and activations are one block of its own.
    ///
    /// - Parameter seed: decides every random number of the plan's steps (dropout), with the iteration.
    /// - Throws: `RunError.parameterMissing`, `.parameterCount` or `.unknownParameter`.
    public init(
        training plan: Plan, weights: Weights, seed: UInt64, threads: Int = 1, fillingActivationsWith fill: Float = 0
    ) throws(RunError) {
        precondition(plan.isTraining, "a plan for inference shares its weights: bind them with LoadedModel")
        self.init(plan: plan, model: nil, threads: threads, fill: fill, first: .parameters)
        context.seed = seed
        try weights.copy(into: memory, regionStart: 0, of: plan)
        for (slot, initialValue) in plan.slots {
            floats(in: .slots, of: slot).update(repeating: initialValue)
        }
    }

    private init(plan: Plan, model: LoadedModel?, threads: Int, fill: Float, first: Region) {
        precondition(threads >= 1)
        self.plan = plan
        self.model = model
        self.threads = threads
        firstRegion = first
        allPorts = Self.ports(of: plan)
        steps = plan.steps.table
        let skipped = plan.regions.start(of: first)
        memory = AlignedMemory(byteCount: plan.regions.total - skipped)
        workers = threads > 1 ? lamina_workers_create(Int32(threads - 1)) : nil
        context.setExtent(at: 0, to: 1)
        for symbol in plan.symbols {
            context.setExtent(at: symbol.index, to: symbol.bound)
        }
        for region in Region.allCases where region.rawValue >= first.rawValue {
            context.setBase(.region(region), to: memory.start + plan.regions.start(of: region) - skipped)
        }
        if fill != 0 {
            withRegion(.activations) { $0.assumingMemoryBound(to: Float.self).update(repeating: fill) }
        }
    }

    deinit {
        if let workers { lamina_workers_destroy(workers) }
    }

    /// Runs every step of the plan on the bound buffers.
    ///
    /// - Precondition: every port is bound to a buffer that holds `batch` rows (and the time steps that were set).
    /// - Note: With several threads a lock is taken only to wake a helper that has gone to sleep.
    /// - Throws: `RunError.batch` where the batch is not in `1 ... plan.batchCapacity`.
    public mutating func run(batch: Int = 1) throws(RunError) {
        try begin(batch: batch)
        if let workers {
            lamina_workers_run(workers, &context, steps.baseAddress, Int64(steps.count))
        } else {
            lamina_run_steps(&context, steps.baseAddress, Int64(steps.count))
        }
    }

    /// What every run checks and sets before its first step.
    mutating func begin(batch: Int) throws(RunError) {
        guard batch >= 1, batch <= plan.batchCapacity else {
            throw .batch(found: batch, capacity: plan.batchCapacity)
        }
        precondition(boundPorts == allPorts, "a run with a port that no buffer is bound to")
        context.setExtent(at: 1, to: batch)
    }

    /// How many steps the next runs take on a free time axis.
    ///
    /// - Throws: `RunError.timeSteps` outside `1 ... bound`.
    public mutating func setSteps(_ count: Int, on axis: Symbol) throws(RunError) {
        guard count >= 1, count <= axis.bound else {
            throw .timeSteps(axis: axis.name, found: count, bound: axis.bound)
        }
        context.setExtent(at: axis.index, to: count)
    }

    /// Reads input `port` from the caller's memory in every later run, until it is bound anew: nothing is copied.
    ///
    /// The caller keeps the memory alive and still while runs use it; `predict` does that for spans.
    public mutating func bind(input port: Int, to address: UnsafePointer<Float>) {
        precondition(plan.inputs.indices.contains(port))
        context.setBase(.input(port), to: UnsafeMutableRawPointer(mutating: address))
        boundPorts |= 1 << UInt64(Base.input(port).index)
    }

    /// Writes output `port` to the caller's memory in every later run. See `bind(input:to:)`.
    public mutating func bind(output port: Int, to address: UnsafeMutablePointer<Float>) {
        precondition(plan.outputs.indices.contains(port))
        context.setBase(.output(port), to: address)
        boundPorts |= 1 << UInt64(Base.output(port).index)
    }

    /// Forgets the caller's buffers.
    package mutating func unbindPorts() {
        boundPorts = 0
    }

    private static func ports(of plan: Plan) -> UInt64 {
        let inputs: UInt64 = ((1 << UInt64(plan.inputs.count)) - 1) << UInt64(Base.input(0).index)
        let outputs: UInt64 = ((1 << UInt64(plan.outputs.count)) - 1) << UInt64(Base.output(plan.outputs.count - 1).index)
        return inputs | outputs
    }
}

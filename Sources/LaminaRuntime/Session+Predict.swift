extension Session {
    /// Runs a model of one input and one output on the caller's memory, without a copy.
    ///
    /// A free time axis takes as many steps as `input` holds.
    /// - Parameters:
    ///   - input: `batch` examples, row-major, each in the input's shape.
    ///   - output: as many numbers as the output has for `batch` examples.
    /// - Throws: `RunError` with the sizes that were expected and found.
    public mutating func predict(
        _ input: Span<Float>, batch: Int = 1, into output: inout MutableSpan<Float>
    ) throws(RunError) {
        try checkPorts(inputs: 1)
        try bind(input: 0, to: input, batch: batch)
        try bind(output: 0, to: &output, batch: batch)
        try runOnce(batch: batch)
    }

    /// The same for a model of two inputs.
    public mutating func predict(
        _ first: Span<Float>, _ second: Span<Float>, batch: Int = 1, into output: inout MutableSpan<Float>
    ) throws(RunError) {
        try checkPorts(inputs: 2)
        try bind(input: 0, to: first, batch: batch)
        try bind(input: 1, to: second, batch: batch)
        try bind(output: 0, to: &output, batch: batch)
        try runOnce(batch: batch)
    }

    /// Binds an input of any model for `runOnce`, which must follow while the memory is there. A free time axis takes as many steps as
    /// `numbers` hold.
    ///
    /// - Throws: `RunError.batch`, `.elementCount`, `.timeSteps`; then no port is bound.
    public mutating func bind(input port: Int, to numbers: Span<Float>, batch: Int) throws(RunError) {
        do throws(RunError) {
            try checkInput(port, count: numbers.count, batch: batch)
        } catch {
            unbindPorts()
            throw error
        }
        bind(input: port, to: numbers.withUnsafeBufferPointer { $0.baseAddress! })
    }

    /// Binds an output for `runOnce`, after all inputs.
    ///
    /// - Throws: `RunError.elementCount`; then no port is bound.
    public mutating func bind(output port: Int, to numbers: inout MutableSpan<Float>, batch: Int) throws(RunError) {
        do throws(RunError) {
            try checkOutput(port, count: numbers.count, batch: batch)
        } catch {
            unbindPorts()
            throw error
        }
        bind(output: port, to: numbers.withUnsafeMutableBufferPointer { $0.baseAddress! })
    }

    /// Runs on the bound buffers, then forgets them.
    ///
    /// - Throws: `RunError.batch`.
    public mutating func runOnce(batch: Int = 1) throws(RunError) {
        defer { unbindPorts() }
        try run(batch: batch)
    }

    private func checkPorts(inputs: Int) throws(RunError) {
        guard plan.inputs.count == inputs, plan.outputs.count == 1 else {
            throw .portCount(expectedInputs: plan.inputs.count, expectedOutputs: plan.outputs.count)
        }
    }

    /// Checks `count` numbers against an input's shape; a free time axis is set to what they hold.
    ///
    /// - Throws: `RunError.batch`, `.elementCount`, `.timeSteps`.
    public mutating func checkInput(_ port: Int, count: Int, batch: Int) throws(RunError) {
        try checkBatch(batch)
        let shape = plan.inputs[port].shape
        var fixed = batch
        var free: Symbol?
        for dimension in shape.dimensions.dropFirst() {
            switch dimension {
            case .fixed(let size): fixed = fixed.saturatingProduct(size)
            case .symbol(let symbol): free = symbol
            case .merged: preconditionFailure("a port has plain axes")
            }
        }
        guard let free else {
            guard count == fixed else { throw mismatch(plan.inputs[port], expected: fixed, found: count) }
            return
        }
        guard count > 0, count % fixed == 0 else {
            throw mismatch(plan.inputs[port], expected: (count / fixed + 1) * fixed, found: count)
        }
        try setSteps(count / fixed, on: free)
    }

    /// Checks that `count` numbers are what an output holds for `batch` examples and the steps that were set.
    public func checkOutput(_ port: Int, count: Int, batch: Int) throws(RunError) {
        let expected = outputCount(port, batch: batch)
        guard count == expected else { throw mismatch(plan.outputs[port], expected: expected, found: count) }
    }

    /// The numbers that an output holds for `batch` examples and the steps that were set.
    public func outputCount(_ port: Int, batch: Int) -> Int {
        plan.outputs[port].shape.dimensions.reduce(1) { product, dimension in
            switch dimension {
            case .fixed(let size): product * size
            case .symbol(let symbol): product * (symbol.index == 1 ? batch : context.extent(at: symbol.index))
            case .merged: preconditionFailure("a port has plain axes")
            }
        }
    }

    private func checkBatch(_ batch: Int) throws(RunError) {
        guard batch >= 1, batch <= plan.batchCapacity else {
            throw .batch(found: batch, capacity: plan.batchCapacity)
        }
    }

    private func mismatch(_ port: Port, expected: Int, found: Int) -> RunError {
        .elementCount(port: port.name, shape: port.shape.description, expected: expected, found: found)
    }
}

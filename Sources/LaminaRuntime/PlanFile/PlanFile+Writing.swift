extension Plan {
    /// The bytes of a plan file: the same for the same plan, weights and metadata.
    ///
    /// - Parameters:
    ///   - weights: put into the file as runs want them, packed; nil for a plan whose weights come apart.
    ///   - metadata: text by key that `PlanFile` gives back.
    ///   - sourceDigest: SHA-256 of the model file.
    /// - Throws: `PlanFileError` where a step calls a kernel of somebody else's, or where the weights do not fit.
    public func fileBytes(
        weights: Weights? = nil, metadata: [(key: String, value: String)] = [], sourceDigest: [UInt8]? = nil
    ) throws(PlanFileError) -> [UInt8] {
        guard let weights else { return try PlanWriter.bytes(of: self, weights: nil, metadata: metadata, sourceDigest: sourceDigest) }
        let memory: WeightMemory
        do throws(RunError) {
            memory = try WeightMemory(self, weights: weights)
        } catch {
            throw PlanFileError(.run(error))
        }
        let parts = [
            UnsafeRawBufferPointer(start: memory.parameters, count: residentParameterBytes),
            UnsafeRawBufferPointer(start: memory.prepared, count: regions[.prepared]),
        ]
        return try withExtendedLifetime(memory) { () throws(PlanFileError) in
            try PlanWriter.bytes(of: self, weights: parts, metadata: metadata, sourceDigest: sourceDigest)
        }
    }
}

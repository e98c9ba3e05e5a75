import Lamina
import LaminaPictures

/// The arenas of the training's and of the inference's plan over their steps.
struct MemorySection {
    private(set) var section: ReportSection

    init(_ run: RunFolder) {
        section = ReportSection(
            "memory", "Memory",
            [.text("Every buffer has its place before the first number is computed. A rectangle is a value: as wide as it is needed, as high as it is large.")])
        let model = run.model
        var training = CompileOptions(.training, batchCapacity: min(run.fitOptions.batchSize, max(run.record?.examples ?? run.fitOptions.batchSize, 1)))
        training.isWeighted = run.data?.training.hasWeights == true || run.fitOptions.classWeights != nil
        let plans = (model.graph.training == nil ? [] : [(training, "training")]) + [(CompileOptions(.inference), "inference")]
        for (options, name) in plans {
            do {
                let compiled = try model.compile(options)
                section.contents.append(.picture(ArenaPicture(ArenaMap(compiled), compiled, name: name), name: "arena-\(name)"))
            } catch {
                section.contents.append(.note(error.diagnostics.map(\.description).joined(separator: " — ")))
            }
        }
    }
}

extension ArenaPicture {
    init(_ map: ArenaMap, _ compiled: CompiledModel, name: String) {
        let activations = map.parts.first { $0.region == .activations }?.buffers ?? []
        self.init(
            title: "Plan for \(name), batch \(compiled.plan.batchCapacity): \(map.total.byteSize)",
            regions: map.parts.map { ($0.region.name, $0.bytes) },
            buffers: activations.compactMap { buffer in
                buffer.life.map { Buffer(name: buffer.name.printable, offset: buffer.offset, bytes: buffer.bytes, life: $0, kind: buffer.kind) }
            },
            stepCount: compiled.fused.nodes.count, size: { $0.byteSize })
    }
}

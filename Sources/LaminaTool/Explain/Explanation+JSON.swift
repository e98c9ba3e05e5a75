import LaminaCompiler
import LaminaKit

extension Explanation {
    var json: JSONValue {
        [
            "name": .string(name), "purpose": .string(purpose.rawValue), "batch": .integer(batchCapacity), "flops": .integer(flops),
            "operations": .array(operations.map(\.json)),
            "rewrites": .array(rewrites.map { rewrite in
                [
                    "rule": .string(rewrite.rule), "origin": .string(rewrite.origin),
                    "before": .array(rewrite.before.map(JSONValue.string)), "after": .string(rewrite.after),
                ]
            }),
            "repeated": .array(repeated.map(JSONValue.string)),
            "preparation": .array(preparation.map(\.json)),
            "steps": .array(steps.map(\.json)),
            "arena": [
                "bytes": .integer(arena.total), "activations_lower_bound": .integer(arena.activationLowerBound),
                "regions": .array(arena.parts.map(\.json)),
            ],
        ]
    }
}

extension Explanation.Line {
    fileprivate var json: JSONValue {
        [
            "operation": .string(operation), "origin": .string(origin), "operands": .array(operands.map(JSONValue.string)),
            "results": .array(zip(results, shapes).map { ["name": .string($0), "shape": .string($1.description)] }),
        ]
    }
}

extension Step {
    fileprivate var json: JSONValue {
        ["kernel": .string(kernelName), "label": .string(label), "units": .string(units.description), "grain": .integer(grain)]
    }
}

extension ArenaMap.Part {
    fileprivate var json: JSONValue {
        ["name": .string(region.name), "bytes": .integer(bytes), "buffers": .array(buffers.map(\.json))]
    }
}

extension ArenaMap.Buffer {
    fileprivate var json: JSONValue {
        .object(
            [
                ("name", .string(name)), ("shape", .string(shape.description)), ("offset", .integer(offset)), ("bytes", .integer(bytes)),
            ] + (life.map { [("alive", .array([.integer($0.lowerBound), .integer($0.upperBound)]))] } ?? []))
    }
}

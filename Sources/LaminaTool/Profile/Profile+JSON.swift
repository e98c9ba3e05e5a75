import LaminaKit

extension Profile {
    var json: JSONValue {
        [
            "name": .string(name), "purpose": .string(purpose.rawValue), "batch": .integer(batch), "threads": .integer(limits.threads),
            "machine": limits.json, "runs": .integer(runs), "others": .number(others.rounded(decimals: 2)),
            "run_us": .number(runMicroseconds.rounded(decimals: 3)), "steps_us": .number(stepMicroseconds.rounded(decimals: 3)),
            "limit_us": .number(boundMicroseconds.rounded(decimals: 3)), "limit_share": .number(shareOfLimit.rounded(decimals: 4)),
            "steps": .array(rows.map { row in
                [
                    "kernels": .array(row.kernels.map(JSONValue.string)), "label": .string(row.label), "calls": .integer(row.kernels.count),
                    "flops": .integer(row.flops), "bytes": .integer(row.bytes), "us": .number(row.microseconds.rounded(decimals: 3)),
                    "share": .number((row.microseconds / max(stepMicroseconds, 1e-9)).rounded(decimals: 4)),
                    "gflops": .number(row.arithmeticRate.rounded(decimals: 2)), "gb_per_s": .number(row.transportRate.rounded(decimals: 2)),
                    "limit_us": .number(row.bound.microseconds.rounded(decimals: 3)), "limit_share": .number(row.shareOfLimit.rounded(decimals: 4)),
                    "bound_by": .string(row.bound.name),
                ]
            }),
        ]
    }
}

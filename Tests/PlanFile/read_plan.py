#!/usr/bin/env python3
"""Reads a plan file as Documentation/plan-file.md describes it, and prints what `lamina inspect-plan --json` prints, with the bits of the parameters.

usage: read_plan.py FILE    exits 1 where the file is damaged.
"""
import json
import struct
import sys

REGIONS = ["parameters", "prepared weights", "gradients", "optimizer slots", "state", "activations"]
SECTIONS = ["plan", "strings", "symbols", "dimensions", "ports", "slots", "kernels", "preparation", "steps", "arguments", "metadata", "weights"]
MASK = (1 << 64) - 1
FACTOR = 0x9E3779B97F4A7C15


def mix(state, word):
    product = (state ^ word) * FACTOR & MASK
    return (product << 29 | product >> 35) & MASK


def checksum(data):
    lanes = [FACTOR * (i + 1) & MASK for i in range(8)]
    padded = data + bytes(-len(data) % 64)
    for words in struct.iter_unpack("<8Q", padded):
        lanes = [mix(lane, word) for lane, word in zip(lanes, words)]
    total = len(data)
    for lane in lanes:
        total = mix(total, lane)
    return total ^ total >> 32


def require(condition, message):
    if not condition:
        sys.exit(message)


def read(data):
    require(len(data) >= 256 and data[:8] == b"LAMINAPL", "no plan file")
    stored, version, _, length = struct.unpack_from("<QIIQ", data, 8)
    require(version == 1, f"version {version}")
    require(length == len(data), f"{len(data)} bytes, the file says {length}")
    require(checksum(data[16:]) == stored, "damaged")
    table = struct.unpack_from("<24Q", data, 64)
    section = {name: data[table[2 * i]:table[2 * i] + table[2 * i + 1]] for i, name in enumerate(SECTIONS)}

    def string(offset, size):
        return section["strings"][offset:offset + size].decode()

    plan = struct.unpack("<2I Q 6Q Q 6I", section["plan"])
    regions, resident, counts, has_weights = plan[3:9], plan[9], plan[10:15], bool(plan[15])
    symbols = [(string(a, b), index, bound) for a, b, index, bound in struct.iter_unpack("<2I2Q", section["symbols"])]
    symbol_names = {index: name for name, index, _ in symbols}
    dimensions = list(struct.iter_unpack("<q4BI", section["dimensions"]))

    def extent(coefficient, *indices):
        names = [symbol_names[i] for i in indices if i]
        return coefficient if not names else "·".join(names if coefficient == 1 else [str(coefficient)] + names)

    def shape(first, rank):
        return [extent(*dimension[:5]) for dimension in dimensions[first:first + rank]]

    ports = [{"name": string(a, b), "shape": shape(c, d)} for a, b, c, d in struct.iter_unpack("<4I", section["ports"])]
    slots = []
    for a, b, c, d, offset, count, _, _ in struct.iter_unpack("<4I2QfI", section["slots"]):
        slots.append({"name": string(a, b), "shape": shape(c, d), "offset": offset, "count": count})
    kernels = [string(a, b) for a, b, _, _ in struct.iter_unpack("<2I2Q", section["kernels"])]

    def steps(name):
        records = struct.iter_unpack("<2IQ q4BI Q2I", section[name])
        return [{"kernel": kernels[r[0]], "units": str(extent(*r[3:8])), "label": string(*r[10:12])} for r in records]

    parameters = slots[:counts[2]]
    values = {}
    for slot in parameters:
        end = slot["offset"] + 4 * slot["count"]
        if has_weights and end <= resident:
            values[slot["name"]] = list(struct.unpack_from(f"<{slot['count']}I", section["weights"], slot["offset"]))
    return {
        "name": string(*plan[:2]), "bytes": len(data), "checksum": f"{stored:016x}", "source": data[32:64].hex(),
        "training": regions[2] > 0 or counts[3] > 0, "weights": has_weights,
        "parameter_count": sum(slot["count"] for slot in parameters), "arena_bytes": sum(regions),
        "symbols": {name: bound for name, _, bound in symbols}, "inputs": ports[:counts[0]], "outputs": ports[counts[0]:],
        "regions": dict(zip(REGIONS, regions)), "parameters": parameters, "slots": slots[counts[2]:counts[2] + counts[3]],
        "states": slots[counts[2] + counts[3]:], "preparation": steps("preparation"), "steps": steps("steps"),
        "metadata": {string(a, b): string(c, d) for a, b, c, d in struct.iter_unpack("<4I", section["metadata"])}, "values": values,
    }


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:
        json.dump(read(file.read()), sys.stdout, ensure_ascii=False)

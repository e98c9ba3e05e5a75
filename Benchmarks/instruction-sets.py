#!/usr/bin/env python3
"""Measures Lamina with each instruction set by turns, on the machine that it is run on, and makes a table of it.

usage: instruction-sets.py [--repeats 3] [--lamina .build/release/lamina] [--update FILE.md] RESULTS.jsonl

RESULTS is measured anew unless it is there. A cell is the median of a run with AVX-512, then how many times as long it takes with AVX2, and with the
baseline of x86-64 (SSE2). With --update the table takes the place of what stands between two lines `<!-- table of RESULTS -->` of the file.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

import tables
from tables import WORKLOADS

HERE = os.path.dirname(os.path.abspath(__file__))
SETS = ["avx512", "avx2", "baseline"]
ROWS = [
    ("latency, batch 1", "latency", 1),
    ("throughput, 32", "throughput", 32),
    ("throughput, 256", "throughput", 256),
    ("training, 32", "train", 32),
    ("training, 128", "train", 128),
]


def measure(options):
    lines = []
    for repeat in range(1, options.repeats + 1):
        for isa in SETS:
            print(f"repeat {repeat} of {options.repeats}: {isa}", file=sys.stderr)
            command = ["taskset", "-c", "0", options.lamina, "bench", "--json", "--budget", str(options.budget), "--kinds", "latency", "throughput", "train"]
            done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ, LAMINA_ISA=isa), check=True)
            lines += [dict(json.loads(line), repeat=repeat) for line in done.stdout.splitlines() if line.startswith("{")]
    with open(options.results, "w") as file:
        file.writelines(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)


def median(lines, isa, workload, kind, batch):
    found = [line["median_us"] for line in lines
             if (line.get("isa"), line.get("workload"), line.get("kind"), line.get("batch")) == (isa, workload, kind, batch)]
    return statistics.median(found) if found else None


def duration(microseconds):
    value, unit = (microseconds / 1000, "ms") if microseconds >= 1000 else (microseconds, "µs")
    return f"{value:.2f} {unit}" if value < 10 else f"{value:.1f} {unit}" if value < 100 else f"{value:.0f} {unit}"


def cell(lines, workload, kind, batch):
    widest, *others = (median(lines, isa, workload, kind, batch) for isa in SETS)
    if widest is None:
        return "–"
    return duration(widest) + "".join(f" · {other / widest:.1f}" for other in others if other is not None)


def table(lines):
    out = ["| | " + " | ".join(WORKLOADS) + " |", "|---|" + "---|" * len(WORKLOADS)]
    for title, kind, batch in ROWS:
        out.append(f"| {title} | " + " | ".join(cell(lines, workload, kind, batch) for workload in WORKLOADS) + " |")
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--budget", type=float, default=0.2, help="seconds for one measurement")
    parser.add_argument("--lamina", default=os.path.join(HERE, "..", ".build", "release", "lamina"))
    parser.add_argument("--update", metavar="FILE.md", help="write the table between the markers of this file")
    options = parser.parse_args()
    if not os.path.exists(options.results):
        if not os.access(options.lamina, os.X_OK):
            parser.error(f"there is no {options.lamina}: swift build -c release --product lamina")
        measure(options)
    with open(options.results) as file:
        text = table([json.loads(line) for line in file])
    if options.update:
        tables.write_between_markers(options.update, options.results, text)
    else:
        print(text)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Makes the README's performance table from measurements, one JSON object a line, of Lamina and of its peers in one run.

usage: performance-table.py RESULTS.jsonl [--update README.md]

Each line has peer, workload, kind (latency, throughput, train), batch, threads, median_us and samples_per_s. The best mode of each
peer counts; with repeats, the median of its repeats.
"""
import collections
import json
import statistics
import sys

ROWS = [
    ("latency, batch 1 (µs)", "latency", 1),
    ("throughput, batch 32 (samples/s)", "throughput", 32),
    ("throughput, batch 256 (samples/s)", "throughput", 256),
    ("training, batch 32 (samples/s)", "train", 32),
    ("training, batch 128 (samples/s)", "train", 128),
]
MARKER = "<!-- performance table -->"


def best_by_peer(lines, workload, kind, batch, threads):
    """Samples a second of each peer's best mode."""
    modes = collections.defaultdict(list)
    for line in lines:
        if (line.get("workload"), line.get("kind"), line.get("batch"), line.get("threads")) == (workload, kind, batch, threads):
            if "samples_per_s" in line:
                modes[line["peer"], line.get("mode", "")].append(line["samples_per_s"])
    best = {}
    for (peer, _), speeds in modes.items():
        best[peer] = max(best.get(peer, 0), statistics.median(speeds))
    return best


def amount(speed, kind):
    if kind == "latency":
        return f"{1e6 / speed:.1f}"
    return f"{speed / 1000:.1f}k" if speed >= 1000 else f"{speed:.0f}"


def table(lines, workloads, threads):
    out = ["| | " + " | ".join(workloads) + " |", "|---|" + "---|" * len(workloads)]
    for title, kind, batch in ROWS:
        cells = []
        for workload in workloads:
            best = best_by_peer(lines, workload, kind, batch, threads)
            ours = best.pop("lamina", None)
            if ours is None:
                cells.append("–")
            elif not best:
                cells.append(f"**{amount(ours, kind)}**")
            else:
                peer = max(best, key=best.get)
                cells.append(f"**{amount(ours, kind)}** · {amount(best[peer], kind)} ({peer}) · {ours / best[peer]:.1f}×")
        out.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(out)


def main():
    lines = [json.loads(line) for line in open(sys.argv[1]) if line.startswith("{")]
    order = ["rnn513", "gru32", "lstm64x2", "mlp", "mlp_bn", "lenet", "cnn32"]
    ours = {line["workload"] for line in lines if line.get("peer") == "lamina"}
    workloads = [name for name in order if name in ours]
    text = "\n\n".join(
        f"{threads} thread{'s' if threads > 1 else ''}:\n\n{table(lines, workloads, threads)}"
        for threads in sorted({line["threads"] for line in lines if line.get("peer") == "lamina"})
    )
    if len(sys.argv) == 4 and sys.argv[2] == "--update":
        readme = open(sys.argv[3]).read()
        before, after = readme.split(MARKER)[0], readme.split(MARKER)[-1]
        open(sys.argv[3], "w").write(f"{before}{MARKER}\n\n{text}\n\n{MARKER}{after}")
    else:
        print(text)


main()

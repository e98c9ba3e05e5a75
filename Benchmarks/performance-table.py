#!/usr/bin/env python3
"""Makes a performance table from measurements, one JSON object a line, of Lamina and of its peers in one run.

usage: performance-table.py RESULTS.jsonl [--ratios] [--update FILE.md]

Each line has peer, workload, kind (latency, throughput, train, cold), batch, threads and median_us or, for cold, cold_ms. A cell shows Lamina's median
over the repeats (least – most) and that of the best peer in its best mode, then how many times as fast Lamina is; cells below their goal are marked.
Lines during which other processes were busy do not count where there are others. With --ratios a cell holds that ratio alone. With --update the table takes
the place of what stands between two lines `<!-- table of RESULTS -->` of the file.
"""
import argparse
import collections
import json
import statistics
import sys

import tables
from tables import WORKLOADS

# Title, kind, batch, threads.
ROWS = [
    ("latency, batch 1", "latency", 1, 1),
    ("throughput, 32", "throughput", 32, 1),
    ("throughput, 256", "throughput", 256, 1),
    ("throughput, 32, 2 threads", "throughput", 32, 2),
    ("throughput, 256, 2 threads", "throughput", 256, 2),
    ("training, 32", "train", 32, 1),
    ("training, 128", "train", 128, 1),
    ("training, 32, 2 threads", "train", 32, 2),
    ("training, 128, 2 threads", "train", 128, 2),
    ("process to first result", "cold", None, 1),
]
# How many times as fast as the best peer each workload is to be.
GOALS = {
    "latency": [6, 4.3, 2.2, 1.2, 1.2, 3, 1.1],
    "throughput": [4, 2.3, 1.4, 1.1, 1.1, 2, 1.1],
    "throughput, 2 threads": [5, 3, 2, 1.4, 1.4, 1.8, 1.2],
    "train": [4, 4, 2, 1.3, 1.3, 3, 1.3],
    "train, 32": [4, 4, 2, 1.6, 1.6, 3, 1.3],
    "cold": [8, None, None, None, None, 8, None],
}
BUSY = 0.1

Best = collections.namedtuple("Best", "peer time least most")


def goal(workload, kind, batch, threads):
    for key in (f"{kind}, {batch}", f"{kind}, {threads} threads", kind):
        if key in GOALS:
            return GOALS[key][WORKLOADS.index(workload)]
    return None


def time_of(line):
    """Microseconds for what is measured: one run, or one start of a process."""
    return line["cold_ms"] * 1000 if line.get("kind") == "cold" else line.get("median_us")


def best_by_peer(lines, workload, kind, batch, threads):
    """Each peer's best mode, by the median of its repeats."""
    modes = collections.defaultdict(list)
    for line in lines:
        if (line.get("workload"), line.get("kind"), line.get("batch"), line.get("threads")) == (workload, kind, batch, threads) and "error" not in line:
            modes[line["peer"], line.get("mode", "")].append(line)
    best = {}
    for (peer, _), found in modes.items():
        quiet = [line for line in found if line.get("others", 0) <= BUSY] or found
        times = [time_of(line) for line in quiet]
        median = statistics.median(times)
        if peer not in best or median < best[peer].time:
            best[peer] = Best(peer, median, min(times), max(times))
    return best


def number(value):
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def amount(time, kind, batch):
    """Microseconds of a latency, milliseconds of a start, else samples a second."""
    if kind == "latency":
        return f"{number(time)} µs"
    if kind == "cold":
        return f"{number(time / 1000)} ms"
    speed = batch / time * 1e6
    return f"{number(speed / 1000)}k/s" if speed >= 1000 else f"{number(speed)}/s"


def spread(best, kind, batch):
    least, most = sorted((best.least, best.most), reverse=kind in ("throughput", "train"))
    if best.least == best.most:
        return amount(best.time, kind, batch)
    return f"{amount(best.time, kind, batch)} ({amount(least, kind, batch)} – {amount(most, kind, batch)})"


def cell(lines, workload, kind, batch, threads):
    """The text of a cell and, where it is below its goal, the ratio and the goal."""
    best = best_by_peer(lines, workload, kind, batch, threads)
    ours = best.pop("lamina", None)
    if ours is None:
        return "–", None
    text = f"**{spread(ours, kind, batch)}**"
    if not best:
        return text, None
    peer = min(best.values(), key=lambda one: one.time)
    ratio, wanted = peer.time / ours.time, goal(workload, kind, batch, threads)
    text += f"<br>{spread(peer, kind, batch)} {peer.peer}<br>"
    if wanted is None or ratio >= wanted:
        return text + f"**{ratio:.1f}×**", None
    return text + f"{ratio:.2f}× ▽ {wanted}×", (ratio, wanted)


def ratio_alone(text):
    """A cell's last line: how many times as fast, and the mark of what is below its goal."""
    return text.split("<br>")[-1].split(" ▽")[0] + (" ▽" if "▽" in text else "")


def table(lines, shows_ratios=False):
    """The table, and what is below its goal."""
    measured = {line.get("workload") for line in lines if line.get("peer") == "lamina"}
    workloads = [name for name in WORKLOADS if name in measured]
    out = ["| | " + " | ".join(workloads) + " |", "|---|" + "---|" * len(workloads)]
    below = []
    for title, kind, batch, threads in ROWS:
        cells = [cell(lines, workload, kind, batch, threads) for workload in workloads]
        if all(text == "–" for text, _ in cells):
            continue
        out.append(f"| {title} | " + " | ".join(ratio_alone(text) if shows_ratios else text for text, _ in cells) + " |")
        below += [(title, workload, *miss) for workload, (_, miss) in zip(workloads, cells) if miss]
    return "\n".join(out), below


def facts(lines):
    machine = next((line for line in lines if line.get("kind") == "machine"), None)
    if machine is None:
        return ""
    versions = ", ".join(f"{peer} {version}" for peer, version in sorted(machine.get("versions", {}).items()))
    peaks = [line["gflops"] for line in lines if line.get("kind") == "limit" and line.get("workload") == "fma_f32" and line.get("threads") == 1]
    peak = f", {statistics.median(peaks):.0f} GFLOP/s a core" if peaks else ""
    repeats = machine.get("repeats", 1)
    return f"{machine['date']}, {machine['cpu']}, {machine['cores']} cores{peak}; {repeats} repeat{'s' if repeats > 1 else ''}; {versions}.\n\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results")
    parser.add_argument("--ratios", action="store_true", help="how many times as fast alone")
    parser.add_argument("--update", metavar="FILE.md", help="write the table between the markers of this file")
    options = parser.parse_args()
    with open(options.results) as file:
        lines = [json.loads(line) for line in file if line.startswith("{")]
    text, below = table(lines, options.ratios)
    text = facts(lines) + text
    if options.update:
        tables.write_between_markers(options.update, options.results, text)
    else:
        print(text)
    for title, workload, ratio, wanted in below:
        print(f"below its goal: {title}, {workload}: {ratio:.2f} of {wanted}", file=sys.stderr)


if __name__ == "__main__":
    main()

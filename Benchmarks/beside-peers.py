#!/usr/bin/env python3
"""Measures Lamina and its peers by turns in one run, and writes one file of JSON lines with the facts of the machine.

usage: PEERS=folder PEERS_WORK=folder beside-peers.py [--repeats 3] [--steps "ort ov …"] [--lamina .build/release/lamina] [--predict program] [--output file]

PEERS is a checkout of the peers' benchmark (it has run_all.sh), PEERS_WORK the folder where its step `setup` has installed them. Each repeat is
Lamina, then every step of the peers; Lamina comes once more at the end. All are pinned alike (core 0 for one thread, 0 and 1 for two) and, where the
system allows it, run at the highest priority. LAMINA_ISA limits Lamina's instructions as always. With the program of Examples/CLI as --predict its
starts with plan files are measured too: from the start of the process until its first answer is read.
"""
import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PEER_STEPS = "limits ort ov litert jax torch tf compile python cold"
# The workloads of the cold starts, and the numbers of one input.
COLD = {"rnn513": 120 * 14, "lenet": 28 * 28}
COLD_STARTS = 9


def output_of(*command):
    """The first line that a program prints, None where there is none."""
    try:
        lines = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    except OSError:
        return None
    return lines[0].strip() if lines else None


def read(path):
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return None


def caches():
    found = {}
    for index in range(8):
        folder = f"/sys/devices/system/cpu/cpu0/cache/index{index}"
        level, kind, size = (read(f"{folder}/{name}") for name in ("level", "type", "size"))
        if size:
            found[f"L{level} {kind.lower()}"] = size
    return found


def machine_facts():
    cpu = [line.split(":", 1)[1].strip() for line in (read("/proc/cpuinfo") or "").splitlines() if line.startswith("model name")]
    memory = next((line.split()[1] for line in (read("/proc/meminfo") or "").splitlines() if line.startswith("MemTotal")), None)
    compilers = {name: output_of(name, "--version") for name in ("swift", "clang", "gcc")}
    return {
        "kind": "machine",
        "date": datetime.date.today().isoformat(),
        "cpu": cpu[0] if cpu else platform.processor(),
        "cores": os.cpu_count(),
        "caches": caches(),
        "memory_kib": int(memory) if memory else None,
        "kernel": platform.release(),
        "compilers": {name: version for name, version in compilers.items() if version},
    }


def json_lines(text):
    lines = []
    for line in text.splitlines():
        if line.startswith("{"):
            try:
                lines.append(json.loads(line))
            except ValueError:
                print(f"not JSON: {line}", file=sys.stderr)
    return lines


def pinned(threads):
    """The words before a command that run it as run_all.sh runs the peers."""
    words = ["taskset", "-c", "0" if threads == 1 else "0,1"]
    if output_of("nice", "-n", "-20", "nice") == "-20":
        words = ["nice", "-n", "-20"] + words
    if os.environ.get("LOCK"):
        words = ["flock", os.environ["LOCK"]] + words
    return words


def run_lamina(options):
    lines = []
    for threads in options.threads:
        command = pinned(threads) + [options.lamina, "bench", "--json", "--threads", str(threads), "--budget", str(options.budget)]
        if options.workloads:
            command += ["--workloads"] + options.workloads
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
        lines += json_lines(done.stdout)
    return lines


def start(program, plan, count):
    """Milliseconds from the start of a process to its first answer."""
    numbers = " ".join(["0"] * count).encode() + b"\n"
    begin = time.perf_counter()
    process = subprocess.Popen([program, plan], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(numbers)
    process.stdin.close()
    answer = process.stdout.readline()
    milliseconds = (time.perf_counter() - begin) * 1000
    if process.wait() != 0 or not answer:
        sys.exit(f"{program} {plan} gave no answer")
    return milliseconds


def cold_starts(options):
    """Of a program that maps a plan file; the first one, which brings the files into memory, does not count."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([options.lamina, "bench", "--export", folder, "--workloads", *COLD], check=True)
        for workload, count in COLD.items():
            base = os.path.join(folder, workload)
            subprocess.run(
                [options.lamina, "compile", base + ".json", "--weights", base + ".safetensors", "--output", base + ".plan"],
                check=True, stdout=subprocess.DEVNULL)
            starts = [start(options.predict, base + ".plan", count) for _ in range(COLD_STARTS + 1)][1:]
            lines.append({
                "peer": "lamina", "workload": workload, "kind": "cold", "mode": "plan_file", "threads": 1, "n": COLD_STARTS,
                "cold_ms": round(statistics.median(starts), 2),
            })
    return lines


def run_peers(options, step):
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "peers.jsonl")
        environment = dict(os.environ, STEPS=step, OUT=out, PEERS_WORK=options.work)
        environment.pop("EXTRA", None)
        subprocess.run([os.path.join(options.peers, "run_all.sh")], env=environment, stdout=subprocess.DEVNULL)
        return json_lines(read(out) or "")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--steps", default=PEER_STEPS, help="the peers' steps")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="Lamina's numbers of threads")
    parser.add_argument("--workloads", nargs="+", help="Lamina's workloads; all where absent")
    parser.add_argument("--budget", type=float, default=0.5, help="seconds for one measurement of Lamina")
    parser.add_argument("--lamina", default=os.path.join(HERE, "..", ".build", "release", "lamina"))
    parser.add_argument("--predict", help="the program of Examples/CLI, to measure its starts")
    parser.add_argument("--peers", default=os.environ.get("PEERS"))
    parser.add_argument("--work", default=os.environ.get("PEERS_WORK"))
    parser.add_argument("--output", default=os.path.join(HERE, "results", f"{datetime.date.today()}-beside-peers.jsonl"))
    options = parser.parse_args()
    if not options.peers or not os.path.exists(os.path.join(options.peers, "run_all.sh")):
        parser.error("PEERS (or --peers) must name the folder of the peers' benchmark, which has run_all.sh")
    if not options.work or not os.path.isdir(options.work):
        parser.error("PEERS_WORK (or --work) must name the folder where the peers are installed: PEERS_WORK=… STEPS=setup run_all.sh")
    if not os.access(options.lamina, os.X_OK):
        parser.error(f"there is no {options.lamina}: swift build -c release --product lamina")
    if options.predict and not os.access(options.predict, os.X_OK):
        parser.error(f"there is no {options.predict}: Examples/CLI/measure.sh builds it")
    return options


def main():
    options = arguments()
    facts = machine_facts()
    lines = []

    def keep(repeat, found):
        """Writes the file anew after each step: a run that is broken off has measured what it has."""
        lines.extend(dict(line, repeat=repeat) for line in found)
        facts["versions"] = {line["peer"]: line["version"] for line in lines if line.get("version")}
        facts["repeats"] = repeat
        with open(options.output, "w") as file:
            for line in [facts] + lines:
                file.write(json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n")

    os.makedirs(os.path.dirname(os.path.abspath(options.output)), exist_ok=True)

    for repeat in range(1, options.repeats + 1):
        print(f"repeat {repeat} of {options.repeats}: lamina", file=sys.stderr)
        keep(repeat, run_lamina(options))
        if options.predict:
            keep(repeat, cold_starts(options))
        for step in options.steps.split():
            print(f"repeat {repeat} of {options.repeats}: {step}", file=sys.stderr)
            found = run_peers(options, step)
            if not found:
                print(f"the peers' step '{step}' measured nothing: see stderr.log in {options.work}", file=sys.stderr)
            keep(repeat, found)
    print("lamina", file=sys.stderr)
    keep(options.repeats, run_lamina(options))
    print(options.output)


if __name__ == "__main__":
    main()

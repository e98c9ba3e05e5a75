#!/usr/bin/env python3
"""Measures one service with one model behind Lamina and behind ONNX Runtime, by turns in one run, then Lamina's memory over a million requests.

usage: run.py [--rounds 3] [--seconds 5] [--requests 1000000] [--output file.jsonl]

Needs swift and wrk; for ONNX Runtime also the Python packages numpy, onnx, safetensors and onnxruntime, of which the shared library alone is used.
Where they are missing it says so and measures Lamina alone. What it builds and trains stays in --scratch and --work.
"""
import argparse
import datetime
import glob
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys

from server import HERE, Server

REPOSITORY = os.path.join(HERE, "..", "..")
CONNECTIONS = [1, 8, 64]
MAXIMUM_GROWTH_MIB = 1.0


def machine_facts():
    spec = importlib.util.spec_from_file_location("beside_peers", os.path.join(HERE, "..", "beside-peers.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.machine_facts()


def output_of(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def find_library(named):
    if named:
        return named
    spec = importlib.util.find_spec("onnxruntime")
    found = spec and sorted(glob.glob(os.path.join(os.path.dirname(spec.origin), "capi", "libonnxruntime.so*")))
    return found[0] if found else None


def missing_packages():
    return [name for name in ("numpy", "onnx", "safetensors") if not importlib.util.find_spec(name)]


def build(scratch):
    arguments = ["swift", "build", "-c", "release", "--package-path", HERE, "--scratch-path", scratch, "--product", "service-benchmark"]
    subprocess.run(arguments, check=True, stdout=sys.stderr)
    return os.path.join(output_of(*arguments, "--show-bin-path").strip(), "service-benchmark")


def prepare(options, program):
    """Trains where that was not done yet; returns the arguments that name the models, and the runtimes that can be measured."""
    weights = os.path.join(options.work, "model", "weights.safetensors")
    if not os.path.exists(weights):
        output_of(program, "train", "--file", os.path.join(REPOSITORY, "models", "weather-gru.json"), "--into", options.work)
    arguments = ["--folder", os.path.join(options.work, "model")]
    library, missing = find_library(options.library), missing_packages()
    if not library:
        missing.append("onnxruntime (or --library libonnxruntime.so)")
    if missing:
        print(f"ONNX Runtime is not measured: missing {', '.join(missing)}", file=sys.stderr)
        return arguments, ["lamina"]
    onnx = os.path.join(options.work, "weather-gru.onnx")
    output_of(sys.executable, os.path.join(HERE, "export.py"), weights, onnx)
    return arguments + ["--onnx", onnx, "--library", library], ["lamina", "onnxruntime"]


def write_body(path):
    with open(path, "w") as file:
        json.dump([[(row * 7 + column) % 23 + 0.5 for column in range(10)] for row in range(24)], file)


def measure(options, program, models, runtime, body):
    yield json.loads(output_of("taskset", "-c", "0", program, "call", runtime, *models, "--calls", str(options.calls)))
    with Server([program, "serve", runtime, *models], options.port, body) as server:
        answer = server.forecast()
        server.load(8, 2)
        for connections in CONNECTIONS:
            before = server.windows_and_runs() if runtime == "lamina" else None
            line = {"kind": "http", "runtime": runtime, "connections": connections, "answer": answer, **server.load(connections, options.seconds)}
            if before:
                windows, runs = (after - first for after, first in zip(server.windows_and_runs(), before))
                line["windows_a_run"] = round(windows / runs, 3)
            yield line


def measure_memory(options, program, models, body):
    """Resident memory each tenth of the way, at 64 connections."""
    with Server([program, "serve", "lamina", *models], options.port, body) as server:
        mark = options.requests // 10
        while mark <= options.requests:
            wrk = server.wrk(64, 3600)
            while wrk.poll() is None and mark <= options.requests:
                try:
                    wrk.wait(0.2)
                except subprocess.TimeoutExpired:
                    pass
                answered, _ = server.windows_and_runs()
                if answered >= mark:
                    line = {"kind": "memory", "runtime": "lamina", "requests": answered, "resident_mib": round(server.resident_mib(), 1)}
                    print(f"{answered:>9} requests: {line['resident_mib']} MiB", file=sys.stderr)
                    yield line
                    mark += options.requests // 10
            if wrk.poll():
                sys.exit(f"wrk ended with {wrk.returncode}")
            wrk.terminate()
            wrk.wait()


def table(lines, runtimes):
    def cell(kind, runtime, key, connections=None):
        found = [line[key] for line in lines
                 if line["kind"] == kind and line["runtime"] == runtime and line.get("connections") == connections]
        return statistics.median(found)

    rows = [("model call", "call", None)] + [(f"HTTP, {count} connection{'s' * (count > 1)}", "http", count) for count in CONNECTIONS]
    yield "| medians over the rounds | " + " | ".join(runtimes) + " |"
    yield "|---|" + "---|" * len(runtimes)
    for title, kind, connections in rows:
        if kind == "http":
            cells = [f"{cell(kind, runtime, 'requests_per_s', connections):,.0f}" for runtime in runtimes]
            yield f"| {title}: requests/s | " + " | ".join(cells) + " |"
        for key in ("p50_us", "p99_us", "max_us"):
            cells = [f"{cell(kind, runtime, key, connections):,.1f} µs" for runtime in runtimes]
            yield f"| {title}: {key[:3]} | " + " | ".join(cells) + " |"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of load at each number of connections")
    parser.add_argument("--calls", type=int, default=200_000, help="timed calls of the model alone")
    parser.add_argument("--requests", type=int, default=1_000_000, help="over which memory is watched; 0 to leave it out")
    parser.add_argument("--library", default=os.environ.get("ONNXRUNTIME"), help="libonnxruntime.so; that of the Python package where absent")
    parser.add_argument("--scratch", default=os.path.join(HERE, ".build"))
    parser.add_argument("--work", default=os.path.join(HERE, "work"), help="where the trained model lies")
    parser.add_argument("--port", type=int, default=18090)
    parser.add_argument("--output", default=os.path.join(HERE, "..", "results", f"{datetime.date.today()}-service.jsonl"))
    options = parser.parse_args()
    if 0 < options.requests < 10:
        parser.error("--requests must be 0 or at least 10: memory is read each tenth of the way")
    return options


def main():
    options = arguments()
    for tool in ("swift", "wrk"):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing")
    program = build(options.scratch)
    os.makedirs(options.work, exist_ok=True)
    models, runtimes = prepare(options, program)
    body = os.path.join(options.work, "window.json")
    write_body(body)

    facts = machine_facts()
    facts["load_before"] = os.getloadavg()[0]
    lines = []

    def keep(line):
        """Writes the file anew each time: a run that is broken off has measured what it has."""
        lines.append(line)
        with open(options.output, "w") as file:
            for written in [facts] + lines:
                file.write(json.dumps(written, separators=(",", ":"), ensure_ascii=False) + "\n")

    if "onnxruntime" in runtimes:
        difference = json.loads(output_of(program, "compare", *models))
        print(f"largest difference of outputs: {difference['largest']} in {difference['least_output']} … {difference['most_output']}")
        keep(difference)
    for number in range(1, options.rounds + 1):
        for runtime in runtimes:
            print(f"round {number} of {options.rounds}: {runtime}", file=sys.stderr)
            for line in measure(options, program, models, runtime, body):
                keep(dict(line, round=number))
    print("\n".join(table(lines, runtimes)))

    if options.requests:
        for line in measure_memory(options, program, models, body):
            keep(line)
        memory = [line["resident_mib"] for line in lines if line["kind"] == "memory"]
        growth = max(memory[2:]) - memory[1]
        print(f"resident memory after {options.requests // 5} requests {memory[1]} MiB, at most {growth:+.1f} MiB from there to {options.requests}")
        if growth > MAXIMUM_GROWTH_MIB:
            sys.exit("FAILED: memory grows")
    failed = sum(line.get("errors", 0) for line in lines)
    if failed:
        sys.exit(f"FAILED: {failed} requests got no answer")
    print(options.output)


if __name__ == "__main__":
    main()

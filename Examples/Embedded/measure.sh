#!/usr/bin/env bash
# Builds the executable and prints what it costs: bytes, libraries, memory, and milliseconds from the start of the process to its first answer.
#
# usage: measure.sh [SCRATCH]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
scratch=${1:-.build}

swift build -c release --static-swift-stdlib --scratch-path "$scratch"
program=$scratch/digit
strip -o "$program" "$(swift build -c release --static-swift-stdlib --scratch-path "$scratch" --show-bin-path)/Digit"

image="0 0 5 13 9 1 0 0 0 0 13 15 10 15 5 0 0 3 15 2 0 11 8 0 0 4 12 0 0 8 8 0 0 5 8 0 0 9 8 0 0 4 11 0 1 12 7 0 0 2 14 5 10 12 0 0 0 0 6 13 10 0 0 0"
echo "$image" | "$program"

echo "stripped: $(stat -c %s "$program") bytes"
ldd "$program" | sed 's/^\s*/needs:    /; s/ (.*//'
python3 - "$program" "$image" <<'PYTHON'
import os, statistics, subprocess, sys, time

times, memory = [], 0
for _ in range(200):
    begin = time.perf_counter()
    process = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(sys.argv[2].encode() + b"\n")
    process.stdin.close()
    process.stdout.readline()
    times.append((time.perf_counter() - begin) * 1000)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    memory = max(memory, usage.ru_maxrss)
print(f"start to first answer: median {statistics.median(times):.2f} ms, least {min(times):.2f} ms (with the start of the process by Python)")
print(f"resident memory: at most {memory / 1024:.1f} MiB")
PYTHON

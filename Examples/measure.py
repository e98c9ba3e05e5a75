#!/usr/bin/env python3
"""What a small executable costs: bytes, libraries, memory, and milliseconds from the start of its process to its first answer.

usage: measure.py LINE PROGRAM [ARGUMENT…]

PROGRAM is stripped into a copy, started 300 times with LINE as its standard input, and must answer by a line.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 300


def start_to_answer(command, line):
    """Milliseconds to the first answer, and page faults."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(line.encode() + b"\n")
    process.stdin.close()
    answer = process.stdout.readline()
    took = (time.perf_counter() - begin) * 1000
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0 or not answer:
        sys.exit(f"{command[0]} ended with {process.returncode} and the answer {answer!r}")
    return took, usage.ru_minflt


def resident_kib(command, line):
    """The most that was resident, read while the program waits for a second line: the maximum that `wait4` tells counts its parent's memory too."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    process.stdin.write(line.encode() + b"\n")
    process.stdin.flush()
    time.sleep(0.2)
    with open(f"/proc/{process.pid}/status") as status:
        most = next(int(entry.split()[1]) for entry in status if entry.startswith("VmHWM"))
    process.stdin.close()
    process.wait()
    return most


def needed_libraries(program):
    listed = subprocess.run(["ldd", program], capture_output=True, text=True)
    return [line.split()[0] for line in listed.stdout.splitlines() if "=>" in line] if listed.returncode == 0 else []


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    line, program, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
    with tempfile.TemporaryDirectory() as folder:
        stripped = os.path.join(folder, os.path.basename(program))
        subprocess.run(["strip", "-o", stripped, program], check=True)
        command = [stripped] + arguments
        start_to_answer(command, line)
        times, faults = zip(*(start_to_answer(command, line) for _ in range(RUNS)))
        idle = [start_to_answer(["head", "-n1"], line)[0] for _ in range(RUNS)]
        print(f"stripped: {os.path.getsize(stripped) / 1e6:.2f} MB")
        print(f"libraries: {', '.join(needed_libraries(stripped)) or 'none: wholly static'}")
        print(f"resident memory: at most {max(resident_kib(command, line) for _ in range(3)) / 1024:.1f} MiB, {statistics.median(faults):.0f} page faults")
        print(f"start to first answer: median {statistics.median(times):.2f} ms, least {min(times):.2f} ms"
              f" (`head -n1`, measured alike: {statistics.median(idle):.2f} ms, {min(idle):.2f} ms)")


if __name__ == "__main__":
    main()

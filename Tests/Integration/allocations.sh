#!/bin/sh
# Proves that a run of a session allocates nothing, counts no reference and takes no lock, and that a program which only runs plans
# links neither Foundation nor json-c nor zlib.
#
#   Tests/Integration/allocations.sh [scratch folder]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=${1:-"$here/Allocations/.build"}
package=$here/Allocations

swift build -c release --package-path "$package" --scratch-path "$scratch"
binaries=$(swift build -c release --package-path "$package" --scratch-path "$scratch" --show-bin-path)
cc -O2 -shared -fPIC -o "$scratch/count_calls.so" "$package/count_calls.c" -ldl

failures=0
# Hashing alike in every process: what happens before the first run is the same for any number of runs.
counts_of() {
    probe=$1
    shift
    LD_PRELOAD="$scratch/count_calls.so" SWIFT_DETERMINISTIC_HASHING=1 "$binaries/$probe" "$@" 2>&1 >/dev/null | tail -1
}
counts() { counts_of AllocationProbe "$@"; }

# A counter that counts nothing would prove everything: what comes before the first run does all of it.
before=$(counts recurrent training 1 0)
echo "before the first run: $before"
for counted in allocations frees retains releases locks; do
    if ! echo "$before" | grep -qE "$counted [1-9]"; then
        echo "FAILED: no $counted counted before the first run: is the counter loaded?"
        exit 1
    fi
done

for model in recurrent graph wide; do
    for purpose in inference file evaluation training; do
        for batch in 1 5 64; do
            few=$(counts $model $purpose $batch 10)
            many=$(counts $model $purpose $batch 210)
            if [ -n "$few" ] && [ "$few" = "$many" ]; then
                echo "ok: $model, $purpose, batch $batch: $few"
            else
                echo "FAILED: $model, $purpose, batch $batch: 10 runs: $few; 210 runs: $many"
                failures=$((failures + 1))
            fi
        done
    done
done

# A typed prediction counts a reference outside the run, but allocates nothing and takes no lock.
few=$(counts_of RuntimeOnly 10 | grep -oE '(allocations|frees|locks) [0-9]+' | paste -sd' ')
many=$(counts_of RuntimeOnly 210 | grep -oE '(allocations|frees|locks) [0-9]+' | paste -sd' ')
if [ -n "$few" ] && [ "$few" = "$many" ]; then
    echo "ok: a compiled model's typed predictions: $few"
else
    echo "FAILED: a compiled model: 10 predictions: $few; 210: $many"
    failures=$((failures + 1))
fi

# A pool takes a lock and counts references around a run, but allocates nothing either.
few=$(counts_of ServingProbe 10 | grep -oE '(allocations|frees) [0-9]+' | paste -sd' ')
many=$(counts_of ServingProbe 10010 | grep -oE '(allocations|frees) [0-9]+' | paste -sd' ')
if [ -n "$few" ] && [ "$few" = "$many" ]; then
    echo "ok: SessionPool.withSession: $few"
else
    echo "FAILED: SessionPool.withSession: 10 runs: $few; 10010 runs: $many"
    failures=$((failures + 1))
fi

"$binaries/RuntimeOnly"
for library in libFoundation lib_Foundation libjson-c libz; do
    if ldd "$binaries/RuntimeOnly" | grep "$library"; then
        echo "FAILED: a program of LaminaRuntime alone links $library"
        failures=$((failures + 1))
    fi
done
readelf -d "$binaries/RuntimeOnly" | grep NEEDED
[ $failures = 0 ] || exit 1
echo "ok: every run without allocation, reference count or lock; LaminaRuntime without Foundation, json-c and zlib"

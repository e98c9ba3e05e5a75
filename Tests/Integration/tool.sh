#!/usr/bin/env bash
# What only a process shows: its environment, its standard output, signals, a folder that two want.
#
# usage: tool.sh LAMINA    LAMINA is the tool's binary.
set -euo pipefail

lamina=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# check NAME EXPECTED-STATUS EXPECTED-TEXT COMMAND…: runs, then compares the exit status and looks for the text on standard error.
check() {
    local name=$1 status=$2 text=$3 found=0
    shift 3
    "$@" >"$work/output" 2>"$work/error" || found=$?
    if [[ $found -eq $status ]] && { [[ -z $text ]] || grep -qF -- "$text" "$work/error"; }; then
        echo "ok   $name"
    else
        failed=$((failed + 1))
        echo "FAIL $name: exit $found, expected $status with: $text"
        sed 's/^/     /' "$work/error"
    fi
}

check "an unknown set of kernels" 2 "LAMINA_ISA must be baseline, avx2 or avx512, in lower case, found 'AVX2'" \
    env LAMINA_ISA=AVX2 "$lamina" summary models/xor.json
check "a known set of kernels" 0 "" env LAMINA_ISA=baseline "$lamina" summary models/xor.json
check "output that nobody can keep" 2 "error: standard output: No space left on device" \
    sh -c '"$1" summary models/xor.json >/dev/full' sh "$lamina"
check "output that nobody reads on" 0 "" bash -c 'set +o pipefail; "$1" layers | head -n 1 >/dev/null' bash "$lamina"

# interrupt SIGNAL STATUS: trains until there is a checkpoint, sends the signal, looks at the end and at what is left.
interrupt() {
    local run=$work/run-$1 status=0
    # Job control, so that the training does not begin with SIGINT ignored.
    set -m
    "$lamina" train models/weather-gru.json --epochs 500 --output "$run" --quiet 2>"$work/error" &
    local process=$!
    set +m
    for _ in $(seq 6000); do
        [[ -e $run/checkpoint.safetensors ]] && break
        sleep 0.01
    done
    check "a second training in the folder of a first" 2 "$run: another training writes here now" \
        "$lamina" train models/weather-gru.json --epochs 1 --output "$run"
    kill -"$1" "$process"
    wait "$process" || status=$?
    if [[ $status -eq $2 ]] && [[ -z $(find "$run" -name '*.partial') ]]; then
        echo "ok   SIG$1 ends a training in order"
    else
        failed=$((failed + 1))
        echo "FAIL SIG$1: exit $status, expected $2; left: $(ls -A "$run")"
    fi
    check "the folder is free again" 0 "" "$lamina" train models/weather-gru.json --epochs 1 --resume --quiet --output "$run"
}
interrupt INT 130
interrupt TERM 143

[[ $failed -eq 0 ]]

#!/usr/bin/env bash
# Builds the executable and the lamina tool, compiles the digits' model to a plan file, and prints what it costs to use it.
#
# usage: measure.sh [SCRATCH]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
flags=(-c release --static-swift-stdlib -Xswiftc -static-executable --scratch-path "${1:-.build}")
swift build "${flags[@]}" --product predict
program=$(swift build "${flags[@]}" --show-bin-path)/predict

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
digits=../Embedded/Sources/Digit/digits-mlp
swift run "${flags[@]}" --package-path ../.. lamina compile $digits.json --weights $digits.safetensors -o "$work/digits.plan"

image=$(python3 -c 'print(*(pixel / 16 for pixel in [
    0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0, 0, 3, 15, 2, 0, 11, 8, 0, 0, 4, 12, 0, 0, 8, 8, 0,
    0, 5, 8, 0, 0, 9, 8, 0, 0, 4, 11, 0, 1, 12, 7, 0, 0, 2, 14, 5, 10, 12, 0, 0, 0, 0, 6, 13, 10, 0, 0, 0]))')
echo "$image" | "$program" "$work/digits.plan"
../measure.py "$image" "$program" "$work/digits.plan"

#!/usr/bin/env bash
# Builds the executable and prints what it costs.
#
# usage: measure.sh [SCRATCH]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
flags=(-c release --static-swift-stdlib -Xswiftc -static-executable --scratch-path "${1:-.build}")
swift build "${flags[@]}" --product Digit
program=$(swift build "${flags[@]}" --show-bin-path)/Digit

image="0 0 5 13 9 1 0 0 0 0 13 15 10 15 5 0 0 3 15 2 0 11 8 0 0 4 12 0 0 8 8 0 0 5 8 0 0 9 8 0 0 4 11 0 1 12 7 0 0 2 14 5 10 12 0 0 0 0 6 13 10 0 0 0"
echo "$image" | "$program"
../measure.py "$image" "$program"

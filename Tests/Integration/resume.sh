#!/usr/bin/env bash
# Trains once in one go, and once with other threads, killed on the way and resumed: the weights must be the same bytes.
#
# usage: resume.sh LAMINA    LAMINA is the tool's binary.
set -euo pipefail

lamina=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

train() { # folder, options…
    local folder=$1
    shift
    "$lamina" train models/weather-gru.json --epochs 12 --output "$work/$folder" --quiet "$@"
}

train whole --threads 1
kills=0
for _ in 1 2 3; do
    train broken --threads 2 --resume &
    process=$!
    for _ in $(seq 400); do
        [ -e "$work/broken/checkpoint.safetensors" ] && break
        sleep 0.01
    done
    sleep "0.$((RANDOM % 4))"
    if kill -KILL "$process" 2>/dev/null; then kills=$((kills + 1)); fi
    wait "$process" 2>/dev/null || true
done
train broken --threads 2 --resume

cmp "$work/whole/weights.safetensors" "$work/broken/weights.safetensors"
cmp "$work/whole/history.json" "$work/broken/history.json"
if ls "$work/broken" | grep -v -E '^(checkpoint|weights)\.safetensors$|^history\.(csv|json)$|^forecast\.svg$' | grep -v -F .partial; then
    echo "unexpected files" >&2
    exit 1
fi
echo "ok   killed $kills times, resumed, with other threads: the same bytes"

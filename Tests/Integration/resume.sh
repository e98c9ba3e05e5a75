#!/usr/bin/env bash
# Trains once in one go, and once with other threads, killed on the way and resumed: the weights must be the same bytes.
#
# usage: resume.sh LAMINA    LAMINA is the tool's binary.
set -euo pipefail

lamina=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

train=("$lamina" train models/weather-gru.json --epochs 12 --quiet)

"${train[@]}" --output "$work/whole" --threads 1
kills=0
for round in 1 2 3; do
    # The tool itself, not a shell around it: a kill of a shell would leave the training running.
    "${train[@]}" --output "$work/broken" --threads 2 --resume &
    process=$!
    for _ in $(seq 6000); do
        [ -e "$work/broken/checkpoint.safetensors" ] && break
        kill -0 "$process" 2>/dev/null || break
        sleep 0.01
    done
    # The first kill follows the first checkpoint at once: eleven epochs are left.
    [ "$round" = 1 ] || sleep "0.$((RANDOM % 4))"
    kill -KILL "$process" 2>/dev/null || true
    status=0
    wait "$process" 2>/dev/null || status=$?
    case $status in
        0) ;;                        # it had ended before the kill
        137) kills=$((kills + 1)) ;; # 128 + SIGKILL
        *)
            echo "training failed by itself: exit $status" >&2
            exit 1
            ;;
    esac
done
if [ "$kills" -lt 1 ]; then
    echo "no kill hit: nothing was resumed" >&2
    exit 1
fi
"${train[@]}" --output "$work/broken" --threads 2 --resume

cmp "$work/whole/weights.safetensors" "$work/broken/weights.safetensors"
cmp "$work/whole/history.json" "$work/broken/history.json"
cmp "$work/whole/run.json" "$work/broken/run.json"
if ls "$work/broken" | grep -v -E '^(checkpoint|weights)\.safetensors$|^history\.(csv|json)$|^forecast\.svg$|^(model|run)\.json$'; then
    echo "unexpected files" >&2
    exit 1
fi
echo "ok   killed $kills times, resumed, with other threads: the same bytes"

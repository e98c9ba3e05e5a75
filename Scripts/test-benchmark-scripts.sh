#!/usr/bin/env bash
# Tests the scripts of Benchmarks, where there is a python3.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v python3 >/dev/null; then
    echo "Benchmarks: there is no python3, so its scripts are not tested"
    exit 0
fi
PYTHONDONTWRITEBYTECODE=1 python3 -m unittest discover -s Benchmarks/tests

#!/usr/bin/env bash
# Requests per second and latency of /predict over loopback, at 1, 8 and 64 connections. Needs wrk.
#
#   Scripts/load.sh [seconds for each] [forecast-service executable] [folder with model/]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
seconds=${1:-5}
service=${2:-$here/.build/release/forecast-service}
folder=${3:-$here/runs}
port=${PORT:-18080}
command -v wrk >/dev/null || { echo "wrk is needed: apt-get install wrk" >&2; exit 2; }

work=$(mktemp -d)
ML_FOLDER=$folder HOST=127.0.0.1 PORT=$port LOG_LEVEL=warning "$service" serve &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 200); do curl -sf "http://127.0.0.1:$port/ping" >/dev/null && break; sleep 0.05; done

python3 - "$work" <<'PYTHON'
import json, sys
rows = [[(row * 7 + column) % 23 + 0.5 for column in range(10)] for row in range(24)]
body = json.dumps(rows)
with open(sys.argv[1] + "/post.lua", "w") as script:
    script.write(f"wrk.method = 'POST'\nwrk.body = '{body}'\nwrk.headers['Content-Type'] = 'application/json'\n")
PYTHON

curl -sf -X POST -H 'Content-Type: application/json' --data "$(sed -n "s/wrk.body = '\(.*\)'/\1/p" "$work/post.lua")" \
    "http://127.0.0.1:$port/predict"
timeout $((seconds + 20)) wrk -t1 -c8 -d2s -s "$work/post.lua" "http://127.0.0.1:$port/predict" >/dev/null
resident() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' /proc/$server/status; }
warm=$(resident)
printf '%12s %12s %10s %10s %10s %10s %8s\n' connections requests/s p50 p90 p99 max errors
for connections in 1 8 64; do
    timeout $((seconds + 20)) wrk -t1 -c$connections -d${seconds}s --latency -s "$work/post.lua" "http://127.0.0.1:$port/predict" >"$work/out"
    awk -v c=$connections '
        /Requests\/sec/ { rate = $2 } $1 == "50%" { p50 = $2 } $1 == "90%" { p90 = $2 } $1 == "99%" { p99 = $2 }
        $1 == "Latency" && $2 != "Distribution" { max = $4 }
        /Non-2xx/ { errors += $NF } /Socket errors/ { errors += $4 + $6 + $8 + $10 }
        END { printf "%12d %12s %10s %10s %10s %10s %8d\n", c, rate, p50, p90, p99, max, errors }' "$work/out"
done
echo "the model call, from /metrics:"
curl -s "http://127.0.0.1:$port/metrics" | awk '
    /^model_run_seconds_bucket/ { split($1, parts, "\""); bounds[++n] = parts[2]; counts[n] = $2 }
    /^model_run_seconds_count/ { total = $2 } /^model_batch_size_count/ { runs = $2 } /^model_batch_size_sum/ { rows = $2 }
    END {
        for (i = 1; i <= n; i++) { if (!p50 && counts[i] >= total * 0.5) p50 = bounds[i]; if (!p99 && counts[i] >= total * 0.99) p99 = bounds[i] }
        printf "  runs %d, rows a run %.2f, p50 at most %s s, p99 at most %s s\n", total, rows / runs, p50, p99
    }'
echo "resident memory: $warm MiB after the warm-up, $(resident) MiB at the end"

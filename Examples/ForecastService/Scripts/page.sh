#!/usr/bin/env bash
# Opens the page in a real headless Chromium, checks that it drew forecasts from the service's answers, and takes a picture.
#
#   Scripts/page.sh [picture.png] [forecast-service executable] [folder with model/]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
picture=${1:-$here/runs/page.png}
service=${2:-$here/.build/release/forecast-service}
folder=${3:-$here/runs}
port=${PORT:-18081}
command -v chromium >/dev/null || { echo "chromium is needed: apt-get install chromium" >&2; exit 2; }

work=$(mktemp -d)
ML_FOLDER=$folder HOST=127.0.0.1 PORT=$port LOG_LEVEL=warning "$service" serve &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 200); do curl -sf "http://127.0.0.1:$port/ping" >/dev/null && break; sleep 0.05; done

browse() {
    timeout 90 chromium --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$work/profile" \
        --window-size=1000,720 --virtual-time-budget=12000 "$@" "http://127.0.0.1:$port/" 2>"$work/browser.log"
}
browse --dump-dom >"$work/page.html"
browse --screenshot="$picture"

field() { sed -n "s/.*<dd id=\"$1\">\([^<]*\)<.*/\1/p" "$work/page.html"; }
answers=$(field answers)
echo "answers $answers, now $(field now), in six hours $(field next), error $(field error), persistence $(field persistence)"
[ "${answers:-0}" -gt 100 ] || { echo "FAILED: only ${answers:-0} answers were drawn" >&2; exit 1; }
grep -q '<path class="ahead" d="M' "$work/page.html" || { echo "FAILED: no forecast was drawn" >&2; exit 1; }
grep -q '<span id="problem" role="status"></span>' "$work/page.html" || { echo "FAILED: $(grep -o '<span id="problem".*</span>' "$work/page.html")" >&2; exit 1; }
case "$(field next)$(field error)" in *°C*°C) ;; *) echo "FAILED: no numbers" >&2; exit 1 ;; esac
echo "ok: $picture"

#!/usr/bin/env bash
# Stops the service by SIGTERM under load and counts: every request that was sent is answered. Clients do as a load balancer does: once /ping
# says 503 they open no connection any more. Needs python3.
#
#   Scripts/stop.sh [forecast-service executable] [folder with model/]
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
service=${1:-$here/.build/release/forecast-service}
folder=${2:-$here/runs}
port=${PORT:-18082}

ML_FOLDER=$folder HOST=127.0.0.1 PORT=$port DRAIN_SECONDS=1 LOG_LEVEL=warning "$service" serve &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 200); do curl -sf "http://127.0.0.1:$port/ping" >/dev/null && break; sleep 0.05; done

python3 - "$port" "$server" <<'PYTHON'
import http.client, json, os, signal, sys, threading, time
port, server = int(sys.argv[1]), int(sys.argv[2])
body = json.dumps([[1.5] * 10] * 24)
answered, lost = [], []
draining = threading.Event()

def ping():
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status
    finally:
        connection.close()

def client():
    while not draining.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("POST", "/predict", body, {"Content-Type": "application/json", "Connection": "close"})
            status = connection.getresponse().status
            (answered if status == 200 else lost).append(status)
        except Exception as error:
            lost.append(repr(error))
        finally:
            connection.close()

def probe():
    while ping() == 200: time.sleep(0.2)
    draining.set()

threads = [threading.Thread(target=client) for _ in range(8)] + [threading.Thread(target=probe)]
for thread in threads: thread.start()
time.sleep(1)
before = len(answered)
os.kill(server, signal.SIGTERM)
for thread in threads: thread.join()
print(f"answered {len(answered)}, of them {len(answered) - before} after SIGTERM; lost {len(lost)}")
if lost: print("first lost:", lost[:3])
sys.exit(1 if lost or len(answered) == before else 0)
PYTHON
wait $server
echo "ok: the service ended by itself with code 0"

"""The service as a process, what it tells of itself, and load on it."""
import json
import os
import re
import subprocess
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))


class Server:
    def __init__(self, command, port, body):
        self.address, self.body = f"http://127.0.0.1:{port}", body
        self.process = subprocess.Popen(command + ["--port", str(port)])
        for _ in range(400):
            try:
                return self.get("/ping") and None
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.process.kill()
        raise SystemExit(f"the service did not start: {' '.join(command)}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)

    def get(self, path):
        with urllib.request.urlopen(self.address + path, timeout=10) as response:
            return response.read().decode()

    def forecast(self):
        with open(self.body, "rb") as file:
            request = urllib.request.Request(self.address + "/predict", file.read(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)["predictions"][0]["change"]

    def wrk(self, connections, seconds):
        return subprocess.Popen(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", os.path.join(HERE, "post.lua"), self.address + "/predict"],
            env=dict(os.environ, BODY=self.body), stdout=subprocess.PIPE, text=True)

    def load(self, connections, seconds):
        output, _ = self.wrk(connections, seconds).communicate(timeout=seconds + 60)
        return json.loads(next(line for line in output.splitlines() if line.startswith("{")))

    def windows_and_runs(self):
        """How many windows Lamina's batcher has answered, and in how many runs."""
        text = self.get("/metrics")
        return tuple(int(float(re.search(rf"^model_batch_size_{name} (\S+)", text, re.M)[1])) for name in ("sum", "count"))

    def resident_mib(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) / 1024

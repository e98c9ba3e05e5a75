"""A golden file in memory: cases in the metadata, float32 tensors named `case|role`."""

import json
import struct
from importlib.metadata import version

import numpy as np


class GoldenFile:
    def __init__(self):
        self.cases = {}
        self.tensors = {}

    def add(self, name, model, tensors):
        assert name not in self.cases and "|" not in name
        self.cases[name] = json.dumps(model)
        for role, value in tensors.items():
            values = np.asarray(value, dtype=np.float32)
            assert np.all(np.isfinite(values)) or role in FREE_ROLES, (name, role)
            self.tensors[f"{name}|{role}"] = values

    def save(self, path):
        metadata = {f"version of {package}": version(package) for package in ("keras", "jax", "numpy")}
        metadata |= {f"case {name}": model for name, model in self.cases.items()}
        header = {"__metadata__": metadata}
        offset = 0
        for name, values in self.tensors.items():
            header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [offset, offset + values.nbytes]}
            offset += values.nbytes
        text = json.dumps(header).encode()
        text += b" " * (-(len(text) + 8) % 64)
        data = b"".join(np.ascontiguousarray(values).astype("<f4").tobytes() for values in self.tensors.values())
        with open(path, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text + data)
        return 8 + len(text) + len(data)


FREE_ROLES = {"val_loss"}

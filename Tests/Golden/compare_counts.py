"""Compares every model file's parameter counts and output shapes with those of the same model in the real Keras.

    python compare_counts.py [model.json …]

Prints a line a model and fails where one differs.
"""

import glob
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np

from goldens import model

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def compare(path):
    with open(path) as file:
        document = json.load(file)
    model.FOLDER = os.path.dirname(path)
    keras.backend.clear_session()
    built = model.keras_model(document, batch=2)
    found = {
        "parameters": sum(int(np.prod(v.shape)) for v in built.weights if not is_seed(v)),
        "trainable_parameters": sum(int(np.prod(v.shape)) for v in built.trainable_weights),
    }
    names = document.get("outputs", [document["layers"][-1]["name"]])
    found["outputs"] = {name: list(value.shape[1:]) for name, value in zip(names, built.outputs)}
    expected = document.get("expect", {})
    return {key: (value, found[key]) for key, value in expected.items() if value != found[key]}, found["parameters"]


def is_seed(variable):
    return "seed_generator" in variable.path


if __name__ == "__main__":
    paths = sys.argv[1:] or sorted(
        path for path in glob.glob(os.path.join(ROOT, "models", "**", "*.json"), recursive=True) if "schema" not in path and "searches" not in path)
    differing = 0
    for path in paths:
        differences, count = compare(path)
        differing += bool(differences)
        print(f"{os.path.relpath(path, ROOT)}: {count:,} parameters" + "".join(
            f"\n    {key}: the file expects {expected}, Keras has {found}" for key, (expected, found) in differences.items()))
    print(f"Keras {keras.__version__}: {len(paths)} models, {differing} differ")
    sys.exit(differing > 0)

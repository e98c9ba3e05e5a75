"""Writes data/*.safetensors: what the real Keras says of models that are given in Lamina's JSON.

    python make_goldens.py [family …]

Keras computes in float64 (but for "saturated") on numbers that are exact in float32, so that a difference is Lamina's own rounding. A file holds one
family of cases: its metadata maps a case's name to the text of its model, its tensors are named `case|role`.
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"

import keras
from keras.src.backend.common import dtypes

# Keras narrows every float64 to float32 on JAX, whatever floatx says.
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")

from goldens import (
    activations, attention, composition, early_stopping, fits, graphs, images, initializers, losses, optimizers, recurrent, schedules, sequences,
    shelf, streaming, trajectories, whole_models,
)
from goldens.container import GoldenFile

FAMILIES = {
    "activations": activations.write,
    "recurrent": recurrent.write,
    "sequences": sequences.write,
    "attention": attention.write,
    "graphs": graphs.write,
    "composition": composition.write,
    "losses": losses.write,
    "more-losses": losses.write_more,
    "metrics": losses.write_metrics,
    "streaming-metrics": streaming.write,
    "saturated": losses.write_saturated,
    "regularizers": losses.write_regularizers,
    "optimizers": optimizers.write,
    "convolutions": images.write_convolutions,
    "channel-convolutions": images.write_channel_convolutions,
    "poolings": images.write_poolings,
    "merges": shelf.write_merges,
    "rectified": shelf.write_rectified,
    "normalizations": shelf.write_normalizations,
    "rearrangements": shelf.write_rearrangements,
    "scalings": shelf.write_scalings,
    "trajectories": trajectories.write,
    "whole-models": whole_models.write,
    "fits": fits.write,
    "initializers": initializers.write,
    "early-stopping": early_stopping.write,
    "schedules": schedules.write_schedules,
    "plateaus": schedules.write_plateaus,
}

if __name__ == "__main__":
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
    for name in sys.argv[1:] or FAMILIES:
        golden = GoldenFile()
        FAMILIES[name](golden)
        path = os.path.join(folder, name + ".safetensors")
        size = golden.save(path)
        print(f"{name}: {len(golden.cases)} cases, {size} bytes")

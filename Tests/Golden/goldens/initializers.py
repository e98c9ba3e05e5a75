"""What Keras's initializers draw: mean, deviation, least, largest, and how far a matrix is from orthogonal."""

import keras
import numpy as np

from .model import document, keras_model, named, prefixed

SPECS = [
    "zeros", "ones", {"type": "Constant", "value": 0.3}, {"type": "Identity", "gain": 2.0},
    "random_uniform", {"type": "RandomUniform", "minval": -0.2, "maxval": 0.6}, "random_normal",
    {"type": "RandomNormal", "mean": 0.1, "stddev": 0.5}, "truncated_normal", {"type": "TruncatedNormal", "mean": -0.1, "stddev": 0.3},
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal", "variance_scaling",
    {"type": "VarianceScaling", "scale": 3.0, "mode": "fan_out", "distribution": "uniform"},
    {"type": "VarianceScaling", "scale": 0.5, "mode": "fan_avg", "distribution": "untruncated_normal"},
]


def statistics(values):
    return [values.mean(), values.std(), values.min(), values.max()]


def orthogonality(values):
    small = values if values.shape[0] <= values.shape[1] else values.T
    gram = small @ small.T
    return [gram.diagonal().mean(), np.abs(gram - np.eye(len(gram)) * gram.diagonal().mean()).max()]


def add_case(golden, name, layer, shape, measure):
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    model = document([{"name": "layer", **layer}], shape)
    built = keras_model(model)
    values = named(built.trainable_variables, [measure(np.array(v.value)) for v in built.trainable_variables])
    golden.add(name, model, prefixed("statistics", values))


def write(golden):
    for spec in SPECS:
        title = spec if isinstance(spec, str) else " ".join(str(value) for value in spec.values())
        layer = {"type": "Dense", "units": 160, "kernel_initializer": spec, "bias_initializer": "ones" if spec == "zeros" else "zeros"}
        add_case(golden, f"statistics of {title}", layer, [240], statistics)
    for cell in ("SimpleRNN", "GRU", "LSTM"):
        layer = {"type": cell, "units": 70, "recurrent_initializer": "glorot_normal"}
        add_case(golden, f"statistics of {cell}", layer, [3, 50], statistics)
    layer = {"type": "LSTM", "units": 40, "unit_forget_bias": False, "recurrent_initializer": "he_uniform"}
    add_case(golden, "statistics of LSTM without forget bias", layer, [3, 50], statistics)
    for units, features in ((40, 40), (24, 50), (50, 24)):
        layer = {"type": "Dense", "units": units, "kernel_initializer": {"type": "Orthogonal", "gain": 1.5}, "use_bias": False}
        add_case(golden, f"orthogonality of {features} by {units}", layer, [features], orthogonality)
    for cell in ("SimpleRNN", "GRU", "LSTM"):
        layer = {"type": cell, "units": 20, "use_bias": False, "kernel_initializer": "orthogonal"}
        add_case(golden, f"orthogonality of {cell}", layer, [3, 10], orthogonality)

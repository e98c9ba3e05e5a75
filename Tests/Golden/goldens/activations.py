"""Every activation function: in a Dense layer, and as a layer of its own."""

import numpy as np

from .gradients import add_case
from .model import document

# (function, where its derivative jumps)
PLAIN = {
    "linear": (), "relu": (0,), "relu6": (0, 6), "leaky_relu": (0,), "elu": (0,), "celu": (0,), "selu": (0,), "sigmoid": (),
    "hard_sigmoid": (-3, 3), "log_sigmoid": (), "tanh": (), "hard_tanh": (-1, 1), "tanh_shrink": (), "softplus": (),
    "softsign": (0,), "squareplus": (), "sparse_plus": (-1, 1), "sparse_sigmoid": (-1, 1), "silu": (), "swish": (),
    "hard_silu": (-3, 3), "hard_swish": (-3, 3), "mish": (), "gelu": (), "exponential": (), "hard_shrink": (-0.5, 0.5),
    "soft_shrink": (-0.5, 0.5), "softmax": (), "log_softmax": (),
}

WITH_FIELDS = {
    "relu slope, limit and threshold": ({"type": "relu", "negative_slope": 0.25, "max_value": 2.5, "threshold": 0.5}, (0.5, 2.5)),
    "relu with a limit": ({"type": "relu", "max_value": 1.5}, (0, 1.5)),
    "relu with a negative threshold": ({"type": "relu", "threshold": -0.5}, (-0.5,)),
    "leaky_relu 0.05": ({"type": "leaky_relu", "negative_slope": 0.05}, (0,)),
    "elu 0.5": ({"type": "elu", "alpha": 0.5}, (0,)),
    "celu 2": ({"type": "celu", "alpha": 2.0}, (0,)),
    "squareplus 2": ({"type": "squareplus", "b": 2.0}, ()),
    "hard_shrink 1": ({"type": "hard_shrink", "threshold": 1.0}, (-1, 1)),
    "soft_shrink 0.25": ({"type": "soft_shrink", "threshold": 0.25}, (-0.25, 0.25)),
    "gelu approximate": ({"type": "gelu", "approximate": True}, ()),
    "threshold": ({"type": "threshold", "threshold": 0.5, "default_value": -1.0}, (0.5,)),
}


def away_from(kinks):
    def accept(built, inputs):
        kernel, bias = (np.array(v.value) for v in built.layers[1].trainable_variables)
        z = inputs[0] @ kernel + bias
        return all(np.min(np.abs(z - kink)) > 2e-3 for kink in kinks)

    return accept


def away_from_the_threshold(built, inputs):
    kernel, bias = (np.array(v.value) for v in built.layers[1].trainable_variables)
    z = inputs[0] @ kernel + bias
    falling = -np.sort(-z, axis=-1)
    shares = (np.cumsum(falling, axis=-1) - 1) / np.arange(1, z.shape[-1] + 1)
    return np.min(np.abs(falling - shares)) > 2e-3


def write(golden):
    cases = {name: (name, kinks) for name, kinks in PLAIN.items()} | WITH_FIELDS
    for name, (activation, kinks) in cases.items():
        scale = 1.0 if name == "exponential" else 4.0 if name == "relu6" else 2.0
        model = document([{"name": "dense", "type": "Dense", "units": 7, "activation": activation}], [5])
        add_case(golden, f"dense {name}", model, batch=4, scale=scale, accept=away_from(kinks))
    add_case(golden, "dense glu", document([{"name": "dense", "type": "Dense", "units": 8, "activation": "glu"}], [5]), batch=4, scale=2.0)
    for name, scale in (("sparsemax", 0.4), ("sparsemax with few above 0", 1.5)):
        model = document([{"name": "dense", "type": "Dense", "units": 7, "activation": "sparsemax"}], [5])
        add_case(golden, f"dense {name}", model, batch=4, scale=scale, accept=away_from_the_threshold)
    layers = [{"name": "dense", "type": "Dense", "units": 6}, {"name": "act", "type": "Activation", "activation": "glu"}]
    add_case(golden, "layer glu on a sequence", document(layers, [3, 4]), scale=2.0)
    conv = {"name": "conv", "type": "Conv2D", "filters": 6, "kernel_size": 2, "activation": "glu"}
    add_case(golden, "Conv2D glu", document([conv], [4, 3, 2]))
    for name in ("softmax", "log_softmax", "mish"):
        layers = [{"name": "dense", "type": "Dense", "units": 6}, {"name": "act", "type": "Activation", "activation": name}]
        add_case(golden, f"layer {name} on a sequence", document(layers, [3, 4]), scale=2.0)
    for units, features in ((1, 1), (17, 33), (64, 8), (130, 3)):
        layers = [{"name": "dense", "type": "Dense", "units": units, "activation": "tanh"}]
        add_case(golden, f"dense {features} to {units}", document(layers, [features]), batch=5)
    layers = [{"name": "dense", "type": "Dense", "units": 4, "use_bias": False}]
    add_case(golden, "dense without bias", document(layers, [6]))
    add_case(golden, "dense on three axes", document([{"name": "dense", "type": "Dense", "units": 4, "activation": "silu"}], [2, 3, 5]))

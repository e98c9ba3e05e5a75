"""Layers that merge, rectify, normalise, rearrange and scale: behind a Dense layer, so that gradients go through."""

import numpy as np

from .activations import away_from
from .gradients import add_case
from .model import document, exact


def dense(name, units, inputs=None):
    return {"name": name, "type": "Dense", "units": units} | ({"inputs": inputs} if inputs else {})


def case(golden, layer, shape, **more):
    """`shape` is the layer's input."""
    fields = " ".join(f"{key} {value}" for key, value in layer.items())
    add_case(golden, f"{fields} on {shape}", document([dense("product", shape[-1]), {"name": "layer", **layer}], shape[:-1] + [3]), **more)


def merge(golden, layer, *shapes):
    names = [f"product{index}" for index in range(len(shapes))]
    inputs = [{"name": f"input{index}", "shape": shape[:-1] + [3]} for index, shape in enumerate(shapes)]
    layers = [dense(name, shape[-1], [spec["name"]]) for name, shape, spec in zip(names, shapes, inputs)]
    fields = " ".join(f"{key} {value}" for key, value in layer.items())
    title = f"{fields} on {' and '.join(map(str, shapes))}"
    add_case(golden, title, document([*layers, {"name": "layer", **layer, "inputs": names}], (), inputs=inputs))


def write_merges(golden):
    for kind in ("Add", "Multiply", "Average", "Maximum", "Minimum"):
        merge(golden, {"type": kind}, [4], [4])
        merge(golden, {"type": kind}, [3, 5], [3, 5], [3, 5])
        merge(golden, {"type": kind}, [2, 3, 4], [1, 4], [3, 1])
    merge(golden, {"type": "Subtract"}, [4], [4])
    merge(golden, {"type": "Subtract"}, [4], [3, 1])
    for normalize in (False, True):
        for axes, left, right in ((1, [5], [5]), (-1, [3, 5], [4, 5]), ([2, 1], [3, 5], [5, 4]), ([1, 1], [5, 3], [5, 4]), ([1, 2], [5, 3], [4, 5]),
                                  (2, [2, 5, 3], [4, 5]), ([1, 2], [5], [3, 5, 2]), ([2, 1], [4, 5], [5])):
            merge(golden, {"type": "Dot", "axes": axes, "normalize": normalize}, left, right)


def write_rectified(golden):
    for layer, kinks in (
        ({"type": "ReLU"}, (0,)), ({"type": "ReLU", "max_value": 1.5, "negative_slope": 0.25, "threshold": 0.5}, (0.5, 1.5)),
        ({"type": "LeakyReLU"}, (0,)), ({"type": "LeakyReLU", "negative_slope": 0.1}, (0,)), ({"type": "ELU"}, (0,)),
        ({"type": "ELU", "alpha": 0.5}, (0,)), ({"type": "PReLU"}, (0,)), ({"type": "PReLU", "shared_axes": [1]}, (0,)),
        ({"type": "PReLU", "alpha_regularizer": {"type": "L2", "l2": 0.1}}, (0,)),
    ):
        case(golden, layer, [4, 6], accept=away_from(kinks))
    for shared in ([1, 2], [2], [1, 3], [1, 2, 3]):
        case(golden, {"type": "PReLU", "shared_axes": shared}, [3, 2, 5], accept=away_from((0,)))
    case(golden, {"type": "Softmax"}, [3, 6])
    for axis in (1, -2, 3):
        case(golden, {"type": "Softmax", "axis": axis}, [3, 4, 5])


def write_normalizations(golden):
    regularized = {"gamma_regularizer": {"type": "L2", "l2": 0.1}, "beta_regularizer": {"type": "L1", "l1": 0.05}}
    for fields in ({}, {"center": False}, {"scale": False}, {"center": False, "scale": False}, {"epsilon": 0.25}, {"rms_scaling": True}, regularized):
        case(golden, {"type": "LayerNormalization", **fields}, [3, 7])
    for fields in ({}, {"axis": [2, 3]}, {"axis": [1, 2, 3]}, {"axis": [-1, -2], "center": False}):
        case(golden, {"type": "LayerNormalization", **fields}, [3, 2, 5])
        case(golden, {"type": "UnitNormalization", **{key: value for key, value in fields.items() if key == "axis"}}, [3, 2, 5])
    case(golden, {"type": "RMSNormalization"}, [3, 7])
    case(golden, {"type": "RMSNormalization", "epsilon": 0.25}, [33])
    case(golden, {"type": "RMSNormalization", "axis": [1, 2]}, [3, 7])
    case(golden, {"type": "UnitNormalization"}, [9])
    for fields in ({}, {"center": False}, {"scale": False}, {"center": False, "scale": False, "epsilon": 0.1}, regularized):
        case(golden, {"type": "GroupNormalization", "groups": 2, **fields}, [3, 2, 6])
    for groups, shape in ((-1, [5, 6]), (1, [5, 6]), (3, [18]), (32, [4, 3, 64])):
        case(golden, {"type": "GroupNormalization", "groups": groups}, shape)


def write_rearrangements(golden):
    for dims, shape in (([2, 1], [4, 5]), ([1, 2], [4, 5]), ([3, 1, 2], [2, 4, 5]), ([2, 1, 3], [2, 4, 5]), ([1, 3, 2], [2, 18, 17]),
                        ([4, 2, 3, 1], [2, 3, 2, 5]), ([5, 3, 1, 4, 2], [2, 3, 4, 2, 3])):
        case(golden, {"type": "Permute", "dims": dims}, shape)
    case(golden, {"type": "RepeatVector", "n": 4}, [5])
    case(golden, {"type": "Cropping1D"}, [5, 4])
    case(golden, {"type": "Cropping1D", "cropping": [0, 2]}, [5, 4])
    for cropping in (0, 1, [1, 0], [[0, 1], [2, 1]]):
        case(golden, {"type": "Cropping2D", "cropping": cropping}, [5, 4, 3])
    case(golden, {"type": "ZeroPadding1D"}, [5, 4])
    case(golden, {"type": "ZeroPadding1D", "padding": [2, 0]}, [5, 4])
    for padding in (1, [2, 0], [[0, 1], [2, 1]]):
        case(golden, {"type": "ZeroPadding2D", "padding": padding}, [5, 4, 3])
    case(golden, {"type": "UpSampling1D"}, [5, 4])
    case(golden, {"type": "UpSampling1D", "size": 3}, [5, 1])
    case(golden, {"type": "UpSampling2D"}, [3, 4, 2])
    case(golden, {"type": "UpSampling2D", "size": [1, 3], "interpolation": "nearest"}, [3, 4, 2])


def write_scalings(golden):
    case(golden, {"type": "Rescaling", "scale": 0.25, "offset": -1.5}, [4, 3])
    for invert in (False, True):
        case(golden, {"type": "Normalization", "mean": [1.0, -2.0, 0.5], "variance": [4.0, 0.25, 0.0625], "invert": invert}, [4, 3])
        case(golden, {"type": "Normalization", "mean": 3.0, "variance": 4.0, "invert": invert}, [4, 3])

        def arrange(built, generator):
            layer = built.layers[2]
            layer.adapt_mean.assign(exact(generator.normal(size=3)))
            layer.adapt_variance.assign(exact(generator.uniform(0.25, 4, size=3)))
            layer.finalize_state()
            return [exact(generator.normal(size=(3, 4, 3)))]

        case(golden, {"type": "Normalization", "invert": invert}, [4, 3], arrange=arrange, has_fixed_weights=True)
    case(golden, {"type": "ActivityRegularization", "l1": 0.05, "l2": 0.125}, [4, 3], batch=5)
    activity = {"activity_regularizer": {"type": "L1L2", "l1": 0.05, "l2": 0.125}}
    case(golden, {"type": "Dense", "units": 4, "activation": "tanh", "kernel_regularizer": {"type": "L2", "l2": 0.1}, **activity}, [4, 3], batch=5)
    case(golden, {"type": "Conv1D", "filters": 4, "kernel_size": 2, **activity}, [4, 3])
    case(golden, {"type": "Conv2D", "filters": 4, "kernel_size": 2, "activation": "softmax", **activity}, [3, 4, 3])
    case(golden, {"type": "GRU", "units": 4, "return_sequences": True, **activity}, [4, 3])
    case(golden, {"type": "LSTM", "units": 4, **activity}, [4, 3])

    def whole_numbers(limit, shape):
        return lambda built, generator: [generator.integers(0, limit, size=shape).astype(np.float64)]

    for limit, columns, shape in ((5, 3, [7]), (40, 17, [4, 3]), (3, 1, [1])):
        layer = {"name": "layer", "type": "Embedding", "input_dim": limit, "output_dim": columns}
        add_case(golden, f"Embedding {limit} {columns} on {shape}", document([layer, dense("out", 2)], shape), arrange=whole_numbers(limit, (3, *shape)))
    layer = {"name": "layer", "type": "Embedding", "input_dim": 5, "output_dim": 3, "embeddings_regularizer": {"type": "L2", "l2": 0.1}}
    add_case(golden, "Embedding regularized", document([layer], [7]), arrange=whole_numbers(5, (3, 7)))

"""Losses with their metrics, and penalties on weights."""

import keras
import numpy as np

from .gradients import add_case
from .model import document, exact


def bits(generator, shape):
    return generator.integers(0, 2, size=shape)


def classes(generator, shape):
    return generator.integers(0, shape[-1], size=(*shape[:-1], 1))


def one_hot(generator, shape):
    return np.eye(shape[-1])[classes(generator, shape)[..., 0]]


def distribution(generator, shape):
    values = generator.uniform(0.05, 1, size=shape)
    return values / values.sum(-1, keepdims=True)


def head(units, activation):
    return [{"name": "hidden", "type": "Dense", "units": 6, "activation": "tanh"},
            {"name": "out", "type": "Dense", "units": units, "activation": activation}]


def write(golden):
    for name in ("mse", "mae"):
        add_case(golden, name, document(head(3, "linear"), [4], name, metrics=["mae", "mse"]), batch=5)
        add_case(golden, f"{name} on a sequence", document(head(2, "tanh"), [3, 4], name, metrics=["mae", "mse"]))
        add_case(golden, f"{name} on one number", document(head(1, "linear"), [4], name, metrics=["mae"]), batch=7)
    for smoothing in (0.0, 0.1):
        for logits in (False, True):
            fields = {"from_logits": logits, "label_smoothing": smoothing}
            suffix = f"{' from logits' if logits else ''}{' smoothed' if smoothing else ''}"
            binary = {"type": "BinaryCrossentropy", **fields}
            for units, shape in ((1, [4]), (3, [4]), (2, [3, 4])):
                model = document(head(units, "linear" if logits else "sigmoid"), shape, binary, metrics=["accuracy"])
                add_case(golden, f"binary {units} on {shape}{suffix}", model, batch=6, scale=1.5, target=bits)
            categorical = {"type": "CategoricalCrossentropy", **fields}
            for draw in (one_hot, distribution):
                model = document(head(4, "linear" if logits else "softmax"), [5], categorical, metrics=["accuracy"])
                add_case(golden, f"categorical {draw.__name__}{suffix}", model, batch=6, scale=1.5, target=draw)
            model = document(head(3, "linear" if logits else "softmax"), [2, 5], categorical)
            add_case(golden, f"categorical on a sequence{suffix}", model, batch=4, target=one_hot)
    for activation in ("sigmoid", "softplus"):
        model = document(head(4, activation), [5], "categorical_crossentropy", metrics=["accuracy"])
        add_case(golden, f"categorical of {activation}, not normalised", model, batch=6, target=one_hot)
    for logits in (False, True):
        sparse = {"type": "SparseCategoricalCrossentropy", "from_logits": logits}
        for shape in ([5], [2, 5]):
            model = document(head(4, "linear" if logits else "softmax"), shape, sparse, metrics=["accuracy"])
            add_case(golden, f"sparse on {shape}{' from logits' if logits else ''}", model, batch=6, scale=1.5, target=classes)
    model = document(head(4, "softplus"), [5], "sparse_categorical_crossentropy")
    add_case(golden, "sparse of softplus, not normalised", model, batch=6, target=classes)
    for name, loss, activation, draw in (
        ("binary from large logits", {"type": "BinaryCrossentropy", "from_logits": True}, "linear", bits),
        ("categorical from large logits", {"type": "CategoricalCrossentropy", "from_logits": True}, "linear", one_hot),
        ("sparse from large logits", {"type": "SparseCategoricalCrossentropy", "from_logits": True}, "linear", classes),
    ):
        add_case(golden, name, document(head(4, activation), [5], loss), batch=6, scale=12.0, target=draw)


def counts(generator, shape):
    return generator.integers(0, 6, size=shape)


def positive(generator, shape):
    return generator.uniform(0.1, 3, size=shape)


def signs(generator, shape):
    return 2 * generator.integers(0, 2, size=shape) - 1


def write_more(golden):
    """Losses of numbers, distributions and margins."""
    for loss in ("MeanAbsolutePercentageError", "MeanSquaredLogarithmicError", "Huber", "LogCosh", "Poisson", "CosineSimilarity", "KLDivergence",
                 "Hinge", "SquaredHinge", "CategoricalHinge", "BinaryFocalCrossentropy"):
        draws = {"Poisson": (counts,), "MeanSquaredLogarithmicError": (positive, None), "KLDivergence": (distribution, one_hot), "Hinge": (signs, bits, None),
                 "SquaredHinge": (signs, bits, None), "CategoricalHinge": (one_hot,), "BinaryFocalCrossentropy": (bits, distribution)}
        activation = {"Poisson": "softplus", "KLDivergence": "softmax", "BinaryFocalCrossentropy": "sigmoid"}.get(loss, "linear")
        for draw in draws.get(loss, (None,)):
            suffix = f" of {draw.__name__}" if draw else ""
            for units, shape in ((3, [4]), (2, [3, 4]), (19, [5])):
                model = document(head(units, activation), shape, {"type": loss})
                add_case(golden, f"{loss} {units} on {shape}{suffix}", model, batch=6, scale=1.5, target=draw)
            if activation != "softmax" and loss not in ("CategoricalHinge", "CosineSimilarity") and draw is not distribution:
                add_case(golden, f"{loss} on one number{suffix}", document(head(1, activation), [4], {"type": loss}), batch=7, target=draw)
    for delta in (0.3, 2.5):
        add_case(golden, f"Huber {delta}", document(head(3, "linear"), [4], {"type": "Huber", "delta": delta}), batch=6, scale=1.5)
    for number, fields in enumerate((
        {"from_logits": True}, {"apply_class_balancing": True}, {"gamma": 0.0}, {"gamma": 1.0}, {"gamma": 3.5, "alpha": 0.7, "apply_class_balancing": True},
        {"label_smoothing": 0.1}, {"from_logits": True, "gamma": 0.5, "label_smoothing": 0.2},
    )):
        model = document(head(3, "linear" if fields.get("from_logits") else "sigmoid"), [4], {"type": "BinaryFocalCrossentropy", **fields})
        add_case(golden, f"BinaryFocalCrossentropy, options {number}", model, batch=6, scale=1.5, target=bits)


def write_metrics(golden):
    numbers = ["mae", "mse", "mape", "msle", {"type": "LogCoshError"}, "cosine_similarity"]
    for units, shape in ((1, [4]), (3, [4]), (2, [3, 4])):
        add_case(golden, f"numbers {units} on {shape}", document(head(units, "linear"), shape, metrics=numbers), batch=7, scale=1.5, target=positive)
    add_case(golden, "counts", document(head(3, "softplus"), [4], metrics=["poisson"]), batch=7, target=counts)
    binary = document(head(3, "sigmoid"), [4], "mse", metrics=["binary_accuracy"])
    add_case(golden, "bits", binary, batch=9, scale=1.5, target=bits)
    strict = document(head(3, "sigmoid"), [4], "mse", metrics=[{"type": "BinaryAccuracy", "threshold": 0.8}])
    add_case(golden, "bits above 0.8", strict, batch=9, scale=1.5, target=bits)
    classes_model = document(head(4, "softmax"), [5], "categorical_crossentropy", metrics=["categorical_accuracy", "kl_divergence", "accuracy"])
    add_case(golden, "classes", classes_model, batch=9, scale=1.5, target=one_hot)
    sparse = document(head(4, "softmax"), [2, 5], "sparse_categorical_crossentropy", metrics=["sparse_categorical_accuracy"])
    add_case(golden, "class numbers", sparse, batch=5, scale=1.5, target=classes)


def write_regularizers(golden):
    penalties = {
        "L1": {"type": "L1", "l1": 0.03}, "L2": {"type": "L2", "l2": 0.05}, "L1L2": {"type": "L1L2", "l1": 0.02, "l2": 0.04},
        "default": "l2",
    }
    for name, penalty in penalties.items():
        fields = {"kernel_regularizer": penalty, "bias_regularizer": penalty}
        layers = [{"name": "dense", "type": "Dense", "units": 4, "activation": "tanh", **fields}, {"name": "out", "type": "Dense", "units": 2}]
        add_case(golden, f"Dense {name}", document(layers, [3]), batch=5)
        for cell in ("SimpleRNN", "GRU", "LSTM"):
            layers = [{"name": "rnn", "type": cell, "units": 4, **fields, "recurrent_regularizer": penalty}]
            add_case(golden, f"{cell} {name}", document(layers, [4, 3]), batch=3)
    mixed = [{"name": "rnn", "type": "GRU", "units": 4, "recurrent_regularizer": penalties["L1"], "bias_regularizer": penalties["L2"]},
             {"name": "out", "type": "Dense", "units": 2, "kernel_regularizer": penalties["L1L2"]}]
    add_case(golden, "one for each weight", document(mixed, [4, 3]))


def saturate(built, generator):
    """Logits near 0 or far apart: between, float32 itself is coarse."""
    kernel, bias = built.trainable_variables
    kernel.assign(exact(30 * np.eye(3, kernel.shape[1]) + generator.normal(size=kernel.shape)))
    bias.assign(exact(0.1 * generator.normal(size=bias.shape)))
    rows = np.array([[1, 0, 0.1], [0.02, 0.05, -0.02], [0, -1, 1], [-1, 0.05, 1], [0.03, 1, -1], [1, -1, 0]])
    return [exact(generator.permutation(rows))]


def write_saturated(golden):
    """In float32, whose 1 - 1e-7 is not float64's: predictions beyond the clips, where the gradient is 0."""
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
    for number in range(3):
        for name, loss, activation, draw in (
            ("binary", "BinaryCrossentropy", "sigmoid", bits),
            ("categorical", "CategoricalCrossentropy", "softmax", one_hot),
            ("sparse", "SparseCategoricalCrossentropy", "softmax", classes),
            ("divergence", "KLDivergence", "softmax", one_hot),
        ):
            layers = [{"name": "out", "type": "Dense", "units": 1 if name == "binary" else 3, "activation": activation}]
            model = document(layers, [3], {"type": loss}, metrics=[] if name == "divergence" else ["accuracy"])
            add_case(golden, f"{name} {number}", model, batch=6, target=draw, arrange=saturate)
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")

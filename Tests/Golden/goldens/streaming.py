"""Metrics over several batches of unequal size, on predictions that are given: the model passes its input on."""

import keras
import numpy as np

from .model import document, exact, part, random

BATCHES = (7, 7, 7, 4)
WHOLE = sum(BATCHES)


def write(golden):
    for columns in (1, 3):
        thresholds = [
            *plain("Precision", "Recall", "TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives", "AUC"),
            {"type": "Precision", "name": "p at 0.3", "thresholds": 0.3}, {"type": "Recall", "name": "r list", "thresholds": [0.2, 0.5, 0.7]},
            {"type": "TruePositives", "name": "tp even", "thresholds": [0.0, 0.5, 1.0]},
            {"type": "AUC", "name": "pr", "curve": "PR"}, {"type": "AUC", "name": "few", "num_thresholds": 5},
            {"type": "AUC", "name": "listed", "thresholds": [0.6, 0.1, 0.45]}, {"type": "AUC", "name": "even list", "thresholds": [0.25, 0.5, 0.75]},
            {"type": "AUC", "name": "gain", "curve": "PRGAIN"}, {"type": "AUC", "name": "minor", "summation_method": "minoring"},
            {"type": "AUC", "name": "pr major", "curve": "PR", "summation_method": "majoring"},
            {"type": "SensitivityAtSpecificity", "specificity": 0.6}, {"type": "SpecificityAtSensitivity", "sensitivity": 0.5},
            {"type": "PrecisionAtRecall", "recall": 0.7}, {"type": "RecallAtPrecision", "precision": 0.55},
            {"type": "RecallAtPrecision", "name": "one threshold", "precision": 0.5, "num_thresholds": 1},
        ]
        add_case(golden, f"bits of {columns}", thresholds, [columns], probabilities, bits)
    classes = [
        *plain("F1Score"), *({"type": "F1Score", "name": f"f1 {average}", "average": average} for average in ("micro", "macro", "weighted")),
        {"type": "FBetaScore", "name": "f2", "beta": 2.0, "average": "macro"}, {"type": "FBetaScore", "name": "above", "beta": 0.5, "threshold": 0.4},
        {"type": "TopKCategoricalAccuracy", "k": 2}, {"type": "Precision", "name": "of class", "class_id": 2},
        {"type": "Recall", "name": "top", "top_k": 2}, {"type": "Precision", "name": "top of class", "top_k": 3, "class_id": 1},
        {"type": "PrecisionAtRecall", "name": "class at", "recall": 0.3, "class_id": 0},
        {"type": "AUC", "name": "labels", "multi_label": True}, {"type": "AUC", "name": "labels pr", "multi_label": True, "num_labels": 5, "curve": "PR"},
        {"type": "AUC", "name": "weighted labels", "multi_label": True, "label_weights": [0.5, 1.0, 2.0, 0.0, 1.5]},
        {"type": "AUC", "name": "weighted", "label_weights": [0.5, 1.0, 2.0, 0.25, 1.5]},
    ]
    add_case(golden, "classes", classes, [5], distributions, one_hot, "categorical_crossentropy")
    add_case(golden, "class numbers", [{"type": "SparseTopKCategoricalAccuracy", "name": "top 2", "k": 2}, *plain("SparseTopKCategoricalAccuracy")], [8], distributions, class_numbers,
             "sparse_categorical_crossentropy")
    add_case(golden, "ties", [{"type": "TopKCategoricalAccuracy", "k": 2}, {"type": "Precision", "top_k": 2}, *plain("F1Score")], [4], tied, one_hot)
    add_case(golden, "logits", [{"type": "AUC", "from_logits": True}], [2], normal, bits)
    numbers = [
        *plain("RootMeanSquaredError", "R2Score"), {"type": "R2Score", "name": "each", "class_aggregation": None},
        {"type": "R2Score", "name": "by variance", "class_aggregation": "variance_weighted_average"},
        {"type": "R2Score", "name": "adjusted", "num_regressors": 2}, {"type": "R2Score", "name": "too many", "num_regressors": 400},
    ]
    for columns in (1, 3):
        add_case(golden, f"numbers {columns}", numbers, [columns], far, far)
    add_case(golden, "steps", plain("RootMeanSquaredError", "Precision", "AUC"), [3, 2], probabilities, bits)
    add_case(golden, "nothing is positive", plain("Precision", "Recall", "AUC"), [2], probabilities, lambda generator, shape: np.zeros(shape))


def plain(*names):
    return [{"type": name} for name in names]


def probabilities(generator, shape):
    values = generator.uniform(0, 1, shape)
    values.flat[:3] = (0.0, 0.5, 1.0)
    return values


def distributions(generator, shape):
    values = generator.uniform(0.05, 1, shape)
    return values / values.sum(-1, keepdims=True)


def tied(generator, shape):
    return generator.integers(0, 3, shape) / 4


def normal(generator, shape):
    return generator.normal(size=shape)


def far(generator, shape):
    """Far from 0: sums of squares in float32 would tell nothing of the variance."""
    return 280 + generator.normal(size=shape)


def bits(generator, shape):
    return generator.integers(0, 2, shape)


def one_hot(generator, shape):
    return np.eye(shape[-1])[generator.integers(0, shape[-1], shape[:-1])]


def class_numbers(generator, shape):
    return generator.integers(0, shape[-1], (*shape[:-1], 1))


def add_case(golden, name, metrics, shape, predict, aim, loss="mse"):
    generator = random(name)
    predictions = exact(predict(generator, (WHOLE, *shape)))
    targets = exact(aim(generator, (WHOLE, *shape)))
    model = document([{"name": "y", "type": "Activation", "activation": "linear"}], shape, loss, metrics=metrics)
    tensors = {"predictions": predictions, "targets": targets, "batch": [BATCHES[0]]}
    for spec in metrics:
        metric = part(keras.metrics, spec)
        start = 0
        for size in BATCHES:
            metric.update_state(targets[start:start + size], predictions[start:start + size])
            start += size
        value = np.asarray(metric.result())
        title = spec.get("name", metric.name.rstrip("0123456789").rstrip("_") if metric.name != "f1_score" else "f1_score")
        for suffix, number in ([("", value)] if value.size == 1 else [(f"_{i}", v) for i, v in enumerate(value)]):
            tensors[f"metric {title}{suffix}"] = np.reshape(number, ())
    golden.add(name, model, tensors)

"""Learning rates of every schedule at many iterations, and what the real ReduceLROnPlateau does on given validation losses."""

import keras
import numpy as np

from .early_stopping import SEQUENCES

SCHEDULES = {
    "exponential": {"type": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 100, "decay_rate": 0.96},
    "exponential staircase": {"type": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 64, "decay_rate": 0.5, "staircase": True},
    "inverse": {"type": "InverseTimeDecay", "initial_learning_rate": 0.05, "decay_steps": 10, "decay_rate": 0.5},
    "inverse staircase": {"type": "InverseTimeDecay", "initial_learning_rate": 0.05, "decay_steps": 32, "decay_rate": 2.0, "staircase": True},
    "piecewise": {"type": "PiecewiseConstantDecay", "boundaries": [10, 100, 700], "values": [1.0, 0.5, 0.1, 0.01]},
    "piecewise once": {"type": "PiecewiseConstantDecay", "boundaries": [0], "values": [1.0, 0.5]},
    "polynomial": {"type": "PolynomialDecay", "initial_learning_rate": 0.1, "decay_steps": 300},
    "polynomial square": {"type": "PolynomialDecay", "initial_learning_rate": 0.1, "decay_steps": 250, "end_learning_rate": 0.01, "power": 2.0},
    "polynomial root": {"type": "PolynomialDecay", "initial_learning_rate": 0.1, "decay_steps": 999, "end_learning_rate": 0.0, "power": 0.5},
    "polynomial cycle": {"type": "PolynomialDecay", "initial_learning_rate": 0.1, "decay_steps": 128, "end_learning_rate": 0.02, "cycle": True},
    "cosine": {"type": "CosineDecay", "initial_learning_rate": 0.1, "decay_steps": 500},
    "cosine alpha": {"type": "CosineDecay", "initial_learning_rate": 0.1, "decay_steps": 500, "alpha": 0.1},
    "cosine warm-up": {
        "type": "CosineDecay", "initial_learning_rate": 0.0, "decay_steps": 400, "warmup_target": 0.2, "warmup_steps": 50, "alpha": 0.05},
    "cosine warm-up of no steps": {"type": "CosineDecay", "initial_learning_rate": 0.1, "decay_steps": 400, "warmup_target": 0.2},
    "restarts": {"type": "CosineDecayRestarts", "initial_learning_rate": 0.1, "first_decay_steps": 60},
    "restarts of one length": {"type": "CosineDecayRestarts", "initial_learning_rate": 0.1, "first_decay_steps": 64, "t_mul": 1.0, "m_mul": 0.8},
    "restarts that fall": {
        "type": "CosineDecayRestarts", "initial_learning_rate": 0.1, "first_decay_steps": 50, "t_mul": 1.5, "m_mul": 0.9, "alpha": 0.01},
}

ITERATIONS = [*range(12), 49, 50, 51, 59, 60, 61, 63, 64, 65, 99, 100, 101, 127, 128, 129, 180, 249, 250, 251, 299, 300, 301, 420, 450, 500, 700, 701, 999, 1000, 5003, 29999]

PLATEAUS = [
    {}, {"patience": 0}, {"patience": 1}, {"patience": 2, "factor": 0.5}, {"patience": 1, "cooldown": 1}, {"patience": 1, "cooldown": 2, "factor": 0.3},
    {"patience": 1, "min_lr": 0.01}, {"patience": 1, "min_lr": 0.003, "cooldown": 1, "factor": 0.5}, {"patience": 1, "min_delta": 0.06},
    {"patience": 2, "min_delta": 0.5, "factor": 0.9}, {"mode": "max", "patience": 1}, {"mode": "max", "patience": 2, "min_delta": 0.0, "cooldown": 3},
    {"patience": 1, "min_lr": 0.2}, {"patience": 0, "cooldown": 1, "factor": 0.7}, {"patience": 3, "factor": 0.0, "min_lr": 0.001},
]

MORE_SEQUENCES = {
    "long": [1, 0.9, 0.95, 0.94, 0.93, 0.92, 0.91, 0.9, 0.9, 0.9, 0.9, 0.9, 0.89, 0.9, 0.91, 0.9, 0.9, 0.9, 0.8, 0.85, 0.85, 0.85, 0.85, 0.85],
    "saw": [3, 4, 2, 4, 1, 4, 3, 2, 1, 4, 3, 2, 1, 4, 3, 2, 1, 0.5, 4, 3],
    "barely": [1 - 0.00008 * step for step in range(24)],
}


def write_schedules(golden):
    for name, fields in SCHEDULES.items():
        options = dict(fields)
        schedule = getattr(keras.optimizers.schedules, options.pop("type"))(**options)
        golden.add(name, fields, {"iterations": ITERATIONS, "rates": [float(schedule(step)) for step in ITERATIONS]})


class Model:
    def __init__(self):
        self.optimizer = keras.optimizers.SGD(0.1)


def write_plateaus(golden):
    """In float32, as a training's rate is: whether it is at its least already depends on it."""
    keras.config.set_floatx("float32")
    for title, values in (SEQUENCES | MORE_SEQUENCES).items():
        for number, options in enumerate(PLATEAUS):
            callback = keras.callbacks.ReduceLROnPlateau(**{"mode": "min", **options})
            callback.set_model(Model())
            callback.on_train_begin()
            reported = []
            for epoch, value in enumerate(values):
                logs = {"val_loss": value}
                callback.on_epoch_end(epoch, logs)
                reported.append(logs["learning_rate"])
            rates = [*reported, float(callback.model.optimizer.learning_rate.numpy())]
            golden.add(f"{title}, options {number}", {"type": "ReduceLROnPlateau", **options}, {"val_loss": np.array(values), "rates": rates})
    keras.config.set_floatx("float64")

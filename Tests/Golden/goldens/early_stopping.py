"""Decisions of the real EarlyStopping callback on given validation losses."""

import keras
import numpy as np

NEVER = -1
NAN = float("nan")

SEQUENCES = {
    "falling": [5, 4, 3, 2, 1, 0.5],
    "rising": [1, 2, 3, 4, 5, 6],
    "flat": [1, 1, 1, 1, 1, 1],
    "valley": [3, 2, 1, 2, 3, 4, 5, 6],
    "two valleys": [5, 3, 4, 4.5, 2, 3, 4, 5, 6, 7],
    "small steps": [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65],
    "late": [9, 8.9, 9.2, 9.1, 5, 4, 4.2, 4.4, 4.6, 4.8],
    "not a number": [3, 2, NAN, NAN, 1.5, NAN, NAN, NAN],
    "not a number first": [NAN, 2, 3, 1, 2, 3],
}

OPTIONS = [
    {}, {"patience": 1}, {"patience": 2}, {"patience": 3, "restore_best_weights": True}, {"restore_best_weights": True},
    {"min_delta": 0.06, "patience": 2}, {"min_delta": 0.5, "restore_best_weights": True, "patience": 1}, {"baseline": 2.5, "patience": 2},
    {"baseline": 2.5, "patience": 3, "restore_best_weights": True}, {"start_from_epoch": 3}, {"start_from_epoch": 2, "patience": 2},
    {"start_from_epoch": 20, "restore_best_weights": True}, {"mode": "max", "patience": 1}, {"mode": "min", "patience": 4},
    {"mode": "max", "patience": 2, "restore_best_weights": True, "baseline": 3.5},
]


class Recorder:
    """Stands in for a model: its weights are the number of the epoch."""

    def __init__(self):
        self.stop_training = False
        self.epoch = 0
        self.restored = NEVER

    def get_weights(self):
        return self.epoch

    def set_weights(self, epoch):
        self.restored = epoch


def write(golden):
    for title, values in SEQUENCES.items():
        for number, options in enumerate(OPTIONS):
            callback = keras.callbacks.EarlyStopping(**{"mode": "min", **options})
            recorder = Recorder()
            callback.set_model(recorder)
            callback.on_train_begin()
            stopped = NEVER
            for epoch, value in enumerate(values):
                recorder.epoch = epoch
                callback.on_epoch_end(epoch, {"val_loss": value})
                if recorder.stop_training:
                    stopped = epoch
                    break
            callback.on_train_end()
            name = f"{title}, options {number}"
            decision = [stopped, recorder.restored]
            golden.add(name, {"type": "EarlyStopping", **options}, {"val_loss": values, "decision": decision})

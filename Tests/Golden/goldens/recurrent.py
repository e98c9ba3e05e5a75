"""SimpleRNN, GRU and LSTM in their configurations, stacked and stateful."""

from .gradients import add_case
from .model import document

CELLS = {
    "SimpleRNN": {"type": "SimpleRNN"},
    "GRU": {"type": "GRU"},
    "GRU reset before": {"type": "GRU", "reset_after": False},
    "LSTM": {"type": "LSTM"},
}

VARIANTS = {
    "plain": {},
    "sequences": {"return_sequences": True},
    "backwards": {"go_backwards": True},
    "backwards sequences": {"go_backwards": True, "return_sequences": True},
    "without bias": {"use_bias": False},
    "without bias backwards sequences": {"use_bias": False, "go_backwards": True, "return_sequences": True},
    "relu": {"activation": "relu", "return_sequences": True},
    "elu": {"activation": {"type": "elu", "alpha": 0.5}},
    "softsign": {"activation": "softsign"},
    "linear": {"activation": "linear"},
}

GATED = {
    "hard_sigmoid": {"recurrent_activation": "hard_sigmoid", "return_sequences": True},
    "sigmoid and hard_tanh": {"activation": "hard_tanh"},
    "tanh gates": {"recurrent_activation": "tanh", "activation": "softplus"},
}


def write(golden):
    for cell, fields in CELLS.items():
        variants = VARIANTS | (GATED if cell != "SimpleRNN" else {})
        for variant, more in variants.items():
            layers = [{"name": "rnn", **fields, "units": 5, **more}]
            # Gates below 0 let states and their rounding grow: smaller weights keep the case well conditioned.
            add_case(golden, f"{cell} {variant}", document(layers, [6, 3]), batch=3, scale=0.5 if variant == "tanh gates" else 1.0)
        for units, steps, features, batch in ((1, 1, 1, 1), (1, 4, 2, 3), (7, 9, 5, 2), (16, 5, 1, 5), (19, 4, 3, 17)):
            layers = [{"name": "rnn", **fields, "units": units, "return_sequences": units != 7}]
            add_case(golden, f"{cell} {units} units, {steps} steps, batch {batch}", document(layers, [steps, features]), batch=batch)
        layers = [
            {"name": "first", **fields, "units": 4, "return_sequences": True},
            {"name": "second", **fields, "units": 3, "return_sequences": True, "go_backwards": True},
            {"name": "third", **fields, "units": 5},
            {"name": "dense", "type": "Dense", "units": 2, "activation": "sigmoid"},
        ]
        add_case(golden, f"{cell} stacked", document(layers, [5, 3]))
        for sequences in (False, True):
            layers = [{"name": "rnn", **fields, "units": 4, "stateful": True, "return_sequences": sequences}]
            add_case(golden, f"{cell} stateful {'sequences' if sequences else 'last'}", document(layers, [4, 3]), runs=2)
        layers = [{"name": "rnn", **fields, "units": 6, "return_sequences": True}, {"name": "dense", "type": "Dense", "units": 2}]
        add_case(golden, f"{cell} long", document(layers, [60, 2]), batch=2)
    mixed = [
        {"name": "gru", "type": "GRU", "units": 4, "return_sequences": True},
        {"name": "lstm", "type": "LSTM", "units": 3, "return_sequences": True},
        {"name": "rnn", "type": "SimpleRNN", "units": 5},
    ]
    add_case(golden, "GRU into LSTM into SimpleRNN", document(mixed, [5, 3]))
    stateful_pair = [
        {"name": "lstm", "type": "LSTM", "units": 3, "stateful": True, "return_sequences": True},
        {"name": "gru", "type": "GRU", "units": 4, "stateful": True},
    ]
    add_case(golden, "stateful LSTM into stateful GRU", document(stateful_pair, [4, 2]), runs=3)

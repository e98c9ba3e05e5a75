"""Sequences that are masked, and states that go from layer to layer."""

from .gradients import add_case
from .model import document, exact, set_random_weights
from .recurrent import CELLS


def ragged(batch, steps, features, gap=None):
    """Random sequences whose ends, and step `gap` of the first, are zeros."""

    def arrange(built, generator):
        set_random_weights(built, generator)
        x = generator.normal(size=(batch, steps, features))
        for row in range(batch):
            x[row, steps - row :] = 0
        if gap is not None:
            x[0, gap] = 0
        return [exact(x)]

    return arrange


def states_of(cell):
    return 2 if cell == "LSTM" else 1


def write(golden):
    masking = {"name": "mask", "type": "Masking"}
    for cell, fields in CELLS.items():
        rnn = {"name": "rnn", **fields, "units": 5}
        flat = {"name": "flat", "type": "Flatten"}
        arrange = ragged(4, 6, 3, gap=2)
        add_case(golden, f"{cell} masked", document([masking, rnn], [6, 3]), batch=4, arrange=arrange)
        for more in ({}, {"go_backwards": True}):
            layers = [masking, rnn | {"return_sequences": True} | more, flat]
            title = " ".join(["masked sequences", *more])
            add_case(golden, f"{cell} {title}", document(layers, [6, 3]), batch=4, arrange=arrange)
        layers = [
            masking, {"name": "dense", "type": "Dense", "units": 4, "activation": "tanh"},
            {"name": "first", **fields, "units": 4, "return_sequences": True}, rnn,
        ]
        add_case(golden, f"{cell} masked through two layers", document(layers, [6, 3]), batch=4, arrange=arrange)

        count = states_of(cell)
        names = [f"encoder:{index + 1}" for index in range(count)]
        encoder = {"name": "encoder", **fields, "units": 4, "return_state": True, "inputs": ["x"]}
        decoder = {"name": "decoder", **fields, "units": 4, "inputs": ["y", *names], "return_sequences": True}
        out = {"name": "out", "type": "Dense", "units": 2}
        inputs = [{"name": "x", "shape": [5, 3]}, {"name": "y", "shape": [4, 2]}]
        add_case(golden, f"{cell} encoder and decoder", document([encoder, decoder, out], (), inputs=inputs))
        every = {"name": "all", "type": "Concatenate", "inputs": ["encoder", *names]}
        add_case(golden, f"{cell} state returned", document([encoder, every], [5, 3]))
        layers = [encoder | {"return_sequences": True}, flat | {"inputs": ["encoder"]}, every | {"inputs": ["flat", *names]}]
        add_case(golden, f"{cell} sequence and state returned", document(layers, [5, 3]))

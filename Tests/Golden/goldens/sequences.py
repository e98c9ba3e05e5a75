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
    write_masks(golden)
    write_bidirectional(golden)
    write_time_distributed(golden)


def write_bidirectional(golden):
    flat = {"name": "flat", "type": "Flatten"}
    for cell, fields in CELLS.items():
        for mode in ("concat", "sum", "mul", "ave"):
            both = {"name": "both", "type": "Bidirectional", "merge_mode": mode, "layer": {**fields, "units": 4}}
            add_case(golden, f"Bidirectional {cell} {mode}", document([both], [5, 3]))
            both["layer"] = both["layer"] | {"return_sequences": True}
            add_case(golden, f"Bidirectional {cell} {mode} sequences", document([both], [5, 3]))
            layers = [{"name": "mask", "type": "Masking"}, both, flat]
            add_case(golden, f"Bidirectional {cell} {mode} masked", document(layers, [6, 3]), batch=4, arrange=ragged(4, 6, 3, gap=2))
    pair = {
        "name": "both", "type": "Bidirectional", "layer": {"type": "GRU", "units": 3, "return_sequences": True},
        "backward_layer": {"type": "LSTM", "units": 3, "return_sequences": True, "go_backwards": True},
    }
    add_case(golden, "Bidirectional GRU and LSTM", document([pair], [5, 3]))
    stacked = [
        {"name": "first", "type": "Bidirectional", "layer": {"type": "GRU", "units": 3, "return_sequences": True}},
        {"name": "second", "type": "Bidirectional", "layer": {"type": "SimpleRNN", "units": 2}},
        {"name": "out", "type": "Dense", "units": 2},
    ]
    add_case(golden, "Bidirectional stacked", document(stacked, [5, 3]))
    states = {"name": "both", "type": "Bidirectional", "layer": {"type": "LSTM", "units": 3, "return_state": True}}
    every = {"name": "all", "type": "Concatenate", "inputs": ["both", *(f"both:{index}" for index in range(1, 5))]}
    add_case(golden, "Bidirectional state returned", document([states, every], [4, 2]))


def write_time_distributed(golden):
    inner = {
        "Dense": ({"type": "Dense", "units": 3, "activation": "tanh"}, [4, 5]),
        "Dense on matrices": ({"type": "Dense", "units": 3, "activation": "tanh"}, [4, 2, 5]),
        "Flatten": ({"type": "Flatten"}, [4, 2, 3]),
        "Conv2D": ({"type": "Conv2D", "filters": 3, "kernel_size": 2}, [3, 5, 4, 2]),
        "GRU": ({"type": "GRU", "units": 3}, [3, 5, 2]),
        "MaxPooling1D": ({"type": "MaxPooling1D"}, [3, 6, 2]),
    }
    for title, (fields, shape) in inner.items():
        steps = {"name": "steps", "type": "TimeDistributed", "layer": fields}
        add_case(golden, f"TimeDistributed {title}", document([steps, {"name": "out", "type": "Dense", "units": 2}], shape))


def write_masks(golden):
    """Layers that pass masks on, join them or use them."""
    masking = {"name": "mask", "type": "Masking"}
    arrange = ragged(4, 6, 3, gap=2)
    last = {"name": "rnn", "type": "GRU", "units": 3}
    passing = [
        {"type": "Dense", "units": 4, "activation": "tanh"}, {"type": "LayerNormalization"}, {"type": "LeakyReLU"},
        {"type": "Activation", "activation": "tanh"},
    ]
    for fields in passing:
        layers = [masking, {"name": "between", **fields}, last]
        add_case(golden, f"mask through {fields['type']}", document(layers, [6, 3]), batch=4, arrange=arrange)
    add_case(golden, "mask dropped by Reshape", document(
        [masking, {"name": "between", "type": "Reshape", "target_shape": [3, 6]}, last], [6, 3]), batch=4, arrange=arrange)
    for merge in ("Add", "Multiply", "Concatenate"):
        layers = [masking, {"name": "dense", "type": "Dense", "units": 3}, {"name": "both", "type": merge, "inputs": ["dense", "x"]}, last]
        add_case(golden, f"mask through {merge}", document(layers, [6, 3]), batch=4, arrange=arrange)
    layers = [
        masking, {"name": "dense", "type": "Dense", "units": 3},
        {"name": "both", "type": "Concatenate", "inputs": ["dense", "mask"]}, last,
    ]
    add_case(golden, "two masks side by side", document(layers, [6, 3]), batch=4, arrange=arrange)
    layers = [
        masking, {"name": "dense", "type": "Dense", "units": 3},
        {"name": "both", "type": "Concatenate", "axis": 1, "inputs": ["dense", "x"]}, last,
    ]
    add_case(golden, "masks one after the other", document(layers, [6, 3]), batch=4, arrange=arrange)
    for keeps in (False, True):
        pooling = {"name": "mean", "type": "GlobalAveragePooling1D", "keepdims": keeps}
        layers = [masking, {"name": "dense", "type": "Dense", "units": 3}, pooling]
        add_case(golden, f"masked mean keepdims {keeps}", document(layers, [6, 3]), batch=4, arrange=arrange)

    def words(built, generator):
        set_random_weights(built, generator)
        numbers = generator.integers(1, 9, size=(4, 6)).astype(float)
        numbers[1, 4:] = numbers[2, 1:] = numbers[3, 2] = 0
        return [numbers]

    def sentences(built, generator):
        set_random_weights(built, generator)
        numbers = generator.integers(1, 9, size=(4, 3, 6)).astype(float)
        numbers[:, 0, 4:] = numbers[1:, 1, 1:] = numbers[2, 2, 3] = 0
        return [numbers]

    embedding = {"name": "words", "type": "Embedding", "input_dim": 9, "output_dim": 4, "mask_zero": True}
    add_case(golden, "Embedding with padding", document([embedding, last], [6]), batch=4, arrange=words)
    mean = {"name": "mean", "type": "GlobalAveragePooling1D"}
    add_case(golden, "mean of words", document([embedding, mean, {"name": "out", "type": "Dense", "units": 2}], [6]), batch=4, arrange=words)
    for inner in ({"type": "GRU", "units": 3}, {"type": "GlobalAveragePooling1D"}):
        layers = [embedding, {"name": "sentences", "type": "TimeDistributed", "layer": inner}, {"name": "flat", "type": "Flatten"}]
        layers.append({"name": "out", "type": "Dense", "units": 2})
        add_case(golden, f"padded words in TimeDistributed {inner['type']}", document(layers, [3, 6]), batch=4, arrange=sentences)
    each = {"name": "each", "type": "Dense", "units": 2}
    add_case(golden, "loss over steps that count", document([masking, each], [6, 3]), batch=4, arrange=arrange)
    rnn = {"name": "rnn", "type": "LSTM", "units": 3, "return_sequences": True}
    softmax = each | {"activation": "softmax"}
    add_case(golden, "crossentropy over words that count", document(
        [embedding, rnn, softmax], [6], loss="sparse_categorical_crossentropy"), batch=4, arrange=words, target=classes)


def classes(generator, shape):
    return generator.integers(0, shape[-1], size=(*shape[:-1], 1)).astype(float)

"""Attention, AdditiveAttention and MultiHeadAttention: behind Dense layers, with masks, and in a Transformer's encoder."""

import json
import os

from .gradients import add_case
from .model import document, exact, keras_model, set_random_weights

MODELS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "models")


def case(golden, layer, *shapes, masked=(), behind=(), empty=None, **more):
    """`shapes` are the layer's inputs; those in `masked` come out of a Masking layer, whose example `empty` has no steps."""
    layers, names = [], []
    inputs = [{"name": f"input{index}", "shape": [shape[0], 3]} for index, shape in enumerate(shapes)]
    for index, shape in enumerate(shapes):
        source = f"input{index}"
        if index in masked:
            layers.append({"name": f"mask{index}", "type": "Masking", "inputs": [source]})
            source = f"mask{index}"
        names.append(f"product{index}")
        layers.append({"name": names[-1], "type": "Dense", "units": shape[1], "inputs": [source]})

    def arrange(built, generator):
        # Softmax of large scores, and its gradient, magnify rounding: smaller weights keep the case well conditioned.
        set_random_weights(built, generator, 0.5)
        values = [generator.normal(size=(4, *spec["shape"])) for spec in inputs]
        for index in masked:
            for row in range(4):
                values[index][row, max(1, shapes[index][0] - row - index % 2) :] = 0
            if empty is not None:
                values[index][empty] = 0
        return [exact(value) for value in values]

    title = " ".join([*(f"{key} {value}" for key, value in layer.items()), "on", *map(str, shapes)])
    title += f" masked {list(masked)}" * bool(masked) + f" with example {empty} empty" * (empty is not None) + " and more" * bool(behind)
    # Keras's loss would leave masked steps out: Flatten ends the mask.
    behind = behind or [{"name": "flat", "type": "Flatten"}] * bool(masked)
    layers += [{"name": "layer", **layer, "inputs": names}, *behind]
    add_case(golden, title, document(layers, (), inputs=inputs), batch=4, arrange=arrange, **more)


def write(golden):
    mean = [{"name": "mean", "type": "GlobalAveragePooling1D"}]
    for layer in (
        {"type": "Attention"}, {"type": "Attention", "use_scale": True}, {"type": "Attention", "score_mode": "concat"},
        {"type": "Attention", "score_mode": "concat", "use_scale": True}, {"type": "AdditiveAttention"},
        {"type": "AdditiveAttention", "use_scale": False},
    ):
        case(golden, layer, [4, 5], [6, 5])
        case(golden, layer, [5, 7], [3, 2], [3, 7])
        case(golden, layer | {"use_causal_mask": True}, [5, 4], [5, 4])
        for masked in ((0,), (1,), (0, 1)) if len(layer) == 1 else ((0, 1),):
            case(golden, layer, [6, 5], [6, 5], masked=masked)
        case(golden, layer | {"use_causal_mask": True}, [5, 4], [5, 4], [5, 4], masked=(0, 1, 2), behind=mean)
    case(golden, {"type": "Attention"}, [1, 1], [1, 1])
    case(golden, {"type": "Attention", "use_causal_mask": True}, [19, 33], [17, 33])
    write_heads(golden, mean)
    write_encoder(golden)
    check_models()


def write_heads(golden, mean):
    heads = {"type": "MultiHeadAttention", "num_heads": 2, "key_dim": 3}
    regularized = {"kernel_regularizer": {"type": "L2", "l2": 0.05}, "bias_regularizer": {"type": "L1", "l1": 0.05}}
    for fields in (
        {}, {"value_dim": 5}, {"use_bias": False}, {"output_shape": 4}, {"output_shape": [2, 3]}, {"use_causal_mask": True},
        {"sliding_window": 2}, {"sliding_window": 1}, {"sliding_window": 2, "use_causal_mask": True}, {"use_gate": True}, regularized,
        {"use_gate": True, "value_dim": 4, "use_bias": False},
    ):
        case(golden, heads | fields, [5, 6])
        case(golden, heads | fields, [3, 4], [7, 4])
    case(golden, heads, [4, 6], [5, 3], [5, 2])
    for count, size, shape in ((1, 1, [1, 1]), (1, 4, [3, 4]), (3, 17, [18, 5]), (4, 8, [5, 32])):
        case(golden, {"type": "MultiHeadAttention", "num_heads": count, "key_dim": size}, shape)
    for fields in ({}, {"use_causal_mask": True}):
        case(golden, heads | fields, [6, 5], masked=(0,))
        case(golden, heads | fields, [6, 5], masked=(0,), behind=mean)
        for masked in ((0,), (1,), (0, 1)):
            case(golden, heads | fields, [6, 5], [6, 5], masked=masked)
        case(golden, heads | fields, [6, 5], [4, 5], masked=(0, 1), empty=2)
        case(golden, heads | fields, [5, 4], [6, 3], [6, 2], masked=(0, 1, 2))


def write_encoder(golden):
    """The layers of models/transformer-encoder.json in small."""
    model = read("transformer-encoder.json")
    layers = [dict(layer) for layer in model["layers"]]
    small = {"input_dim": 11, "output_dim": 6, "sequence_length": 7, "num_heads": 2, "key_dim": 3}
    for layer in layers:
        layer |= {key: value for key, value in small.items() if key in layer}
        if layer["type"] == "Dense":
            layer["units"] = {"widened": 8, "narrowed": 6}.get(layer["name"], layer["units"])

    def words(built, generator):
        set_random_weights(built, generator)
        numbers = generator.integers(1, 11, size=(4, 7)).astype(float)
        numbers[1, 4:] = numbers[2, 1:] = numbers[3, 2] = 0
        return [numbers]

    inputs = [{"name": "words", "shape": [7]}]
    add_case(golden, "stacked encoder of a Transformer", document(layers, (), inputs=inputs), batch=4, arrange=words)


def read(name):
    with open(os.path.join(MODELS, name)) as file:
        return json.load(file)


def check_models():
    """The counts and shapes that the model files expect are Keras's."""
    for name in ("transformer-encoder.json", "encoder-decoder.json"):
        model = read(name)
        built = keras_model(model)
        assert built.count_params() == model["expect"]["parameters"], (name, built.count_params())
        found = [list(output.shape[1:]) for output in built.outputs]
        assert found == list(model["expect"]["outputs"].values()), (name, found)

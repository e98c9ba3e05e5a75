"""Layers without weights in graphs: Flatten, Reshape, Add, Concatenate, shared values, several inputs."""

from .gradients import add_case
from .model import document


def dense(name, units, inputs=None, activation="tanh"):
    spec = {"name": name, "type": "Dense", "units": units, "activation": activation}
    return spec | ({"inputs": inputs} if inputs else {})


def write(golden):
    add_case(golden, "flatten", document([{"name": "flat", "type": "Flatten"}, dense("out", 3)], [2, 3, 2]))
    add_case(golden, "flatten after dense", document([dense("in", 4), {"name": "flat", "type": "Flatten"}, dense("out", 2)], [3, 2]))
    add_case(golden, "reshape", document(
        [dense("in", 12), {"name": "shape", "type": "Reshape", "target_shape": [3, -1]}, dense("out", 2)], [5]))
    add_case(golden, "reshape into a recurrent layer", document(
        [dense("in", 12), {"name": "shape", "type": "Reshape", "target_shape": [4, 3]}, {"name": "gru", "type": "GRU", "units": 3}], [5]))
    add_case(golden, "reshape at both ends", document(
        [{"name": "a", "type": "Reshape", "target_shape": [6]}, dense("d", 4), {"name": "b", "type": "Reshape", "target_shape": [2, 2]}],
        [2, 3]))
    add_case(golden, "residual", document(
        [dense("a", 5), dense("b", 5), {"name": "sum", "type": "Add", "inputs": ["a", "b"]}, dense("out", 3)], [5]))
    add_case(golden, "add three, one twice", document(
        [dense("a", 4), dense("b", 4, ["x"]), {"name": "sum", "type": "Add", "inputs": ["a", "b", "a"]}], [3]))
    add_case(golden, "concatenate", document(
        [dense("a", 4), dense("b", 3, ["x"]), {"name": "both", "type": "Concatenate", "inputs": ["a", "b", "x"]}, dense("out", 2)], [3]))
    add_case(golden, "concatenate along time", document(
        [
            dense("a", 4), dense("b", 4, ["x"], "sigmoid"), {"name": "both", "type": "Concatenate", "axis": 1, "inputs": ["a", "b"]},
            {"name": "rnn", "type": "LSTM", "units": 3},
        ],
        [3, 2]))
    add_case(golden, "concatenate a value with itself", document(
        [dense("a", 4), {"name": "both", "type": "Concatenate", "inputs": ["a", "a"]}, dense("out", 2)], [3]))
    inputs = [{"name": "left", "shape": [4, 3]}, {"name": "right", "shape": [2]}]
    add_case(golden, "two inputs", document(
        [
            {"name": "gru", "type": "GRU", "units": 4, "inputs": ["left"]}, dense("d", 4, ["right"]),
            {"name": "sum", "type": "Add", "inputs": ["gru", "d"]}, {"name": "all", "type": "Concatenate", "inputs": ["sum", "right"]},
            dense("out", 3),
        ],
        (), inputs=inputs))
    add_case(golden, "one activation, two readers", document(
        [
            dense("a", 4, activation="relu"), dense("b", 4, ["a"], "relu"), dense("c", 4, ["a"], "silu"),
            {"name": "sum", "type": "Add", "inputs": ["a", "b", "c"]},
        ],
        [3]))
    add_case(golden, "a deep chain", document([dense(f"d{i}", 6, activation=a) for i, a in enumerate(
        ["relu", "tanh", "gelu", "silu", "elu", "softplus", "selu", "linear"])], [6]))

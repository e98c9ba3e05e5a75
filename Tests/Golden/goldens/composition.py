"""Layers that are used more than once, and models inside models."""

from .gradients import add_case
from .model import document
from .sequences import ragged


def write(golden):
    twice = [{"name": "left", "shape": [4]}, {"name": "right", "shape": [4]}]
    encode = {"name": "encode", "type": "Dense", "units": 5, "activation": "tanh", "inputs": ["left"], "kernel_regularizer": "l2"}
    again = {"name": "again", "same_as": "encode", "inputs": ["right"]}
    out = {"name": "out", "type": "Dense", "units": 2}
    difference = {"name": "difference", "type": "Subtract", "inputs": ["encode", "again"]}
    add_case(golden, "twins", document([encode, again, difference, out], (), inputs=twice))
    chain = [
        {"name": "a", "type": "Dense", "units": 4, "activation": "tanh"}, {"name": "b", "same_as": "a"}, {"name": "c", "same_as": "a"},
    ]
    add_case(golden, "a layer after itself", document(chain, [4]))
    sequences = [{"name": "left", "shape": [5, 3]}, {"name": "right", "shape": [7, 3]}]
    for cell in ("SimpleRNN", "GRU", "LSTM"):
        both = [
            {"name": "encode", "type": cell, "units": 4, "inputs": ["left"]}, again, {"name": "both", "type": "Dot", "axes": 1, "inputs": ["encode", "again"]},
        ]
        add_case(golden, f"{cell} on two lengths", document(both, (), inputs=sequences))

    encoder = {"type": "Model", "file": "../parts/encoder.json"}
    add_case(golden, "a model as a layer", document([{"name": "encoder", **encoder}, out], [3]))
    pair = [{"name": "left", "shape": [3]}, {"name": "right", "shape": [3]}]
    add_case(golden, "twin models", document(
        [{"name": "encode", **encoder, "inputs": ["left"]}, again, difference, out], (), inputs=pair))
    add_case(golden, "two models of one file", document(
        [
            {"name": "encode", **encoder, "inputs": ["left"]}, {"name": "again", **encoder, "inputs": ["right"]}, difference, out,
        ],
        (), inputs=pair))
    add_case(golden, "a model at every step", document(
        [{"name": "steps", "type": "TimeDistributed", "layer": encoder}, {"name": "rnn", "type": "GRU", "units": 3}], [4, 3]))
    sequence = {"name": "sequence", "type": "Model", "file": "../parts/sequence.json"}
    every = {"name": "all", "type": "Concatenate", "inputs": ["sequence", "sequence:1"]}
    add_case(golden, "a model of sequences", document([sequence, every], [6, 3]))
    add_case(golden, "a mask through a model", document(
        [{"name": "mask", "type": "Masking"}, sequence, every], [6, 3]), batch=4, arrange=ragged(4, 6, 3, gap=2))

"""Fifty training steps of whole models of many kinds."""

import numpy as np

from .model import document
from .trajectories import add_case


def dense(name, units, activation="linear", **fields):
    return {"name": name, "type": "Dense", "units": units, "activation": activation, **fields}


def norm(name):
    return {"name": name, "type": "BatchNormalization", "momentum": 0.9}


def conv(name, filters, size=3, **fields):
    return {"name": name, "type": "Conv2D", "filters": filters, "kernel_size": size, "padding": "same", **fields}


def bits(generator, shape):
    return generator.integers(0, 2, shape).astype(np.float64)


def words(generator, shape):
    """Numbers of words, the sentences' ends padded with zeros."""
    numbers = generator.integers(1, 30, shape).astype(np.float64)
    for row in range(shape[1]):
        numbers[:, row, shape[2] - row % (shape[2] - 1) :] = 0
    return numbers


def write(golden):
    sparse = "sparse_categorical_crossentropy"

    def add(name, layers, shape, loss, optimizer, **more):
        more.setdefault("batch", 8)
        add_case(golden, name, document(layers, shape, loss, optimizer), snapshots=(50,), **more)

    add("XOR", [dense("hidden", 8, "tanh"), dense("xor", 1, "sigmoid")], [2], "binary_crossentropy", {"type": "Adam", "learning_rate": 0.05},
        draw=bits, classes=2)
    add("MLP", [dense("a", 16, "relu"), dense("b", 12, "relu"), dense("out", 5, "softmax")], [20], sparse,
        {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9, "nesterov": True}, classes=5)
    add("MLP with BatchNormalization and L2",
        [dense("a", 16, use_bias=False, kernel_regularizer="l2"), norm("n"), {"name": "relu", "type": "ReLU"}, dense("out", 5, "softmax")], [20],
        sparse, {"type": "RMSprop", "learning_rate": 0.003}, classes=5)
    lenet = [
        conv("c1", 4, 5, activation="tanh"), {"name": "p1", "type": "AveragePooling2D", "pool_size": 2}, conv("c2", 8, 5, activation="tanh"),
        {"name": "p2", "type": "MaxPooling2D"}, {"name": "flat", "type": "Flatten"}, dense("d", 16, "tanh"), dense("out", 4, "softmax"),
    ]
    add("LeNet", lenet, [12, 12, 1], sparse, {"type": "Adam", "learning_rate": 0.002}, classes=4)
    vgg = [
        conv("c1", 6, use_bias=False), norm("n1"), {"name": "r1", "type": "ReLU"}, {"name": "p1", "type": "MaxPooling2D"},
        conv("c2", 8, use_bias=False), norm("n2"), {"name": "r2", "type": "ReLU"}, {"name": "mean", "type": "GlobalAveragePooling2D"},
        dense("out", 4, "softmax"),
    ]
    add("VGG with BatchNormalization", vgg, [8, 8, 3], sparse, {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9}, classes=4)
    add("SimpleRNN", [{"name": "rnn", "type": "SimpleRNN", "units": 8}, dense("out", 1)], [20, 4], "mse", {"type": "Adam", "learning_rate": 0.005})
    stacked = [
        {"name": "first", "type": "GRU", "units": 6, "return_sequences": True}, {"name": "second", "type": "GRU", "units": 5}, dense("out", 1),
    ]
    add("stacked GRU", stacked, [15, 4], {"type": "Huber"}, {"type": "RMSprop", "learning_rate": 0.003})
    both = [{"name": "both", "type": "Bidirectional", "layer": {"type": "LSTM", "units": 5}}, dense("out", 3, "softmax")]
    add("Bidirectional LSTM", both, [10, 3], sparse, {"type": "AdamW", "learning_rate": 0.01, "clipnorm": 0.5}, classes=3)
    sentence = [
        {"name": "words", "type": "Embedding", "input_dim": 30, "output_dim": 6, "mask_zero": True}, {"name": "lstm", "type": "LSTM", "units": 6},
        dense("out", 1, "sigmoid"),
    ]
    add("sentences with masks", sentence, [9], "binary_crossentropy", {"type": "Nadam", "learning_rate": 0.01}, draw=words, classes=2)
    transformer = [
        dense("in", 8), {"name": "attention", "type": "MultiHeadAttention", "num_heads": 2, "key_dim": 4},
        {"name": "sum", "type": "Add", "inputs": ["in", "attention"]}, {"name": "norm", "type": "LayerNormalization"},
        dense("wide", 12, "gelu"), dense("narrow", 8), {"name": "sum2", "type": "Add", "inputs": ["norm", "narrow"]},
        {"name": "norm2", "type": "LayerNormalization"}, {"name": "mean", "type": "GlobalAveragePooling1D"}, dense("out", 3, "softmax"),
    ]
    add("Transformer encoder", transformer, [6, 5], sparse, {"type": "Adam", "learning_rate": 0.003}, classes=3)
    separable = [
        {"name": "s1", "type": "SeparableConv2D", "filters": 6, "kernel_size": 3, "strides": 2, "activation": "silu"},
        {"name": "norm", "type": "GroupNormalization", "groups": 2}, {"name": "mean", "type": "GlobalAveragePooling2D"}, dense("out", 4, "softmax"),
    ]
    add("separable convolutions", separable, [9, 9, 3], sparse, {"type": "Adamax", "learning_rate": 0.01}, classes=4)
    autoencoder = [
        conv("c", 4, strides=2, activation="elu"),
        {"name": "t", "type": "Conv2DTranspose", "filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"},
    ]
    add("autoencoder", autoencoder, [6, 6, 2], "mse", {"type": "Adagrad", "learning_rate": 0.05})

#!/usr/bin/env python3
"""Writes a trained weather-gru (a GRU layer, then a Dense one) as ONNX.

usage: export.py weights.safetensors model.onnx

The batch is 1, as ONNX Runtime likes shapes that it knows. Needs numpy, onnx, safetensors.
"""
import sys

import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file


def graph(weights):
    kernel, recurrent, bias = (weights[f"gru/{name}"] for name in ("kernel", "recurrent_kernel", "bias"))
    steps, (columns, _), units = 24, kernel.shape, recurrent.shape[0]
    constants = {
        # Keras and ONNX order the gates alike: update, reset, candidate. `reset_after` is `linear_before_reset`: a bias of its own for the state.
        "W": kernel.T[None], "R": recurrent.T[None], "B": bias.reshape(1, -1),
        "kernel": weights["change/kernel"], "bias": weights["change/bias"],
    }
    nodes = [
        helper.make_node("Transpose", ["x"], ["by_time"], perm=[1, 0, 2]),
        helper.make_node("GRU", ["by_time", "W", "R", "B"], ["", "states"], hidden_size=units, linear_before_reset=1),
        helper.make_node("Squeeze", ["states", "axes"], ["state"]),
        helper.make_node("Gemm", ["state", "kernel", "bias"], ["y"]),
    ]
    initializers = [numpy_helper.from_array(value.copy(), name) for name, value in constants.items()]
    initializers.append(helper.make_tensor("axes", TensorProto.INT64, [1], [0]))
    return helper.make_graph(
        nodes, "weather-gru",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, steps, columns])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 1])], initializers)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    model = helper.make_model(graph(load_file(sys.argv[1])), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, sys.argv[2])


if __name__ == "__main__":
    main()

"""Whole trainings by Keras's own `fit`, without shuffling: history and weights at the end.

The model's "fit" section says what goes into `fit`; its tensors are named `input x`, `target y` and `weight`."""

import keras
import numpy as np

from .gradients import loss_object
from .model import alone, document, exact, keras_model, part, prefixed, random, set_random_weights

EXAMPLES = 13


def write(golden):
    dense = {"name": "in", "type": "Dense", "units": 5, "activation": "tanh"}
    out = {"name": "out", "type": "Dense", "units": 2}
    plain = document([dense, out], [4])
    softmax = {"name": "out", "type": "Dense", "units": 3, "activation": "softmax"}
    add_case(golden, "plain", plain)
    add_case(golden, "weights", plain, weighted=True)
    steps = document([{"name": "rnn", "type": "SimpleRNN", "units": 4, "return_sequences": True}, out], [3, 4], metrics=["mae"])
    add_case(golden, "weights of sequences", steps, weighted=True)
    for loss, draw in (("sparse_categorical_crossentropy", class_numbers), ("categorical_crossentropy", one_hot)):
        classes = document([dense, softmax], [4], loss)
        add_case(golden, f"class weights, {loss}", classes, draw, class_weight={"0": 1.0, "2": 3.5})
        add_case(golden, f"weights, {loss}", classes, draw, weighted=True)
    yes_or_no = document([dense, {"name": "out", "type": "Dense", "units": 1, "activation": "sigmoid"}], [4], "binary_crossentropy", metrics=["accuracy"])
    add_case(golden, "class weights, binary_crossentropy", yes_or_no, bits, class_weight={"0": 0.5, "1": 2.0})
    hinge = document([dense, out], [4], "hinge")
    add_case(golden, "weights, hinge", hinge, bits, weighted=True)
    for name, fields in (("several ports", {}), ("weights of several ports", {"weighted": True})):
        add_case(golden, name, several(), [normal, class_numbers], **fields)
    penalty = document([{**dense, "kernel_regularizer": {"type": "L2", "l2": 0.1}}, out], [4])
    penalty["training"]["loss_weights"] = 0.25
    add_case(golden, "one loss weight", penalty)
    write_options(golden, dense, out)


def write_options(golden, dense, out):
    options = {
        "use_ema": {"use_ema": True, "ema_momentum": 0.8}, "ema_overwrite": {"use_ema": True, "ema_momentum": 0.7, "ema_overwrite_frequency": 4},
        "accumulation": {"gradient_accumulation_steps": 2}, "accumulation over epochs": {"gradient_accumulation_steps": 4, "clipnorm": 0.3},
        "accumulation, ema": {"gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.6, "ema_overwrite_frequency": 2},
    }
    for base in ({"type": "SGD", "learning_rate": 0.1, "momentum": 0.8}, {"type": "Adam", "learning_rate": 0.02}, {"type": "Nadam", "learning_rate": 0.02}):
        for name, fields in options.items():
            add_case(golden, f"{base['type']}, {name}", document([dense, out], [4], optimizer={**base, **fields}))
    decay = {"type": "AdamW", "learning_rate": 0.02, "weight_decay": 0.1, "use_ema": True, "gradient_accumulation_steps": 2}
    add_case(golden, "AdamW, accumulation, ema", document([dense, out], [4], optimizer=decay))
    constraints = {
        "max_norm": {"type": "MaxNorm", "max_value": 0.7}, "unit_norm": {"type": "UnitNorm"}, "unit_norm of rows": {"type": "UnitNorm", "axis": 1},
        "unit_norm of all": {"type": "UnitNorm", "axis": [0, 1]}, "non_neg": {"type": "NonNeg"},
        "min_max_norm": {"type": "MinMaxNorm", "min_value": 0.4, "max_value": 0.8, "rate": 0.3},
    }
    for name, constraint in constraints.items():
        bias = {} if "axis" in constraint else {"bias_constraint": constraint}
        layers = [{**dense, "kernel_constraint": constraint, **bias}, out]
        add_case(golden, name, document(layers, [4], optimizer={"type": "SGD", "learning_rate": 0.1}))
    gru = {"name": "gru", "type": "GRU", "units": 3, "recurrent_constraint": "unit_norm", "kernel_constraint": {"type": "MaxNorm", "max_value": 0.5}}
    add_case(golden, "constraints of a GRU", document([gru, out], [3, 4], optimizer={"type": "Adam", "learning_rate": 0.02}))
    conv = {"name": "conv", "type": "Conv2D", "filters": 3, "kernel_size": 2, "kernel_constraint": {"type": "MaxNorm", "max_value": 0.6, "axis": [0, 1, 2]}}
    image = [conv, {"name": "pool", "type": "GlobalAveragePooling2D"}, out]
    add_case(golden, "constraint of filters", document(image, [4, 4, 2], optimizer={"type": "SGD", "learning_rate": 0.1}))
    frozen = [{**dense, "trainable": False, "kernel_regularizer": {"type": "L2", "l2": 0.1}}, {"name": "norm", "type": "BatchNormalization", "trainable": False}, out]
    add_case(golden, "frozen", document(frozen, [4], optimizer={"type": "Adam", "learning_rate": 0.02}))
    before = [{"name": "first", "type": "Dense", "units": 4}, {"name": "norm", "type": "BatchNormalization"}, {**dense, "trainable": False}, out]
    add_case(golden, "frozen in the middle", document(before, [4], optimizer={"type": "SGD", "learning_rate": 0.1}))


def several():
    return {
        "format": "lamina/1", "inputs": [{"name": "a", "shape": [4]}, {"name": "b", "shape": [2, 3]}],
        "layers": [
            {"name": "da", "type": "Dense", "units": 3, "activation": "tanh", "inputs": ["a"]},
            {"name": "fb", "type": "Flatten", "inputs": ["b"]}, {"name": "db", "type": "Dense", "units": 4, "activation": "relu"},
            {"name": "both", "type": "Concatenate", "inputs": ["da", "db"]},
            {"name": "p", "type": "Dense", "units": 2, "inputs": ["both"]},
            {"name": "q", "type": "Dense", "units": 3, "activation": "softmax", "inputs": ["both"]},
        ],
        "outputs": ["p", "q"],
        "training": {
            "loss": {"p": "mse", "q": "sparse_categorical_crossentropy"}, "loss_weights": {"p": 0.3, "q": 2.0},
            "metrics": {"p": ["mae"]}, "optimizer": {"type": "Adam", "learning_rate": 0.01}},
    }


def normal(generator, shape):
    return generator.normal(size=shape)


def class_numbers(generator, shape):
    return generator.integers(0, shape[-1], (*shape[:-1], 1))


def one_hot(generator, shape):
    return np.eye(shape[-1])[generator.integers(0, shape[-1], shape[:-1])]


def bits(generator, shape):
    return generator.integers(0, 2, shape)


def by_output(spec, names):
    return spec if isinstance(spec, dict) and "type" not in spec else {names[0]: spec}


def add_case(golden, name, model, draw=normal, weighted=False, class_weight=None, epochs=5, batch_size=5):
    generator = random(name)
    keras.backend.clear_session()
    built = keras_model(model)
    set_random_weights(built, generator)
    set_untrained(built, generator)
    names = model.get("outputs", [model["layers"][-1]["name"]])
    shapes = built.output_shape if len(names) > 1 else [built.output_shape]
    draws = draw if isinstance(draw, list) else [draw]
    inputs = [exact(generator.normal(size=(EXAMPLES, *spec["shape"]))) for spec in model["inputs"]]
    targets = [exact(one(generator, (EXAMPLES, *shape[1:]))) for one, shape in zip(draws, shapes)]
    weights = exact(generator.uniform(0, 2, EXAMPLES)) if weighted else None
    model = {**model, "fit": {"epochs": epochs, "batch_size": batch_size, "shuffle": False}}
    if class_weight:
        model["fit"]["class_weight"] = class_weight
    tensors = prefixed("weights", snapshot(built))
    training = model["training"]
    losses = by_output(training["loss"], names)
    loss_weights = training.get("loss_weights")
    metrics = by_output(training.get("metrics", []), names)
    if isinstance(loss_weights, (int, float)):
        loss_weights = [loss_weights]
    elif loss_weights:
        loss_weights = [loss_weights[n] for n in names]
    built.compile(
        part(keras.optimizers, training["optimizer"]), loss=[loss_object(losses[n]) for n in names], loss_weights=loss_weights,
        metrics=[metrics.get(n, []) for n in names])
    history = built.fit(
        alone(inputs), alone(targets), batch_size, epochs, verbose=0, shuffle=False, sample_weight=by_rows(weights, shapes),
        class_weight={int(key): value for key, value in class_weight.items()} if class_weight else None).history
    tensors |= {f"input {spec['name']}": value for spec, value in zip(model["inputs"], inputs)}
    tensors |= {f"target {n}": value for n, value in zip(names, targets)}
    if weighted:
        tensors["weight"] = weights
    tensors |= {f"history {key}": values for key, values in history.items()}
    golden.add(name, model, tensors | prefixed("after", snapshot(built)))


def by_rows(weights, shapes):
    """Keras wants a weight for each step where a loss has one."""
    return weights if weights is None or len(shapes[0]) == 2 else np.repeat(weights[:, None], shapes[0][1], 1)


def set_untrained(built, generator):
    for variable in built.non_trainable_variables:
        if "seed" not in variable.path:
            variable.assign(exact(generator.uniform(0.5, 1.5, variable.shape)))


def snapshot(built):
    """All variables under Lamina's names."""
    values = {}
    for variable in built.variables:
        path = variable.path.split("/")
        if "seed" not in variable.path:
            values["/".join((path[0], path[-1]))] = np.array(variable.value)
    return values

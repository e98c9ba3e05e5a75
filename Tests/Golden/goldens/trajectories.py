"""Training steps of whole models, with what is not trained but moves: moving averages."""

import jax
import jax.numpy as jnp
import keras
import numpy as np

from .gradients import loss_object
from .model import document, exact, keras_model, named, part, prefixed, random, set_random_weights


def batch_normalization(name="norm", **fields):
    return {"name": name, "type": "BatchNormalization", **fields}


def write(golden):
    dense = {"name": "in", "type": "Dense", "units": 5}
    out = {"name": "out", "type": "Dense", "units": 2}
    sgd = {"type": "SGD", "learning_rate": 0.1}
    variants = {
        "defaults": {}, "momentum": {"momentum": 0.8, "epsilon": 0.01}, "no center": {"center": False}, "no scale": {"scale": False},
        "neither": {"center": False, "scale": False}, "not trainable": {"trainable": False},
    }
    for name, fields in variants.items():
        add_case(golden, f"BatchNormalization {name}", document([dense, batch_normalization(**fields), out], [4], optimizer=sgd), batch=7)
    masked = [{"name": "mask", "type": "Masking"}, dense, batch_normalization(momentum=0.9), {"name": "rnn", "type": "GRU", "units": 3}, out]
    add_case(golden, "BatchNormalization of masked steps", document(masked, [6, 3], optimizer=sgd), batch=5, draw=ragged_sequences)
    masked_alone = [{"name": "mask", "type": "Masking"}, batch_normalization(center=False), {"name": "mean", "type": "GlobalAveragePooling1D"}, out]
    add_case(golden, "BatchNormalization of masked steps without beta", document(masked_alone, [6, 3], optimizer=sgd), batch=5, draw=ragged_sequences)
    shared = [
        dense, batch_normalization(), {"name": "other", "type": "Dense", "units": 5, "inputs": ["x"]}, {"name": "again", "same_as": "norm"},
        {"name": "sum", "type": "Add", "inputs": ["norm", "again"]}, out,
    ]
    add_case(golden, "BatchNormalization twice", document(shared, [4], optimizer=sgd), batch=7)
    image = [
        {"name": "conv", "type": "Conv2D", "filters": 4, "kernel_size": 3, "padding": "same"}, batch_normalization(),
        {"name": "relu", "type": "Activation", "activation": "relu"}, {"name": "pool", "type": "GlobalAveragePooling2D"}, out,
    ]
    add_case(golden, "BatchNormalization of images", document(image, [6, 5, 2], optimizer=sgd), batch=3)
    lenet = [
        {"name": "c1", "type": "Conv2D", "filters": 6, "kernel_size": 5, "padding": "same", "activation": "relu"},
        {"name": "p1", "type": "MaxPooling2D"}, {"name": "c2", "type": "Conv2D", "filters": 16, "kernel_size": 5, "activation": "relu"},
        {"name": "p2", "type": "MaxPooling2D"}, {"name": "flat", "type": "Flatten"},
        {"name": "d1", "type": "Dense", "units": 24, "activation": "relu"}, {"name": "d2", "type": "Dense", "units": 12, "activation": "relu"},
        {"name": "out", "type": "Dense", "units": 10, "activation": "softmax"},
    ]
    model = document(lenet, [20, 20, 1], "sparse_categorical_crossentropy", {"type": "Adam", "learning_rate": 0.001})
    add_case(golden, "LeNet with Adam", model, batch=4, classes=10, scale=0.5)


def ragged_sequences(generator, shape):
    x = generator.normal(size=shape)
    for row in range(shape[1]):
        x[:, row, shape[2] - row :] = 0
    x[:, 0, 2] = 0
    return x


def normal(generator, shape):
    return generator.normal(size=shape)


def moving(built):
    return [variable for variable in built.non_trainable_variables if "moving" in variable.path]


def snapshot(built):
    values = named(built.trainable_variables, [np.array(v.value) for v in built.trainable_variables])
    return values | {"/".join((v.path.split("/")[0], v.path.split("/")[-1])): np.array(v.value) for v in moving(built) + untrained(built)}


def untrained(built):
    return [v for v in built.non_trainable_variables if v.path.endswith(("gamma", "beta"))]


def add_case(golden, name, model, batch, classes=None, scale=1.0, snapshots=(1, 5, 20), draw=None):
    """`draw(generator, shape)` draws inputs; the last of `snapshots` is the number of steps."""
    generator = random(name)
    keras.backend.clear_session()
    built = keras_model(model)
    set_random_weights(built, generator, scale)
    for variable in moving(built):
        variable.assign(exact(generator.uniform(0.5, 1.5, variable.shape)))
    for variable in untrained(built):
        variable.assign(exact(generator.uniform(0.5, 1.5, variable.shape)))
    inputs = exact((draw or normal)(generator, (3, batch, *model["inputs"][0]["shape"])))
    targets = generator.integers(0, classes, (3, batch, 1)).astype(np.float64) if classes else exact(generator.normal(size=(3, batch, *built.output_shape[1:])))
    tensors = {"inputs": inputs, "targets": targets} | prefixed("weights", snapshot(built))
    loss = loss_object(model["training"]["loss"])
    stepper = part(keras.optimizers, model["training"]["optimizer"])
    stepper.build(built.trainable_variables)

    def total(trainable, states, x, target):
        output, states, penalties = built.stateless_call(trainable, states, x, training=True, return_losses=True)
        return loss(target, output) + sum(penalties), states

    losses = []
    gradient = jax.jit(jax.value_and_grad(total, has_aux=True))
    for step in range(snapshots[-1]):
        states = [v.value for v in built.non_trainable_variables]
        (value, states), gradients = gradient([v.value for v in built.trainable_variables], states, inputs[step % 3], jnp.asarray(targets[step % 3]))
        losses.append(value)
        for variable, state in zip(built.non_trainable_variables, states):
            variable.assign(state)
        stepper.apply(gradients, built.trainable_variables)
        if step + 1 in snapshots:
            tensors |= prefixed(f"after {step + 1}", snapshot(built))
    golden.add(name, model, tensors | {"losses": losses, "output": built(inputs[0], training=False)})

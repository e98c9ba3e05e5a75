"""Twenty steps of each optimizer on three batches in turn; the weights after 1, 5 and 20."""

import keras
import numpy as np

from .gradients import loss_and_gradients
from .model import document, exact, keras_model, named, part, prefixed, random, set_random_weights

BASES = {
    "SGD": {"type": "SGD", "learning_rate": 0.05},
    "SGD momentum": {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9},
    "SGD nesterov": {"type": "SGD", "learning_rate": 0.05, "momentum": 0.9, "nesterov": True},
    "RMSprop": {"type": "RMSprop", "learning_rate": 0.01},
    "RMSprop momentum": {"type": "RMSprop", "learning_rate": 0.01, "momentum": 0.8, "rho": 0.85},
    "RMSprop centered": {"type": "RMSprop", "learning_rate": 0.01, "centered": True},
    "RMSprop centered momentum": {"type": "RMSprop", "learning_rate": 0.01, "centered": True, "momentum": 0.5},
    "Adam": {"type": "Adam", "learning_rate": 0.01},
    "Adam amsgrad": {"type": "Adam", "learning_rate": 0.01, "amsgrad": True, "beta_2": 0.9},
    "Adam other betas": {"type": "Adam", "learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-3},
    "AdamW": {"type": "AdamW", "learning_rate": 0.01},
    "AdamW amsgrad": {"type": "AdamW", "learning_rate": 0.01, "amsgrad": True, "weight_decay": 0.2},
    "Adagrad": {"type": "Adagrad", "learning_rate": 0.1},
    "Adagrad from zero": {"type": "Adagrad", "learning_rate": 0.05, "initial_accumulator_value": 0.0, "epsilon": 1e-3},
    "Adadelta": {"type": "Adadelta", "learning_rate": 1.0},
    "Adadelta other rho": {"type": "Adadelta", "learning_rate": 0.5, "rho": 0.8, "epsilon": 1e-3},
    "Adamax": {"type": "Adamax", "learning_rate": 0.01},
    "Adamax other betas": {"type": "Adamax", "learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3},
    "Nadam": {"type": "Nadam", "learning_rate": 0.01},
    "Nadam other betas": {"type": "Nadam", "learning_rate": 0.02, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-3},
    "Lion": {"type": "Lion", "learning_rate": 0.005},
    "Lion other betas": {"type": "Lion", "learning_rate": 0.01, "beta_1": 0.6, "beta_2": 0.8},
    "Ftrl": {"type": "Ftrl", "learning_rate": 0.1},
    "Ftrl regularized": {
        "type": "Ftrl", "learning_rate": 0.1, "l1_regularization_strength": 0.05, "l2_regularization_strength": 0.02,
        "l2_shrinkage_regularization_strength": 0.03, "beta": 0.1, "initial_accumulator_value": 0.2},
    "Ftrl other power": {"type": "Ftrl", "learning_rate": 0.1, "learning_rate_power": -0.7},
    "Ftrl without power": {"type": "Ftrl", "learning_rate": 0.1, "learning_rate_power": 0.0},
}

LIMITS = {
    "": {},
    ", clipnorm": {"clipnorm": 0.2},
    ", clipnorm out of reach": {"clipnorm": 100.0},
    ", clipvalue": {"clipvalue": 0.03},
    ", global_clipnorm": {"global_clipnorm": 0.3},
    ", global_clipnorm out of reach": {"global_clipnorm": 100.0},
    ", weight_decay": {"weight_decay": 0.1},
    ", clipnorm and weight_decay": {"clipnorm": 0.2, "weight_decay": 0.05},
}

LIMITED = ("SGD", "SGD nesterov", "RMSprop", "Adam", "Nadam", "Lion", "Ftrl")

DEFAULTS = {f"{name} with its defaults": name for name in (
    "sgd", "rmsprop", "adam", "adamw", "adagrad", "adamax", "nadam", "lion", "ftrl")}


def write(golden):
    for base, fields in BASES.items():
        limits = LIMITS if base in LIMITED else {"": {}, ", weight_decay": LIMITS[", weight_decay"]}
        for suffix, more in limits.items():
            add_case(golden, base + suffix, {**fields, **more})
    for name, optimizer in DEFAULTS.items():
        add_case(golden, name, optimizer)


def add_case(golden, name, optimizer):
    generator = random(name)
    keras.backend.clear_session()
    layers = [{"name": "hidden", "type": "Dense", "units": 7, "activation": "tanh"}, {"name": "out", "type": "Dense", "units": 3}]
    model = document(layers, [5], optimizer=optimizer)
    built = keras_model(model)
    set_random_weights(built, generator)
    inputs = exact(generator.normal(size=(3, 4, 5)))
    targets = exact(generator.normal(size=(3, 4, 3)))
    tensors = {"inputs": inputs, "targets": targets}
    tensors |= prefixed("weights", named(built.trainable_variables, [np.array(v.value) for v in built.trainable_variables]))
    stepper = part(keras.optimizers, optimizer)
    stepper.build(built.trainable_variables)
    losses = []
    for step in range(20):
        _, loss, gradients = loss_and_gradients(built, model, inputs[step % 3], targets[step % 3])
        losses.append(loss)
        stepper.apply(gradients, built.trainable_variables)
        if step + 1 in (1, 5, 20):
            tensors |= prefixed(f"after {step + 1}", named(built.trainable_variables, [np.array(v.value) for v in built.trainable_variables]))
    golden.add(name, model, tensors | {"losses": losses})

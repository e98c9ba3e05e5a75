"""Lamina's model JSON as a Keras model. The two share their vocabulary, so a field goes over by its name."""

import json
import os
import zlib

import jax.numpy as jnp
import keras
import numpy as np

CALLABLES = ("activation", "recurrent_activation")
WRAPPED = ("layer", "backward_layer")
OF_THE_CALL = ("use_causal_mask",)
PROJECTIONS = ("query", "key", "value", "gate", "attention_output")
PARTS = {"regularizer": keras.regularizers, "initializer": keras.initializers, "constraint": keras.constraints}


def random(name):
    return np.random.default_rng(zlib.crc32(name.encode()))


def exact(values):
    """Rounds to float32, so that both sides start from the same numbers."""
    return np.asarray(values, dtype=np.float32).astype(np.float64)


def sparsemax(x):
    """Keras's threshold up to 3.15 is wrong (its issue 23425, mended in pull request 23469): this is the mended one."""
    falling = -jnp.sort(-x, axis=-1)
    counts = jnp.arange(1, x.shape[-1] + 1)
    support = falling - (jnp.cumsum(falling, axis=-1) - 1) / counts > 0
    threshold = (jnp.sum(jnp.where(support, falling, 0.0), axis=-1, keepdims=True) - 1) / jnp.sum(support, axis=-1, keepdims=True)
    return jnp.maximum(x - threshold, 0.0)


def activation(spec):
    if spec == "sparsemax":
        return sparsemax
    if not isinstance(spec, dict):
        return keras.activations.get(spec)
    fields = dict(spec)
    function = keras.activations.get(fields.pop("type"))
    return lambda x: function(x, **fields)


def part(module, spec):
    """`"mse"` or `{"type": "L2", "l2": 0.1}` from one of Keras's modules."""
    if not isinstance(spec, dict):
        return module.get(spec)
    fields = dict(spec)
    return getattr(module, fields.pop("type"))(**fields)


class PositionEmbedding(keras.layers.Layer):
    """As Keras Hub's: the first rows of a learned table, the same for every example. This one passes masks on."""

    def __init__(self, sequence_length, initializer="glorot_uniform", **fields):
        super().__init__(**fields)
        self.supports_masking = True
        self.sequence_length = sequence_length
        self.initializer = keras.initializers.get(initializer)

    def build(self, shape):
        self.embeddings = self.add_weight(shape=(self.sequence_length, shape[-1]), initializer=self.initializer, name="embeddings")

    def call(self, x):
        return keras.ops.broadcast_to(self.embeddings[: x.shape[1]], x.shape)


# Where the cases stand, as far as the files that they name are concerned.
FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "family")

OWN_LAYERS = {"PositionEmbedding": PositionEmbedding}


def nested_model(spec):
    """Its variables know whose they are: Keras's paths do not say it."""
    with open(os.path.normpath(os.path.join(FOLDER, spec["file"]))) as file:
        built = keras_model(json.load(file))
    for variable in built.variables:
        variable.lamina_prefix = spec["name"] + "/"
    return built


def layer(spec, batch):
    if spec["type"] == "Model":
        return nested_model(spec)
    fields = {key: value for key, value in spec.items() if key not in ("type", "inputs", *OF_THE_CALL)}
    for key, value in fields.items():
        if key in CALLABLES:
            fields[key] = activation(value)
        if key in WRAPPED:
            inner = {"name": "backward_layer"} if key == "backward_layer" else {"name": spec["name"]} if value["type"] == "Model" else {}
            fields[key] = layer({**inner, **value}, batch)
        for ending, module in PARTS.items():
            if key.endswith("_" + ending):
                fields[key] = part(module, value)
    if "value_dim" in fields:
        # JAX's own attention wants values as wide as keys: with dropout, even of a rate that drops nothing, Keras does without it.
        fields.setdefault("dropout", 1e-30)
    return (OWN_LAYERS.get(spec["type"]) or getattr(keras.layers, spec["type"]))(**fields)


def keras_model(model, batch=None):
    tensors = {}
    layers = {}
    last = None
    for spec in model["inputs"]:
        tensors[spec["name"]] = last = keras.Input(batch_shape=(batch, *spec["shape"]), name=spec["name"])
    for spec in model["layers"]:
        sources = [tensors[name] for name in spec.get("inputs", [])] or [last]
        name = spec["name"]
        layers[name] = layers[spec["same_as"]] if "same_as" in spec else layer(spec, batch)
        results = call(layers[name], sources, {key: spec[key] for key in OF_THE_CALL if key in spec})
        results = list(results) if isinstance(results, (list, tuple)) else [results]
        tensors |= {f"{name}:{index}": value for index, value in enumerate(results)}
        tensors[name] = last = results[0]
    outputs = [tensors[name] for name in model.get("outputs", [model["layers"][-1]["name"]])]
    inputs = [tensors[spec["name"]] for spec in model["inputs"]]
    return keras.Model(alone(inputs), alone(outputs))


def call(built, sources, arguments):
    """A recurrent layer's further inputs are its initial states; MultiHeadAttention takes queries, values and keys one by one."""
    if isinstance(built, keras.layers.RNN) and len(sources) > 1:
        return built(sources[0], initial_state=sources[1:])
    if isinstance(built, keras.layers.MultiHeadAttention):
        return built(*(sources if len(sources) > 1 else sources * 2), **arguments)
    return built(alone(sources), **arguments)


def alone(values):
    return values if len(values) > 1 else values[0]


def set_random_weights(built, generator, scale=1.0):
    """Random kernels and random biases: with equal numbers a wrong order of gates would pass."""
    for variable in built.trainable_variables:
        deviation = scale / np.sqrt(variable.shape[0]) if len(variable.shape) > 1 and "bias" not in variable.path else 0.3 * scale
        variable.assign(exact(generator.normal(size=variable.shape) * deviation))


def named(variables, values):
    """Values of variables under Lamina's names: `layer/kernel`, `layer/forward/kernel`, `layer/query/kernel`."""
    return {getattr(variable, "lamina_prefix", "") + lamina_name(variable.path): value for variable, value in zip(variables, values)}


def lamina_name(path):
    parts = path.split("/")
    directions = [part.split("_")[0] for part in parts[1:-1] if part.startswith(("forward_", "backward_"))]
    projections = [part for part in parts[1:-1] if part in PROJECTIONS]
    return "/".join([parts[0], *directions, *projections, parts[-1]])


def prefixed(prefix, values):
    return {f"{prefix}/{name}": value for name, value in values.items()}


def document(layers, shape, loss="mse", optimizer=None, metrics=(), **more):
    """A model of one input in a sequence of layers."""
    inputs = more.pop("inputs", [{"name": "x", "shape": list(shape)}])
    training = {"loss": loss, "optimizer": optimizer or {"type": "SGD"}, "metrics": list(metrics)}
    return {"format": "lamina/1", "inputs": inputs, "layers": layers, **more, "training": training}

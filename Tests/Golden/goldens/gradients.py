"""One case: output, loss, metrics and gradients of a model with random weights."""

import jax
import jax.numpy as jnp
import keras
import numpy as np

from .model import alone, exact, keras_model, named, part, prefixed, random, set_random_weights


LOSS_CLASSES = {
    "mse": "MeanSquaredError", "mae": "MeanAbsoluteError", "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "binary_crossentropy": "BinaryCrossentropy", "hinge": "Hinge",
}


def loss_object(spec):
    """The class, which takes the mean over the batch; a bare name gives Keras's function, which does not."""
    return part(keras.losses, {"type": LOSS_CLASSES[spec]} if isinstance(spec, str) else spec)


def loss_and_gradients(built, model, inputs, target):
    loss = loss_object(model["training"]["loss"])
    states = [v.value for v in built.non_trainable_variables]

    def total(trainable):
        output, _, penalties = built.stateless_call(trainable, states, inputs, training=True, return_losses=True)
        return loss(jnp.asarray(target), output) + sum(penalties), output

    (value, output), gradients = jax.value_and_grad(total, has_aux=True)([v.value for v in built.trainable_variables])
    return output, value, gradients


def add_case(golden, name, model, batch=3, scale=1.0, input_scale=1.0, target=None, runs=1, accept=None, arrange=None,
             has_fixed_weights=False):
    """`target(generator, output_shape)` draws a target; `accept(built, inputs)` refuses inputs too close to a kink; `arrange(built,
    generator)` sets weights and returns inputs instead of random ones; `has_fixed_weights` where the model has some that are not trained."""
    for attempt in range(200):
        generator = random(f"{name} {attempt}")
        keras.backend.clear_session()
        built = keras_model(model, batch)
        set_random_weights(built, generator, scale)
        batches = [
            [exact(generator.normal(size=(batch, *spec["shape"])) * input_scale) for spec in model["inputs"]] for _ in range(runs)
        ]
        if arrange:
            batches = [arrange(built, generator)]
        if accept is None or accept(built, batches[0]):
            break
    else:
        raise RuntimeError(f"{name}: no inputs away from kinks")
    variables = built.variables if has_fixed_weights else built.trainable_variables
    tensors = prefixed("weights", named(variables, [np.array(v.value) for v in variables]))
    # Keras on JAX keeps recurrent states in eager calls only: between runs such a call moves them on.
    for run, inputs in enumerate(batches):
        suffix = f" {run + 1}" if run else ""
        arguments = alone(inputs)
        goal = exact((target or normal_target)(generator, output_shape(built, arguments)))
        output, loss, gradients = loss_and_gradients(built, model, arguments, goal)
        assert all(str(value.dtype) == keras.config.floatx() for value in (output, loss, *gradients))
        tensors |= {f"input {spec['name']}{suffix}": value for spec, value in zip(model["inputs"], inputs)}
        tensors |= {f"target{suffix}": goal, f"output{suffix}": output, f"loss{suffix}": loss}
        tensors |= prefixed(f"gradient{suffix}", named(built.trainable_variables, gradients))
        if run + 1 < runs:
            built(arguments)
        for metric in model["training"]["metrics"]:
            title, value = metric_value(metric, goal, output)
            tensors[f"metric {title}{suffix}"] = value
    golden.add(name, model, tensors)


def output_shape(built, arguments):
    """As computed: Keras's symbolic shape does not know that glu halves the last axis."""
    values = [[v.value for v in variables] for variables in (built.trainable_variables, built.non_trainable_variables)]
    return jax.eval_shape(lambda x: built.stateless_call(*values, x)[0], arguments).shape


def normal_target(generator, shape):
    return generator.normal(size=shape)


def metric_value(spec, target, output):
    """Name and value through a compiled metric container: it chooses the kind of accuracy from the shapes."""
    container = keras.src.trainers.compile_utils.CompileMetrics([part(keras.metrics, spec) if isinstance(spec, dict) else spec], None)
    container.build(target, output)
    container.update_state(target, output)
    ((name, value),) = container.result().items()
    return name, value

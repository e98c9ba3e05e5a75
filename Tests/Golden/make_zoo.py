"""Writes models/zoo/*.json: networks that everybody knows, with the parameters and output shapes that the real Keras counts.

    python make_zoo.py [name …]

VGG16, ResNet50 and MobileNetV2 are read from keras.applications. AlexNet, GoogLeNet and Inception-v4, which Keras does not ship, are described here
and built in Keras to be counted.
"""

import inspect
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"

import keras

from goldens.model import keras_model

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "models", "zoo")
WRITTEN = {
    "filters", "kernel_size", "units", "strides", "padding", "groups", "dilation_rate", "depth_multiplier", "activation", "use_bias",
    "pool_size", "epsilon", "momentum", "max_value",
}


class Network:
    """Layers one after the other, each reading the one before unless told otherwise."""

    def __init__(self):
        self.layers = []

    def add(self, kind, name, source=None, **fields):
        last = self.layers[-1]["name"] if self.layers else "image"
        sources = [source] if isinstance(source, str) else source
        inputs = {"inputs": sources} if sources and sources != [last] else {}
        self.layers.append({"name": name, "type": kind, **inputs, **fields})
        return name

    def conv(self, name, filters, size, source=None, **fields):
        return self.add("Conv2D", name, source, filters=filters, kernel_size=size, **fields)

    def normalized(self, name, filters, size, source=None, strides=1, padding="same"):
        """Convolution, batch normalisation and relu, as Inception-v4 has them throughout."""
        moves = {"strides": strides} if strides > 1 else {}
        borders = {"padding": padding} if padding != "valid" else {}
        self.conv(name, filters, size, source, **moves, **borders, use_bias=False)
        self.add("BatchNormalization", f"{name}_norm")
        return self.add("Activation", f"{name}_relu", activation="relu")

    def chain(self, name, source, *steps):
        """`(filters, size)` or `(filters, size, strides, padding)` one after the other."""
        for index, step in enumerate(steps):
            source = self.normalized(f"{name}_{index + 1}", step[0], step[1], source, *step[2:])
        return source


def alexnet():
    net = Network()
    relu, pool = {"activation": "relu"}, {"pool_size": 3, "strides": 2}
    net.conv("conv1", 96, 11, strides=4, **relu)
    net.add("MaxPooling2D", "pool1", **pool)
    net.conv("conv2", 256, 5, padding="same", groups=2, **relu)
    net.add("MaxPooling2D", "pool2", **pool)
    net.conv("conv3", 384, 3, padding="same", **relu)
    net.conv("conv4", 384, 3, padding="same", groups=2, **relu)
    net.conv("conv5", 256, 3, padding="same", groups=2, **relu)
    net.add("MaxPooling2D", "pool5", **pool)
    net.add("Flatten", "features")
    for name in ("fc6", "fc7"):
        net.add("Dense", name, units=4096, **relu)
        net.add("Dropout", f"{name}_dropout", rate=0.5)
    net.add("Dense", "predictions", units=1000, activation="softmax")
    return net.layers


def googlenet():
    net = Network()
    same, relu = {"padding": "same"}, {"activation": "relu"}

    def pool(name):
        return net.add("MaxPooling2D", name, pool_size=3, strides=2, **same)

    def inception(name, one, narrow3, three, narrow5, five, after_pool):
        source = net.layers[-1]["name"]
        branches = [net.conv(f"{name}_1x1", one, 1, source, **relu)]
        net.conv(f"{name}_3x3_reduce", narrow3, 1, source, **relu)
        branches.append(net.conv(f"{name}_3x3", three, 3, **same, **relu))
        net.conv(f"{name}_5x5_reduce", narrow5, 1, source, **relu)
        branches.append(net.conv(f"{name}_5x5", five, 5, **same, **relu))
        net.add("MaxPooling2D", f"{name}_pool", source, pool_size=3, strides=1, **same)
        branches.append(net.conv(f"{name}_pool_proj", after_pool, 1, **relu))
        net.add("Concatenate", name, branches)

    net.conv("conv1", 64, 7, strides=2, **same, **relu)
    pool("pool1")
    net.conv("conv2_reduce", 64, 1, **relu)
    net.conv("conv2", 192, 3, **same, **relu)
    pool("pool2")
    inception("inception_3a", 64, 96, 128, 16, 32, 32)
    inception("inception_3b", 128, 128, 192, 32, 96, 64)
    pool("pool3")
    inception("inception_4a", 192, 96, 208, 16, 48, 64)
    inception("inception_4b", 160, 112, 224, 24, 64, 64)
    inception("inception_4c", 128, 128, 256, 24, 64, 64)
    inception("inception_4d", 112, 144, 288, 32, 64, 64)
    inception("inception_4e", 256, 160, 320, 32, 128, 128)
    pool("pool4")
    inception("inception_5a", 256, 160, 320, 32, 128, 128)
    inception("inception_5b", 384, 192, 384, 48, 128, 128)
    net.add("GlobalAveragePooling2D", "average")
    net.add("Dropout", "dropout", rate=0.4)
    net.add("Dense", "predictions", units=1000, activation="softmax")
    return net.layers


def inception_v4():
    net = Network()
    wide, tall = [1, 7], [7, 1]

    def join(name, *branches):
        return net.add("Concatenate", name, list(branches))

    def max_pool(name, source):
        return net.add("MaxPooling2D", name, source, pool_size=3, strides=2)

    def average(name, source, filters):
        pooled = net.add("AveragePooling2D", f"{name}_average", source, pool_size=3, strides=1, padding="same")
        return net.chain(f"{name}_pool", pooled, (filters, 1))

    x = net.chain("stem", None, (32, 3, 2, "valid"), (32, 3, 1, "valid"), (64, 3))
    x = join("stem_a", max_pool("stem_a_pool", x), net.chain("stem_a_conv", x, (96, 3, 2, "valid")))
    short = net.chain("stem_b_short", x, (64, 1), (96, 3, 1, "valid"))
    x = join("stem_b", short, net.chain("stem_b_long", x, (64, 1), (64, tall), (64, wide), (96, 3, 1, "valid")))
    x = join("stem_c", net.chain("stem_c_conv", x, (192, 3, 2, "valid")), max_pool("stem_c_pool", x))
    for index in range(1, 5):
        name = f"a{index}"
        x = join(
            name, average(name, x, 96), net.chain(f"{name}_1x1", x, (96, 1)), net.chain(f"{name}_3x3", x, (64, 1), (96, 3)),
            net.chain(f"{name}_double", x, (64, 1), (96, 3), (96, 3)))
    x = join(
        "reduction_a", max_pool("reduction_a_pool", x), net.chain("reduction_a_3x3", x, (384, 3, 2, "valid")),
        net.chain("reduction_a_double", x, (192, 1), (224, 3), (256, 3, 2, "valid")))
    for index in range(1, 8):
        name = f"b{index}"
        x = join(
            name, average(name, x, 128), net.chain(f"{name}_1x1", x, (384, 1)), net.chain(f"{name}_7x7", x, (192, 1), (224, wide), (256, tall)),
            net.chain(f"{name}_double", x, (192, 1), (192, wide), (224, tall), (224, wide), (256, tall)))
    x = join(
        "reduction_b", max_pool("reduction_b_pool", x), net.chain("reduction_b_3x3", x, (192, 1), (192, 3, 2, "valid")),
        net.chain("reduction_b_7x7", x, (256, 1), (256, wide), (320, tall), (320, 3, 2, "valid")))
    for index in range(1, 4):
        name = f"c{index}"
        pooled, single = average(name, x, 256), net.chain(f"{name}_1x1", x, (256, 1))
        split = net.chain(f"{name}_split", x, (384, 1))
        halves = [net.chain(f"{name}_split_wide", split, (256, [1, 3])), net.chain(f"{name}_split_tall", split, (256, [3, 1]))]
        deep = net.chain(f"{name}_deep", x, (384, 1), (448, [1, 3]), (512, [3, 1]))
        ends = [net.chain(f"{name}_deep_tall", deep, (256, [3, 1])), net.chain(f"{name}_deep_wide", deep, (256, [1, 3]))]
        x = join(name, pooled, single, *halves, *ends)
    net.add("GlobalAveragePooling2D", "average")
    net.add("Dropout", "dropout", rate=0.2)
    net.add("Dense", "predictions", units=1000, activation="softmax")
    return net.layers


def plain(value):
    """Tuples as lists, and as one number where all are the same."""
    if isinstance(value, (list, tuple)):
        values = [plain(item) for item in value]
        return values[0] if all(item == values[0] for item in values) else values
    return int(value) if isinstance(value, float) and value.is_integer() else value


def from_keras(application):
    keras.backend.clear_session()
    built = application(weights=None)
    net = Network()
    for layer in built.layers[1:]:
        config, kind = layer.get_config(), type(layer)
        signature = inspect.signature(kind.__init__).parameters
        required = {key: value for key, value in config.items() if key in signature and signature[key].default is inspect.Parameter.empty}
        default = kind(**required).get_config()
        changed = {key for key, value in config.items() if key != "name" and value != default.get(key)} | required.keys()
        if config.get("axis") == len(layer.output.shape) - 1:
            changed.discard("axis")
        assert changed <= WRITTEN, (layer.name, changed)
        fields = {key: plain(config[key]) for key in config if key in changed}
        if fields.get("strides") == fields.get("pool_size"):
            fields.pop("strides", None)
        inputs = [tensor._keras_history.operation for tensor in layer._inbound_nodes[0].input_tensors]
        sources = ["image" if isinstance(source, keras.layers.InputLayer) else source.name for source in inputs]
        net.add(kind.__name__, layer.name, sources, **fields)
    return net.layers


ZOO = {
    "alexnet": (
        alexnet, 227, "AlexNet (Krizhevsky et al., 2012), its three grouped convolutions as published; without the local response normalisation,"
        " which has no parameters. The paper speaks of 60 million."),
    "vgg16": (lambda: from_keras(keras.applications.VGG16), 224, "VGG16 (Simonyan and Zisserman, 2014), as keras.applications has it."),
    "googlenet": (
        googlenet, 224, "GoogLeNet (Szegedy et al., 2014) without local response normalisation and the auxiliary classifiers. The paper's table"
        " of sizes adds up to about 6.8 million; with biases and the classifier it is this."),
    "inception-v4": (
        inception_v4, 299, "Inception-v4 (Szegedy et al., 2016) with batch normalisation. The paper gives no count; other programs that leave the"
        " moving averages out say 42,679,816."),
    "resnet50": (lambda: from_keras(keras.applications.ResNet50), 224, "ResNet50 (He et al., 2015), as keras.applications has it."),
    "mobilenet-v2": (
        lambda: from_keras(keras.applications.MobileNetV2), 224, "MobileNetV2 (Sandler et al., 2018) of width 1, as keras.applications has it."),
}


def text(value):
    """As the other model files are written: one line, blanks inside braces."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)}: {text(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(text(item) for item in value) + "]"
    return json.dumps(value)


def write(name):
    make, size, description = ZOO[name]
    layers = make()
    model = {
        "format": "lamina/1", "name": name, "description": description, "inputs": [{"name": "image", "shape": [size, size, 3]}], "layers": layers,
    }
    built = keras_model(model)
    trained = sum(variable.value.size for variable in built.trainable_variables)
    outputs = {layers[-1]["name"]: list(built.output_shape[1:])}
    expect = {"parameters": built.count_params(), "trainable_parameters": trained, "outputs": outputs}
    lines = ",\n".join(f"    {text(layer)}" for layer in layers)
    head = "".join(f'  "{key}": {text(model[key])},\n' for key in ("format", "name", "description", "inputs"))
    with open(os.path.join(FOLDER, f"{name}.json"), "w") as file:
        file.write('{\n  "$schema": "../model.schema.json",\n' + head + f'  "layers": [\n{lines}\n  ],\n  "expect": {text(expect)}\n}}\n')
    print(f"{name}: {len(layers)} layers, {expect['parameters']} parameters, {trained} of them trained")


if __name__ == "__main__":
    for name in sys.argv[1:] or ZOO:
        write(name)

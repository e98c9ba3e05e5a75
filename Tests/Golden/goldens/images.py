"""Convolutions of all kinds and poolings over strides, paddings, dilations, groups and odd sizes."""

from .gradients import add_case
from .model import document


def conv(rank, filters, kernel, **more):
    return {"name": "conv", "type": f"Conv{rank}D", "filters": filters, "kernel_size": kernel, **more}


def write_convolutions(golden):
    for padding in ("valid", "same"):
        for strides in (1, 2, [2, 3]):
            for shape, filters, kernel in (([5, 7, 1], 3, 3), ([6, 5, 3], 4, [2, 3]), ([9, 8, 17], 5, [3, 4]), ([7, 4, 2], 35, 4)):
                model = document([conv(2, filters, kernel, padding=padding, strides=strides)], shape)
                add_case(golden, f"Conv2D {padding} {strides} {kernel} on {shape}", model, scale=0.5)
        for dilation in (2, [1, 3]):
            model = document([conv(2, 3, 3, padding=padding, dilation_rate=dilation)], [8, 9, 2])
            add_case(golden, f"Conv2D {padding} dilation {dilation}", model, scale=0.5)
        for groups, channels, filters in ((2, 4, 6), (3, 3, 3), (4, 20, 8)):
            for strides in (1, 2):
                model = document([conv(2, filters, 3, padding=padding, groups=groups, strides=strides)], [6, 7, channels])
                add_case(golden, f"Conv2D {padding} {groups} groups of {channels} strides {strides}", model, scale=0.5)
    for padding in ("valid", "same", "causal"):
        for kernel, strides, dilation in ((3, 1, 1), (4, 2, 1), (3, 1, 3), (1, 3, 1)):
            model = document([conv(1, 5, kernel, padding=padding, strides=strides, dilation_rate=dilation)], [19, 3])
            add_case(golden, f"Conv1D {padding} {kernel} {strides} {dilation}", model, scale=0.5)
    for activation in ("relu", "tanh", "softmax", "gelu"):
        add_case(golden, f"Conv2D {activation}", document([conv(2, 6, 3, padding="same", activation=activation)], [5, 6, 3]), scale=0.5)
        add_case(golden, f"Conv1D {activation}", document([conv(1, 6, 3, activation=activation)], [7, 3]), scale=0.5)
    add_case(golden, "Conv2D pointwise", document([conv(2, 6, 1, activation="relu")], [5, 6, 9]))
    add_case(golden, "Conv2D without bias", document([conv(2, 6, 5, use_bias=False, activation="tanh")], [6, 6, 2]), scale=0.5)
    regularized = conv(2, 4, 3, kernel_regularizer={"type": "L2", "l2": 0.1}, bias_regularizer={"type": "L1", "l1": 0.05})
    add_case(golden, "Conv2D regularized", document([regularized], [5, 5, 2]), scale=0.5)
    deep = [
        {**conv(2, 6, 5, padding="same", activation="tanh"), "name": "first"}, {"name": "pool", "type": "AveragePooling2D", "pool_size": 2},
        {**conv(2, 9, 3, strides=2, padding="same", activation="relu"), "name": "second"}, {"name": "flat", "type": "Flatten"},
        {"name": "out", "type": "Dense", "units": 3},
    ]
    add_case(golden, "Conv2D deep", document(deep, [13, 12, 1]), scale=0.7)


def write_channel_convolutions(golden):
    """Depthwise, separable and transposed convolutions."""
    def case(kind, shape, **fields):
        title = " ".join(f"{key} {value}" for key, value in fields.items())
        add_case(golden, f"{kind} {title} on {shape}", document([{"name": "conv", "type": kind, **fields}], shape), scale=0.5)

    for padding in ("valid", "same"):
        for strides in (1, 2, 3):
            case("DepthwiseConv2D", [7, 8, 5], kernel_size=3, padding=padding, strides=strides)
            case("Conv2DTranspose", [4, 3, 5], filters=3, kernel_size=[2, 3], padding=padding, strides=strides)
            case("Conv1DTranspose", [5, 3], filters=4, kernel_size=4, padding=padding, strides=strides)
        for multiplier in (1, 3):
            case("DepthwiseConv2D", [6, 5, 2], kernel_size=[2, 3], padding=padding, depth_multiplier=multiplier, activation="tanh")
            case("DepthwiseConv1D", [9, 3], kernel_size=4, padding=padding, depth_multiplier=multiplier, strides=2)
            case("SeparableConv2D", [5, 6, 3], filters=4, kernel_size=3, padding=padding, depth_multiplier=multiplier, activation="relu")
            case("SeparableConv1D", [8, 3], filters=4, kernel_size=3, padding=padding, depth_multiplier=multiplier, strides=2)
        case("DepthwiseConv2D", [8, 7, 19], kernel_size=3, padding=padding, dilation_rate=2, use_bias=False)
        case("SeparableConv2D", [6, 7, 2], filters=3, kernel_size=3, padding=padding, dilation_rate=[1, 2])
        case("Conv2DTranspose", [3, 4, 2], filters=3, kernel_size=3, padding=padding, dilation_rate=[2, 1])
        for kernel in (1, 2, 3, 5):
            for added in (0, 2):
                case("Conv1DTranspose", [4, 2], filters=3, kernel_size=kernel, padding=padding, strides=3, output_padding=added)
    case("Conv2DTranspose", [3, 4, 17], filters=4, kernel_size=3, strides=2, padding="same", output_padding=[0, 1], activation="relu")
    case("Conv2DTranspose", [3, 3, 2], filters=6, kernel_size=4, strides=2, padding="same", use_bias=False, activation="softmax")
    penalties = {f"{name}_regularizer": {"type": "L2", "l2": 0.1} for name in ("depthwise", "pointwise", "bias")}
    case("SeparableConv2D", [4, 5, 2], filters=3, kernel_size=2, **penalties)


def write_poolings(golden):
    """Behind a product, so that gradients go through."""
    def case(layer, shape):
        first = {"name": "product", "type": "Dense", "units": 5}
        fields = " ".join(f"{key} {value}" for key, value in layer.items())
        add_case(golden, f"{fields} on {shape}", document([first, {"name": "pool", **layer}], shape))

    for kind in ("Max", "Average"):
        for padding in ("valid", "same"):
            for size, strides, shape in ((2, None, [6, 8, 3]), (2, None, [5, 7, 3]), (3, 2, [7, 8, 2]), ([2, 3], [1, 2], [5, 6, 2]), (3, 1, [4, 5, 2]),
                                         (2, 3, [8, 7, 2])):
                case({"type": f"{kind}Pooling2D", "pool_size": size, "strides": strides, "padding": padding}, shape)
            for size, strides in ((2, None), (3, 2), (4, 1)):
                case({"type": f"{kind}Pooling1D", "pool_size": size, "strides": strides, "padding": padding}, [9, 3])
        for keeps in (False, True):
            case({"type": f"Global{kind}Pooling2D", "keepdims": keeps}, [5, 6, 3])
            case({"type": f"Global{kind}Pooling1D", "keepdims": keeps}, [7, 3])

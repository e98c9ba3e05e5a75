"""Writes data/text-vectorization.json: what the real Keras makes of some texts.

    python make_text_goldens.py

Keras's TextVectorization needs TensorFlow: an environment of its own with `pip install tensorflow-cpu keras`.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras

TEXTS = [
    "The cat sat on the mat.",
    "The DOG sat on the cat!",
    "It's a well-known e-mail: mail@example.org, isn't it?",
    "b a c",
    "c  b\ta\n\nd",
    "Élan élan ÉLAN naïve",
    "no\u00a0break and\u2003wide spaces",
    "\u201cQuoted\u201d \u2014 with dashes\u2026",
    "control\x1cseparated\x0bby\x0cbytes\x7f",
    "[UNK] unk ~tilde~ `tick` back\\slash un_der ^hat^ {brace} |pipe|",
    "...",
    "",
    "日本語 の 文章",
    "emoji 🙂🙂 🙂",
    "1 22 1,000 3.5%",
]
RAW = ["A cat and a zebra: the mat!", "Naïve DOGS isn't", "zzz", "the the the the the the the the the the", "日本語🙂"]
CASES = [
    {"output_sequence_length": 8},
    {"output_sequence_length": 6, "max_tokens": 10},
    {"output_sequence_length": 4, "max_tokens": 3},
    {"output_sequence_length": 8, "standardize": "lower"},
    {"output_sequence_length": 8, "standardize": "strip_punctuation"},
    {"output_sequence_length": 8, "standardize": None},
    {"output_sequence_length": 20, "split": "character"},
    {"output_sequence_length": 12, "split": "character", "standardize": None, "max_tokens": 12},
]


def main():
    cases = []
    for options in CASES:
        layer = keras.layers.TextVectorization(**options)
        layer.adapt(TEXTS)
        cases.append(
            {
                "options": options,
                "vocabulary": [str(word) for word in layer.get_vocabulary()],
                "texts": layer(TEXTS).numpy().tolist(),
                "raw": layer(RAW).numpy().tolist(),
            }
        )
    golden = {"keras": keras.__version__, "texts": TEXTS, "raw": RAW, "cases": cases}
    path = pathlib.Path(__file__).with_name("data") / "text-vectorization.json"
    path.write_text(json.dumps(golden, ensure_ascii=False, indent=None, separators=(",", ":")) + "\n")


main()

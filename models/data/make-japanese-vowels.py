"""Writes japanese-vowels-train.csv and japanese-vowels-test.csv from the data set's two .ts files.

usage: make-japanese-vowels.py JapaneseVowels_TRAIN.ts JapaneseVowels_TEST.ts

A line of a .ts file is one utterance: its 12 channels, then the speaker, divided by colons; a channel is its values in the order of time,
divided by commas. A row of the CSV is one step of one utterance.
"""

import pathlib
import sys

CHANNELS = 12


def rows(path):
    lines = [line.strip() for line in open(path, encoding="utf-8")]
    utterances = [line for line in lines[lines.index("@data") + 1 :] if line]
    for number, utterance in enumerate(utterances, 1):
        *channels, speaker = utterance.split(":")
        steps = [channel.split(",") for channel in channels]
        assert len(steps) == CHANNELS and len({len(channel) for channel in steps}) == 1
        for values in zip(*steps):
            yield [str(number), speaker, *values]


def main():
    header = ["sequence", "speaker"] + [f"c{channel}" for channel in range(1, CHANNELS + 1)]
    for source, name in zip(sys.argv[1:3], ["train", "test"], strict=True):
        target = pathlib.Path(__file__).with_name(f"japanese-vowels-{name}.csv")
        target.write_text("".join(",".join(row) + "\n" for row in [header, *rows(source)]))


main()

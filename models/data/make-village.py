"""Writes village.txt: sentences of a small grammar of our own, in which later words follow from earlier ones.

    python make-village.py
"""

import pathlib
import random

TRADES = {
    "baker": ("bakery", "bread", "flour"),
    "smith": ("forge", "horseshoes", "iron"),
    "miller": ("mill", "flour", "grain"),
    "fisher": ("harbour", "herring", "nets"),
    "weaver": ("workshop", "blankets", "wool"),
    "potter": ("yard", "jugs", "clay"),
    "gardener": ("greenhouse", "roses", "water"),
    "cooper": ("cellar", "barrels", "oak"),
}
PEOPLE = {"anna": "she", "bruno": "he", "clara": "she", "david": "he", "emil": "he", "frida": "she"}
WEATHER = {"rains": "an umbrella", "snows": "a shovel", "storms": "a lantern", "thaws": "boots"}
TIMES = ["morning", "evening", "summer", "winter"]
SENTENCES = 700


def sentence(random):
    trade = random.choice(sorted(TRADES))
    place, goods, need = TRADES[trade]
    person = random.choice(sorted(PEOPLE))
    pronoun = PEOPLE[person]
    weather = random.choice(sorted(WEATHER))
    time = random.choice(TIMES)
    return random.choice(
        [
            f"In the {time} the {trade} opens the {place} and sells {goods}.",
            f"The {trade} who lives near the market makes {goods} in the {place}.",
            f"{person.title()} visits the {trade} because {pronoun} wants {goods}.",
            f"When it {weather} {person.title()} takes {WEATHER[weather]} and {pronoun} walks to the {place}.",
            f"Without {need} the old {trade} can make no {goods}.",
            f"{person.title()} is a {trade} and in the {time} {pronoun} needs {need}.",
        ]
    )


def main():
    source = random.Random(20)
    text = "".join(sentence(source) + "\n" for _ in range(SENTENCES))
    pathlib.Path(__file__).with_name("village.txt").write_text(text)


main()

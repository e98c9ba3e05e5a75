"""Writes adding.csv: the adding problem (Hochreiter and Schmidhuber, 1997).

    python make-adding.py

Each sequence has 40 numbers and a marker that is 1 at two of them, one in each half; its sum is theirs. The first of them
has to be remembered for up to 40 steps.
"""

import pathlib
import random

SEQUENCES, STEPS = 1000, 40

random.seed(1)
lines = ["sequence,sum,value,marker"]
for sequence in range(SEQUENCES):
    marked = random.randrange(STEPS // 2), STEPS // 2 + random.randrange(STEPS // 2)
    values = [random.randrange(100) for _ in range(STEPS)]
    total = sum(values[step] for step in marked)
    lines += [f"{sequence},{total},{value},{int(step in marked)}" for step, value in enumerate(values)]
(pathlib.Path(__file__).parent / "adding.csv").write_text("\n".join(lines) + "\n")

"""Writes moons.csv, circles.csv and spirals.csv: points of a plane in two classes that no straight line parts.

    python make-points.py
"""

import os

import numpy as np

COUNT = 200  # points of each class


def moons(random):
    angle = random.uniform(0, np.pi, (2, COUNT))
    upper = np.stack([np.cos(angle[0]), np.sin(angle[0])], axis=1)
    lower = np.stack([1 - np.cos(angle[1]), 0.5 - np.sin(angle[1])], axis=1)
    return upper, lower, 0.12


def circles(random):
    angle = random.uniform(0, 2 * np.pi, (2, COUNT))
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=2)
    return 0.4 * ring[0], ring[1], 0.08


def spirals(random):
    turn = np.sqrt(random.uniform(0.05, 1, (2, COUNT))) * 3 * np.pi
    arm = np.stack([turn * np.cos(turn), turn * np.sin(turn)], axis=2) / (3 * np.pi)
    return arm[0], -arm[1], 0.02


if __name__ == "__main__":
    folder = os.path.dirname(os.path.abspath(__file__))
    for seed, shape in enumerate((moons, circles, spirals)):
        random = np.random.default_rng(seed)
        first, second, noise = shape(random)
        points = np.concatenate([first, second]) + random.normal(scale=noise, size=(2 * COUNT, 2))
        classes = np.repeat([0, 1], COUNT)
        rows = [f"{x:.4f},{y:.4f},{label}" for (x, y), label in zip(points, classes)]
        with open(os.path.join(folder, f"{shape.__name__}.csv"), "w") as file:
            file.write("\n".join(["x,y,class", *rows]) + "\n")

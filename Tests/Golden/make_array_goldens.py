"""Writes data/arrays/*: small arrays as the real NumPy saves them, and files that the real gzip packed.

    python make_array_goldens.py

Every array x holds 0, 1, 2 … in the shape (4, 2, 3), minus 5 where its type has a sign; every y holds 0, 1, 2, 0.
"""

import gzip
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).with_name("data") / "arrays"
TYPES = ["<f4", ">f4", "<f8", ">f8", "|i1", "<i2", ">i2", "<i4", "<i8", ">i8", "|u1", "<u2", "<u4", "<u8", ">u8"]


def x(kind):
    values = np.arange(24).reshape(4, 2, 3)
    return (values if np.dtype(kind).kind == "u" else values - 5).astype(kind)


def write(name, array, version=None):
    with open(FOLDER / name, "wb") as file:
        np.lib.format.write_array(file, array, version=version)


def pack(name, content):
    (FOLDER / name).write_bytes(gzip.compress(content, mtime=0))


def main():
    FOLDER.mkdir(exist_ok=True)
    for kind in TYPES:
        order = {"<": "little", ">": "big", "|": "byte"}[kind[0]]
        write(f"x-{order}-{kind[1:]}.npy", x(kind))
    write("x-version-2.npy", x("<f4"), version=(2, 0))
    write("x-version-3.npy", x("<f4"), version=(3, 0))
    write("x-fortran.npy", np.asfortranarray(x("<f4")))
    write("x-boolean.npy", x("<f4") > 0)
    write("x-half.npy", x("<f2"))
    write("scalar.npy", np.float32(3))
    y = np.array([0, 1, 2, 0])
    write("y.npy", y)
    write("z.npy", np.arange(4, dtype="<f4"))
    np.savez(FOLDER / "stored.npz", x=x("<f4"), y=y)
    np.savez_compressed(FOLDER / "deflated.npz", x=x("<f4"), y=y)
    idx = bytes([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2]) + bytes(range(12))
    pack("images.idx.gz", idx)
    pack("labels.idx.gz", bytes([0, 0, 8, 1, 0, 0, 0, 3, 2, 0, 1]))
    pack("table.csv.gz", b"a,b\n1,2\n3,4\n")
    pack("x.npy.gz", (FOLDER / "x-little-f4.npy").read_bytes())
    pack("zeros.gz", bytes(1 << 20))


main()

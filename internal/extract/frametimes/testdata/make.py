"""Writes the arrays beside it with NumPy: 0, 1, 2 and 100 in every type that times can have."""

import os

import numpy
from numpy.lib import format as npy

os.chdir(os.path.dirname(os.path.abspath(__file__)))
times = numpy.array([0, 1, 2, 100])
for order in "<>":
    for kind in ("f2", "f4", "f8", "i2", "i4", "i8", "u2", "u4", "u8"):
        numpy.save(f"{'little' if order == '<' else 'big'}_{kind}.npy", times.astype(order + kind))
for kind in ("i1", "u1"):
    numpy.save(f"{kind}.npy", times.astype(kind))
for version in (2, 3):
    with open(f"version{version}.npy", "wb") as f:
        npy.write_array(f, times.astype("f8"), version=(version, 0))
numpy.save("halves.npy", numpy.array([-2.5, -6.1e-5, 6e-8, 1 / 3, 65504], "f2"))
numpy.save("rows.npy", times.reshape(2, 2))
numpy.save("column.npy", numpy.asfortranarray(times.reshape(4, 1)))
numpy.save("complex.npy", times.astype("c16"))
numpy.save("fields.npy", numpy.zeros(4, [("t", "f8")]))
numpy.save("texts.npy", times.astype(str))
numpy.save("objects.npy", times.astype(object))
numpy.save("one.npy", numpy.array(7.5))

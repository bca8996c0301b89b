"""Prints, for every array under each folder given: its path, type, shape and the
SHA-256 of its elements (little-endian, C order, float16 as float32); of texts
the elements themselves, as JSON. Versions as in gen.py; zarr 2 passes over
stores of version 3.
"""
import hashlib
import json
import pathlib
import sys
import warnings

import numpy as np
import zarr

warnings.simplefilter("ignore")


def text(v):
    return v.decode("latin-1") if isinstance(v, bytes) else str(v)


for root in map(pathlib.Path, sys.argv[1:]):
    found = {p.parent for p in root.rglob(".zarray")}
    for p in root.rglob("zarr.json"):
        if zarr.__version__.startswith("3.") and json.loads(p.read_text())["node_type"] == "array":
            found.add(p.parent)
    for d in sorted(found, key=lambda p: p.relative_to(root).as_posix()):
        if {"unsupported", "undefined"} & set(d.parts):
            continue
        x = np.asarray(zarr.open_array(str(d), mode="r")[...])
        shape = ",".join(map(str, x.shape)) or "-"
        if x.dtype.kind in "USOT":
            print(d.relative_to(root).as_posix(), "text", shape, json.dumps([text(v) for v in x.ravel()]), sep="\t")
            continue
        x = x.astype("<f4") if x.dtype.kind == "f" and x.itemsize == 2 else x.astype(x.dtype.newbyteorder("<"))
        print(d.relative_to(root).as_posix(), x.dtype.name, shape, hashlib.sha256(x.tobytes()).hexdigest(), sep="\t")

"""Print all that an HDF5 file holds as JSON, in the form of contents in contents_test.go."""

import json
import sys

import h5py
import numpy as np


def plain(value, file):
    if isinstance(value, h5py.Empty):
        return []
    array = np.asarray(value)
    if array.dtype.names:
        return array.tobytes().hex()

    def one(x):
        if isinstance(x, h5py.Reference):
            return file[x].name if x else ""
        if isinstance(x, bytes):
            return x.decode()
        return x if isinstance(x, str) else float(x)

    if array.shape == ():
        return one(array[()])
    return [one(x) for x in array.ravel()]


def add_group(group, file, out):
    add_attributes(group, file, out)
    for name in group:
        path = group.name.rstrip("/") + "/" + name
        link = group.get(name, getlink=True)
        if isinstance(link, h5py.SoftLink):
            out[path] = link.path
        elif isinstance(group[name], h5py.Group):
            add_group(group[name], file, out)
        else:
            out[path] = plain(group[name][()], file)
            add_attributes(group[name], file, out)


def add_attributes(thing, file, out):
    for name, value in thing.attrs.items():
        out[f"{thing.name}@{name}"] = plain(value, file)


with h5py.File(sys.argv[1]) as file:
    out = {}
    add_group(file, file, out)
    json.dump(out, sys.stdout)

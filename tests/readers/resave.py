#!/usr/bin/env python3
"""Save a CaImAn result again in the ways of people's own scripts.

usage: resave.py SOURCE FOLDER

Writes one file a way into FOLDER and prints their names, one a line. All hold
the numbers of SOURCE, but "rounded_*", whose C and S are rounded.
"""
import os
import sys

import h5py
import numpy as np
import scipy.sparse as sp

TRACES = ("C", "S", "YrA", "F_dff", "f")


def put(g, path, data, **how):
    if path in g:
        del g[path]
    g.create_dataset(path, data=data, **how)


def matrix(g):
    a = g["estimates/A"]
    return sp.csc_matrix((a["data"][...], a["indices"][...], a["indptr"][...]), shape=tuple(a["shape"][...]))


def dense(turned=False, **how):
    def change(g):
        m = matrix(g).toarray()
        put(g, "estimates/A", m.T if turned else m, **how)
    return change


def by_rows(turned=False):
    def change(g):
        m = matrix(g)
        m = sp.csr_matrix(m.T if turned else m)
        for name, value in (("data", m.data), ("indices", m.indices), ("indptr", m.indptr), ("shape", np.array(m.shape))):
            put(g, "estimates/A/" + name, value)
    return change


def by_columns_turned(g):
    m = sp.csc_matrix(matrix(g).T)
    for name, value in (("data", m.data), ("indices", m.indices), ("indptr", m.indptr), ("shape", np.array(m.shape))):
        put(g, "estimates/A/" + name, value)


def parts(dtype, *names):
    def change(g):
        for name in names:
            put(g, "estimates/A/" + name, g["estimates/A/" + name][...].astype(dtype))
    return change


def packed(**how):
    def change(g):
        names = []
        g.visititems(lambda n, o: names.append(n) if isinstance(o, h5py.Dataset) and o.ndim > 0 and o.size > 4 and o.dtype.kind in "fiub" else None)
        for name in names:
            put(g, name, g[name][...], **how)
    return change


def traces(dtype):
    def change(g):
        for name in TRACES:
            d = g.get("estimates/" + name)
            if isinstance(d, h5py.Dataset) and d.ndim == 2:
                put(g, "estimates/" + name, d[...].astype(dtype))
    return change


def turned_traces(g):
    for name in ("C", "S", "YrA", "F_dff"):
        put(g, "estimates/" + name, g["estimates/" + name][...].T)


def lists(f):
    def change(g):
        n = matrix(g).shape[1]
        for name in ("idx_components", "idx_components_bad"):
            put(g, "estimates/" + name, f(g["estimates/" + name][...].astype(int), n))
    return change


def mask(v, n):
    m = np.zeros(n, bool)
    m[v] = True
    return m


def dims(f):
    return lambda g: put(g, "dims", f(g["dims"][...]))


def leftover(g):
    put(g, "estimates/R", np.ones((3, 7)))


def rounded(g):
    for name in ("C", "S"):
        put(g, "estimates/" + name, np.round(g["estimates/" + name][...], 2), scaleoffset=4, chunks=True)


WAYS = {
    "plain": lambda g: None,
    "dense": dense(), "dense_turned": dense(True), "dense_packed": dense(compression="gzip"),
    "rows": by_rows(), "rows_turned": by_rows(True), "columns_turned": by_columns_turned,
    "weights_f4_big": parts(">f4", "data"), "indices_i8_big": parts(">i8", "indices", "indptr"), "indices_u4": parts("u4", "indices", "indptr"),
    "shape_float": parts(float, "shape"),
    "lzf": packed(compression="lzf"), "lzf_shuffle_fletcher": packed(compression="lzf", shuffle=True, fletcher32=True),
    "fletcher": packed(fletcher32=True, chunks=True), "gzip_shuffle_fletcher": packed(compression="gzip", shuffle=True, fletcher32=True),
    "gzip9": packed(compression="gzip", compression_opts=9, shuffle=True), "chunks_odd": packed(chunks=True),
    "dims_float": dims(lambda d: d.astype(float)), "dims_i2_big": dims(lambda d: d.astype(">i2")), "dims_row": dims(lambda d: d.reshape(1, -1)),
    "traces_f8_big": traces(">f8"), "turned_traces": turned_traces,
    "lists_mask": lists(mask), "lists_float": lists(lambda v, n: v.astype(float)), "lists_u1": lists(lambda v, n: v.astype("u1")),
    "leftover": leftover,
    "rounded_f4": traces("f4"), "rounded_f4_big": traces(">f4"), "rounded_f2": traces("f2"), "rounded_f2_big": traces(">f2"), "rounded_scaleoffset": rounded,
}


def main():
    source, folder = sys.argv[1:]
    for name, change in WAYS.items():
        with h5py.File(source, "r") as f, h5py.File(os.path.join(folder, name + ".hdf5"), "w") as g:
            for key, value in f.attrs.items():
                g.attrs[key] = value
            for key in f:
                f.copy(key, g)
            change(g)
        print(name)


main()

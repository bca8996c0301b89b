"""Writes files with chunks in all kinds of indexes that HDF5 has.

usage: chunk_indexes.py FOLDER

Prints as JSON which chunks are stored, as libhdf5 itself lists them: by file and
dataset a list of [place in elements, offset in the file, bytes, filter mask].
"""

import ctypes
import json
import pathlib
import sys

import h5py
import numpy as np


def sparse(f, name, shape, maxshape, chunk, places, dtype="i2", fill=None, early=False, plain_ends=False, **how):
    """A dataset of which only the chunks at places of the grid are stored."""
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk(chunk)
    if early:
        plist.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    if how.get("shuffle"):
        plist.set_shuffle()
    if "gzip" in how:
        plist.set_deflate(how["gzip"])
    if how.get("fletcher"):
        plist.set_fletcher32()
    dtype = np.dtype(dtype)
    if fill is not None:
        plist.set_fill_value(np.array(fill, dtype))
    if plain_ends:
        dont_filter_partial_chunks = 2
        if library().H5Pset_chunk_opts(ctypes.c_int64(plist.id), ctypes.c_uint(dont_filter_partial_chunks)) < 0:
            raise OSError("H5Pset_chunk_opts")
    space = h5py.h5s.create_simple(shape, tuple(h5py.h5s.UNLIMITED if n is None else n for n in maxshape))
    d = h5py.Dataset(h5py.h5d.create(f.id, name.encode(), h5py.h5t.py_create(dtype, logical=True), space, plist))
    rng = np.random.default_rng(len(name))
    if len(places) == np.prod([-(-n // c) for n, c in zip(shape, chunk)]):
        d[...] = rng.integers(1, 99, shape)
        places = []
    for place in places:
        box = tuple(slice(p * c, min((p + 1) * c, n)) for p, c, n in zip(place, chunk, shape))
        size = tuple(b.stop - b.start for b in box)
        values = np.zeros(size, dtype)
        if dtype.names:
            for field in dtype.names:
                values[field] = rng.integers(1, 99, size)
        else:
            values[...] = rng.integers(1, 99, size)
        d[box] = values
    return d


def library():
    """The libhdf5 that h5py has loaded, for what h5py does not offer."""
    folder = pathlib.Path(h5py.__file__).parent.parent / "h5py.libs"
    return ctypes.CDLL(str(next(folder.glob("libhdf5-*"))))


def fill(f, new):
    every = lambda n, step: [(i,) for i in range(0, n, step)]
    sparse(f, "single", (5, 6), (5, 6), (5, 6), [(0, 0)])
    sparse(f, "single_gzip", (5, 6), (5, 6), (5, 6), [(0, 0)], gzip=4)
    sparse(f, "single_absent", (5, 6), (5, 6), (5, 6), [], fill=7)
    sparse(f, "all_at_once", (7, 9), (7, 9), (2, 4), [(1, 1)], early=True)
    sparse(f, "all_at_once_grows", (7, 9), (11, 13), (2, 4), [(1, 1), (3, 2)], early=True)
    sparse(f, "fixed", (7, 9), (7, 9), (2, 4), [(0, 0), (1, 2), (3, 1)])
    sparse(f, "fixed_grows", (7, 9), (70, 13), (2, 4), [(0, 0), (1, 2), (3, 1)], gzip=1)
    sparse(f, "fixed_pages", (6000,), (6000,), (2,), [(1,), (1023,), (1024,), (2999,)], fill=-3)
    sparse(f, "fixed_pages_gzip", (6001,), (6001,), (2,), [(3000,), (1,), (1500,)], gzip=1, shuffle=True, fletcher=True)
    sparse(f, "one_axis", (40, 3), (None, 3), (1, 2), [(i, i % 2) for i in range(0, 40, 3)])
    sparse(f, "one_axis_gzip", (3, 900), (3, None), (2, 1), [(i % 2, i) for i in range(0, 900, 7)], gzip=2)
    sparse(f, "one_axis_middle", (4, 50, 6), (9, None, 8), (2, 3, 4), [(i % 2, i, i % 2) for i in range(0, 17, 2)])
    sparse(f, "one_axis_far", (400_000,), (None,), (1,), [(3,), (4,), (19,), (20,), (1999,), (131_071,), (131_076,), (140_000,), (199_999,), (399_999,)])
    sparse(f, "one_axis_far_gzip", (400_000,), (None,), (1,), [(0,), (131_075,), (262_150,), (399_999,)], gzip=1)
    sparse(f, "two_axes", (30, 20), (None, None), (3, 4), [(i % 10, i % 5) for i in range(0, 50, 3)])
    sparse(f, "two_axes_gzip", (60, 20), (None, None), (1, 1), [(i, j) for i in range(60) for j in range(20)], gzip=1)
    sparse(f, "two_axes_deep", (300, 20), (None, None), (1, 1), [(i, j) for i in range(300) for j in range(20)])
    sparse(f, "many", (3000,), (3000,), (1,), every(3000, 2), gzip=1)
    mask = [("x", "u4"), ("y", "u4"), ("weight", "f4")]
    sparse(f, "compound", (40,), (None,), (4,), [(2,), (7,)], mask, gzip=4)
    sparse(f, "compound_many", (5000,), (None,), (2,), every(2500, 2), mask, gzip=1, shuffle=True)
    sparse(f, "half", (40,), (40,), (4,), [(2,), (7,)], "f2", gzip=4)
    sparse(f, "big", (40,), (40,), (4,), [(2,), (7,)], ">i4")
    if new:
        for name, maxshape in {"ends": (7, 9), "ends_grow": (None, 9), "ends_grow_both": (None, None)}.items():
            places = [(0, 0), (1, 2), (3, 1), (3, 2)]
            sparse(f, name, (7, 9), maxshape, (2, 4), places, plain_ends=True, gzip=4)
            sparse(f, name + "_compound", (7, 9), maxshape, (2, 4), places, mask, plain_ends=True, gzip=4)
    d = f.create_dataset("shrunk", (40,), "i2", maxshape=(None,), chunks=(4,))
    d[:] = np.arange(1, 41)
    d.resize((17,))
    d = f.create_dataset("texts", (40,), h5py.string_dtype(), maxshape=(None,), chunks=(4,), compression="gzip")
    d[8:11] = ["a", "b", "c"]


def stored(path):
    lists = {}
    with h5py.File(path) as f:
        for name, d in f.items():
            lists[name] = found = []
            d.id.chunk_iter(lambda c: found.append([list(c.chunk_offset), c.byte_offset, c.size, c.filter_mask]))
    return lists


def main():
    folder = pathlib.Path(sys.argv[1])
    told = {}
    for name, how in {
        "old": {"libver": "earliest"},
        "v110": {"libver": ("v110", "v110")},
        "user_block": {"libver": "earliest", "userblock_size": 1024},
        "user_block_v110": {"libver": ("v110", "v110"), "userblock_size": 512},
        "paged": {"libver": "earliest", "fs_strategy": "page", "fs_page_size": 4096},
    }.items():
        path = folder / (name + ".h5")
        with h5py.File(path, "w", **how) as f:
            fill(f, "v1" in name)
        told[name] = stored(path)
    for name, how in {"far": "earliest", "far_v110": ("v110", "v110")}.items():
        path = folder / (name + ".h5")
        with h5py.File(path, "w", libver=how) as f:
            # A hole of the file, behind which the chunks lie.
            gap = f.create_dataset("gap", (5 << 30,), "i1")
            gap[-1] = 1
            sparse(f, "beyond", (60, 20), (60, 20), (3, 4), [(i, i % 5) for i in range(0, 20, 3)], gzip=1)
            sparse(f, "beyond_compound", (40,), (None,), (4,), [(2,), (7,)], [("x", "u4"), ("weight", "f4")], gzip=4)
            if name == "far":  # extensible arrays number 2**32 chunks at most
                sparse(f, "numbers", (1 << 40,), (None,), (1,), [(3,), ((1 << 32) + 7,), ((1 << 40) - 1,)])
            del f["gap"]
        told[name] = stored(path)
    json.dump(told, sys.stdout)


main()

#!/usr/bin/env python3
"""minian.py OUT --rois N --edge E --frames T [--caltrig | --netcdf]: write a large Minian result in seconds.

OUT is the folder of the session; the result is minian/ in it, in Minian 2.0.2's layout (a Zarr v2 group a variable, one chunk a unit,
blosc). Units share PERIOD footprints and traces, whose chunks are links to the same few files, except C, whose first value is the unit's
own. --caltrig adds what CalTrig keeps; --netcdf writes OUT/minian_dataset.nc instead, a netCDF file with 64-bit offsets that has holes.
"""
import argparse
import json
import os
import struct

import numpy as np
from numcodecs import Blosc

PERIOD = 61
RADIUS = 8
MISSED = 100  # cells drawn by hand
BLOSC = {"id": "blosc", "cname": "lz4", "clevel": 5, "shuffle": 1, "blocksize": 0}
encode = Blosc(cname="lz4", clevel=5, shuffle=1).encode
NETCDF_STEP = 8000


def write_json(path, value):
    with open(path, "w") as f:
        json.dump(value, f)


def write_file(path, data):
    with open(path, "wb") as f:
        f.write(data)


def make_array(folder, dims, shape, chunks, dtype, fill="NaN"):
    """Write the metadata of an array whose chunks the caller writes."""
    os.makedirs(folder)
    write_json(os.path.join(folder, ".zarray"), {
        "zarr_format": 2, "shape": shape, "chunks": chunks, "dtype": dtype, "compressor": BLOSC, "fill_value": fill, "filters": None, "order": "C"})
    write_json(os.path.join(folder, ".zattrs"), {"_ARRAY_DIMENSIONS": dims})


class Session:
    """A session's folder, and what its variables share."""

    def __init__(self, root, rois, edge, frames):
        self.root, self.folder = root, os.path.join(root, "minian")
        self.rois, self.height, self.width, self.frames = rois, edge, edge - 1, frames
        self.ids = np.flatnonzero(np.arange(2 * rois) % 7 != 3)[:rois]  # with gaps
        self.rng = np.random.default_rng(rois)

    def variable(self, name, dims, chunks, **coordinates):
        """Make a variable's group with its coordinates; return the folder for its chunks."""
        known = {
            "unit_id": self.ids, "frame": np.arange(self.frames), "height": np.arange(self.height), "width": np.arange(self.width),
            "missed_id": np.arange(1, MISSED + 1)}
        group = os.path.join(self.folder, name + ".zarr")
        os.makedirs(group)
        write_json(os.path.join(group, ".zgroup"), {"zarr_format": 2})
        for coordinate, (of, values) in {**{d: (d, known[d]) for d in dims}, **coordinates}.items():
            make_array(os.path.join(group, coordinate), [of], values.shape, values.shape, values.dtype.str, None)
            write_file(os.path.join(group, coordinate, "0"), encode(values))
        folder = os.path.join(group, name)
        make_array(folder, dims, [len(known[d]) for d in dims], chunks, "<f8")
        return folder

    def link(self, folder, keys, blocks):
        """Write the blocks, and link them as the chunks with these keys, over and over."""
        for i, key in enumerate(keys):
            path = os.path.join(folder, key)
            if i < PERIOD:
                write_file(path, encode(blocks[i]))
            else:
                os.link(os.path.join(folder, keys[i % PERIOD]), path)

    def discs(self):
        """Yield PERIOD footprints."""
        y, x = np.ogrid[: self.height, : self.width]
        for _ in range(PERIOD):
            row, col = self.rng.integers(RADIUS, self.height - RADIUS), self.rng.integers(RADIUS, self.width - RADIUS)
            image = np.zeros((self.height, self.width))
            disc = (y - row) ** 2 + (x - col) ** 2 <= RADIUS**2
            image[disc] = self.rng.uniform(0.1, 1, disc.sum())
            yield image

    def write_footprints(self, name, axis):
        folder = self.variable(name, [axis, "height", "width"], [1, self.height, self.width])
        count = MISSED if axis == "missed_id" else self.rois
        self.link(folder, [f"{i}.0.0" for i in range(count)], [*self.discs()])

    def write_trace(self, name, rows, **coordinates):
        folder = self.variable(name, ["unit_id", "frame"], [1, self.frames], **coordinates)
        self.link(folder, [f"{i}.0" for i in range(self.rois)], rows)

    def write_own_trace(self, name, rows):
        """Write a trace whose chunks differ in their first value, the unit's place."""
        folder = self.variable(name, ["unit_id", "frame"], [1, self.frames])
        for i in range(self.rois):
            row = rows[i % PERIOD]
            row[0] = i
            write_file(os.path.join(folder, f"{i}.0"), encode(row))

    def traces(self):
        """Return spikes, calcium and raw traces of PERIOD units."""
        spikes = np.where(self.rng.random((PERIOD, self.frames)) < 0.01, self.rng.integers(1, 300, (PERIOD, self.frames)), 0).astype(float)
        calcium = np.cumsum(spikes - 2, axis=1)
        return spikes, calcium, calcium + self.rng.integers(-9, 9, (PERIOD, self.frames))

    def write(self):
        self.write_footprints("A", "unit_id")
        spikes, calcium, raw = self.traces()
        self.write_own_trace("C", calcium)
        self.write_trace("S", spikes)
        self.write_trace("YrA", raw)
        image = self.variable("max_proj", ["height", "width"], [self.height, self.width])
        write_file(os.path.join(image, "0.0"), encode(self.rng.random((self.height, self.width))))

    def write_caltrig(self):
        """Write what CalTrig adds to a session: events, verdicts, cells drawn by hand, groups, its own table of times."""
        kept = (self.rng.random(self.rois) < 0.9).astype(float)
        times = np.round(np.arange(self.frames) * 1000 / 30).astype(np.int64)
        events = (self.rng.random((PERIOD, self.frames)) < 0.02).astype(float)
        self.write_trace("E", events, good_cells=("unit_id", kept), verified=("unit_id", kept), **{"timestamp(ms)": ("frame", times)})
        self.write_trace("DFF", self.rng.integers(0, 100, (PERIOD, self.frames)) / 64)
        self.write_footprints("M", "missed_id")
        write_json(os.path.join(self.root, "session_group_ids.json"), {"Group 1": self.ids[::2].tolist(), "Group 2": self.ids[::3].tolist()})
        with open(os.path.join(self.root, "config.ini"), "w") as f:
            f.write(f"[Session_Info]\nmouseID = AA058\nday = D1\nsession = S4\ngroup = None\ndata_path = {self.folder}\n")
            f.write("behavior_path = None\nvideo_path = None\n")


def netcdf_name(text):
    raw = text.encode()
    return struct.pack(">i", len(raw)) + raw + b"\0" * (-len(raw) % 4)


def write_netcdf(s):
    """Write the session as netCDF with 64-bit offsets: of three traces the second and third begin beyond 2 and 4 GiB."""
    sizes = {"unit_id": s.rois, "height": s.height, "width": s.width, "frame": s.frames}
    variables = [(d, [d], ">i4") for d in sizes] + [("A", ["unit_id", "height", "width"], ">f8")]
    variables += [(name, ["unit_id", "frame"], ">f8") for name in ("C", "S", "YrA")]
    names = list(sizes)

    def header(begins):
        out = b"CDF\2" + struct.pack(">iii", 0, 10, len(sizes))
        for name, size in sizes.items():
            out += netcdf_name(name) + struct.pack(">i", size)
        out += struct.pack(">iiii", 0, 0, 11, len(variables))
        for (name, dims, dtype), begin in zip(variables, begins):
            out += netcdf_name(name) + struct.pack(f">i{len(dims)}i", len(dims), *map(names.index, dims)) + struct.pack(">ii", 0, 0)
            out += struct.pack(">iIq", 4 if dtype == ">i4" else 6, min(length(dims, dtype), 2**32 - 4), begin)
        return out

    def length(dims, dtype):
        return int(np.prod([sizes[d] for d in dims], dtype=np.int64)) * np.dtype(dtype).itemsize

    begins, at = [], len(header([0] * len(variables)))
    for _, dims, dtype in variables:
        begins.append(at)
        at += -(-length(dims, dtype) // 4) * 4
    os.makedirs(s.root)
    path = os.path.join(s.root, "minian_dataset.nc")
    write_file(path, header(begins))
    os.truncate(path, at)
    values = {"unit_id": s.ids, "height": np.arange(s.height), "width": np.arange(s.width), "frame": np.arange(s.frames)}
    for (name, dims, dtype), begin in zip(variables, begins):
        array = np.memmap(path, dtype, "r+", begin, tuple(sizes[d] for d in dims))
        if name in values:
            array[:] = values[name]
        elif name == "A":
            for i, image in zip(range(s.rois), [*s.discs()] * (s.rois // PERIOD + 1)):
                array[i] = image
        else:
            for i in {*range(0, s.rois, PERIOD), s.rois - 1}:
                array[i, ::NETCDF_STEP] = i + len(name) + 1
                array[i, -1] = -i - 1


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out")
    for name in ("--rois", "--edge", "--frames"):
        ap.add_argument(name, type=int, required=True)
    ap.add_argument("--caltrig", action="store_true")
    ap.add_argument("--netcdf", action="store_true")
    o = ap.parse_args()
    s = Session(o.out, o.rois, o.edge, o.frames)
    if o.netcdf:
        write_netcdf(s)
        return
    s.write()
    if o.caltrig:
        s.write_caltrig()


if __name__ == "__main__":
    main()

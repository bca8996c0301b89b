#!/usr/bin/env python3
"""Print what a Minian result or a CalTrig session holds, read with zarr, xarray, json and csv alone.

usage: minian_dump.py SOURCE...   (made with zarr 2.18, xarray and netCDF4; run in the folder `testdata` of the project)

The tests of package extract print the same of what roi2nwb reads. Arrays are told by their type, their shape, a CRC-32 of
all values as little-endian float64 in C order, and the first and the last value.
"""
import csv
import json
import os
import sys
import zlib

import numpy as np


class Var:
    def __init__(self, values, dims, coords):
        self.values, self.dims, self.coords = np.asarray(values), tuple(dims), coords

    def along(self, *dims):
        return self.values.transpose([self.dims.index(d) for d in dims])

    def units(self, ids):
        """The rows of these units, in this order, each over the frames."""
        have = [int(v) for v in self.coords["unit_id"]]
        return self.along("unit_id", "frame")[[have.index(i) for i in ids]]

    def per_unit(self, name, ids):
        """A coordinate of the units."""
        have = [int(v) for v in self.coords["unit_id"]]
        return [self.coords[name][have.index(i)] for i in ids]


def read(path):
    if not os.path.isdir(path):
        import xarray as xr

        ds = xr.open_dataset(path)
        return {str(k): Var(v.values, v.dims, {str(c): np.atleast_1d(x.values) for c, x in v.coords.items()}) for k, v in ds.data_vars.items()}
    import zarr

    out = {}
    for entry in sorted(os.listdir(path)):
        if entry.endswith(".zarr"):
            g, name = zarr.open_group(os.path.join(path, entry), mode="r"), entry[: -len(".zarr")]
            out[name] = Var(g[name][...], g[name].attrs["_ARRAY_DIMENSIONS"], {k: np.atleast_1d(g[k][...]) for k in g.array_keys() if k != name})
    return out


def number(v):
    return "%.12e" % v


def array(label, a):
    raw = np.ascontiguousarray(a, dtype="<f8")
    print(f"{label}: {a.dtype} {list(a.shape)} crc {zlib.crc32(raw.tobytes()):08x} {number(raw.flat[0])} {number(raw.flat[-1])}".replace(",", ""))


def footprints(label, masks):
    for i, mask in enumerate(masks):
        y, x = np.nonzero(mask)
        w = np.ascontiguousarray(mask[y, x], dtype="<f8")
        print(f"{label} {i}: {len(x)} pixels, x {x.sum()} y {y.sum()} crc {zlib.crc32(w.tobytes()):08x}")


def caltrig(path, v, ids):
    e = v["E"]
    print("transients")
    for i, row in zip(ids, np.nan_to_num(e.units(ids)) != 0):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
        print(f"  {i}:", " ".join(f"{a}-{b}" for a, b in zip(edges[::2], edges[1::2])))
    good, verified = np.array(e.per_unit("good_cells", ids)), np.array(e.per_unit("verified", ids))
    print("rejected", [i for i, g in zip(ids, good) if g == 0])
    print("accepted", [i for i, g, s in zip(ids, good, verified) if g == 1 and s == 1])
    print("verified", [i for i, s in zip(ids, verified) if s == 1])
    print("missed", [int(i) for i in v["M"].coords["missed_id"]])
    footprints("missed", v["M"].along("missed_id", "height", "width"))
    with open(os.path.join(path, "..", "session_group_ids.json")) as f:
        groups = json.load(f)
    print("groups")
    for i in ids:
        print(f"  {i}:", " ".join(name.removeprefix("Group ") for name, cells in groups.items() if i in cells))
    with open(os.path.join(path, "..", "behavior.csv")) as f:
        rows = list(csv.DictReader(f))
    times = [float(r["Time Stamp (ms)"]) / 1000 for r in rows]
    for name in ("RNF", "ALP", "ILP", "ALP_Timeout"):
        on = np.array([float(r[name]) != 0 for r in rows], dtype=int)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], on, [0]])))
        print(name, " ".join(f"{number(times[a])}+{number(times[b] - times[a])}" for a, b in zip(edges[::2], edges[1::2])))
    array("times", np.asarray(e.coords["timestamp(ms)"]) / 1000)


def main():
    for path in sys.argv[1:]:
        v = read(path)
        ids = [int(i) for i in v["A"].coords["unit_id"]]
        masks = v["A"].along("unit_id", "height", "width")
        print(path)
        print("ids", ids)
        print("field", masks.shape[2], masks.shape[1])
        frames = v["C"].coords["frame"]
        print("frames", len(frames), frames[0], frames[-1])
        footprints("footprint", masks)
        for kind, name in (("raw", "YrA"), ("denoised", "C"), ("deconvolved", "S"), ("baseline", "b0"), ("initial_calcium", "c0"), ("dff", "DFF")):
            if name in v:
                array(kind, v[name].units(ids))
        if "b" in v:
            footprints("background", [v["b"].along("height", "width")])
            array("background", v["f"].values[None])
            mean = v["b"].along("width", "height") * v["f"].values.astype("f8").mean()
            print("background_mean_image", str(list(mean.shape)).replace(",", ""), "%.5e %.5e" % (mean.flat[0], mean.flat[-1]))
        if "max_proj" in v:
            array("maximum_projection", v["max_proj"].along("width", "height"))
        if "motion" in v:
            order = [list(v["motion"].coords["shift_dim"]).index(d) for d in ("height", "width")]
            array("shifts", v["motion"].along("frame", "shift_dim")[:, order])
        if "unit_labels" in v["A"].coords:
            print("unit_labels", [int(x) for x in v["A"].per_unit("unit_labels", ids)])
        if "E" in v:
            caltrig(path, v, ids)


main()

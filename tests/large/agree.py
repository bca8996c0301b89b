#!/usr/bin/env python3
"""agree.py SOURCE FILE.nwb --seed N: hold a large NWB file against its source at random places, and at the corners.

The file is read by h5py alone, and the source by h5py, numcodecs or scipy: nothing of roi2nwb is trusted. Prints the first difference and
exits with 1, or says how much agreed. Little is read, so that this is fast whatever the size.
"""
import argparse
import json
import os
import sys

import h5py
import numpy as np
from numcodecs import Blosc
from scipy.io import netcdf_file

OPHYS = "processing/ophys/"
TABLE = OPHYS + "ImageSegmentation/PlaneSegmentation"
ROIS, PLACES, RUN = 12, 12, 50


class Differs(Exception):
    """The file does not hold what the source does."""


class Caiman:
    """A CaImAn result, of which columns and runs of frames are read."""

    def __init__(self, path):
        self.file = h5py.File(path)
        self.estimates = self.file["estimates"]
        self.dims = tuple(int(n) for n in self.file["dims"])
        self.a = self.estimates["A"]
        self.rois = int(self.a["shape"][1])
        self.names = [str(i) for i in range(self.rois)]
        accepted = self.estimates["idx_components"][()]
        self.columns = {
            "is_accepted": np.isin(np.arange(self.rois), accepted), "is_rejected": ~np.isin(np.arange(self.rois), accepted),
            "snr": self.estimates["SNR_comp"][()], "r_values": self.estimates["r_values"][()]}
        c = self.dataset("C")
        residual, spikes, dff = map(self.dataset, ("YrA", "S", "F_dff"))
        self.traces = {"Fluorescence/Denoised": c.__getitem__}
        if residual is not None:
            self.traces["Fluorescence/RoiResponseSeries"] = lambda at: c[at] + residual[at]
        if spikes is not None:
            self.traces["Fluorescence/Deconvolved"] = spikes.__getitem__
        if dff is not None:
            self.traces["DfOverF/RoiResponseSeries"] = dff.__getitem__
        self.frames = c.shape[1]

    def dataset(self, name):
        d = self.estimates[name]
        return d if d.ndim == 2 else None

    def footprint(self, i):
        """Return positions (x, y[, z]) and weights."""
        start, end = self.a["indptr"][i : i + 2]
        rows = np.unravel_index(self.a["indices"][start:end].astype(np.int64), self.dims, order="F")
        return np.stack([rows[1], rows[0], *rows[2:]]), self.a["data"][start:end]


class Zarr:
    """A variable of a Minian result with one chunk a unit."""

    def __init__(self, folder, name):
        self.folder = os.path.join(folder, name + ".zarr", name)
        with open(os.path.join(self.folder, ".zarray")) as f:
            meta = json.load(f)
        self.shape, self.chunks, self.dtype = tuple(meta["shape"]), meta["chunks"], meta["dtype"]

    def __getitem__(self, at):
        first, *rest = at if isinstance(at, tuple) else (at,)
        with open(os.path.join(self.folder, ".".join([str(first)] + ["0"] * (len(self.shape) - 1))), "rb") as f:
            row = np.frombuffer(Blosc().decode(f.read()), self.dtype).reshape(self.shape[1:])
        return row[tuple(rest)]

    def coordinate(self, name):
        with open(os.path.join(os.path.dirname(self.folder), name, "0"), "rb") as f:
            return np.frombuffer(Blosc().decode(f.read()), "<i8")


class Minian:
    """A Minian result, with what CalTrig adds where it is there."""

    series = {
        "YrA": "Fluorescence/RoiResponseSeries", "C": "Fluorescence/Denoised", "S": "Fluorescence/Deconvolved",
        "E": "Fluorescence/Transients", "DFF": "DfOverF/RoiResponseSeries"}

    def __init__(self, path):
        folder = os.path.join(path, "minian")
        netcdf = os.path.join(path, "minian_dataset.nc")
        if os.path.exists(netcdf):
            variables = netcdf_file(netcdf, mmap=True).variables
            self.variables = {name: variables[name].data for name in ("A", "C", "S", "YrA")}
            ids = variables["unit_id"].data
        else:
            self.variables = {name: Zarr(folder, name) for name in ("A", *self.series) if os.path.exists(os.path.join(folder, name + ".zarr"))}
            ids = self.variables["A"].coordinate("unit_id")
        self.a = self.variables.pop("A")
        self.rois, self.frames = self.variables["C"].shape
        self.dims = tuple(self.a.shape[1:])
        self.names, self.columns = [str(i) for i in ids], {}
        self.traces = {self.series[name]: v.__getitem__ for name, v in self.variables.items()}

    def footprint(self, i):
        image = np.asarray(self.a[i])
        y, x = np.nonzero(image)
        return np.stack([x, y]), image[y, x]


class Inscopix:
    """A cell set of Inscopix, mapped: an image and a trace for each cell, and the footer."""

    def __init__(self, path):
        size = os.path.getsize(path)
        with open(path, "rb") as f:
            f.seek(size - 8)
            length = int.from_bytes(f.read(8), "little")
            f.seek(size - 9 - length)
            footer = json.loads(f.read(length))
        pixels, self.frames = footer["spacingInfo"]["numPixels"], footer["timingInfo"]["numTimes"]
        self.dims, self.names = (pixels["y"], pixels["x"]), footer["CellNames"]
        self.rois = len(self.names)
        statuses = np.array(footer["CellStatuses"])
        self.columns = {"is_accepted": statuses == 0, "is_rejected": statuses == 2}
        area = pixels["y"] * pixels["x"]
        cells = np.memmap(path, "<f4", "r", shape=(self.rois, area + self.frames))
        self.images = cells[:, :area].reshape(self.rois, *self.dims)
        self.traces = {"Fluorescence/RoiResponseSeries": cells[:, area:].__getitem__}

    def footprint(self, i):
        image = np.asarray(self.images[i])
        y, x = np.nonzero(image)
        return np.stack([x, y]), image[y, x].astype(np.float64)


def same(what, got, want):
    if not np.array_equal(got, want, equal_nan=np.asarray(want).dtype.kind == "f"):
        raise Differs(f"{what}: the file holds {np.asarray(got).ravel()[:4]}, the source {np.asarray(want).ravel()[:4]}")


def in_order(positions, weights):
    order = np.lexsort(positions)
    return positions[:, order], weights[order].astype(np.float32)


def sparse(table, kind, i):
    """Return the pixels that the file lists of ROI i."""
    ends = table[kind + "_index"]
    rows = table[kind][int(ends[i - 1]) if i else 0 : int(ends[i])]
    return np.stack([rows[axis] for axis in rows.dtype.names[:-1]]), rows["weight"]


def masks_agree(table, source, i):
    """Hold each mask of ROI i that the file has, and its centre, against the source; return the kinds of masks."""
    positions, weights = source.footprint(i)
    want, kinds = in_order(positions, weights), []
    if "image_mask" in table:
        image = table["image_mask"][i]
        same(f"image_mask of row {i}, its extent", image.shape, (source.dims[1], source.dims[0], *source.dims[2:]))
        at = np.stack(np.nonzero(image))
        got = in_order(at, image[tuple(at)])
        same(f"image_mask of row {i}, positions", got[0], want[0])
        same(f"image_mask of row {i}, weights", got[1], want[1])
        kinds.append("image_mask")
    for kind in ("pixel_mask", "voxel_mask"):
        if kind in table:
            got = in_order(*sparse(table, kind, i))
            same(f"{kind} of row {i}, positions", got[0], want[0])
            same(f"{kind} of row {i}, weights", got[1], want[1])
            kinds.append(kind)
    centre = (positions * weights).sum(axis=1) / weights.sum()
    if not np.allclose(table["ROICentroids"][i], centre, rtol=1e-9):
        raise Differs(f"ROICentroids of row {i}: {table['ROICentroids'][i]}, the source's are {centre}")
    return kinds


def trace_agrees(name, data, read, rng, rois, frames):
    same(f"{name}, its shape", data.shape, (frames, rois))
    corners = [(0, 0), (rois - 1, 0), (0, frames - RUN), (rois - 1, frames - RUN)]
    for roi, first in corners + [(int(rng.integers(rois)), int(rng.integers(max(1, frames - RUN)))) for _ in range(PLACES)]:
        first = max(first, 0)
        run = slice(first, first + RUN)
        same(f"{name} of ROI {roi} from frame {first}", data[run, roi], read((roi, run)))


def compare(source, file, seed, without_masks):
    rng = np.random.default_rng(seed)
    table = file[TABLE]
    same("roi_name", table["roi_name"].asstr()[()], np.array(source.names, dtype=object))
    for name, values in source.columns.items():
        same(name, table[name][()], values)
    chosen = sorted({0, source.rois - 1, *map(int, rng.integers(0, source.rois, ROIS))})
    kinds = []
    if without_masks:
        if table["image_mask"].id.get_storage_size():
            raise Differs("image_mask holds values, though none were asked for")
    else:
        for i in chosen:
            kinds = masks_agree(table, source, i)
    for name, read in source.traces.items():
        trace_agrees(name, file[f"{OPHYS}{name}/data"], read, rng, source.rois, source.frames)
    return f"{len(chosen)} footprints in {' and '.join(kinds) or 'no mask'}, {len(source.traces)} traces at {PLACES + 4} places each, seed {seed}"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("source")
    ap.add_argument("file")
    ap.add_argument("--seed", type=int, required=True)
    ap.add_argument("--without-masks", action="store_true")
    o = ap.parse_args()
    kinds = {".isxd": Inscopix, ".hdf5": Caiman}
    source = kinds.get(os.path.splitext(o.source)[1], Minian)(o.source)
    try:
        with h5py.File(o.file) as file:
            print(compare(source, file, o.seed, o.without_masks))
    except (Differs, KeyError) as error:
        print(f"{error} (seed {o.seed})")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

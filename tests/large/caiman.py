#!/usr/bin/env python3
"""caiman.py OUT.hdf5 --rois N --edge E --frames T [--planes P] [--sparse] [--bare]: write a large CaImAn result in seconds.

The layout is that of CaImAn 1.12's cnm.save(): its names, its types, its contiguous datasets; params are those of a genuine file. The
traces repeat the same PERIOD rows, each with its ROI's number as the first value, so that a row in the wrong place shows. With --sparse
only C is written, a value here and there, and the file has holes elsewhere. With --bare there is nothing whose size is that of a frame.
"""
import argparse
import os

import h5py
import numpy as np

TEMPLATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "testdata", "caiman", "cnmf2p_full.hdf5")
PERIOD = 61  # no divisor of any number of ROIs, or of a chunk's
RADIUS = 8
SPARSE_STEP = 8000  # frames from one value to the next: one or more in every chunk of the output
BLOCK = 32 << 20


def footprints(rng, dims, rois):
    """Return CaImAn's A as data, indices and indptr: a disc an ROI, in the last plane of some and the first of others."""
    height, width = dims[:2]
    row, col = np.meshgrid(np.arange(-RADIUS, RADIUS + 1), np.arange(-RADIUS, RADIUS + 1), indexing="ij")
    within = row**2 + col**2 <= RADIUS**2
    order = np.argsort((row + height * col)[within], kind="stable")
    offsets = (row + height * col)[within][order].astype(np.int64)
    centre = rng.integers(RADIUS, height - RADIUS, rois) + height * rng.integers(RADIUS, width - RADIUS, rois)
    if len(dims) == 3:
        planes = rng.integers(0, dims[2], rois)
        planes[-1] = dims[2] - 1
        centre = centre + height * width * planes
    indices = (centre[:, None] + offsets).ravel()
    weights = rng.uniform(0.1, 1, (PERIOD, offsets.size))[np.arange(rois) % PERIOD].ravel()
    fits = np.prod(dims, dtype=np.int64) < 2**31
    return weights, indices.astype(np.int32 if fits else np.int64), np.arange(rois + 1, dtype=np.int32) * offsets.size


def write_repeated(dataset, rows):
    """Write the rows over and over, each with its number as the first value."""
    step = max(1, BLOCK // rows[0].nbytes)
    for first in range(0, len(dataset), step):
        numbers = np.arange(first, min(first + step, len(dataset)))
        block = rows[numbers % PERIOD]
        block[:, 0] = numbers
        dataset[first : first + len(block)] = block


def write_sparse(dataset):
    """Write values to every PERIODth row and the last one, and leave the rest a hole in the file."""
    rois, frames = dataset.shape
    for i in {*range(0, rois, PERIOD), rois - 1}:
        dataset[i, ::SPARSE_STEP] = i + np.arange(0, frames, SPARSE_STEP) / frames + 1
        dataset[i, -1] = -i - 1


def write_traces(rng, estimates, rois, frames, sparse):
    if sparse:
        write_sparse(estimates.create_dataset("C", (rois, frames), np.float64))
        for name in ("S", "YrA", "R", "F_dff"):
            estimates[name] = "NoneType"
        return
    spikes = np.where(rng.random((PERIOD, frames)) < 0.01, rng.exponential(300, (PERIOD, frames)), 0)
    calcium = np.cumsum(spikes - spikes.mean(axis=1, keepdims=True), axis=1)
    noise = rng.standard_normal((PERIOD, frames)).round(2)
    for name, rows in (("C", calcium), ("S", spikes), ("YrA", noise), ("F_dff", calcium / 3000)):
        write_repeated(estimates.create_dataset(name, (rois, frames), np.float64), rows)
    estimates["R"] = "NoneType"


def write_quality(rng, estimates, rois):
    accepted = rng.random(rois) < 0.75
    estimates["SNR_comp"] = rng.uniform(0, 30, rois)
    estimates["r_values"] = rng.uniform(-0.2, 1, rois)
    estimates["cnn_preds"] = np.zeros(0)
    estimates["idx_components"] = np.flatnonzero(accepted)
    estimates["idx_components_bad"] = np.flatnonzero(~accepted)
    for name in ("bl", "c1", "lam", "neurons_sn"):
        estimates[name] = rng.uniform(0, 10, rois).round(6).astype("S32")
    estimates["g"] = np.full((rois, 1), 0.9)
    estimates["nr"] = rois


def write_frame_sized(rng, estimates, dims, frames):
    """Write what has a value for each pixel: background, noise, correlations."""
    pixels = int(np.prod(dims))
    estimates["b"] = np.stack([np.linspace(0, 1, pixels), np.linspace(1, 0, pixels)], axis=1)
    estimates["f"] = rng.uniform(100, 200, (2, frames))
    estimates["sn"] = np.linspace(1, 20, pixels, dtype=np.float32)
    estimates["Cn"] = rng.random(dims)


def write(path, dims, rois, frames, sparse, bare):
    rng = np.random.default_rng(rois)
    with h5py.File(path, "w") as f, h5py.File(TEMPLATE) as template:
        template.copy("params", f)
        for name, value in (("dims", dims), ("fnames", np.bytes_(["large.tif"]))):
            del f["params/data"][name]
            f["params/data"][name] = value
        f["params/init/K"][...] = rois
        f["dims"] = dims
        f["dview"] = "NoneType"
        estimates = f.create_group("estimates")
        estimates["dims"] = dims
        a = estimates.create_group("A")
        a["data"], a["indices"], a["indptr"] = footprints(rng, dims, rois)
        a["shape"] = np.array([np.prod(dims, dtype=np.int64), rois])
        write_traces(rng, estimates, rois, frames, sparse)
        write_quality(rng, estimates, rois)
        if not bare:
            write_frame_sized(rng, estimates, dims, frames)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out")
    for name in ("--rois", "--edge", "--frames"):
        ap.add_argument(name, type=int, required=True)
    ap.add_argument("--planes", type=int, default=0, help="planes of a volume (default: a flat field)")
    ap.add_argument("--sparse", action="store_true")
    ap.add_argument("--bare", action="store_true")
    o = ap.parse_args()
    dims = (o.edge, o.edge - 1, *([o.planes] if o.planes else []))  # not square: a swap of x and y shows
    write(o.out, np.array(dims), o.rois, o.frames, o.sparse, o.bare)


if __name__ == "__main__":
    main()

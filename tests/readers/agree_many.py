#!/usr/bin/env python3
"""Read traces and masks of many NWB files with h5py, pynwb and roiextractors: all must be equal, to each other and to the source.

The source is read here once more, by code that shares nothing with verify.py: CaImAn's sparse matrix is unpacked by hand.
(Minian folders, whose store formats are the reader's matter, are read by verify.py's functions.)

roiextractors 0.10 reads only flat image masks; a file without them is held against the source by the other two readers alone, and a note says so.
"""
import os

import h5py
import manifest
import numpy as np
import verify
from pynwb import NWBHDF5IO
from roiextractors import NwbSegmentationExtractor

# What roiextractors calls the series of the containers Fluorescence and DfOverF.
ROIEXTRACTORS_NAMES = {
    "Fluorescence/RoiResponseSeries": "raw",
    "Fluorescence/Denoised": "denoised",
    "Fluorescence/Deconvolved": "deconvolved",
    "Fluorescence/Baseline": "baseline",
    "DfOverF/RoiResponseSeries": "dff",
}


def same(a, b):
    """Whether both hold the very same numbers, NaN included, in the same shape."""
    a, b = np.asarray(a), np.asarray(b)
    return a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f" and b.dtype.kind == "f")


def differ(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return f"shape {a.shape} for {b.shape}"
    return f"{np.count_nonzero(a != b)} of {a.size} values differ, largest by {np.nanmax(np.abs(a.astype(float) - b.astype(float)))}"


# ---------------------------------------------------------------- the source


def caiman(path):
    """Ids, masks (roi, rows, columns[, planes]) and traces (frames, rois) of a CaImAn file."""
    with h5py.File(path, "r") as f:
        est = f["estimates"]

        def matrix(name):
            node = est.get(name)
            return node[()] if isinstance(node, h5py.Dataset) and node.ndim == 2 else None

        a = est["A"]
        data, indices, indptr = a["data"][()], a["indices"][()], a["indptr"][()]
        pixels, n = (int(v) for v in a["shape"][()])
        dims = next(
            tuple(int(d) for d in np.ravel(node[()]))
            for node in (f.get("dims"), f.get("params/data/dims"), est.get("dims"))
            if node is not None and node.dtype.kind in "iuf" and node.size in (2, 3)
        )
        masks = np.zeros((n, pixels), dtype=data.dtype)
        for i in range(n):
            for k in range(indptr[i], indptr[i + 1]):
                masks[i, indices[k]] = data[k]
        masks = np.stack([m.reshape(dims, order="F") for m in masks]) if n else np.zeros((0, *dims))
        c, residual = matrix("C"), matrix("YrA")
        traces = {
            "Fluorescence/RoiResponseSeries": c + residual if c is not None and residual is not None else None,
            "Fluorescence/Denoised": c,
            "Fluorescence/Deconvolved": matrix("S"),
            "DfOverF/RoiResponseSeries": matrix("F_dff"),
        }
        return [str(i) for i in range(n)], masks, {k: v.T for k, v in traces.items() if v is not None and v.shape[0] == n}


def source(path):
    if os.path.isdir(path) or path.endswith(".nc"):
        read = verify.read_minian(path)
        return read["ids"], np.asarray(read["masks"]), {k: v.T for k, v in read["traces"].items()}
    return caiman(path)


def select(ids, masks, traces, entry):
    """The masks and traces that the entry's frames and rois asked for."""
    rows = slice(None) if entry.rois is None else [ids.index(r) for r in entry.rois.split(",") if r]
    low, high = ((int(v) if v else None for v in entry.frames.split(":")) if entry.frames else (None, None))
    return masks[rows], {k: v[low:high][:, rows] for k, v in traces.items()}


# ---------------------------------------------------------------- the readers


def scatter(values, shape):
    """A dense mask (rows, columns[, planes]) of the records {x, y[, z], weight} of one ROI; all NaN where one lies outside."""
    out = np.zeros(shape, dtype="f4")
    for v in values:
        x, y, *z, weight = tuple(v)
        place = tuple(int(i) for i in (y, x, *z))
        if any(i >= size for i, size in zip(place, shape)):
            return np.full(shape, np.nan, dtype="f4")
        out[place] = weight
    return out


def rows_first(mask):
    """(x, y[, z]) to (rows, columns[, planes])."""
    return np.asarray(mask).swapaxes(0, 1)


def by_h5py(entry, shape):
    with h5py.File(entry.nwb, "r") as f:
        ophys = f["processing/ophys"]
        traces = {
            f"{box}/{name}": series["data"][()]
            for box in ("Fluorescence", "DfOverF")
            for name, series in (ophys[box].items() if box in ophys else ())
        }
        table = ophys["ImageSegmentation/PlaneSegmentation" + (entry.plane or "")]
        masks = {}
        if "image_mask" in table:
            masks["image_mask"] = [rows_first(m) for m in table["image_mask"][()]]
        for kind in ("pixel_mask", "voxel_mask"):
            if kind in table:
                ends = [0, *(int(v) for v in table[kind + "_index"][()])]
                masks[kind] = [scatter(table[kind][a:b], shape) for a, b in zip(ends, ends[1:])]
        return masks, traces


def by_pynwb(entry, shape):
    with NWBHDF5IO(entry.nwb, "r") as reader:
        ophys = reader.read().processing["ophys"]
        traces = {
            f"{box}/{name}": series.data[:]
            for box in ("Fluorescence", "DfOverF")
            if box in ophys.data_interfaces
            for name, series in ophys[box].roi_response_series.items()
        }
        table = ophys["ImageSegmentation"].plane_segmentations["PlaneSegmentation" + (entry.plane or "")]
        masks = {}
        for kind in ("image_mask", "pixel_mask", "voxel_mask"):
            if kind in table.colnames:
                read = [table[kind][i] for i in range(len(table))]
                masks[kind] = [rows_first(m) if kind == "image_mask" else scatter(m, shape) for m in read]
        return masks, traces


def by_roiextractors(entry):
    """As by_h5py. roiextractors turns the masks to (rows, columns, roi) and keeps traces (frames, rois)."""
    read = NwbSegmentationExtractor(entry.nwb)
    traces = {}
    for series, name in ROIEXTRACTORS_NAMES.items():
        values = read.get_traces(roi_ids=read.get_roi_ids(), name=name)
        if values is not None:
            traces[series] = values
    masks = read.get_roi_image_masks()
    return {"image_mask": [masks[..., i] for i in range(masks.shape[-1])]}, traces


# ---------------------------------------------------------------- the comparison


def judge(entry, verdict):
    want_masks, want_traces = select(*source(entry.source), entry)
    shape = want_masks.shape[1:]
    readers = {"h5py": by_h5py(entry, shape), "pynwb": by_pynwb(entry, shape)}
    if "image_mask" in readers["h5py"][0] and len(shape) == 2 and len(want_masks) and not entry.plane:
        readers["roiextractors"] = by_roiextractors(entry)
    else:
        verdict.note("not for roiextractors: it reads image masks of a flat field, in the table PlaneSegmentation, of at least one ROI")

    expected = {"image": ["image_mask"], "none": [], "pixel": ["pixel_mask"], "voxel": ["voxel_mask"], "both": ["image_mask", "voxel_mask" if len(shape) == 3 else "pixel_mask"]}[entry.mask]
    kinds = sorted(readers["h5py"][0])
    verdict.check("masks are of the kind asked for", kinds == sorted(expected), f"found {kinds}, expected {expected}")
    for reader, (masks, traces) in readers.items():
        for kind, read in masks.items():
            if not verdict.check(f"{reader}: {kind}", len(read) == len(want_masks), f"{len(read)} rows for {len(want_masks)} ROIs"):
                continue
            wrong = [i for i, mask in enumerate(read) if not same(mask, want_masks[i].astype(mask.dtype))]
            verdict.check(f"{reader}: {kind} equals the source", not wrong, lambda: f"wrong rows {wrong[:8]}; row {wrong[0]}: {differ(read[wrong[0]], want_masks[wrong[0]])}")
        for name, want in want_traces.items():
            name += entry.plane or ""
            if verdict.check(f"{reader}: trace {name}", name in traces, "absent"):
                verdict.check(f"{reader}: trace {name} equals the source", same(traces[name], want), lambda: differ(traces[name], want))
    masks, traces = readers["h5py"]
    for reader in readers.keys() - {"h5py"}:
        for name, values in readers[reader][1].items():
            verdict.check(f"{reader} and h5py: trace {name}", name in traces and same(values, traces[name]), lambda: differ(values, traces[name]) if name in traces else "only one reads it")
        for kind, read in readers[reader][0].items():
            verdict.check(f"{reader} and h5py: {kind}", len(read) == len(masks[kind]) and all(same(a, b) for a, b in zip(read, masks[kind])), "they differ")


if __name__ == "__main__":
    manifest.run(judge, __doc__)

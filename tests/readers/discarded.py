#!/usr/bin/env python3
"""Hold the rejected ROIs that --with-discarded adds against CaImAn's estimates/discarded_components, number by number, with h5py alone."""
import h5py
import manifest
import numpy as np

SERIES = {"Fluorescence/RoiResponseSeries": ("C", "YrA"), "Fluorescence/Denoised": ("C",), "Fluorescence/Deconvolved": ("S",), "DfOverF/RoiResponseSeries": ("F_dff",)}
COLUMNS = {"snr": "SNR_comp", "r_values": "r_values", "bl": "bl", "c1": "c1", "g": "g", "neurons_sn": "neurons_sn", "lam": "lam"}


def masks(group, dims):
    """The footprints of a group, each (x, y)."""
    pixels, n = (int(v) for v in group["A/shape"][()])
    data, indices, indptr = (group["A/" + part][()] for part in ("data", "indices", "indptr"))
    dense = np.zeros((n, pixels))
    for i in range(n):
        for k in range(indptr[i], indptr[i + 1]):
            dense[i, indices[k]] += data[k]
    return np.stack([row.reshape(dims, order="F").T for row in dense])


def values(group, name, n):
    """An array of n rows, None where it is empty or of other components."""
    node = group.get(name)
    return node[()] if node is not None and node.ndim > 0 and node.shape[0] == n and node.dtype.kind == "f" else None


def judge(entry, verdict):
    with h5py.File(entry.source, "r") as source, h5py.File(entry.nwb, "r") as made:
        estimates = source["estimates"]
        dims = tuple(int(d) for d in np.ravel(source["dims"][()]))
        groups = [estimates, estimates["discarded_components"]]
        counts = [int(g["A/shape"][1]) for g in groups]
        kept, discarded = counts
        table = made["processing/ophys/ImageSegmentation/PlaneSegmentation"]
        names = [n.decode() for n in table["roi_name"][()]]
        verdict.check("ids", names == [str(i) for i in range(kept)] + [f"discarded_{i}" for i in range(discarded)], names)
        verdict.check("description", f"The last {discarded} of the source were removed" in table.attrs["description"], table.attrs["description"])
        rejected = table["is_rejected"][()]
        verdict.check("the discarded are rejected", bool(rejected[kept:].all()) and not table["is_accepted"][kept:].any(), rejected)
        want = np.concatenate([masks(g, dims) for g, n in zip(groups, counts) if n])
        verdict.check("image_mask", np.array_equal(table["image_mask"][()], want.astype("f4")), "differs")
        parts = [(g, n) for g, n in zip(groups, counts) if n]
        compared = 0
        for series, arrays in SERIES.items():
            found = [[values(g, name, n) for name in arrays] for g, n in parts]
            if any(v is None for v in found[0]):
                verdict.check(series, series not in made["processing/ophys"], "the kept ROIs have none")
                continue
            want = np.concatenate([sum(part) if all(v is not None for v in part) else np.full((n, found[0][0].shape[1]), np.nan) for part, (_, n) in zip(found, parts)])
            got = made["processing/ophys"][series]["data"][()].T
            verdict.check(series, np.array_equal(got, want, equal_nan=True), "differs")
            compared += 1
        verdict.check("traces", compared >= 3, f"{compared} compared")
        for column, name in COLUMNS.items():
            found = [values(g, name, n) for g, n in parts]
            if found[0] is None:
                continue
            want = np.concatenate([v if v is not None else np.full((n, *found[0].shape[1:]), np.nan) for v, (_, n) in zip(found, parts)])
            verdict.check(column, np.array_equal(table[column][()].reshape(want.shape), want, equal_nan=True), "differs")


if __name__ == "__main__":
    manifest.run(judge, __doc__)

#!/usr/bin/env python3
"""Hold the files that one analysis was split into to the file of the whole.

The manifest lists the files of the recordings in their order; "source" is the NWB file of the whole. Read with pynwb, the series of all
recordings must follow each other without a sample missing or twice, bit by bit, and each file must have the ROIs of the whole: ids, masks
and columns. The entry whose "frames" is set has its times compared with those frames of the whole, too.
"""
import manifest
import numpy as np
from pynwb import NWBHDF5IO

done = {}  # by the path of the whole: how many frames the files so far have


def series_of(nwb):
    """All series of traces, by their path."""
    ophys = nwb.processing["ophys"]
    found = {}
    for container in ("Fluorescence", "DfOverF"):
        if container in ophys.data_interfaces:
            found.update({f"{container}/{name}": s for name, s in ophys[container].roi_response_series.items()})
    return found


def equal(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def times_of(series):
    if series.timestamps is not None:
        return np.asarray(series.timestamps[:])
    return series.starting_time + np.arange(series.data.shape[0]) / series.rate


def judge(entry, verdict):
    first = done.get(entry.source, 0)
    with NWBHDF5IO(entry.source, "r") as whole_io, NWBHDF5IO(entry.nwb, "r") as part_io:
        whole, part = whole_io.read(), part_io.read()
        wanted, have = series_of(whole), series_of(part)
        verdict.check("the series of the whole", sorted(wanted) == sorted(have) and wanted, f"{sorted(have)}, not {sorted(wanted)}")
        for name, series in wanted.items():
            count = have[name].data.shape[0]
            end = first + count
            verdict.check(f"{name}: samples {first}:{end}", equal(np.asarray(have[name].data[:]), np.asarray(series.data[first:end])), "differ")
            if entry.frames:
                lo, hi = (int(v) for v in entry.frames.split(":"))
                verdict.check(f"{name}: frames", (lo, hi) == (first, end), f"{first}:{end}, not {lo}:{hi}")
                verdict.check(f"{name}: times", np.allclose(times_of(have[name]), times_of(series)[lo:hi], rtol=0, atol=1e-9), "differ")
            else:
                verdict.check(f"{name}: times begin at 0", times_of(have[name])[0] == 0, f"at {times_of(have[name])[0]}")
        tables = [nwb.processing["ophys"]["ImageSegmentation"].plane_segmentations for nwb in (whole, part)]
        verdict.check("tables", sorted(tables[0]) == sorted(tables[1]), f"{sorted(tables[1])}")
        for name, table in tables[0].items():
            other = tables[1][name]
            verdict.check(f"{name}: ids and columns", list(table.id[:]) == list(other.id[:]) and table.colnames == other.colnames, f"{other.colnames}")
            for column in table.colnames:
                a, b = (np.asarray(t[column].data[:]) for t in (table, other))
                verdict.check(f"{name}.{column}", equal(a, b) if a.dtype != object else list(a) == list(b), "differs")
        verdict.check("an identifier of its own", whole.identifier != part.identifier, part.identifier)
        done[entry.source] = end
        total = {s.data.shape[0] for s in wanted.values()}
        verdict.check("no more than the whole", end <= max(total), f"{end} frames of {total}")
        if entry.mask == "none":  # the last of its whole
            verdict.check("all frames", {end} == total, f"{end} of {total}")


if __name__ == "__main__":
    manifest.run(judge, __doc__)

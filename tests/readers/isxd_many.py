#!/usr/bin/env python3
"""Hold NWB files against the .isxd files that they were made of: a file, or a folder with those of one recording.

The .isxd files are read here by struct, json and numpy alone: a block of data, and behind it a footer of JSON up to a zero byte, whose
length stands in the last eight bytes. Of two cell sets the one whose traces have less noise is the denoised one.
"""
import datetime
import json
import os
import struct
from fractions import Fraction

import h5py
import manifest
import numpy as np
from agree_many import by_h5py, by_pynwb, by_roiextractors, differ, same
from pynwb import NWBHDF5IO

PACKET = np.dtype([("micros", "<u8"), ("channel", "<u8"), ("value", "<f4")])


class File:
    def __init__(self, path):
        self.name = os.path.basename(path)
        with open(path, "rb") as f:
            whole = f.read()
        (length,) = struct.unpack("<Q", whole[-8:])
        begin = len(whole) - 9 - length
        self.footer = json.loads(whole[begin : whole.index(b"\0", begin)].decode())
        self.data = whole[:begin]
        if self.footer["type"] == 1:
            self.cells()

    def cells(self):
        self.timing = self.footer["timingInfo"]
        size = self.footer["spacingInfo"]["numPixels"]
        n, samples, pixels = len(self.footer["CellNames"]), self.timing["numTimes"], size["x"] * size["y"]
        rows = np.frombuffer(self.data[: 4 * n * (pixels + samples)], "<f4").reshape(n, pixels + samples)
        self.images = rows[:, :pixels].reshape(n, size["y"], size["x"])
        self.traces = rows[:, pixels:]

    def noise(self):
        return np.nansum(np.diff(self.traces.astype("f8"), axis=1) ** 2)


def source(path):
    """The cell sets, the one with more noise first, and the event set or None."""
    paths = [os.path.join(path, name) for name in sorted(os.listdir(path))] if os.path.isdir(path) else [path]
    files = [File(p) for p in paths]
    sets = sorted((f for f in files if f.footer["type"] == 1), key=lambda f: -f.noise())
    return sets, next((f for f in files if f.footer["type"] == 5), None)


def fraction(ratio):
    return Fraction(ratio["num"], ratio["den"])


def invalid(timing):
    """For each sample why it is invalid, '' for a valid one."""
    why = [""] * timing["numTimes"]
    for reason in ("dropped", "blank", "cropped"):  # the last counts
        for item in timing.get(reason) or []:
            first, *last = [int(v) for v in str(item).split("-")]
            for i in range(first, (last or [first])[0] + 1):
                why[i] = reason
    return why


def judge(entry, verdict):
    check = verdict.check
    sets, events = source(entry.source)
    first = sets[0]
    shape = first.images.shape[1:]
    readers = {"h5py": by_h5py(entry, shape), "pynwb": by_pynwb(entry, shape)}
    if entry.mask == "image":
        readers["roiextractors"] = by_roiextractors(entry)
    units = (((first.footer.get("extraProperties") or {}).get("idps") or {}).get("cellset") or {}).get("units") if len(sets) == 1 else None
    names = ["DfOverF/RoiResponseSeries" if units == "dF over F" else "Fluorescence/RoiResponseSeries", "Fluorescence/Denoised"]
    for reader, (masks, traces) in readers.items():
        for kind, read in masks.items():
            wrong = [i for i, mask in enumerate(read) if not same(mask, first.images[i])]
            check(f"{reader}: {kind}", len(read) == len(first.images) and not wrong, f"wrong rows {wrong[:8]}")
        for name, part in zip(names, sets):
            if check(f"{reader}: {name}", name in traces, "absent"):
                check(f"{reader}: {name} equals the source", same(traces[name], part.traces.T) and traces[name].dtype == "f4", lambda: differ(traces[name], part.traces.T))
    with h5py.File(entry.nwb, "r") as f:
        table = f["processing/ophys/ImageSegmentation/PlaneSegmentation"]
        check("names", [v.decode() for v in table["roi_name"][()]] == first.footer["CellNames"])
        statuses = first.footer["CellStatuses"]
        if set(statuses) == {1}:
            check("no verdicts", "is_accepted" not in table)
        else:
            check("accepted", list(table["is_accepted"][()]) == [s == 0 for s in statuses])
            check("rejected", list(table["is_rejected"][()]) == [s == 2 for s in statuses])
    with NWBHDF5IO(entry.nwb, "r") as reader:
        nwb = reader.read()
        period, start = fraction(first.timing["period"]), fraction(first.timing["start"]["secsSinceEpoch"])
        if start:
            want = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(microseconds=round(start * 10**6))
            check("start", nwb.session_start_time == want, f"{nwb.session_start_time}, expected {want}")
            check("zone", nwb.session_start_time.utcoffset().total_seconds() == first.timing["start"]["utcOffset"])
        why = invalid(first.timing)
        got = [""] * len(why)
        for row in nwb.invalid_times.to_dataframe().itertuples() if nwb.invalid_times is not None else ():
            for i in range(round(Fraction(row.start_time) / period), round(Fraction(row.stop_time) / period)):
                got[i] = row.reason
        check("invalid samples", got == why, f"{got}, expected {why}")
        ophys = nwb.processing["ophys"]
        series = ophys[names[0].split("/")[0]].roi_response_series["RoiResponseSeries"]
        check("rate", series.rate == float(1 / period), f"{series.rate}, expected {float(1 / period)}")
        if events is not None:
            packets = np.frombuffer(events.data, PACKET)
            table = ophys["CalciumEvents"]
            check("times of events", np.array_equal(np.round(np.asarray(table["timestamp"][:]) * 1e6).astype("u8"), packets["micros"]))
            check("amplitudes of events", same(table["amplitude"][:], packets["value"]))
            check("ROIs of events", np.array_equal(table["roi"].data[:], packets["channel"]))
            spikes = np.zeros(first.traces.shape, "f4")
            for p in packets:
                spikes[p["channel"], round(Fraction(int(p["micros"]), 10**6) / period)] = p["value"]
            check("deconvolved", same(ophys["Fluorescence"]["Deconvolved"].data[:], spikes.T))


if __name__ == "__main__":
    manifest.run(judge, __doc__)

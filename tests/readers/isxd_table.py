#!/usr/bin/env python3
"""Say where each thing of .isxd files stands in the NWB file made of them, and hold it against the source, by h5py alone.

What is held here is all that a footer can say; isxd_many.py holds traces, masks and events, and reads with pynwb and roiextractors too.
Notes list what was found where.
"""
import json
import re
from fractions import Fraction

import h5py
import manifest
import numpy as np
from isxd_many import fraction, invalid, source

TABLE = "processing/ophys/ImageSegmentation/PlaneSegmentation"
FLUORESCENCE = "processing/ophys/Fluorescence/"
PLACEHOLDERS = (None, "", 0, "0", "none", "None")
METRICS = ("num_components", ("center_x", "center_y"), ("largest_center_x", "largest_center_y"), "area", "largest_area", "max_contour_width", "largest_max_contour_width")
SETTINGS = {  # of the imaging plane, by their keys in extraProperties
    "microscope.exp": "exposure {} ms", "microscope.gain": "gain {}", "microscope.focus": "focus {}", "idps.efocus": "electronic focus {}",
    "idps.channel": "{} channel", "microscope.led.exPower": "excitation LED at {} mW/mm^2", "probe.type": "lens of type {}", "probe.length": "lens length {} mm"}
UNITS = {  # of the traces, by idps.cellset.units: the series, its unit, and what its description says
    "dF over F": ("processing/ophys/DfOverF/RoiResponseSeries", "fraction", "dF/F"),
    "dF over noise": (FLUORESCENCE + "RoiResponseSeries", "dF over noise", "dF over noise"),
    "dF": (FLUORESCENCE + "RoiResponseSeries", "dF", "dF"), "raw": (FLUORESCENCE + "RoiResponseSeries", "a.u.", "raw"),
    None: (FLUORESCENCE + "RoiResponseSeries", "a.u.", "")}


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def at(extra, keys):
    for key in keys.split("."):
        extra = extra.get(key) if isinstance(extra, dict) else None
    return extra


class Table:
    """Holds one thing after the other, and notes where it stands."""

    def __init__(self, f, verdict):
        self.f, self.verdict = f, verdict

    def value(self, path):
        """The dataset at a path, or the attribute behind an @; None where there is none."""
        path, _, attribute = path.partition("@")
        if path not in self.f:
            return None
        if attribute:
            return text(self.f[path].attrs.get(attribute))
        value = self.f[path][()]
        return [text(v) for v in value] if isinstance(value, np.ndarray) else text(value)

    def is_at(self, what, path, want):
        got = self.value(path)
        if isinstance(want, list) and got is not None:
            same = len(got) == len(want) and all(a == b or a != a and b != b for a, b in zip(got, want))
        else:
            same = got == want
        self.verdict.check(f"{what} at {path}", same, f"{got!r}, expected {want!r}")
        self.verdict.note(f"{what} -> {path}")

    def says(self, what, path, part):
        got = self.value(path) or ""
        self.verdict.check(f"{what} in {path}", part in got, f"{got!r} does not say {part!r}")
        self.verdict.note(f"{what} -> {path}: {part!r}")


def cells(t, footer):
    t.is_at("CellNames", TABLE + "/roi_name", footer["CellNames"])
    statuses = footer["CellStatuses"]
    verdicts = [[s == kind for s in statuses] for kind in (0, 2)] if set(statuses) != {1} else [None, None]
    t.is_at("CellStatuses", TABLE + "/is_accepted", verdicts[0])
    t.is_at("CellStatuses", TABLE + "/is_rejected", verdicts[1])
    if "CellActivity" in footer:
        t.is_at("CellActivity", TABLE + "/cell_active", footer["CellActivity"])
    if "CellColors" in footer:
        t.is_at("CellColors", TABLE + "/cell_color", [f"#{c:08X}" for c in footer["CellColors"]])
    for key, column in (("Matches", "global_index"), ("PairScores", "pair_score"), ("CentroidDistances", "centroid_distance")):
        t.is_at(key, f"{TABLE}/{column}", footer.get(key) or None)
    for i, names in enumerate(METRICS):
        if footer.get("cellMetrics"):
            for name, axis in zip((names, names) if isinstance(names, str) else names, "x" if isinstance(names, str) else "xy"):
                values = [m[i] if isinstance(names, str) else m[i][axis] for m in footer["cellMetrics"]]
                t.is_at("cellMetrics", f"{TABLE}/{name}", [float(v) for v in values])


def times(t, timing, series):
    t.is_at("timingInfo.period", series + "/starting_time@rate", float(1 / fraction(timing["period"])))
    t.is_at("timingInfo.start", series + "/starting_time", 0.0)
    why, period = invalid(timing), fraction(timing["period"])
    runs = [m.span() + (why[m.start()],) for reason in sorted(set(why) - {""}) for m in re.finditer("x+", "".join("x" if w == reason else " " for w in why))]
    runs.sort()
    begin, stop, reason = ([r[i] for r in runs] or None for i in range(3))
    t.is_at("dropped, cropped, blank", "intervals/invalid_times/start_time", begin and [float(period * i) for i in begin])
    t.is_at("dropped, cropped, blank", "intervals/invalid_times/stop_time", stop and [float(period * i) for i in stop])
    t.is_at("dropped, cropped, blank", "intervals/invalid_times/reason", reason)


def acquisition(t, extra):
    places = {
        "animal.id": "general/subject/subject_id", "animal.species": "general/subject/species", "animal.description": "general/subject/description",
        "name": "general/session_id", "microscope.serial": "general/devices/Microscope@serial_number"}
    for key, place in places.items():
        value = at(extra, key)
        if value not in PLACEHOLDERS:
            t.is_at("extraProperties." + key, place, str(value))
    if at(extra, "animal.sex") not in PLACEHOLDERS:
        t.is_at("extraProperties.animal.sex", "general/subject/sex", extra["animal"]["sex"][0].upper())
    if at(extra, "animal.weight"):
        t.is_at("extraProperties.animal.weight", "general/subject/weight", f"{extra['animal']['weight']} g")
    if at(extra, "animal.dob") not in PLACEHOLDERS:
        t.says("extraProperties.animal.dob", "general/subject/date_of_birth", extra["animal"]["dob"])
    if at(extra, "personnel.name") not in PLACEHOLDERS:
        t.is_at("extraProperties.personnel.name", "general/experimenter", [extra["personnel"]["name"]])
    if at(extra, "microscope.type") not in PLACEHOLDERS:
        t.says("extraProperties.microscope.type", "general/devices/Microscope@description", extra["microscope"]["type"])
    if at(extra, "producer.version") not in PLACEHOLDERS:
        t.says("extraProperties.producer.version", "general/devices/Microscope@description", extra["producer"]["version"].split("-")[0])
    for key, words in SETTINGS.items():
        if at(extra, key) not in PLACEHOLDERS:
            t.says("extraProperties." + key, "general/optophysiology/ImagingPlane/description", words.format(at(extra, key)))


def leaves(group, value):
    """The members of an object, those of objects within as (group, name, value)."""
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from leaves(f"{group}/{name}", inner)
        else:
            yield group, name, inner


def parameters(t, files):
    where = "processing/ophys/SegmentationParameters/"
    have = {(g, n): json.loads(v) for g, n, v in zip(*(t.value(where + c) or [] for c in ("group", "parameter", "value")))}
    wanted = {}
    for name, footer in files:
        wanted.update({(g, n): v for g, n, v in leaves("extraProperties", footer.get("extraProperties") or {})})
        said = {k: footer[k] for k in ("producer", "fileVersion", "isRoiSet", "efocusValues", "spacingInfo", "metrics") if footer.get(k) is not None}
        wanted.update({(g, n): v for g, n, v in leaves(name, said)})
    t.verdict.check("parameters", have == wanted, lambda: f"not in the file: {sorted(wanted.keys() - have.keys())}, only there: {sorted(have.keys() - wanted.keys())}")
    t.verdict.note(f"{len(wanted)} values of extraProperties and of the footers -> {where}{{group, parameter, value}}")


def judge(entry, verdict):
    sets, events = source(entry.source)
    first = sets[0]
    extra = first.footer.get("extraProperties") or {}
    with h5py.File(entry.nwb) as f:
        t = Table(f, verdict)
        cells(t, first.footer)
        series, unit, said = UNITS[at(extra, "idps.cellset.units") if len(sets) == 1 else None]
        t.is_at("idps.cellset.units", series + "/data@unit", unit)
        t.says("idps.cellset.units", series + "@description", said)
        if len(sets) == 2:
            t.is_at("the denoised cell set", FLUORESCENCE + "Denoised/data@unit", "a.u.")
        times(t, first.timing, series)
        acquisition(t, extra)
        parameters(t, [(x.name, x.footer) for x in [*sets, *([events] if events else [])]])
        if events is not None:
            micros = np.frombuffer(events.data, [("micros", "<u8"), ("rest", "V12")])["micros"]
            t.is_at("event set, times", "processing/ophys/CalciumEvents/timestamp", [float(Fraction(int(m), 10**6)) for m in micros])
            t.is_at("event set, cells", "processing/ophys/CalciumEvents/roi@neurodata_type", "DynamicTableRegion")
            t.is_at("event set, activity", FLUORESCENCE + "Deconvolved/data@unit", "a.u.")


if __name__ == "__main__":
    manifest.run(judge, __doc__)

#!/usr/bin/env python3
"""Hold hold.py to its word: a right file, written by pynwb, must pass it, and the same file broken in one place must not.

Exit status 1 where a break goes unseen, or is seen in a right file.
"""
import argparse
import datetime
import os
import shutil
import sys
import tempfile
import warnings

import h5py
import hold
import manifest
import numpy as np
from pynwb import NWBHDF5IO, NWBFile
from pynwb.base import Images
from pynwb.image import GrayscaleImage
from pynwb.ophys import Fluorescence, ImageSegmentation, OpticalChannel, RoiResponseSeries

TABLE = "processing/ophys/ImageSegmentation/PlaneSegmentation"
SERIES = "processing/ophys/Fluorescence/RoiResponseSeries"


def write(path):
    """Three ROIs in a field of 5 columns and 4 rows, ten frames."""
    nwb = NWBFile("a test", "test", datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), was_generated_by=[["selftest", "1"]], keywords=["calcium"])
    device = nwb.create_device(name="Microscope", description="a microscope")
    channel = OpticalChannel(name="OpticalChannel", description="green", emission_lambda=525.0)
    plane = nwb.create_imaging_plane(name="ImagingPlane", optical_channel=channel, description="a plane", device=device, excitation_lambda=920.0, indicator="GCaMP6f", location="VISp")
    ophys = nwb.create_processing_module("ophys", "calcium imaging")
    segmentation = ImageSegmentation()
    ophys.add(segmentation)
    table = segmentation.create_plane_segmentation(name="PlaneSegmentation", description="ROIs", imaging_plane=plane)
    for i in range(3):
        table.add_roi(pixel_mask=[(i, 1, 0.5), (i, 2, 1.0)])
    table.add_column("roi_name", "the id in the source", data=["0", "1", "2"])
    table.add_column("is_accepted", "whether the ROI was accepted", data=np.array([True, False, True]))
    region = table.create_roi_table_region(description="all ROIs", region=[0, 1, 2])
    series = [
        RoiResponseSeries(name=name, description=what, data=np.zeros((10, 3)), rois=region, unit="n.a.", rate=30.0, starting_time=0.0)
        for name, what in (("RoiResponseSeries", "fluorescence"), ("Denoised", "fitted calcium"))
    ]
    ophys.add(Fluorescence(roi_response_series=series))
    ophys.add(Images(name="SegmentationImages", description="images", images=[GrayscaleImage(name="mean", description="mean image", data=np.ones((5, 4)))]))
    with NWBHDF5IO(path, "w") as writer:
        writer.write(nwb)


def replace(parent, name, **new):
    """Replaces a dataset and keeps its attributes, but for the references that point at it."""
    attrs = dict(parent[name].attrs)
    del parent[name]
    made = parent.create_dataset(name, **new)
    for key, value in attrs.items():
        made.attrs[key] = value


def breaks():
    """(what is broken, how) of every break that must be seen."""
    yield "no .specloc", lambda f: f.attrs.__delitem__(".specloc")
    yield "no cached schema", lambda f: f["specifications"].__delitem__("hdmf-experimental")
    yield "no object_id", lambda f: f[SERIES].attrs.__delitem__("object_id")
    yield "an object_id twice", lambda f: f[SERIES].attrs.__setitem__("object_id", f[TABLE].attrs["object_id"])
    yield "wrong namespace", lambda f: f[TABLE]["roi_name"].attrs.__setitem__("namespace", "core")
    yield "no description", lambda f: f[SERIES].attrs.__setitem__("description", "no description")
    yield "no description of a column", lambda f: f[TABLE]["roi_name"].attrs.__setitem__("description", "")
    yield "a date without zone", lambda f: f["session_start_time"].__setitem__((), "2024-01-01T00:00:00")
    yield "nobody wrote it", lambda f: f["general"].__delitem__("was_generated_by")
    yield "scalar keywords", lambda f: replace(f["general"], "keywords", data="calcium")
    yield "fixed-length text", lambda f: replace(f[TABLE], "roi_name", data=np.array([b"0", b"1", b"2"]))
    yield "ASCII text", lambda f: replace(f[TABLE], "roi_name", data=["0", "1", "2"], dtype=h5py.string_dtype("ascii"))
    yield "fixed-length attribute", lambda f: f[SERIES]["data"].attrs.__setitem__("unit", np.bytes_("n.a."))
    yield "a column that colnames lacks", lambda f: f[TABLE].attrs.__setitem__("colnames", ["roi_name", "is_accepted"])
    yield "a column that is absent", lambda f: f[TABLE].__delitem__("is_accepted")
    yield "scalar colnames", lambda f: f[TABLE].attrs.__setitem__("colnames", "roi_name")
    yield "short id", lambda f: replace(f[TABLE], "id", data=[0, 1])
    yield "ids twice", lambda f: f[TABLE]["id"].__setitem__(2, 0)
    yield "short column", lambda f: replace(f[TABLE], "is_accepted", data=np.array([True, False]))
    yield "bool as u1", lambda f: replace(f[TABLE], "is_accepted", data=np.array([1, 0, 1], "u1"))
    yield "bool with other labels", lambda f: replace(f[TABLE], "is_accepted", data=np.array([1, 0, 1], "i1"), dtype=h5py.enum_dtype({"NO": 0, "YES": 1}, "i1"))
    yield "an untyped column", lambda f: f[TABLE]["roi_name"].attrs.__delitem__("neurodata_type")
    yield "an untyped dataset", lambda f: f[TABLE].parent.create_dataset("extra", data=1)
    yield "an untyped group", lambda f: f["processing/ophys"].create_group("extra")
    yield "an index past the end", lambda f: f[TABLE]["pixel_mask_index"].__setitem__(2, 9)
    yield "an index that falls", lambda f: f[TABLE]["pixel_mask_index"].__setitem__(0, 5)
    yield "a signed index", lambda f: replace(f[TABLE], "pixel_mask_index", data=np.array([2, 4, 6], "i8"))
    yield "an index without target", lambda f: f[TABLE]["pixel_mask_index"].attrs.__delitem__("target")
    yield "an index of another column", lambda f: f[TABLE]["pixel_mask_index"].attrs.__setitem__("target", f[TABLE]["roi_name"].ref)
    yield "pixel masks of y, x, w", lambda f: replace(f[TABLE], "pixel_mask", data=np.zeros(6, [("y", "u4"), ("x", "u4"), ("w", "f8")]))
    yield "a pixel outside the field", lambda f: f[TABLE]["pixel_mask"].__setitem__(0, np.array((4, 4, 1), f[TABLE]["pixel_mask"].dtype))
    yield "a weight of NaN", lambda f: f[TABLE]["pixel_mask"].__setitem__(0, np.array((0, 0, np.nan), f[TABLE]["pixel_mask"].dtype))
    yield "no reference_images", lambda f: f[TABLE].__delitem__("reference_images")
    yield "a dangling link", lambda f: f["general/optophysiology"].move("ImagingPlane", "Moved")
    yield "rois out of range", lambda f: f[SERIES]["rois"].__setitem__(1, 3)
    yield "rois without a table", lambda f: f[SERIES]["rois"].attrs.__delitem__("table")
    yield "transposed traces", lambda f: replace(f[SERIES], "data", data=np.zeros((3, 10)))
    yield "series of two lengths", lambda f: replace(f[SERIES], "data", data=np.zeros((9, 3)))
    yield "no unit", lambda f: f[SERIES]["data"].attrs.__delitem__("unit")
    yield "no conversion", lambda f: f[SERIES]["data"].attrs.__delitem__("conversion")
    yield "no time base", lambda f: f[SERIES].__delitem__("starting_time")
    yield "two time bases", lambda f: f[SERIES].create_dataset("timestamps", data=np.arange(10.0))
    yield "starting_time of rank 1", lambda f: replace(f[SERIES], "starting_time", data=[0.0])
    yield "a rate of zero", lambda f: f[SERIES]["starting_time"].attrs.__setitem__("rate", 0.0)
    yield "an integer rate", lambda f: f[SERIES]["starting_time"].attrs.__setitem__("rate", 30)
    yield "a deep grayscale image", lambda f: replace(f["processing/ophys/SegmentationImages"], "mean", data=np.ones((5, 4, 2)))
    yield "no image", lambda f: f["processing/ophys/SegmentationImages"].__delitem__("mean")


def seen(path):
    """What hold.py says of a file; a file that makes it raise is seen too."""
    verdict = manifest.Verdict()
    try:
        hold.judge(manifest.Entry(nwb=path), verdict)
    except Exception as error:
        verdict.failures.append(repr(error))
    return verdict.failures


def main():
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    warnings.simplefilter("ignore")
    count = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        right, broken = os.path.join(folder, "right.nwb"), os.path.join(folder, "broken.nwb")
        write(right)
        for failure in seen(right):
            wrong += 1
            print(f"FAIL a right file: {failure}")
        for what, breaking in breaks():
            shutil.copyfile(right, broken)
            with h5py.File(broken, "r+") as f:
                breaking(f)
            count += 1
            if not seen(broken):
                wrong += 1
                print(f"FAIL unseen: {what}")
    print(f"{count} breaks tried, {wrong} failures")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

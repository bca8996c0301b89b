#!/usr/bin/env python3
"""Break a good ophys file in many ways, one way each.

usage: break_nwb.py FOLDER

Writes FOLDER/unbroken.nwb and FOLDER/<name>.nwb for each way, and prints a list of {"name", "harmful", "what"} in JSON. A way is
harmful where readers fail on the file or misread it, harmless where what it says stays the same, and doubtful (null) where it is
allowed and may still surprise.
"""
import datetime
import json
import os
import shutil
import sys
import uuid
import warnings

import h5py
import numpy as np
from pynwb import NWBHDF5IO, NWBFile
from pynwb.base import Images, TimeSeries
from pynwb.file import Subject
from pynwb.image import GrayscaleImage
from pynwb.ophys import DfOverF, Fluorescence, ImageSegmentation, OpticalChannel, RoiResponseSeries

N, T, W, H = 4, 50, 12, 10
PLANE = "/general/optophysiology/ImagingPlane"
SEGMENTATION = "/processing/ophys/ImageSegmentation"
TABLE = SEGMENTATION + "/PlaneSegmentation"
FLUORESCENCE = "/processing/ophys/Fluorescence"
RAW = FLUORESCENCE + "/RoiResponseSeries"
DENOISED = FLUORESCENCE + "/Denoised"
DFF = "/processing/ophys/DfOverF/RoiResponseSeries"
IMAGES = "/processing/ophys/SegmentationImages"
TEXT = h5py.string_dtype()
WAYS = []


def make(path):
    """Write the good file."""
    rng = np.random.default_rng(7)
    start = datetime.datetime(2024, 5, 17, 14, 30, tzinfo=datetime.timezone.utc)
    nwb = NWBFile("a session", str(uuid.uuid4()), start, experimenter=["Lastname, First"], keywords=["calcium"], institution="here",
                  experiment_description="what for", session_id="001")
    nwb.subject = Subject(subject_id="m1", age="P90D", species="Mus musculus", sex="M", description="a mouse")
    device = nwb.create_device("Microscope", description="two-photon")
    plane = nwb.create_imaging_plane(name="ImagingPlane", optical_channel=OpticalChannel("OpticalChannel", "green", 520.0), description="d",
                                     device=device, excitation_lambda=920.0, indicator="GCaMP6f", location="VISp", imaging_rate=30.0,
                                     grid_spacing=[1.0, 1.0], grid_spacing_unit="micrometers")
    module = nwb.create_processing_module("ophys", "processed")
    segmentation = ImageSegmentation()
    module.add(segmentation)
    table = segmentation.create_plane_segmentation("ROIs", plane, name="PlaneSegmentation")
    for i in range(N):
        mask = np.zeros((W, H), "f4")
        mask[i:i + 3, i:i + 2] = 1
        pixels = [(x, y, 1.0) for x, y in zip(*np.nonzero(mask))]
        table.add_roi(image_mask=mask, pixel_mask=pixels)
    table.add_column("roi_name", "name in the source", data=[str(i) for i in range(N)])
    table.add_column("is_accepted", "accepted", data=[True, False, True, True])
    table.add_column("is_rejected", "rejected", data=[False, True, False, False])
    table.add_column("snr", "signal to noise", data=rng.uniform(1, 9, N))
    table.add_column("ROICentroids", "x, y", data=np.array([[i + 1.0, i + .5] for i in range(N)]))
    table.add_column("cell_groups", "groups", data=[["a"], ["a", "b"], ["c"], ["b"]], index=True)
    region = table.create_roi_table_region("all ROIs", region=list(range(N)))
    traces = rng.normal(size=(3, T, N))
    module.add(Fluorescence([
        RoiResponseSeries("RoiResponseSeries", traces[0], "a.u.", region, rate=30.0, starting_time=0.0, description="raw"),
        RoiResponseSeries("Denoised", traces[1], "a.u.", region, timestamps=np.cumsum(rng.uniform(.02, .04, T)), description="denoised")]))
    module.add(DfOverF(RoiResponseSeries("RoiResponseSeries", traces[2], "n.a.", region, rate=30.0, starting_time=0.0, description="dff")))
    module.add(Images("SegmentationImages", [GrayscaleImage("mean", rng.uniform(size=(W, H)), description="mean")], description="images"))
    nwb.add_acquisition(TimeSeries("treadmill", rng.normal(size=T), "m/s", rate=30.0, description="speed"))
    with NWBHDF5IO(path, "w") as io:
        io.write(nwb)


def way(harmful, what):
    def keep(fn):
        WAYS.append((fn.__name__, harmful, what, fn))
        return fn
    return keep


def many(harmful, what, fn, **cases):
    """Adds one way for each case; fn gets the file and the case's value."""
    for name, value in cases.items():
        WAYS.append((name, harmful, f"{what}: {name}", lambda f, value=value: fn(f, *value)))


def remake(f, path, data=None, dtype=None, **more):
    """Replace the values of a dataset, keeping its attributes."""
    attrs = dict(f[path].attrs)
    ids = {k: f[path].attrs.get_id(k) for k in attrs}
    if data is None:
        data = f[path][()]
    del f[path]
    d = f.create_dataset(path, data=data, dtype=dtype, **more)
    for k, v in attrs.items():
        d.attrs.create(k, v, dtype=ids[k].dtype) if not isinstance(v, str) else d.attrs.__setitem__(k, v)
    return d


def remake_all(f, path, data=None, dtype=None, **more):
    """remake, for a column that an index refers to: the index refers to the new one."""
    d = remake(f, path, data, dtype, **more)
    if path + "_index" in f:
        f[path + "_index"].attrs["target"] = d.ref


def drop(f, *paths):
    for p in paths:
        del f[p]


def unattr(f, path, name):
    del f[path].attrs[name]


# --- missing attributes -------------------------------------------------------------------------------------------------------------
many(True, "an attribute is missing", unattr,
     no_colnames=(TABLE, "colnames"), no_table_description=(TABLE, "description"), no_column_description=(TABLE + "/snr", "description"),
     no_neurodata_type=(TABLE, "neurodata_type"), no_column_type=(TABLE + "/snr", "neurodata_type"), no_root_type=("/", "neurodata_type"),
     no_series_type=(RAW, "neurodata_type"), no_namespace=(TABLE, "namespace"), no_object_id=(TABLE, "object_id"),
     no_nwb_version=("/", "nwb_version"), no_specloc=("/", ".specloc"), no_unit=(RAW + "/data", "unit"),
     no_rate=(RAW + "/starting_time", "rate"), no_starting_time_unit=(RAW + "/starting_time", "unit"),
     no_interval=(DENOISED + "/timestamps", "interval"), no_timestamps_unit=(DENOISED + "/timestamps", "unit"),
     no_rois_table=(RAW + "/rois", "table"), no_rois_description=(RAW + "/rois", "description"),
     no_index_target=(TABLE + "/pixel_mask_index", "target"), no_module_description=("/processing/ophys", "description"))
many(False, "an optional attribute is missing", unattr,
     no_conversion=(RAW + "/data", "conversion"), no_resolution=(RAW + "/data", "resolution"), no_comments=(RAW, "comments"),
     no_series_description=(RAW, "description"))

# --- missing objects ----------------------------------------------------------------------------------------------------------------
many(True, "an object is missing", drop,
     no_id=(TABLE + "/id",), no_reference_images=(TABLE + "/reference_images",), no_imaging_plane=(TABLE + "/imaging_plane",),
     no_data=(RAW + "/data",), no_times=(RAW + "/starting_time",), no_rois=(RAW + "/rois",), no_column=(TABLE + "/snr",),
     no_index=(TABLE + "/pixel_mask_index",), no_acquisition=("/acquisition",), no_stimulus=("/stimulus",), no_analysis=("/analysis",),
     no_identifier=("/identifier",), no_session_start_time=("/session_start_time",), no_file_create_date=("/file_create_date",),
     no_reference_time=("/timestamps_reference_time",), no_session_description=("/session_description",),
     no_indicator=(PLANE + "/indicator",), no_excitation=(PLANE + "/excitation_lambda",), no_emission=(PLANE + "/OpticalChannel/emission_lambda",),
     no_channel=(PLANE + "/OpticalChannel",), no_device_link=(PLANE + "/device",), no_device=("/general/devices/Microscope",),
     no_plane=(PLANE,), no_image=(IMAGES + "/mean",), no_table=(TABLE,), no_series=(FLUORESCENCE + "/Denoised", RAW),
     no_subject_id=("/general/subject/subject_id",))
many(None, "an object is missing that archives ask for", drop, no_subject=("/general/subject",))
many(False, "an optional object is missing", drop,
     no_keywords=("/general/keywords",), no_dff=("/processing/ophys/DfOverF",), no_imaging_rate=(PLANE + "/imaging_rate",))


@way(True, "the file carries no schema")
def no_specifications(f):
    del f["/specifications"], f.attrs[".specloc"]


@way(True, "the schema that the file carries is empty")
def empty_specifications(f):
    for ns in list(f["/specifications"]):
        del f["/specifications"][ns]


@way(True, "a document of the schema is cut")
def cut_specification(f):
    path = "/specifications/core/" + list(f["/specifications/core"])[0] + "/nwb.ophys"
    text = f[path][()]
    del f[path]
    f[path] = text[:len(text) // 2]


# --- types --------------------------------------------------------------------------------------------------------------------------
def settype(f, path, dtype):
    remake_all(f, path, f[path][()].astype(dtype), dtype)


many(True, "values are of a wrong type", settype,
     float_id=(TABLE + "/id", "f8"), unsigned_id=(TABLE + "/id", "u4"), signed_index=(TABLE + "/pixel_mask_index", "i8"),
     float_index=(TABLE + "/pixel_mask_index", "f4"), float_rois=(RAW + "/rois", "f8"), single_starting_time=(RAW + "/starting_time", "f4"),
     single_timestamps=(DENOISED + "/timestamps", "f4"), integer_excitation=(PLANE + "/excitation_lambda", "i4"))
many(False, "values are of a wider type", settype,
     long_index=(TABLE + "/pixel_mask_index", "u8"), int_id=(TABLE + "/id", "i4"), double_excitation=(PLANE + "/excitation_lambda", "f8"),
     single_data=(RAW + "/data", "f4"), integer_data=(RAW + "/data", "i2"), big_endian_data=(RAW + "/data", ">f8"), double_mask=(TABLE + "/image_mask", "f8"))


@way(True, "rate is an integer")
def integer_rate(f):
    f[RAW + "/starting_time"].attrs.create("rate", 30, dtype="i4")


@way(False, "rate is single precision")
def single_rate(f):
    f[RAW + "/starting_time"].attrs.create("rate", 30, dtype="f4")


@way(True, "data are text")
def text_data(f):
    remake(f, RAW + "/data", [["1"] * N] * T, TEXT)


@way(True, "indicator is a number")
def number_indicator(f):
    remake(f, PLANE + "/indicator", 6.0)


@way(True, "unit is a number")
def number_unit(f):
    f[RAW + "/data"].attrs["unit"] = 1.0


def pixels(f, names, types, order=(0, 1, 2)):
    old = f[TABLE + "/pixel_mask"][()]
    new = np.zeros(old.shape, np.dtype(list(zip(names, types))))
    for name, i in zip(names, order):
        new[name] = old[old.dtype.names[i]]
    remake_all(f, TABLE + "/pixel_mask", new)


many(True, "pixel_mask", pixels,
     pixel_names=(("X", "Y", "w"), ("u4", "u4", "f4")), pixel_order=(("y", "x", "weight"), ("u4", "u4", "f4"), (1, 0, 2)),
     signed_pixels=(("x", "y", "weight"), ("i4", "i4", "f4")), short_pixels=(("x", "y", "weight"), ("u2", "u2", "f4")),
     no_weight=(("x", "y"), ("u4", "u4")), integer_weight=(("x", "y", "weight"), ("u4", "u4", "i4")))
many(False, "pixel_mask", pixels,
     double_weight=(("x", "y", "weight"), ("u4", "u4", "f8")), long_pixels=(("x", "y", "weight"), ("u8", "u8", "f4")))


@way(True, "pixel_mask is no compound")
def plain_pixels(f):
    remake_all(f, TABLE + "/pixel_mask", np.zeros((f[TABLE + "/pixel_mask"].shape[0], 3), "u4"))


@way(False, "a bool is an enumeration of other words")
def other_enum(f):
    remake(f, TABLE + "/is_accepted", f[TABLE + "/is_accepted"][()].astype("i1"), h5py.enum_dtype({"NO": 0, "YES": 1}, "i1"))


@way(False, "a bool is a number")
def number_bool(f):
    settype(f, TABLE + "/is_accepted", "u1")


@way(True, "the type of a column is unknown")
def unknown_type(f):
    f[TABLE + "/snr"].attrs["neurodata_type"] = "VectorDatum"


@way(True, "the namespace of a column is another")
def wrong_namespace(f):
    f[TABLE + "/snr"].attrs["namespace"] = "core"


@way(False, "the namespace of a column is one that includes its own")
def other_namespace(f):
    f[TABLE + "/snr"].attrs["namespace"] = "hdmf-experimental"


@way(True, "a group has the type of a dataset")
def group_as_column(f):
    f[RAW].attrs["neurodata_type"] = "VectorData"
    f[RAW].attrs["namespace"] = "hdmf-common"


@way(True, "an image has the type of a column")
def image_as_column(f):
    f[IMAGES + "/mean"].attrs["neurodata_type"] = "VectorData"
    f[IMAGES + "/mean"].attrs["namespace"] = "hdmf-common"


@way(True, "two objects have one object_id")
def duplicate_object_id(f):
    f[RAW].attrs["object_id"] = f[DENOISED].attrs["object_id"]


# --- shapes -------------------------------------------------------------------------------------------------------------------------
def reshape(f, path, data):
    remake_all(f, path, data(f[path][()]))


many(True, "a shape is wrong", reshape,
     flat_mask=(TABLE + "/image_mask", lambda d: d[:, :, 0]), array_starting_time=(RAW + "/starting_time", lambda d: np.array([d])),
     deep_image=(IMAGES + "/mean", lambda d: d[None]), flat_id=(TABLE + "/id", lambda d: d[None]), scalar_create_date=("/file_create_date", lambda d: d[0]),
     array_identifier=("/identifier", lambda d: [d]), scalar_experimenter=("/general/experimenter", lambda d: d[0]),
     scalar_keywords=("/general/keywords", lambda d: d[0]), long_spacing=(PLANE + "/grid_spacing", lambda d: np.ones(4, "f4")),
     deep_data=(RAW + "/data", lambda d: d[None, :, :, None, None]), flat_timestamps=(DENOISED + "/timestamps", lambda d: d[None]),
     transposed_data=(RAW + "/data", lambda d: d.T), short_id=(TABLE + "/id", lambda d: d[:-1]), short_column=(TABLE + "/snr", lambda d: d[:-1]),
     short_mask=(TABLE + "/image_mask", lambda d: d[:-1]), short_timestamps=(DENOISED + "/timestamps", lambda d: d[:-1]),
     narrow_data=(RAW + "/data", lambda d: d[:, :-1]))


@way(True, "colnames is one text")
def scalar_colnames(f):
    f[TABLE].attrs["colnames"] = "snr"


@way(True, "was_generated_by is a list of names")
def flat_generated_by(f):
    f.create_dataset("/general/was_generated_by", data=["pynwb", "4.2"], dtype=TEXT)


@way(False, "datasets may grow")
def growing(f):
    remake(f, RAW + "/data", maxshape=(None, N), chunks=(10, N))


# --- references and links -----------------------------------------------------------------------------------------------------------
@way(True, "rois refer to the wrong table")
def wrong_rois_table(f):
    f[RAW + "/rois"].attrs["table"] = f[RAW].ref


@way(True, "rois refer to a deleted table")
def dangling_rois_table(f):
    g = f.create_group("/gone")
    f[RAW + "/rois"].attrs["table"] = g.ref
    del f["/gone"]


@way(True, "rois refer to a path instead of an object")
def text_rois_table(f):
    f[RAW + "/rois"].attrs["table"] = TABLE


@way(True, "a null reference")
def null_reference(f):
    f[TABLE + "/pixel_mask_index"].attrs.create("target", h5py.Reference(), dtype=h5py.ref_dtype)


@way(True, "an index refers to another column")
def wrong_index_target(f):
    f[TABLE + "/pixel_mask_index"].attrs["target"] = f[TABLE + "/snr"].ref


@way(True, "an index refers to a group")
def group_index_target(f):
    f[TABLE + "/pixel_mask_index"].attrs["target"] = f[TABLE].ref


@way(True, ".specloc leads elsewhere")
def wrong_specloc(f):
    f.attrs[".specloc"] = f["/general"].ref


def relink(f, path, link):
    del f[path]
    f[path] = f[link] if isinstance(link, str) else link


many(True, "a link is wrong", relink,
     dangling_plane=(TABLE + "/imaging_plane", h5py.SoftLink("/general/optophysiology/None")), hard_plane=(TABLE + "/imaging_plane", PLANE),
     wrong_plane=(TABLE + "/imaging_plane", h5py.SoftLink("/general/devices/Microscope")), circular_plane=(TABLE + "/imaging_plane", h5py.SoftLink(TABLE + "/imaging_plane")),
     dangling_rois=(DFF + "/rois", h5py.SoftLink("/nowhere")), wrong_device=(PLANE + "/device", h5py.SoftLink(PLANE)),
     rois_to_column=(DFF + "/rois", h5py.SoftLink(TABLE + "/snr")))
many(False, "a link is another one to the same", relink,
     hard_rois=(DFF + "/rois", RAW + "/rois"), dotted_plane=(TABLE + "/imaging_plane", h5py.SoftLink("/general/./optophysiology//ImagingPlane")))


@way(False, "data are linked, not stored")
def linked_data(f):
    relink(f, RAW + "/data", h5py.SoftLink(DENOISED + "/data"))


# --- columns and indices ------------------------------------------------------------------------------------------------------------
@way(True, "colnames name a column that is not there")
def absent_colname(f):
    f[TABLE].attrs["colnames"] = np.array([*f[TABLE].attrs["colnames"], "none"], TEXT)


@way(True, "colnames leave out a column")
def unlisted_column(f):
    f[TABLE].attrs["colnames"] = np.array([c for c in f[TABLE].attrs["colnames"] if c != "snr"], TEXT)


@way(True, "colnames name a column twice")
def repeated_colname(f):
    f[TABLE].attrs["colnames"] = np.array([*f[TABLE].attrs["colnames"], "snr"], TEXT)


@way(True, "colnames name the index of a column")
def index_colname(f):
    f[TABLE].attrs["colnames"] = np.array([*f[TABLE].attrs["colnames"], "pixel_mask_index"], TEXT)


def values(f, path, change):
    d = f[path][()]
    change(d)
    f[path][...] = d


many(True, "values cannot be", values,
     index_past_end=(TABLE + "/pixel_mask_index", lambda d: d.__setitem__(-1, 200)), falling_index=(TABLE + "/pixel_mask_index", lambda d: d.__setitem__(0, d[-1])),
     short_index_end=(TABLE + "/pixel_mask_index", lambda d: d.__setitem__(-1, d[-1] - 1)), rois_past_end=(RAW + "/rois", lambda d: d.__setitem__(0, 99)),
     negative_rois=(RAW + "/rois", lambda d: d.__setitem__(0, -1)), repeated_id=(TABLE + "/id", lambda d: d.__setitem__(1, 0)),
     falling_timestamps=(DENOISED + "/timestamps", lambda d: d.__setitem__(5, 0.0)), nan_timestamps=(DENOISED + "/timestamps", lambda d: d.__setitem__(5, np.nan)),
     pixel_outside=(TABLE + "/pixel_mask", lambda d: d["x"].__setitem__(0, 5000)), accepted_and_rejected=(TABLE + "/is_rejected", lambda d: d.__setitem__(0, True)))


@way(True, "an index has one row too few")
def short_index(f):
    remake(f, TABLE + "/pixel_mask_index", f[TABLE + "/pixel_mask_index"][:-1])


@way(True, "a region is for fewer ROIs than the data")
def short_rois(f):
    remake_all(f, DENOISED + "/rois" if isinstance(f.get(DENOISED + "/rois", getlink=True), h5py.HardLink) else RAW + "/rois", np.arange(N - 1))


@way(True, "neither image_mask nor pixel_mask")
def no_mask(f):
    del f[TABLE + "/image_mask"], f[TABLE + "/pixel_mask"], f[TABLE + "/pixel_mask_index"]
    f[TABLE].attrs["colnames"] = np.array([c for c in f[TABLE].attrs["colnames"] if not c.endswith("mask")], TEXT)


# --- times --------------------------------------------------------------------------------------------------------------------------
def settext(f, path, text):
    remake(f, path, text, TEXT)


many(True, "a time is wrong", settext,
     naive_start=("/session_start_time", "2024-05-17T14:30:00"), spaced_start=("/session_start_time", "2024-05-17 14:30:00+00:00"),
     date_start=("/session_start_time", "2024-05-17"), word_start=("/session_start_time", "yesterday"), no_day_start=("/session_start_time", "2024-02-30T14:30:00+00:00"),
     naive_create_date=("/file_create_date", ["2024-05-17T14:30:00"]), naive_reference=("/timestamps_reference_time", "2024-05-17T14:30:00"))
many(False, "a time is written another way", settext,
     zulu_start=("/session_start_time", "2024-05-17T14:30:00Z"), fraction_start=("/session_start_time", "2024-05-17T14:30:00.123456+02:00"))


@way(True, "both starting_time and timestamps")
def two_times(f):
    f.copy(DENOISED + "/timestamps", f[RAW], "timestamps")


@way(True, "rate is zero")
def zero_rate(f):
    f[RAW + "/starting_time"].attrs["rate"] = 0.0


@way(True, "rate is not a number")
def nan_rate(f):
    f[RAW + "/starting_time"].attrs["rate"] = np.nan


@way(True, "the unit of time is minutes")
def minutes(f):
    f[RAW + "/starting_time"].attrs["unit"] = "minutes"


# --- text ---------------------------------------------------------------------------------------------------------------------------
@way(False, "text is of fixed length")
def fixed_text(f):
    remake(f, TABLE + "/roi_name", np.array([str(i) for i in range(N)], "S4"))
    f[RAW].attrs.create("description", np.bytes_("raw"))


@way(False, "text is ASCII")
def ascii_text(f):
    remake(f, PLANE + "/location", "VISp", h5py.string_dtype("ascii"))


@way(True, "text is not UTF-8")
def bad_utf8(f):
    remake(f, TABLE + "/roi_name", [b"\xff\xfe"] * N, TEXT)


@way(True, "an attribute is not UTF-8")
def bad_utf8_attribute(f):
    f[RAW].attrs.create("description", b"\xff\xfe", dtype=h5py.string_dtype())


@way(True, "the neurodata_type is a list")
def list_type(f):
    f[RAW].attrs["neurodata_type"] = np.array(["RoiResponseSeries"], TEXT)


# --- more than there should be ------------------------------------------------------------------------------------------------------
@way(False, "loose datasets, groups and attributes")
def loose(f):
    f["/acquisition/loose"] = np.arange(3)
    f.create_group("/processing/ophys/loose")
    f[RAW].attrs["loose"] = 1


@way(False, "one more pixel field")
def more_fields(f):
    pixels(f, ("x", "y", "weight", "z"), ("u4", "u4", "f4", "u4"), (0, 1, 2, 0))


@way(True, "identifier is a group")
def identifier_as_group(f):
    del f["/identifier"]
    f.create_group("/identifier")


@way(True, "session_description is a group")
def description_as_group(f):
    del f["/session_description"]
    f.create_group("/session_description")


@way(None, "an external link stands for the masks")
def external_mask(f):
    del f[TABLE + "/image_mask"]
    f[TABLE + "/image_mask"] = h5py.ExternalLink("/etc/hostname", "/x")


@way(False, "another compression that h5py has")
def lzf(f):
    remake(f, RAW + "/data", compression="lzf", chunks=(10, N))


@way(False, "checksums")
def fletcher(f):
    remake(f, RAW + "/data", fletcher32=True, chunks=(10, N))


@way(True, "NWB 1")
def old_version(f):
    f.attrs["nwb_version"] = "1.0.6"


@way(None, "a version that does not exist")
def new_version(f):
    f.attrs["nwb_version"] = "3.0.0"


@way(None, "a schema that is not in the file")
def unknown_namespace(f):
    f["/acquisition/treadmill"].attrs["namespace"] = "ndx-none"


@way(None, "an object_id that is no UUID")
def odd_object_id(f):
    f[RAW].attrs["object_id"] = "7"


# --- what the schema of the file itself says -----------------------------------------------------------------------------------------
def change_schema(f, document, name, change):
    """change gets the definition of a type in the cached core schema."""
    version = list(f["/specifications/core"])[-1]
    path = f"/specifications/core/{version}/{document}"
    schema = json.loads(f[path][()])
    change(next(g for g in schema["groups"] if g.get("neurodata_type_def") == name))
    del f[path]
    f[path] = json.dumps(schema)


@way(True, "two objects where the schema has one")
def two_channels(f):
    change_schema(f, "nwb.ophys", "ImagingPlane", lambda t: t["groups"][0].pop("quantity"))
    f.copy(PLANE + "/OpticalChannel", f[PLANE], "Second")
    f[PLANE + "/Second"].attrs["object_id"] = str(uuid.uuid4())


@way(True, "a link where the schema wants the object")
def illegal_link(f):
    change_schema(f, "nwb.ophys", "RoiResponseSeries", lambda t: next(d for d in t["datasets"] if d.get("name") == "data").update(linkable=False))
    relink(f, RAW + "/data", h5py.SoftLink(DENOISED + "/data"))


@way(False, "a help text of one's own")
def other_help(f):
    change_schema(f, "nwb.ophys", "DfOverF", lambda t: t.update(attributes=[{"name": "help", "doc": "help", "dtype": "text", "value": "a box"}]))
    f["/processing/ophys/DfOverF"].attrs["help"] = "a crate"


@way(True, "an index is no index")
def index_as_column(f):
    f[TABLE + "/pixel_mask_index"].attrs["neurodata_type"] = "VectorData"


@way(None, "an index is no index, in a file of two versions")
def index_as_column_appended(f):
    core = f["/specifications/core"]
    core.copy(list(core)[0], core, "2.4.0")
    f[TABLE + "/pixel_mask_index"].attrs["neurodata_type"] = "VectorData"


# --- storage ------------------------------------------------------------------------------------------------------------------------
@way(False, "a group holds itself")
def hard_cycle(f):
    f["/processing/ophys/again"] = f["/processing/ophys"]


@way(None, "data lie in a file beside it")
def external_storage(f):
    shape, dtype = f[RAW + "/data"].shape, f[RAW + "/data"].dtype
    attrs = dict(f[RAW + "/data"].attrs)
    del f[RAW + "/data"]
    d = f.create_dataset(RAW + "/data", shape, dtype, external=[("/etc/hostname", 0, h5py.h5f.UNLIMITED)])
    d.attrs.update(attrs)


@way(None, "data are those of another file")
def virtual_storage(f):
    shape, dtype = f[RAW + "/data"].shape, f[RAW + "/data"].dtype
    attrs = dict(f[RAW + "/data"].attrs)
    del f[RAW + "/data"]
    layout = h5py.VirtualLayout(shape, dtype)
    layout[...] = h5py.VirtualSource("/etc/none.h5", "x", shape)
    f.create_virtual_dataset(RAW + "/data", layout).attrs.update(attrs)


@way(None, "with --deep: data of a petabyte, of which little is stored")
def deep_hollow(f):
    attrs = dict(f[RAW + "/data"].attrs)
    del f[RAW + "/data"]
    d = f.create_dataset(RAW + "/data", (1 << 45, N), "f8", chunks=(1024, N))
    d[0] = 1
    d.attrs.update(attrs)


@way(True, "with --deep: a filter is not known")
def deep_filter(f):
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((T, N))
    plist.set_filter(511, h5py.h5z.FLAG_OPTIONAL, ())
    attrs = dict(f[RAW + "/data"].attrs)
    del f[RAW + "/data"]
    h5py.h5d.create(f.id, (RAW + "/data").encode(), h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((T, N)), plist)
    f[RAW + "/data"].attrs.update(attrs)
    f[RAW + "/data"].id.write_direct_chunk((0, 0), bytes(8 * T * N))


@way(True, "with --deep: values are of a type that is not known")
def deep_lists(f):
    d = f.create_dataset("/scratch/lists", (N,), h5py.vlen_dtype("i4"))
    d[0] = [1, 2]
    d.attrs.update(neurodata_type="ScratchData", namespace="core", object_id=str(uuid.uuid4()), notes="lists")


@way(True, "with --deep: one of many mask tiles is damaged, most were never written")
def deep_damaged_tile(f):
    attrs, ids = dict(f[TABLE + "/image_mask"].attrs), N
    del f[TABLE + "/image_mask"]
    d = f.create_dataset(TABLE + "/image_mask", (ids, 2048, 2048), "f4", chunks=(1, 16, 16), compression="gzip")
    for i in range(ids):
        d[i, 100 * i : 100 * i + 20, 7:30] = 1
    d.attrs.update(attrs)
    f.flush()
    return d.id.get_chunk_info(0).byte_offset + 2, b"\xff" * 8


@way(True, "with --deep: a chunk is damaged")
def deep_damaged_chunk(f):
    d = remake(f, RAW + "/data", compression="gzip", chunks=(T, N))
    f.flush()
    return d.id.get_chunk_info(0).byte_offset + 2, b"\xff" * 16


@way(True, "a text is damaged")
def damaged_text(f):
    f.flush()
    return f["/session_start_time"].id.get_offset() + 4, b"\xff" * 8


@way(True, "an object is damaged")
def damaged_object(f):
    f.flush()
    return h5py.h5o.get_info(f["/general/devices/Microscope"].id).addr, b"\xff"


def main(folder):
    warnings.simplefilter("ignore")
    good = os.path.join(folder, "unbroken.nwb")
    make(good)
    out = [{"name": "unbroken", "harmful": False, "what": "nothing"}]
    for name, harmful, what, fn in WAYS:
        path = os.path.join(folder, name + ".nwb")
        shutil.copyfile(good, path)
        with h5py.File(path, "r+") as f:
            patch = fn(f)
        if patch is not None:  # where to put which bytes
            with open(path, "r+b") as f:
                f.seek(patch[0])
                f.write(patch[1])
        out.append({"name": name, "harmful": harmful, "what": what})
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])

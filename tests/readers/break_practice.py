#!/usr/bin/env python3
"""Break a good ophys file in ways that readers put up with, or that its schema does not see, one way each.

usage: break_practice.py FOLDER

Writes FOLDER/<name>.nwb for each way, and prints a list of {"name", "what", "want"} in JSON, want being a list of [check, path]: all that is
to be found in the file. The good file is that of break_nwb.py.
"""
import datetime
import json
import os
import shutil
import sys
import uuid

import h5py
import numpy as np
from break_nwb import DENOISED, DFF, FLUORESCENCE, IMAGES, PLANE, RAW, SEGMENTATION, TABLE, TEXT, H, N, T, W, make, pixels, remake, remake_all

WAYS = []
SUBJECT = "/general/subject"
SPEED = "/acquisition/treadmill"
FUTURE = "2124-05-17T14:30:00+00:00"


def way(what, *want, name=None):
    def keep(fn):
        WAYS.append((name or fn.__name__, what, [[want[i], want[i + 1]] for i in range(0, len(want), 2)], fn))
        return fn
    return keep


def case(name, what, check, path, fn, *args):
    """A way that has one finding."""
    WAYS.append((name, what, [[check, path]], lambda f: fn(f, *args)))


def text(f, path, value):
    if path in f:
        del f[path]
    f.create_dataset(path, data=value, dtype=TEXT)


def drop(f, path):
    del f[path]


def attr(f, path, name, value):
    f[path].attrs[name] = value


def value(f, path, change):
    d = f[path][()]
    d = change(d) if np.ndim(d) == 0 else (change(d), d)[1]
    f[path][...] = d


def column(f, name, data, dtype=None, description="what it is", **more):
    """Adds a column to the table of ROIs."""
    add_column(f, TABLE, name, data, dtype, description, **more)


def add_column(f, table, name, data, dtype=None, description="what it is", neurodata_type="VectorData", **more):
    d = f.create_dataset(f"{table}/{name}", data=data, dtype=dtype)
    d.attrs.update({"neurodata_type": neurodata_type, "namespace": "hdmf-common", "object_id": str(uuid.uuid4()), "description": description, **more})
    if neurodata_type != "VectorIndex":
        f[table].attrs["colnames"] = np.array([*f[table].attrs["colnames"], name], TEXT)


def typed(f, path, neurodata_type, namespace="core", **attrs):
    """Adds a group of a type."""
    g = f.create_group(path)
    g.attrs.update({"neurodata_type": neurodata_type, "namespace": namespace, "object_id": str(uuid.uuid4()), **attrs})
    return g


def intervals(f, start, stop, **more):
    typed(f, "/intervals", "", )
    for name in list(f["/intervals"].attrs):
        del f["/intervals"].attrs[name]
    typed(f, "/intervals/trials", "TimeIntervals", description="trials")
    f["/intervals/trials"].attrs["colnames"] = np.array([], TEXT)
    d = f.create_dataset("/intervals/trials/id", data=np.arange(len(start)))
    d.attrs.update({"neurodata_type": "ElementIdentifiers", "namespace": "hdmf-common", "object_id": str(uuid.uuid4())})
    for name, data in {"start_time": start, "stop_time": stop, **more}.items():
        add_column(f, "/intervals/trials", name, np.array(data, "f8"))


def movie(f, files, data=None, **attrs):
    """Adds a movie in other files."""
    typed(f, "/acquisition/movie", "ImageSeries", description="from the side", comments="-")
    g = f["/acquisition/movie"]
    g["format"] = "external"
    d = g.create_dataset("external_file", data=files, dtype=TEXT)
    d.attrs["starting_frame"] = np.zeros(len(files), "i4")
    d = g.create_dataset("data", shape=(0, 0, 0), dtype="u1")
    d.attrs.update({"unit": "n.a.", "conversion": 1.0, "offset": 0.0, "resolution": -1.0})
    d = g.create_dataset("starting_time", data=0.0)
    d.attrs.update({"rate": 30.0, "unit": "seconds"})


# --- the session --------------------------------------------------------------------------------------------------------------------
case("future", "the session is in the future", "check_session_start_time_future_date", "/session_start_time", text, "/session_start_time", FUTURE)
case("old", "the session is of 1970", "check_session_start_time_old_date", "/session_start_time", text, "/session_start_time", "1970-01-01T00:00:00+00:00")
case("no_experimenter", "nobody is named", "check_experimenter_exists", "/", drop, "/general/experimenter")
case("experimenter_first_last", "First Last", "check_experimenter_form", "/general/experimenter", text, "/general/experimenter", ["First Last"])
case("no_experiment", "no experiment_description", "check_experiment_description", "/", drop, "/general/experiment_description")
case("no_institution", "no institution", "check_institution", "/", drop, "/general/institution")
case("no_keywords", "no keywords", "check_keywords", "/", drop, "/general/keywords")
case("publication", "a publication without DOI", "check_doi_publications", "/general/related_publications", text, "/general/related_publications", ["Doe 2020"])
case("session_slash", "a slash in session_id", "check_session_id_no_slashes", "/general/session_id", text, "/general/session_id", "2024/05")


@way("a module of another name", "check_processing_module_name", "/processing/ophys1")
def module_name(f):
    f.move("/processing/ophys", "/processing/ophys1")
    for series in (RAW, DENOISED, DFF):
        series = series.replace("/ophys/", "/ophys1/")
        if isinstance(f.get(series + "/rois", getlink=True), h5py.SoftLink):
            to = f.get(series + "/rois", getlink=True).path
            del f[series + "/rois"]
            f[series + "/rois"] = h5py.SoftLink(to.replace("/ophys/", "/ophys1/"))


# --- the subject --------------------------------------------------------------------------------------------------------------------
case("no_subject", "no subject", "check_subject_exists", "/", drop, SUBJECT)
case("no_subject_id", "no subject_id", "check_subject_id_exists", SUBJECT, drop, SUBJECT + "/subject_id")
case("subject_slash", "a slash in subject_id", "check_subject_id_no_slashes", SUBJECT + "/subject_id", text, SUBJECT + "/subject_id", "a/b")
case("no_age", "no age", "check_subject_age", SUBJECT, drop, SUBJECT + "/age")
for i, age in enumerate(["90 days", "P", "PT", "P1DT", "P1D/P2D/P3D", "P90D/P", "p90D", "P1D2M", "P90D\n", "-P90D"]):
    case(f"age_{i}", f"the age is {age!r}", "check_subject_age", SUBJECT + "/age", text, SUBJECT + "/age", age)
for i, age in enumerate(["P90D/P80D", "P1D/P1D", "P1Y/P11M", "P1M/P4W", "PT48H/P1D"]):
    case(f"age_range_{i}", f"the age is {age!r}", "check_subject_proper_age_range", SUBJECT + "/age", text, SUBJECT + "/age", age)
case("no_sex", "no sex", "check_subject_sex", SUBJECT, drop, SUBJECT + "/sex")
case("sex_word", "sex is a word", "check_subject_sex", SUBJECT + "/sex", text, SUBJECT + "/sex", "male")
case("no_species", "no species", "check_subject_species_exists", SUBJECT, drop, SUBJECT + "/species")
case("species_word", "species in English", "check_subject_species_form", SUBJECT + "/species", text, SUBJECT + "/species", "dog")
case("weight", "weight without unit", "check_subject_weight", SUBJECT + "/weight", text, SUBJECT + "/weight", "22g")


@way("a worm's sex", "check_subject_sex", SUBJECT + "/sex")
def worm(f):
    text(f, SUBJECT + "/species", "Caenorhabditis elegans")


@way("all that may be left out for a protein", "check_subject_weight", SUBJECT + "/weight")
def protein(f):
    text(f, SUBJECT + "/subject_id", "protein-7")
    text(f, SUBJECT + "/weight", "7")
    for name in ("age", "sex", "species"):
        del f[SUBJECT + "/" + name]


for i, age in enumerate(["P90D/", "/P90D", "P80D/P90D", "P1Y2M3W4DT5H6M7S", "PT1H", "P0.5Y", "P1M/P1Y"]):
    WAYS.append((f"right_age_{i}", f"the age is {age!r}", [], lambda f, age=age: text(f, SUBJECT + "/age", age)))
for i, weight in enumerate(["22 g", "0.022 KG", "7 μg"]):
    WAYS.append((f"right_weight_{i}", f"the weight is {weight!r}", [], lambda f, weight=weight: text(f, SUBJECT + "/weight", weight)))
for i, name in enumerate(["Müller, Änne", "O'Neill, J. R.", "Doe-Roe, Jane 2"]):
    WAYS.append((f"right_name_{i}", f"the experimenter is {name!r}", [], lambda f, name=name: text(f, "/general/experimenter", [name])))


# --- any object ---------------------------------------------------------------------------------------------------------------------
@way("a backslash in a name", "check_name_slashes", FLUORESCENCE + "/De\\noised")
def backslash(f):
    f.move(DENOISED, FLUORESCENCE + "/De\\noised")


@way("a colon in a name", "check_name_colons", FLUORESCENCE + "/De:noised")
def colon(f):
    f.move(DENOISED, FLUORESCENCE + "/De:noised")


case("no_description", "no description of an image", "check_description", IMAGES + "/mean", lambda f: f[IMAGES + "/mean"].attrs.pop("description"))
case("no_series_description", "no description of a series", "check_description", RAW, lambda f: f[RAW].attrs.pop("description"))
case("blank_description", "a blank description", "check_description", TABLE + "/snr.description", attr, TABLE + "/snr", "description", "  ")
case("placeholder", "a placeholder", "check_description", TABLE + ".description", attr, TABLE, "description", "No Description.")
case("empty_lab", "an empty text", "check_empty_string_for_optional_attribute", "/general/lab", text, "/general/lab", "")
case("empty_attribute", "an empty attribute", "check_empty_string_for_optional_attribute", "/general/devices/Microscope.manufacturer",
     attr, "/general/devices/Microscope", "manufacturer", "")
case("empty_continuity", "an empty attribute of data", "check_empty_string_for_optional_attribute", SPEED + "/data.continuity", attr, SPEED + "/data", "continuity", "")

# --- series -------------------------------------------------------------------------------------------------------------------------
case("regular", "regular timestamps", "check_regular_timestamps", DENOISED + "/timestamps", value, DENOISED + "/timestamps", lambda d: d.__setitem__(slice(None), np.arange(T) / 30))


@way("more ROIs than samples", "check_data_orientation", SPEED + "/data")
def wide(f):
    remake(f, SPEED + "/data", np.zeros((3, 5)))


case("falling", "a timestamp falls", "check_timestamps_ascending", DENOISED + "/timestamps", value, DENOISED + "/timestamps", lambda d: d.__setitem__(7, 0.0))
case("nan_stamp", "a timestamp is NaN", "check_timestamps_without_nans", DENOISED + "/timestamps", value, DENOISED + "/timestamps", lambda d: d.__setitem__(7, np.nan))
WAYS.append(("infinite_stamp", "the last timestamp is infinite", [["timestamp-value", DENOISED + "/timestamps"], ["check_time_series_duration", DENOISED]],
             lambda f: value(f, DENOISED + "/timestamps", lambda d: d.__setitem__(-1, np.inf))))
case("few_stamps", "a timestamp is missing", "check_timestamps_match_first_dimension", DENOISED + "/timestamps", lambda f: remake(f, DENOISED + "/timestamps", f[DENOISED + "/timestamps"][1:]))
case("negative_stamp", "a series begins early", "check_timestamp_of_the_first_sample_is_not_negative", DENOISED, value, DENOISED + "/timestamps", lambda d: d.__setitem__(0, -.01))
case("negative_start", "a series begins early", "check_timestamp_of_the_first_sample_is_not_negative", SPEED, value, SPEED + "/starting_time", lambda d: -1.0)
case("empty_unit", "no unit", "check_missing_unit", SPEED + "/data.unit", attr, SPEED + "/data", "unit", "")
case("resolution", "a resolution of 0", "check_resolution", SPEED + "/data.resolution", attr, SPEED + "/data", "resolution", 0.0)
case("rate_zero", "a rate of 0", "check_rate_is_not_zero", SPEED + "/starting_time.rate", attr, SPEED + "/starting_time", "rate", 0.0)
case("rate_negative", "a negative rate", "check_rate_is_positive", SPEED + "/starting_time.rate", attr, SPEED + "/starting_time", "rate", -30.0)
case("rate_low", "a low rate", "check_rate_not_below_threshold", SPEED + "/starting_time.rate", attr, SPEED + "/starting_time", "rate", 0.005)
case("rate_nan", "a rate that is no number", "sampling-rate", SPEED + "/starting_time.rate", attr, SPEED + "/starting_time", "rate", np.nan)
case("start_nan", "a start that is no number", "sampling-rate", SPEED + "/starting_time", value, SPEED + "/starting_time", lambda d: np.nan)
case("no_samples", "no data", "check_time_series_data_is_not_empty", SPEED + "/data", lambda f: remake(f, SPEED + "/data", np.zeros(0)))
case("scale_zero", "a conversion of 0", "series-scale", SPEED + "/data.conversion", attr, SPEED + "/data", "conversion", 0.0)
case("offset_nan", "an offset that is no number", "series-scale", SPEED + "/data.offset", attr, SPEED + "/data", "offset", np.nan)


@way("seconds are milliseconds", "check_time_series_duration", SPEED)
def years(f):
    del f[SPEED + "/starting_time"]
    d = f.create_dataset(SPEED + "/timestamps", data=np.cumsum(np.random.default_rng(1).uniform(1e6, 2e6, T)))
    d.attrs.update({"interval": np.int32(1), "unit": "seconds"})


@way("the other series of a plane has another rate", "time-base", RAW)
def other_rate(f):
    f[RAW + "/starting_time"].attrs["rate"] = 20.0


@way("timestamps in milliseconds beside a rate", "time-base", DENOISED)
def other_unit(f):
    f[DENOISED + "/timestamps"][...] = f[DENOISED + "/timestamps"][()] * 1000


@way("timestamps are those of no series", "series-link", DENOISED + "/timestamps", "extra-object", "/acquisition/times")
def lost_timestamps(f):
    f.move(DENOISED + "/timestamps", "/acquisition/times")
    f[DENOISED + "/timestamps"] = h5py.SoftLink("/acquisition/times")


@way("timestamps are those of another series")
def shared_timestamps(f):
    f.copy(DENOISED, FLUORESCENCE + "/Again")
    f[FLUORESCENCE + "/Again"].attrs["object_id"] = str(uuid.uuid4())
    for name in ("timestamps", "data", "rois"):
        if name in f[FLUORESCENCE + "/Again"]:
            del f[FLUORESCENCE + "/Again/" + name]
        f[FLUORESCENCE + "/Again/" + name] = h5py.SoftLink(DENOISED + "/" + name if name != "rois" else RAW + "/rois")


@way("a series of ROIs is transposed", "check_roi_response_series_dims", RAW + "/data", "check_data_orientation", RAW + "/data")
def transposed(f):
    remake(f, RAW + "/data", f[RAW + "/data"][()].T)


@way("a series of one ROI has several", "check_roi_response_series_dims", RAW + "/data")
def one_trace(f):
    remake(f, RAW + "/data", f[RAW + "/data"][:, 0])


@way("rois are rows of another table", *[x for s in (DFF, DENOISED, RAW) for x in ("check_roi_response_series_link_to_plane_segmentation", s + "/rois")])
def other_table(f):
    typed(f, "/processing/ophys/other", "DynamicTable", "hdmf-common", description="not of ROIs")
    f["/processing/ophys/other"].attrs["colnames"] = np.array([], TEXT)
    d = f.create_dataset("/processing/ophys/other/id", data=np.arange(N))
    d.attrs.update({"neurodata_type": "ElementIdentifiers", "namespace": "hdmf-common", "object_id": str(uuid.uuid4())})
    add_column(f, "/processing/ophys/other", "names", list("abcd"), TEXT)
    f[RAW + "/rois"].attrs["table"] = f["/processing/ophys/other"].ref


# --- tables -------------------------------------------------------------------------------------------------------------------------
case("same_ids", "an id is there twice", "check_ids_unique", TABLE + "/id", value, TABLE + "/id", lambda d: d.__setitem__(2, 0))
case("region_past_end", "a region past the end", "check_dynamic_table_region_data_validity", RAW + "/rois", value, RAW + "/rois", lambda d: d.__setitem__(3, 9))
case("region_negative", "a negative row", "check_dynamic_table_region_data_validity", RAW + "/rois", value, RAW + "/rois", lambda d: d.__setitem__(3, -1))
case("region_at_end", "the row behind the last", "check_dynamic_table_region_data_validity", RAW + "/rois", value, RAW + "/rois", lambda d: d.__setitem__(3, N))
case("region_twice", "a ROI is named twice", "region-repeats", RAW + "/rois", value, RAW + "/rois", lambda d: d.__setitem__(3, 0))
case("binary_float", "0 and 1", "check_column_binary_capability", TABLE + "/flag", lambda f: column(f, "flag", [0.0, 1.0, 1.0, 0.0]))
case("binary_long", "0 and 1", "check_column_binary_capability", TABLE + "/flag", lambda f: column(f, "flag", [0, 1, 1, 0], "i8"))
case("binary_pairs", "0 and 1", "check_column_binary_capability", TABLE + "/flag", lambda f: column(f, "flag", [[0, 1], [1, 0], [1, 1], [0, 0]], "i8"))
case("yes_no", "yes and no", "check_column_binary_capability", TABLE + "/flag", lambda f: column(f, "flag", ["yes", "no", "no", "no"], TEXT))
case("hit_miss", "hit and miss", "check_column_binary_capability", TABLE + "/flag", lambda f: column(f, "flag", ["miss", "hit", "hit", "hit"], TEXT))
for name, data, dtype in [("yes_yes", ["yes"] * 4, TEXT), ("capital_yes", ["Yes", "No", "No", "No"], TEXT), ("yes_no_maybe", ["yes", "no", "maybe", "no"], TEXT),
                          ("small_ints", [0, 1, 1, 0], "u1"), ("zeros", [0.0] * 4, "f8"), ("thirds", [0, 1, 2, 0], "i8"), ("nan_one", [0, 1, np.nan, 0], "f8"),
                          ("some_nan", [np.nan, np.nan, np.nan, 2], "f8"), ("braces", ["{a}", "b:c", "{:}", "{\n:1}"], TEXT), ("fixed_yes_no", np.array([b"yes", b"no", b"no", b"no"]), None)]:
    WAYS.append((f"right_column_{name}", f"a column of {data}", [], lambda f, data=data, dtype=dtype: column(f, "flag", data, dtype)))
case("all_nan", "all NaN", "check_col_not_nan", TABLE + "/flag", lambda f: column(f, "flag", [np.nan] * 4))
case("all_nan_pairs", "all NaN", "check_col_not_nan", TABLE + "/flag", lambda f: column(f, "flag", np.full((4, 2), np.nan, "f4")))
case("nan_masks", "masks are NaN", "check_col_not_nan", TABLE + "/image_mask", value, TABLE + "/image_mask", lambda d: d.__setitem__(..., np.nan))
case("dictionary", "a dictionary in a text", "check_table_values_for_dict", TABLE + "/flag", lambda f: column(f, "flag", ["a", "{'b': 1}", "c", "d"], TEXT))
case("early_column", "times before the session", "check_table_time_columns_are_not_negative", TABLE + "/peak_time", lambda f: column(f, "peak_time", [-1.0, 2, 3, 4]))
case("other_index", "an index of another name", "index-name", TABLE + "/cell_ends", lambda f: f.move(TABLE + "/cell_groups_index", TABLE + "/cell_ends"))


@way("a table of one row", "check_single_row", "/processing/ophys/one")
def one_row(f):
    rows(f, "/processing/ophys/one", 1)


@way("a table without rows", "check_empty_table", "/processing/ophys/none")
def no_rows(f):
    rows(f, "/processing/ophys/none", 0)


def rows(f, path, n):
    typed(f, path, "DynamicTable", "hdmf-common", description="another table")
    f[path].attrs["colnames"] = np.array([], TEXT)
    d = f.create_dataset(path + "/id", data=np.arange(n))
    d.attrs.update({"neurodata_type": "ElementIdentifiers", "namespace": "hdmf-common", "object_id": str(uuid.uuid4())})
    add_column(f, path, "x", np.arange(n) + 5.0)


TRIALS = "/intervals/trials"
case("same_start", "all trials begin at once", "check_time_intervals_start_time_not_constant", TRIALS + "/start_time", intervals, [1, 1, 1], [2, 3, 4])
case("falling_start", "trials are not in order", "check_time_interval_time_columns", TRIALS + "/start_time", intervals, [3, 2, 4], [5, 5, 5])
case("early_stop", "a trial ends early", "check_time_intervals_stop_after_start", TRIALS + "/stop_time", intervals, [1, 2, 3], [2, 2, 4])
case("long_trials", "trials go over years", "check_time_intervals_duration", TRIALS, intervals, [1, 2, 3], [2, 3, 4e7])
WAYS.append(("right_trials", "trials", [], lambda f: intervals(f, [1, 2, 3], [2, 3, 4], cue_time=[np.nan] * 2 + [3.5])))

# --- imaging ------------------------------------------------------------------------------------------------------------------------
case("emission", "emission in um", "check_emission_lambda_in_nm", PLANE + "/OpticalChannel/emission_lambda", value, PLANE + "/OpticalChannel/emission_lambda", lambda d: 0.52)
case("excitation", "excitation in um", "check_excitation_lambda_in_nm", PLANE + "/excitation_lambda", value, PLANE + "/excitation_lambda", lambda d: 0.92)
case("location", "a place outside of the atlas", "check_imaging_plane_location_allen_ccf", PLANE + "/location", text, PLANE + "/location", "the brain")
WAYS.append(("right_rat", "a rat's brain", [], lambda f: (text(f, PLANE + "/location", "the brain"), text(f, SUBJECT + "/species", "Rattus norvegicus"))))
case("mask_turned", "masks are turned", "mask-size", TABLE + "/image_mask", lambda f: remake_all(f, TABLE + "/image_mask", f[TABLE + "/image_mask"][()].transpose(0, 2, 1)))
case("mask_weight", "a weight is NaN", "mask-weight", TABLE + "/pixel_mask", value, TABLE + "/pixel_mask", lambda d: d["weight"].__setitem__(3, np.nan))
case("mask_empty", "all masks are zero", "mask-empty", TABLE + "/image_mask", value, TABLE + "/image_mask", lambda d: d.__setitem__(..., 0))


@way("a reference image of another size", "check_plane_segmentation_image_mask_shape_against_ref_images", TABLE + "/image_mask")
def reference_image(f):
    typed(f, TABLE + "/reference_images/first", "ImageSeries", description="before", comments="-")
    g = f[TABLE + "/reference_images/first"]
    d = g.create_dataset("data", data=np.zeros((40, W, H + 1)))
    d.attrs.update({"unit": "n.a.", "conversion": 1.0, "offset": 0.0, "resolution": -1.0})
    d = g.create_dataset("starting_time", data=0.0)
    d.attrs.update({"rate": 30.0, "unit": "seconds"})


# --- images and movies --------------------------------------------------------------------------------------------------------------
def order(f, *names):
    d = f.create_dataset(IMAGES + "/order_of_images", data=[f[IMAGES + "/" + n].ref for n in names], dtype=h5py.ref_dtype)
    d.attrs.update({"neurodata_type": "ImageReferences", "namespace": "core", "object_id": str(uuid.uuid4())})


@way("an image is named twice", "check_order_of_images_unique", IMAGES + "/order_of_images", "check_order_of_images_len", IMAGES + "/order_of_images")
def order_twice(f):
    order(f, "mean", "mean")


@way("an image is not named", "check_order_of_images_len", IMAGES + "/order_of_images")
def order_short(f):
    f.copy(IMAGES + "/mean", IMAGES + "/max")
    f[IMAGES + "/max"].attrs["object_id"] = str(uuid.uuid4())
    order(f, "max")


@way("the images are in order")
def right_order(f):
    order(f, "mean")


@way("an index of a series", "check_index_series_points_to_image", "/acquisition/index/indexed_timeseries")
def index_series(f):
    movie(f, [os.path.basename(f.filename)])
    typed(f, "/acquisition/index", "IndexSeries", description="which was shown", comments="-")
    g = f["/acquisition/index"]
    d = g.create_dataset("data", data=np.zeros(40, "u4"))
    d.attrs.update({"unit": "N/A", "conversion": 1.0, "offset": 0.0, "resolution": -1.0})
    d = g.create_dataset("starting_time", data=0.0)
    d.attrs.update({"rate": 30.0, "unit": "seconds"})
    g["indexed_timeseries"] = h5py.SoftLink("/acquisition/movie")


FILES = "/acquisition/movie/external_file"
case("lost_movie", "a movie is not there", "check_image_series_external_file_valid", FILES, movie, ["none.avi"])
case("absolute_movie", "a movie has an absolute path", "check_image_series_external_file_relative", FILES, movie, ["/data/none.avi"])
WAYS.append(("windows_movie", "a movie has a path of Windows", [["check_image_series_external_file_relative", FILES], ["check_image_series_external_file_valid", FILES]],
             lambda f: movie(f, ["C:\\none.avi"])))
WAYS.append(("right_movie", "a movie is there", [], lambda f: movie(f, [os.path.basename(f.filename)])))


# --- storage ------------------------------------------------------------------------------------------------------------------------
def declare(f, path, shape, **more):
    """Makes a dataset large, of which nothing is stored."""
    attrs = dict(f[path].attrs)
    del f[path]
    f.create_dataset(path, shape=shape, dtype="f8", **more).attrs.update(attrs)


case("large", "60 MB are not compressed", "check_small_dataset_compression", SPEED + "/data", declare, SPEED + "/data", (7_500_000,))
WAYS.append(("right_large", "60 MB are compressed", [], lambda f: declare(f, SPEED + "/data", (7_500_000,), compression="gzip", chunks=(100_000,))))


@way("30 GB are not compressed", "check_large_dataset_compression", SPEED + "/data", "check_time_series_duration", SPEED)
def larger(f):
    declare(f, SPEED + "/data", (3_750_000_000,))


@way("a large movie", "check_image_series_data_size", "/acquisition/movie/data", "check_large_dataset_compression", "/acquisition/movie/data")
def large_movie(f):
    movie(f, ["none.avi"])
    del f[FILES]
    declare(f, "/acquisition/movie/data", (40_000, 320, 300))
    del f["/acquisition/movie/format"]


def filtered(f, *filters):
    """Stores data anew, with filters that may be missing here: so none of the data are stored."""
    attrs = dict(f[SPEED + "/data"].attrs)
    del f[SPEED + "/data"]
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((10,))
    for number in filters:
        plist.set_filter(number, h5py.h5z.FLAG_OPTIONAL)
    space = h5py.h5s.create_simple((T,))
    d = h5py.Dataset(h5py.h5d.create(f[SPEED].id, b"data", h5py.h5t.IEEE_F64LE, space, plist))
    d.attrs.update(attrs)


case("zstd", "packed by Zstandard", "plugin-filter", SPEED + "/data", filtered, 32015)
case("blosc", "packed by Blosc", "plugin-filter", SPEED + "/data", filtered, 32001)
case("own_filter", "packed by a filter of one's own", "unknown-filter", SPEED + "/data", filtered, 400)
case("lzf", "packed by LZF", "h5py-filter", SPEED + "/data", lambda f: remake(f, SPEED + "/data", compression="lzf", chunks=(10,)))

# --- text ---------------------------------------------------------------------------------------------------------------------------
case("bell_column", "a control character in a column", "control-character", TABLE + "/flag", lambda f: column(f, "flag", ["a", "b\x1b[31m", "c", "d"], TEXT))
case("bell", "a control character", "control-character", RAW + ".comments", attr, RAW, "comments", "ring\x07")


@way("a space at the end of a name", "odd-name", FLUORESCENCE + "/Denoised ")
def spaced(f):
    f.move(DENOISED, FLUORESCENCE + "/Denoised ")


def main(folder):
    good = os.path.join(folder, "good.nwb")
    make(good)
    out = [{"name": "good", "what": "nothing", "want": []}]
    for name, what, want, fn in WAYS:
        path = os.path.join(folder, name + ".nwb")
        shutil.copyfile(good, path)
        with h5py.File(path, "r+") as f:
            fn(f)
        out.append({"name": name, "what": what, "want": want})
    shutil.copyfile(good, os.path.join(folder, "extension.h5"))
    out.append({"name": "extension", "what": "another extension", "want": [["check_file_extension", "/"]], "file": "extension.h5"})
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])

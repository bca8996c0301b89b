#!/usr/bin/env python3
"""Walk many NWB files with h5py and hold their structure to what pynwb's validation lets pass.

Of many ways to break a correct file pynwb finds fewer than half. Here: descriptions, unique object ids, namespaces, variable-length UTF-8
text, cached schema, links and references, tables (columns, lengths, indices, regions, bool), masks, time bases, and nothing untyped that
the schema does not know.
"""
import json
import re
import uuid

import h5py
import manifest
import numpy as np

HDMF_COMMON = {"VectorData", "VectorIndex", "ElementIdentifiers", "DynamicTableRegion", "DynamicTable", "AlignedDynamicTable", "MeaningsTable"}
TABLES = {"DynamicTable", "PlaneSegmentation", "TimeIntervals", "EventsTable", "MeaningsTable"}
TIME_SERIES = {"TimeSeries", "RoiResponseSeries", "SpatialSeries", "AnnotationSeries", "OnePhotonSeries", "TwoPhotonSeries"}
COLUMNS = {"VectorData", "DynamicTableRegion", "TimestampVectorData", "DurationVectorData"}
WITHOUT_DESCRIPTION = {"NWBFile", "Fluorescence", "DfOverF", "ImageSegmentation", "MotionCorrection", "CorrectedImageStack", "ElementIdentifiers", "ImageReferences"}
HOLLOW = {"", "none", "no description", "no desc", "placeholder"}
DATES = {"session_start_time", "timestamps_reference_time", "file_create_date", "date_of_birth"}
ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
COMMON_FILTERS = {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32}

# The untyped children that the schema knows, by the type of the parent; "/" paths are the plain groups of the root.
UNTYPED = {
    "NWBFile": "acquisition analysis stimulus general processing specifications events intervals scratch "
    "file_create_date identifier session_description session_start_time timestamps_reference_time",
    "/stimulus": "presentation templates",
    "/general": "data_collection devices experiment_description experimenter institution keywords lab notes optophysiology pharmacology "
    "protocol related_publications session_id slices source_script stimulus surgery virus was_generated_by",
    "/general/devices": "models",
    "Subject": "age date_of_birth description genotype sex species strain subject_id weight",
    "ImagingPlane": "description excitation_lambda imaging_rate indicator location reference_frame grid_spacing origin_coords",
    "OpticalChannel": "description emission_lambda",
    "PlaneSegmentation": "reference_images",
    **{kind: "data timestamps starting_time control control_description dimension format external_file binning exposure_time" for kind in TIME_SERIES},
}


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def attr(node, name):
    value = node.attrs.get(name)
    return None if value is None or isinstance(value, h5py.Empty) else text(value)


def kind_of(node):
    return attr(node, "neurodata_type")


def strings_of(node):
    """(what, HDF5 string type) of the node's values and attributes, strings inside compounds included."""

    def inside(what, t):
        if isinstance(t, h5py.h5t.TypeStringID):
            yield what, t
        elif isinstance(t, h5py.h5t.TypeCompoundID):
            for i in range(t.get_nmembers()):
                yield from inside(f"{what}.{text(t.get_member_name(i))}", t.get_member_type(i))

    if isinstance(node, h5py.Dataset):
        yield from inside(node.name, node.id.get_type())
    for name in node.attrs:
        yield from inside(f"{node.name}@{name}", node.attrs.get_id(name).get_type())


class Walk:
    """One file: every object once, then the rules that need more than one object."""

    def __init__(self, f, verdict):
        self.f, self.check, self.note = f, verdict.check, verdict.note
        self.ids = {}
        self.frames = {}  # imaging plane: series: frames

    def everything(self):
        self.root()
        self.visit(self.f)
        self.f.visititems(lambda _, node: self.visit(node))
        for plane, frames in self.frames.items():
            self.check(f"the ROI responses of {plane} have one length", len(set(frames.values())) == 1, frames)

    # ------------------------------------------------------------ the whole file

    def root(self):
        f = self.f
        for name in ("acquisition", "analysis", "stimulus/presentation", "stimulus/templates", "general", "processing"):
            self.check(f"/{name} is a plain group", isinstance(f.get(name), h5py.Group) and not f[name].attrs, "absent, or not plain")
        specloc = f.attrs.get(".specloc")
        if self.check(".specloc is a reference to /specifications", isinstance(specloc, h5py.Reference) and bool(specloc) and f[specloc].name == "/specifications", repr(specloc)):
            for name in ("core", "hdmf-common", "hdmf-experimental"):
                documents = [d for version in f["specifications"].get(name, {}).values() for d in version.values()]
                self.check(f"schema {name} is cached", documents and all(json.loads(text(d[()])) for d in documents), "absent")
            version = attr(f, "nwb_version")
            self.check("nwb_version is the cached one", version in f["specifications/core"], version)
        for name in ("session_start_time", "timestamps_reference_time", "file_create_date"):
            for value in np.atleast_1d(f[name][()]):
                self.check(f"{name} is a date with a zone", ISO.fullmatch(text(value)), value)
        self.check("file_create_date is a list", f["file_create_date"].ndim == 1, f["file_create_date"].shape)
        general = f["general"]
        for name, rank in (("experimenter", 1), ("keywords", 1), ("related_publications", 1), ("was_generated_by", 2)):
            if name in general:
                self.check(f"general/{name} has rank {rank}", general[name].ndim == rank, general[name].shape)
        self.check("general/was_generated_by says who wrote the file", "was_generated_by" in general, "absent")

    # ------------------------------------------------------------ one object

    def visit(self, node):
        if node.name.startswith("/specifications"):
            return
        kind = kind_of(node)
        for what, t in strings_of(node):
            charsets = {h5py.h5t.CSET_UTF8} | ({h5py.h5t.CSET_ASCII} if node.name.rsplit("/", 1)[-1] in DATES else set())
            self.check(f"{what}: text is variable-length UTF-8", t.is_variable_str() and t.get_cset() in charsets, "fixed length" if not t.is_variable_str() else "ASCII")
        if isinstance(node, h5py.Group):
            self.children(node, kind)
        else:
            self.filters(node)
        if kind is None:
            return
        self.typed(node, kind)
        if kind in TABLES:
            self.table(node)
        if kind in TIME_SERIES:
            self.series(node, kind)
        if kind == "PlaneSegmentation":
            self.segmentation(node)
        if kind == "VectorIndex":
            self.index(node)
        if kind == "DynamicTableRegion":
            self.region(node)
        if kind == "GrayscaleImage":
            self.check(f"{node.name}: a grayscale image is flat", node.ndim == 2, node.shape)
        if kind == "Images":
            self.check(f"{node.name}: holds an image", len(node) > 0, "empty")

    def typed(self, node, kind):
        want = "hdmf-common" if kind in HDMF_COMMON else "core"
        self.check(f"{node.name}: namespace of {kind}", attr(node, "namespace") == want, lambda: f"{attr(node, 'namespace')!r}, expected {want!r}")
        object_id = attr(node, "object_id")
        try:
            valid = str(uuid.UUID(object_id)) == object_id
        except (ValueError, TypeError, AttributeError):
            valid = False
        self.check(f"{node.name}: object_id is a UUID", valid, repr(object_id))
        self.check(f"{node.name}: object_id is its own", object_id not in self.ids, lambda: f"also of {self.ids[object_id]}")
        self.ids[object_id] = node.name
        if kind not in WITHOUT_DESCRIPTION:
            inner = node.get("description") if isinstance(node, h5py.Group) else None
            said = text(inner[()]) if isinstance(inner, h5py.Dataset) else attr(node, "description")
            self.check(f"{node.name}: has a description", isinstance(said, str) and said.strip().lower().rstrip(".") not in HOLLOW, repr(said))

    def children(self, group, kind):
        known = UNTYPED.get(kind or group.name, "").split()
        for name in group:
            link = group.get(name, getlink=True)
            child = group.get(name)
            where = f"{group.name.rstrip('/')}/{name}"
            if not self.check(f"{where}: the link leads somewhere", child is not None, lambda: getattr(link, "path", "")):
                continue
            if kind_of(child) is None and not isinstance(link, h5py.SoftLink):
                self.check(f"{where}: is known to the schema or has a type", name in known, "untyped")

    def filters(self, dataset):
        creation = dataset.id.get_create_plist()
        for i in range(creation.get_nfilters()):
            number = creation.get_filter(i)[0]
            if number not in COMMON_FILTERS:
                self.note(f"{dataset.name}: filter {number} needs a plugin to read")

    # ------------------------------------------------------------ tables

    def table(self, group):
        name = group.name
        colnames = group.attrs.get("colnames")
        if not self.check(f"{name}: colnames is a list", isinstance(colnames, np.ndarray) and colnames.ndim == 1, repr(colnames)):
            return
        colnames = [text(c) for c in colnames]
        columns = [c for c in group if isinstance(group[c], h5py.Dataset) and kind_of(group[c]) in COLUMNS]
        self.check(f"{name}: colnames are the columns", sorted(colnames) == sorted(columns), f"{colnames} for {columns}")
        ids = group.get("id")
        if not self.check(f"{name}: id is a list of integers", ids is not None and ids.ndim == 1 and ids.dtype.kind in "iu" and kind_of(ids) == "ElementIdentifiers", repr(ids)):
            return
        self.check(f"{name}: ids are unique", len(np.unique(ids[()])) == len(ids), "repeated")
        for column in columns:
            indexed = group.get(column + "_index")
            data = group[column]
            rows = len(data if indexed is None else indexed)
            self.check(f"{data.name}: as long as the table", rows == len(ids), f"{rows} rows for {len(ids)}")
            enum = h5py.check_enum_dtype(data.dtype)
            self.check(f"{data.name}: an enumeration is a bool", enum in (None, {"FALSE": 0, "TRUE": 1}), enum)
            if column.startswith("is_"):
                self.check(f"{data.name}: is bool", data.dtype == bool and enum is None or enum == {"FALSE": 0, "TRUE": 1}, data.dtype)

    def index(self, dataset):
        name, table = dataset.name, dataset.parent
        target = dataset.attrs.get("target")
        if not self.check(f"{name}: target is a reference", isinstance(target, h5py.Reference) and bool(target), repr(target)):
            return
        target = self.f[target]
        self.check(f"{name}: target is the column it indexes", target.name + "_index" == name and target.parent == table, target.name)
        self.check(f"{name}: is unsigned", dataset.dtype.kind == "u", dataset.dtype)
        ends = dataset[()].astype("i8")
        self.check(f"{name}: rises", np.all(np.diff(ends, prepend=0) >= 0), ends[:8])
        self.check(f"{name}: ends with its column", (ends[-1] if len(ends) else 0) == len(target), f"{ends[-1:]} for {len(target)}")

    def region(self, dataset):
        name = dataset.name
        table = dataset.attrs.get("table")
        if not self.check(f"{name}: table is a reference", isinstance(table, h5py.Reference) and bool(table), repr(table)):
            return
        table = self.f[table]
        self.check(f"{name}: refers to a table", kind_of(table) in TABLES, f"{table.name} is a {kind_of(table)}")
        rows, last = dataset[()], len(table["id"])
        self.check(f"{name}: rows are in {table.name}", dataset.dtype.kind in "iu" and dataset.ndim == 1 and np.all((rows >= 0) & (rows < last)), f"{rows[:8]} of {last}")

    def segmentation(self, group):
        name = group.name
        plane = group.get("imaging_plane", getlink=True)
        self.check(f"{name}: imaging_plane is a soft link to one", isinstance(plane, h5py.SoftLink) and kind_of(self.f[plane.path]) == "ImagingPlane", repr(plane))
        self.check(f"{name}: reference_images is there", isinstance(group.get("reference_images"), h5py.Group), "absent")
        extent = self.extent(group)
        if "image_mask" in group:
            self.check(f"{name}: image masks are (roi, x, y[, z])", group["image_mask"].ndim in (3, 4) and group["image_mask"].dtype.kind == "f", group["image_mask"])
        for kind, axes in (("pixel_mask", "xy"), ("voxel_mask", "xyz")):
            if kind not in group:
                continue
            mask = group[kind]
            want = np.dtype([*((axis, "<u4") for axis in axes), ("weight", "<f4")])
            if not self.check(f"{mask.name}: is of {want}", mask.dtype == want and mask.ndim == 1, mask.dtype):
                continue
            self.check(f"{mask.name}: has an index", kind + "_index" in group, "absent")
            records = mask[()]
            self.check(f"{mask.name}: weights are finite", np.all(np.isfinite(records["weight"])), "they are not")
            for axis, size in zip(axes, extent):
                self.check(f"{mask.name}: {axis} lies in the field", not len(records) or records[axis].max() < size, lambda: f"{records[axis].max()} of {size}")

    def extent(self, group):
        """The field (x, y[, z]) as the table's image masks, or else the plane's summary images, say; () where neither does."""
        if "image_mask" in group:
            return group["image_mask"].shape[1:]
        suffix = group.name.rsplit("PlaneSegmentation", 1)[-1]
        images = group.parent.parent.get("SegmentationImages" + suffix, {})
        return next((image.shape for image in images.values() if kind_of(image) == "GrayscaleImage"), ())

    # ------------------------------------------------------------ series

    def series(self, group, kind):
        name, data = group.name, group.get("data")
        if not self.check(f"{name}: has data", isinstance(data, h5py.Dataset) and data.ndim > 0, repr(data)):
            return
        unit = attr(data, "unit")
        self.check(f"{name}: has a unit", isinstance(unit, str) and unit != "", repr(unit))
        for field in ("conversion", "offset", "resolution"):
            value = data.attrs.get(field)
            self.check(f"{name}: has a {field}", isinstance(value, np.floating), repr(value))
        self.time(group, len(data))
        if kind == "RoiResponseSeries":
            rois = group.get("rois")
            self.check(f"{name}: is (frames, rois)", rois is not None and data.ndim == 2 and data.shape[1] == len(rois), f"{data.shape} for {rois}")
            self.check(f"{name}: rois is a region", rois is not None and kind_of(rois) == "DynamicTableRegion", repr(rois))
            self.frames.setdefault(self.plane_of(rois), {})[name] = len(data)

    def plane_of(self, rois):
        """The path of the imaging plane that a region's table belongs to, "" where the chain is broken."""
        table = rois.attrs.get("table") if rois is not None else None
        link = self.f[table].get("imaging_plane", getlink=True) if isinstance(table, h5py.Reference) and table else None
        return getattr(link, "path", "")

    def time(self, group, frames):
        name, start, stamps = group.name, group.get("starting_time"), group.get("timestamps")
        if not self.check(f"{name}: has one time base", (start is None) != (stamps is None), "none or two"):
            return
        if start is not None:
            rate = start.attrs.get("rate")
            self.check(f"{name}: starting_time is a float64", start.shape == () and start.dtype == "f8", f"{start.dtype} {start.shape}")
            self.check(f"{name}: rate is a positive float", isinstance(rate, np.floating) and rate > 0, repr(rate))
            base = start
        else:
            values = stamps[()]
            self.check(f"{name}: timestamps are float64, one a frame", stamps.dtype == "f8" and stamps.shape == (frames,), f"{stamps.dtype} {stamps.shape}")
            self.check(f"{name}: timestamps are finite and rise", np.all(np.isfinite(values)) and np.all(np.diff(values) > 0), "they do not")
            self.check(f"{name}: interval is 1", stamps.attrs.get("interval") == 1, repr(stamps.attrs.get("interval")))
            base = stamps
        self.check(f"{name}: time is in seconds", attr(base, "unit") == "seconds", repr(attr(base, "unit")))


def judge(entry, verdict):
    with h5py.File(entry.nwb, "r") as f:
        Walk(f, verdict).everything()


if __name__ == "__main__":
    manifest.run(judge, __doc__)

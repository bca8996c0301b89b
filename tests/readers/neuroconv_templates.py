#!/usr/bin/env python3
"""Write metadata files with neuroconv, in both of its shapes, and compare what roi2nwb makes of them with what neuroconv does.

    neuroconv_templates.py write SOURCE FOLDER
    neuroconv_templates.py compare SOURCE FOLDER

write puts list.yaml, list.json, keyed.yaml and keyed.json, in which every
field of neuroconv's schema is filled, and others as neuroconv gives them, into
FOLDER. Beside each FILE, compare expects FILE.shown: what `roi2nwb metadata
show SOURCE -m FILE --json` prints. It lets neuroconv make an NWB file of
SOURCE and FILE in memory, and compares every value in it. Exit status 1 where
one differs, or a field of the schema was not filled.
"""
import json
import math
import sys
import warnings
from copy import deepcopy
from pathlib import Path

warnings.simplefilter("ignore")

import yaml
from neuroconv.datainterfaces import CaimanSegmentationInterface
from neuroconv.tools.roiextractors.roiextractors import get_full_ophys_metadata
from neuroconv.utils import DeepDict, dict_deep_update, load_dict_from_file

START = "2024-05-17T14:30:00+02:00"

# What stands in a field of this name; others say their own path.
VALUES = {
    "age": "P90D", "age__reference": "birth", "date_of_birth": "2024-02-17T00:00:00+01:00", "sex": "F", "species": "Mus musculus",
    "subject_id": "M042", "weight": "0.022 kg", "session_id": "D1S4", "session_start_time": START,
    "experimenter": ["Doe, Jane", "Roe, Richard"], "keywords": ["two-photon", "7"],
    "related_publications": ["https://doi.org/10.7554/eLife.38173"],
    "location": "Primary visual area", "excitation_lambda": 920.0, "emission_lambda": 525.5, "imaging_rate": 29.97,
    "grid_spacing": [1.2e-6, 1.3e-6], "grid_spacing_unit": "meters", "origin_coords": [-2.6, 3.1], "origin_coords_unit": "millimeters",
}
FILE_TEXTS = ("session_description", "identifier", "session_id", "experiment_description", "institution", "lab", "notes", "protocol",
              "pharmacology", "surgery", "virus", "stimulus_notes", "data_collection", "slices")
SUBJECT_TEXTS = ("subject_id", "species", "sex", "age", "age__reference", "strain", "genotype", "weight", "description")
IMAGES = {"correlation": "correlation_image", "mean": "mean_image"}
# Not metadata of the recording, or refused by pynwb in new files.
LEFT_OUT = ("manifold", "conversion", "unit", "source_script", "source_script_file_name")


def filled(path):
    """The value of a field, by the last key of its path. Names cannot have a colon."""
    return VALUES.get(path[-1], f"{path[-1]} of {path[-2]}, äöü{'' if 'name' in path[-1] else ':'} #1")


def fill_blanks(tree, path=()):
    """Give every null in a tree a value."""
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        if value is None or (isinstance(value, float) and math.isnan(value)):
            tree[key] = "_".join(map(str, path)) if key == "name" else filled((*path, key))
        elif isinstance(value, (dict, list)):
            fill_blanks(value, (*path, key))


def fill_fields(tree, schema, path):
    """Give every field that a schema of an object knows a value."""
    for key, field in schema["properties"].items():
        if key not in LEFT_OUT and field.get("type") in ("string", "number", "array") and key not in ("optical_channel", "name", "device", "imaging_plane"):
            tree[key] = filled((*path, key))


def complete(metadata, interface, old):
    schema = interface._get_metadata_schema_for_old_list_format() if old else interface.get_metadata_schema()
    for section in ("NWBFile", "Subject"):
        metadata.setdefault(section, {})
        fill_fields(metadata[section], schema["properties"][section], (section,))
    ophys = metadata["Ophys"]
    if old:
        known = schema["properties"]["Ophys"]["properties"]
        for device in ophys["Device"]:
            fill_fields(device, known["Device"]["items"], ("Device",))
        for plane in ophys["ImagingPlane"]:
            fill_fields(plane, known["ImagingPlane"], ("ImagingPlane",))
            for channel in plane["optical_channel"]:
                fill_fields(channel, known["ImagingPlane"]["properties"]["optical_channel"]["items"], ("optical_channel",))
    fill_blanks(metadata)
    return metadata


def templates(interface):
    """The metadata of each file to write."""
    listed = interface.get_metadata(use_new_metadata_format=False).to_dict()
    # By default it has the name of the raw traces, which in the one container that neuroconv writes both to now means them.
    listed["Ophys"]["DfOverF"]["PlaneSegmentation"]["dff"]["name"] = "DfOverF"
    yield "list", complete(deepcopy(listed), interface, old=True)
    yield "keyed", complete(interface.get_metadata_template().to_dict(), interface, old=False)
    yield "list_default", dict_deep_update(listed, {"NWBFile": {"session_start_time": START}})
    full = get_full_ophys_metadata().to_dict()
    full["NWBFile"]["session_start_time"] = START
    for key in ("PlaneSegmentations", "RoiResponses", "SegmentationImages"):
        full["Ophys"][key] = {interface.metadata_key: full["Ophys"][key]["my_segmentation"]}
    yield "keyed_full", full
    blank = interface.get_metadata_template().to_dict()
    blank["NWBFile"]["session_start_time"] = START
    yield "keyed_blank", blank


def write(source, folder):
    interface = CaimanSegmentationInterface(file_path=source)
    for name, metadata in templates(interface):
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False), encoding="utf-8")
        (folder / f"{name}.json").write_text(json.dumps(metadata, indent=2), encoding="utf-8")


def known(value):
    """None for what says nothing."""
    if isinstance(value, float) and math.isnan(value) or value in ("", "unknown"):
        return None
    return value


def resolved(nwb, metadata, key):
    """What neuroconv makes of a file, by the paths of the list shape."""
    out = {}
    for field in FILE_TEXTS:
        out["NWBFile", field] = getattr(nwb, field)
    out["NWBFile", "session_start_time"] = nwb.session_start_time.isoformat()
    for field in ("experimenter", "keywords", "related_publications"):
        value = getattr(nwb, field)
        out["NWBFile", field] = None if value is None else list(value)
    if nwb.subject is not None:
        for field in SUBJECT_TEXTS:
            out["Subject", field] = getattr(nwb.subject, field)
        out["Subject", "date_of_birth"] = nwb.subject.date_of_birth.isoformat()
    for i, device in enumerate(nwb.devices.values()):
        model = device.model
        here = ("Ophys", "Device", i)
        for field in ("name", "description", "serial_number"):
            out[*here, field] = getattr(device, field)
        for field, of_model in (("manufacturer", "manufacturer"), ("model_number", "model_number"), ("model_name", "name")):
            out[*here, field] = getattr(device, field, None) or getattr(model, of_model, None)
        out[*here, "model_description"] = getattr(model, "description", None)
    for i, plane in enumerate(nwb.imaging_planes.values()):
        here = ("Ophys", "ImagingPlane", i)
        for field in ("name", "description", "indicator", "location", "excitation_lambda", "imaging_rate", "reference_frame"):
            out[*here, field] = getattr(plane, field)
        for field in ("grid_spacing", "origin_coords"):
            value = getattr(plane, field)
            if value is not None:
                out[*here, field] = list(value)
                out[*here, f"{field}_unit"] = getattr(plane, f"{field}_unit")
        out[*here, "device"] = plane.device.name
        for j, channel in enumerate(plane.optical_channel):
            for field in ("name", "description", "emission_lambda"):
                out[*here, "optical_channel", j, field] = getattr(channel, field)
    ophys = nwb.processing["ophys"]
    (table,) = ophys["ImageSegmentation"].plane_segmentations.values()
    here = ("Ophys", "ImageSegmentation", "plane_segmentations", 0)
    out.update({(*here, "name"): table.name, (*here, "description"): table.description, (*here, "imaging_plane"): table.imaging_plane.name})
    responses, images = named(metadata, table.name, key)
    for role, entry in responses.items():
        series = ophys["Fluorescence"].roi_response_series.get(entry["name"])
        if series is None:  # the source has no such trace
            continue
        box, of = ("DfOverF", table.name) if role == "dff" else ("Fluorescence", table.name)
        of = "BackgroundPlaneSegmentation" if role == "background" else of
        for field in ("name", "description", "unit"):
            out["Ophys", box, of, role, field] = getattr(series, field)
    for role, entry in images.items():
        image = ophys["SegmentationImages"].images[entry["name"]]
        for field in ("name", "description"):
            out["Ophys", "SegmentationImages", table.name, IMAGES[role], field] = getattr(image, field)
    return out


def named(metadata, table, key):
    """The traces and the images of the table, as a file of either shape has them."""
    ophys = metadata["Ophys"]
    if "RoiResponses" in ophys:
        return ophys["RoiResponses"][key], ophys["SegmentationImages"][key]
    traces = {**ophys["Fluorescence"][table], **ophys["DfOverF"][table]}
    traces.pop("background", None)  # a table of its own has it
    return traces, ophys["SegmentationImages"][table]


def at(tree, path):
    """The value at a path, None where there is none."""
    for step in path:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def same(a, b):
    a, b = known(a), known(b)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return a == b


def unfilled(interface, metadata, old):
    """The fields of the schema that a file has no value for."""
    schema = interface._get_metadata_schema_for_old_list_format() if old else interface.get_metadata_schema()
    for section in ("NWBFile", "Subject"):
        for key in schema["properties"][section]["properties"]:
            if key not in LEFT_OUT and not metadata[section].get(key):
                yield f"{section}.{key}"


def compare(source, folder):
    interface = CaimanSegmentationInterface(file_path=source)
    failures = 0
    for file in sorted([*folder.glob("*.yaml"), *folder.glob("*.json")]):
        metadata = load_dict_from_file(file)
        shown = json.loads(Path(f"{file}.shown").read_text(encoding="utf-8"))["metadata"]
        wrong = []
        if file.stem in ("list", "keyed"):
            wrong += [f"{path} is not filled" for path in unfilled(interface, metadata, file.stem == "list")]
        compared = 0
        if file.stem != "keyed_blank":  # which neuroconv refuses to write
            nwb = interface.create_nwbfile(metadata=DeepDict(metadata))
            for path, want in resolved(nwb, metadata, interface.metadata_key).items():
                if (got := at(shown, path)) is None and known(want) is None:
                    continue
                compared += 1
                # What nobody gave is worded by each program in its own way.
                if known(want) is None or same(want, got) or stock(metadata, path, want):
                    continue
                wrong.append(f"{'.'.join(map(str, path))}: neuroconv has {want!r}, roi2nwb {got!r}")
        print(f"{'FAIL' if wrong else 'ok'} {file.name}: {compared} values")
        for line in wrong:
            print("  " + line)
        failures += bool(wrong)
    return 1 if failures else 0


def stock(metadata, path, want):
    """Whether a value is in no way from the file: neither it nor any part of it is there."""
    text = json.dumps(metadata, ensure_ascii=False)
    return not any(json.dumps(part, ensure_ascii=False) in text for part in (want if isinstance(want, list) else [want]))


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("write", "compare"):
        sys.exit(__doc__)
    action, source, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    return write(source, folder) if action == "write" else compare(source, folder)


if __name__ == "__main__":
    sys.exit(main())

"""inspect_metadata.py: what nwbinspector, as DANDI sets it up, finds in metadata.

Reads a JSON list of metadata from stdin: for each a file is made in memory by
pynwb, with a device, an imaging plane and a table of ROIs, and inspected.
Prints a JSON list: for each what was found, as "IMPORTANCE check_name"; or
"REFUSED reason" where pynwb does not make such a file at all.
"""
import datetime
import json
import math
import sys

import numpy as np
import pynwb
from nwbinspector import Importance, inspect_nwbfile_object, load_config
from pynwb.file import Subject
from pynwb.ophys import ImageSegmentation, OpticalChannel

# The table below has one row of its own accord.
IGNORED = ["check_single_row"]


def make(m):
    """NWBFile of one metadata."""
    subject = m.pop("Subject")
    device, plane, channel = m.pop("Device"), m.pop("ImagingPlane"), m.pop("OpticalChannel")
    m["session_start_time"] = datetime.datetime.fromisoformat(m["session_start_time"])
    nwb = pynwb.NWBFile(**m)
    if subject is not None:
        if "date_of_birth" in subject:
            subject["date_of_birth"] = datetime.datetime.fromisoformat(subject["date_of_birth"])
        nwb.subject = Subject(**subject)
    for o, key in ((plane, "excitation_lambda"), (channel, "emission_lambda")):
        o[key] = math.nan if o[key] is None else float(o[key])
    plane = nwb.create_imaging_plane(
        device=nwb.create_device(**device), optical_channel=OpticalChannel(**channel), **plane
    )
    segmentation = ImageSegmentation()
    table = segmentation.create_plane_segmentation("ROIs of the test", plane, name="PlaneSegmentation")
    table.add_roi(image_mask=np.ones((3, 4)))
    nwb.create_processing_module("ophys", "Results of the test").add(segmentation)
    return nwb


def main():
    config = load_config("dandi")
    told = []
    for m in json.load(sys.stdin):
        try:
            nwb = make(m)
        except (ValueError, TypeError) as e:
            told.append([f"REFUSED {e}"])
            continue
        found = inspect_nwbfile_object(nwb, config=config, ignore=IGNORED)
        told.append([f"{f.importance.name} {f.check_function_name}" for f in found if f.importance != Importance.ERROR])
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()

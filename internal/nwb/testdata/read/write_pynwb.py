"""write_pynwb.py OUT.nwb: an NWB file as others than roi2nwb write them."""

import sys
from datetime import datetime, timezone

import numpy as np
from pynwb import NWBHDF5IO, NWBFile
from pynwb.file import Subject
from pynwb.ophys import DfOverF, Fluorescence, ImageSegmentation, OpticalChannel, TwoPhotonSeries

nwb = NWBFile("no description", "id", datetime(2024, 1, 1, tzinfo=timezone.utc))
nwb.subject = Subject(subject_id="M1", species="Mus musculus", sex="F")
model = nwb.create_device_model(name="T2", manufacturer="Scanmakers")
scope = nwb.create_device(name="Scope", description="Two-photon microscope", model=model)
plane = nwb.create_imaging_plane(
    name="P",
    optical_channel=OpticalChannel("green", "Emission filter", 510.0),
    description="Layer 2/3",
    device=scope,
    excitation_lambda=float("nan"),
    indicator="GCaMP6f",
    location="unknown",
)
nwb.add_acquisition(TwoPhotonSeries(name="movie", data=np.zeros((5, 6, 4)), imaging_plane=plane, rate=10.0, unit="n.a."))

module = nwb.create_processing_module("segmented", "Somewhere else than ophys")
box = ImageSegmentation(name="Cells")
module.add(box)
table = box.create_plane_segmentation(name="Neurons", description="Cells", imaging_plane=plane)
table.add_column("Accepted", "Whether it was accepted")
table.add_column("tags", "What was said of it", index=True)
table.add_row(id=7, pixel_mask=[(5, 3, 0.5), (0, 1, 1.0)], Accepted=1, tags=["a", "b"])
table.add_row(id=9, pixel_mask=[(2, 2, 2.0)], Accepted=0, tags=[])
region = table.create_roi_table_region(region=[0, 1], description="all")
part = table.create_roi_table_region(region=[1], description="some")

times = [0.0, 0.1, 0.2, 0.4, 0.5]
fluorescence = Fluorescence(name="Signals")
dff = DfOverF(name="Relative")
module.add(fluorescence)
module.add(dff)
fluorescence.create_roi_response_series(name="Neuropil", data=np.ones((5, 2)), rois=region, unit="n.a.", timestamps=times)
fluorescence.create_roi_response_series(name="One", data=np.ones((5, 1)), rois=part, unit="n.a.", timestamps=times)
dff.create_roi_response_series(name="RoiResponseSeries", data=np.ones((5, 2)), rois=region, unit="n.a.", timestamps=times)

with NWBHDF5IO(sys.argv[1], "w") as io:
    io.write(nwb)

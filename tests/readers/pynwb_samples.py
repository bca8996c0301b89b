#!/usr/bin/env python3
"""Write NWB files of many kinds with pynwb into a folder, as samples of files that are right.

usage: pynwb_samples.py FOLDER [--validate]

Their names are printed. Nothing in them is of interest but that pynwb wrote it; with --validate its own validator is asked, too, which
takes a while.
"""
import datetime
import os
import sys
import uuid
import warnings

import h5py
import numpy as np
import pynwb
from hdmf.backends.hdf5 import H5DataIO
from hdmf.common import AlignedDynamicTable, DynamicTable, DynamicTableRegion, VectorData
from pynwb import NWBHDF5IO, NWBFile, TimeSeries, validate
from pynwb.base import Images, ImageReferences
from pynwb.behavior import (BehavioralEpochs, BehavioralEvents, BehavioralTimeSeries, CompassDirection, EyeTracking, IntervalSeries,
                            Position, PupilTracking, SpatialSeries)
from pynwb.core import ScratchData
from pynwb.device import DeviceModel
from pynwb.ecephys import LFP, ElectricalSeries, FeatureExtraction, EventDetection, FilteredEphys, SpikeEventSeries
from pynwb.file import Subject
from pynwb.icephys import (CurrentClampSeries, CurrentClampStimulusSeries, IZeroClampSeries, VoltageClampSeries,
                           VoltageClampStimulusSeries)
from pynwb.image import GrayscaleImage, ImageSeries, IndexSeries, OpticalSeries, RGBAImage, RGBImage
from pynwb.misc import AbstractFeatureSeries, AnnotationSeries, DecompositionSeries, FrequencyBandsTable
from pynwb.ogen import OptogeneticSeries, OptogeneticStimulusSite
from pynwb.ophys import (CorrectedImageStack, DfOverF, Fluorescence, ImageSegmentation, MotionCorrection, OnePhotonSeries,
                         OpticalChannel, RoiResponseSeries, TwoPhotonSeries)

START = datetime.datetime(2024, 5, 17, 14, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
RNG = np.random.default_rng(1)


def session(**more):
    return NWBFile(session_description="a session", identifier=str(uuid.uuid4()), session_start_time=START, **more)


def ecephys():
    nwb = session(experimenter=["Lastname, First", "Other, One"], keywords=["a", "b"], institution="here", lab="lab",
                  experiment_description="what for", session_id="001", notes="none", protocol="1", surgery="yes", virus="AAV",
                  related_publications=["doi:10.1/1"], data_collection="by hand", pharmacology="none", slices="none",
                  stimulus_notes="none", source_script="x.py", source_script_file_name="x.py",
                  was_generated_by=[["pynwb", "4.2"]])
    nwb.subject = Subject(subject_id="m1", age="P90D", species="Mus musculus", sex="M", description="a mouse", genotype="wt",
                          weight="0.02 kg", strain="C57", date_of_birth=datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc))
    device = nwb.create_device("probe", description="d", serial_number="1")
    nwb.add_electrode_column("label", "label of the electrode")
    for g in range(2):
        group = nwb.create_electrode_group(f"shank{g}", description="d", location="V1", device=device, position=(1.0, 2.0, 3.0))
        for e in range(4):
            nwb.add_electrode(group=group, label=f"s{g}e{e}", location="V1", x=1.0, y=2.0, z=3.0, imp=4.0, filtering="none")
    region = nwb.create_electrode_table_region(list(range(8)), "all electrodes")
    raw = ElectricalSeries("raw", RNG.integers(-99, 99, (500, 8), dtype="i2"), region, rate=30000.0, starting_time=0.0,
                           conversion=1e-6, channel_conversion=[1.0] * 8, filtering="none")
    nwb.add_acquisition(raw)
    module = nwb.create_processing_module("ecephys", "processed")
    lfp = ElectricalSeries("lfp", H5DataIO(RNG.normal(size=(100, 8)), compression="gzip", shuffle=True, chunks=(50, 4)), region,
                           timestamps=np.arange(100) / 1000.0)
    module.add(LFP(lfp))
    module.add(FilteredEphys(ElectricalSeries("filtered", RNG.normal(size=(100, 8)), region, timestamps=lfp)))
    spikes = SpikeEventSeries("events", RNG.normal(size=(5, 8, 10)), [.1, .2, .3, .4, .5], region)
    nwb.add_acquisition(spikes)
    module.add(EventDetection("threshold", raw, [1, 5, 9], times=[.1, .2, .3]))
    module.add(FeatureExtraction(region, ["pc1", "pc2"], [.1, .2], RNG.normal(size=(2, 8, 2))))
    module.add(DecompositionSeries("bands", RNG.normal(size=(100, 8, 2)), "power", unit="v", rate=10.0, source_timeseries=lfp,
                                   bands=bands()))
    nwb.add_unit_column("quality", "of the unit")
    for u in range(3):
        nwb.add_unit(spike_times=np.sort(RNG.uniform(0, 1, 10 + u)), obs_intervals=[[0.0, .5], [.6, 1.0]], electrodes=[u, u + 1],
                     electrode_group=nwb.electrode_groups["shank0"], waveform_mean=RNG.normal(size=20), waveform_sd=RNG.normal(size=20),
                     quality="good", waveforms=[[RNG.normal(size=6).tolist(), RNG.normal(size=6).tolist()]])
    return nwb


def bands():
    table = FrequencyBandsTable()
    table.add_band(band_name="a", band_limits=[1.0, 2.0], band_mean=1.5, band_stdev=.1)
    table.add_band(band_name="b", band_limits=[2.0, 3.0], band_mean=2.5, band_stdev=.1)
    return table


def behavior():
    nwb = session()
    module = nwb.create_processing_module("behavior", "processed")
    place = SpatialSeries("xy", RNG.normal(size=(50, 2)), reference_frame="corner", rate=30.0, unit="meters")
    module.add(Position(place))
    head = SpatialSeries("head", RNG.uniform(0, 6, 50), reference_frame="north", timestamps=np.arange(50.0), unit="radians")
    module.add(CompassDirection(head))
    speed = TimeSeries("speed", RNG.normal(size=50), "m/s", rate=30.0, continuity="continuous", description="of running", comments="none")
    module.add(BehavioralTimeSeries(speed))
    module.add(BehavioralEvents(TimeSeries("lick", np.ones(3), "n/a", timestamps=[.1, .2, .3])))
    module.add(BehavioralEpochs(IntervalSeries("running", data=[1, -1, 1, -1], timestamps=[.1, .2, .3, .4])))
    module.add(EyeTracking(SpatialSeries("eye", RNG.normal(size=(50, 2)), reference_frame="screen", timestamps=head, unit="degrees")))
    module.add(PupilTracking(TimeSeries("pupil", RNG.normal(size=50), "mm", rate=30.0)))
    nwb.add_acquisition(AnnotationSeries("notes", ["a", "b", "ü"], timestamps=[.1, .2, .3]))
    nwb.add_acquisition(AbstractFeatureSeries("features", ["deg", "hz"], ["orientation", "frequency"], data=RNG.normal(size=(4, 2)), rate=1.0))
    nwb.add_acquisition(TimeSeries("linked", place, "meters", rate=30.0))
    nwb.add_epoch(0.0, 1.0, ["first", "quiet"], [speed, place])
    nwb.add_epoch(1.0, 2.0, ["second"], [speed])
    nwb.add_trial_column("choice", "left or right")
    nwb.add_trial_column("stimuli", "names", index=True)
    nwb.add_trial_column("correct", "whether")
    for i in range(4):
        nwb.add_trial(start_time=float(i), stop_time=i + .5, choice="left", stimuli=["a"] * i, correct=bool(i % 2))
    nwb.add_invalid_time_interval(start_time=1.0, stop_time=1.5, tags=["artefact"], timeseries=[speed])
    table = DynamicTable("nested", "ragged twice")
    table.add_column("deep", "lists of lists", index=2)
    table.add_row(deep=[[1, 2], [3]])
    table.add_row(deep=[[4]])
    module.add(table)
    return nwb


def ophys(twice=False):
    nwb = session()
    model = DeviceModel(name="Twoscope", manufacturer="Maker", model_number="3", description="a microscope")
    nwb.add_device_model(model)
    device = nwb.create_device("scope", description="d", model=model)
    channel = OpticalChannel("green", "d", 520.0)
    plane = nwb.create_imaging_plane(name="plane", optical_channel=channel, description="d", device=device, excitation_lambda=920.0,
                                     indicator="GCaMP6f", location="V1", imaging_rate=30.0, grid_spacing=[1.0, 1.0],
                                     grid_spacing_unit="micrometers", origin_coords=[1.0, 2.0, 3.0], origin_coords_unit="mm",
                                     reference_frame="bregma")
    movie = TwoPhotonSeries("movie", data=RNG.integers(0, 99, (20, 12, 10), dtype="u2"), imaging_plane=plane, unit="a.u.", rate=30.0, scan_line_rate=1.0, pmt_gain=2.0)
    nwb.add_acquisition(movie)
    nwb.add_acquisition(OnePhotonSeries("one", data=RNG.integers(0, 99, (20, 12, 10), dtype="u1"), imaging_plane=plane, unit="a.u.", rate=30.0,
                                        exposure_time=.1, binning=2, power=1.0, intensity=1.0))
    module = nwb.create_processing_module("ophys", "processed")
    segmentation = ImageSegmentation()
    module.add(segmentation)
    rois = segmentation.create_plane_segmentation("rois", plane, name="PlaneSegmentation", reference_images=movie)
    for i in range(3):
        rois.add_roi(image_mask=RNG.uniform(0, 1, (12, 10)))
    pixels = segmentation.create_plane_segmentation("pixels", plane, name="Pixels")
    voxels = segmentation.create_plane_segmentation("voxels", plane, name="Voxels")
    for i in range(1, 4):
        pixels.add_roi(pixel_mask=[(j, j, .5) for j in range(i)])
        voxels.add_roi(voxel_mask=[(j, j, 0, .5) for j in range(i)])
    rois.add_column("accepted", "whether", data=[True, False, True])
    region = rois.create_roi_table_region("all", region=[0, 1, 2])
    module.add(Fluorescence([RoiResponseSeries("a", RNG.normal(size=(20, 3)), "a.u.", region, rate=30.0),
                             RoiResponseSeries("b", RNG.normal(size=(20, 3)), "a.u.", region, timestamps=np.arange(20) / 30.0)]))
    module.add(DfOverF(RoiResponseSeries("dff", RNG.normal(size=(20, 3)), "n.a.", region, rate=30.0)))
    corrected = ImageSeries("corrected", data=RNG.normal(size=(20, 12, 10)), unit="a.u.", rate=30.0)
    shifts = TimeSeries("xy_translation", RNG.normal(size=(20, 2)), "pixels", rate=30.0)
    module.add(MotionCorrection(CorrectedImageStack(corrected=corrected, original=movie, xy_translation=shifts)))
    images = [GrayscaleImage("mean", RNG.uniform(0, 1, (10, 12)), description="d", resolution=70.0),
              RGBImage("rgb", RNG.uniform(0, 1, (10, 12, 3))), RGBAImage("rgba", RNG.uniform(0, 1, (10, 12, 4)))]
    module.add(Images("summary", images, description="d", order_of_images=ImageReferences("order_of_images", images)))
    return nwb


def icephys():
    nwb = session()
    device = nwb.create_device("rig")
    electrode = nwb.create_icephys_electrode(name="electrode", description="d", device=device, location="V1", slice="1", seal="1", resistance="1", filtering="1",
                                             initial_access_resistance="1", cell_id="c1")
    data = RNG.normal(size=50)
    stimulus = VoltageClampStimulusSeries("vcs", data=data, electrode=electrode, gain=1.0, rate=10000.0, sweep_number=np.uint32(1))
    response = VoltageClampSeries("vc", data=data, electrode=electrode, gain=1.0, rate=10000.0, capacitance_fast=1e-12, capacitance_slow=1e-12,
                                  resistance_comp_bandwidth=1.0, resistance_comp_correction=70.0, resistance_comp_prediction=80.0,
                                  whole_cell_capacitance_comp=1e-12, whole_cell_series_resistance_comp=1e6, sweep_number=np.uint32(1))
    current = CurrentClampSeries("cc", data=data, electrode=electrode, gain=1.0, rate=10000.0, bias_current=1e-12, bridge_balance=1e6, capacitance_compensation=1e-12)
    nwb.add_stimulus(CurrentClampStimulusSeries("ccs", data=data, electrode=electrode, gain=1.0, rate=10000.0))
    nwb.add_acquisition(IZeroClampSeries("izero", data=data, electrode=electrode, gain=1.0, rate=10000.0))
    row = nwb.add_intracellular_recording(electrode=electrode, stimulus=stimulus, stimulus_start_index=0, stimulus_index_count=40,
                                          response=response, response_start_index=0, response_index_count=40)
    other = nwb.add_intracellular_recording(electrode=electrode, response=current)
    nwb.intracellular_recordings.add_column("tag", "of the recording", data=["a", "b"], category="electrodes")
    simultaneous = nwb.add_icephys_simultaneous_recording([row, other])
    sequential = nwb.add_icephys_sequential_recording(simultaneous_recordings=[simultaneous], stimulus_type="square")
    repetition = nwb.add_icephys_repetition([sequential])
    nwb.add_icephys_experimental_condition([repetition])
    return nwb


def ogen():
    nwb = session()
    device = nwb.create_device("laser")
    site = OptogeneticStimulusSite("site", device, "d", 470.0, "V1")
    nwb.add_ogen_site(site)
    nwb.add_stimulus(OptogeneticSeries("pulses", RNG.uniform(0, 1, 50), site, rate=100.0))
    return nwb


def images():
    nwb = session()
    pictures = [GrayscaleImage(f"p{i}", RNG.integers(0, 255, (8, 6), dtype="u1")) for i in range(3)]
    container = Images("pictures", pictures, description="d", order_of_images=ImageReferences("order_of_images", pictures))
    nwb.add_stimulus_template(container)
    nwb.add_stimulus(IndexSeries("shown", np.array([0, 1, 2, 0], "u4"), unit="N/A", indexed_images=container, timestamps=[.1, .2, .3, .4]))
    device = nwb.create_device("camera")
    nwb.add_acquisition(ImageSeries("video", external_file=["a.avi", "b.avi"], starting_frame=[0, 100], format="external", unit="n.a.",
                                    rate=30.0, dimension=[640, 480], device=device, num_samples=200))
    nwb.add_stimulus(OpticalSeries(name="screen", data=RNG.uniform(0, 1, (5, 8, 6)), unit="n.a.", rate=60.0, distance=.5, field_of_view=[1.0, 2.0],
                                   orientation="up"))
    return nwb


def scratch():
    nwb = session()
    nwb.add_scratch(np.arange(5), name="numbers", description="d")
    nwb.add_scratch("a text", name="text", description="d")
    nwb.add_scratch(TimeSeries("series", [1., 2.], "s", rate=1.0))
    table = AlignedDynamicTable("aligned", "d", category_tables=[DynamicTable("inner", "d", columns=[VectorData("x", "d", data=[1, 2])])],
                                columns=[VectorData("y", "d", data=["a", "b"])])
    nwb.add_analysis(table)
    nwb.add_acquisition(DynamicTable("empty", "nothing in it"))
    rows = DynamicTable("points", "rows of another", columns=[
        DynamicTableRegion("rows", [0, 1], "d", table=table), VectorData("none", "d", data=np.zeros((2, 3)))])
    nwb.add_acquisition(rows)
    return nwb


def events():
    from pynwb.event import EventsTable
    nwb = session()
    table = EventsTable(name="licks", description="d")
    table.add_column("side", "left or right")
    table.add_row(timestamp=.1, side="left")
    table.add_row(timestamp=.2, side="right")
    nwb.create_processing_module("behavior", "d").add(table)
    return nwb


def extension(folder):
    """A file with an extension that is made here: new types, an inherited one with more attributes, and lab metadata."""
    from hdmf.spec import NamespaceCatalog
    from pynwb import get_class, load_namespaces
    from pynwb.spec import (NWBAttributeSpec, NWBDatasetSpec, NWBGroupSpec, NWBLinkSpec, NWBNamespaceBuilder)
    builder = NWBNamespaceBuilder("an extension", "ndx-sample", version="0.1.0", author="A", contact="a@b.c")
    builder.include_namespace("core")
    series = NWBGroupSpec("a series", neurodata_type_def="SampleSeries", neurodata_type_inc="TimeSeries",
                          attributes=[NWBAttributeSpec("gain", "of it", "float32", required=True),
                                      NWBAttributeSpec("mode", "of it", "text", default_value="fast")],
                          datasets=[NWBDatasetSpec("weights", name="weights", dtype="float32", shape=(None, 3), dims=("n", "xyz"))],
                          links=[NWBLinkSpec("its device", name="device", target_type="Device", quantity="?")])
    lab = NWBGroupSpec("lab", neurodata_type_def="SampleLab", neurodata_type_inc="LabMetaData", name="sample_lab",
                       attributes=[NWBAttributeSpec("building", "where", "text")])
    table = NWBGroupSpec("a table", neurodata_type_def="SampleTable", neurodata_type_inc="DynamicTable",
                         datasets=[NWBDatasetSpec("a column", name="when", dtype="float64", neurodata_type_inc="VectorData"),
                                   NWBDatasetSpec("flags", name="good", dtype="bool", neurodata_type_inc="VectorData", quantity="?")])
    for spec in (series, lab, table):
        builder.add_spec("ndx-sample.extensions.yaml", spec)
    builder.export("ndx-sample.namespace.yaml", outdir=folder)
    load_namespaces(os.path.join(folder, "ndx-sample.namespace.yaml"))
    SampleSeries, SampleLab, SampleTable = (get_class(t, "ndx-sample") for t in ("SampleSeries", "SampleLab", "SampleTable"))
    nwb = session()
    device = nwb.create_device("thing")
    nwb.add_acquisition(SampleSeries(name="s", data=[1., 2.], unit="n.a.", rate=1.0, gain=2.0, weights=np.zeros((4, 3), "f4"), device=device))
    nwb.add_lab_meta_data(SampleLab(building="west"))
    rows = SampleTable(name="t", description="d")
    rows.add_row(when=1.0)
    rows.add_row(when=2.0)
    nwb.add_acquisition(rows)
    return nwb


def append(path):
    """What hdmf adds to a file that is there."""
    with NWBHDF5IO(path, "a") as io:
        nwb = io.read()
        nwb.add_acquisition(TimeSeries("later", [1., 2., 3.], "s", rate=1.0))
        module = nwb.processing["behavior"]
        module.add(TimeSeries("more", nwb.processing["behavior"]["BehavioralTimeSeries"]["speed"].data, "m/s",
                              timestamps=np.arange(50.0)))
        nwb.trials.add_column("extra", "d", data=[1, 2, 3, 4])
        io.write(nwb)


def export(source, path):
    """What hdmf makes of a file that it exports."""
    with NWBHDF5IO(source, "r") as read:
        nwb = read.read()
        nwb.set_modified()
        with NWBHDF5IO(path, "w") as io:
            io.export(src_io=read, nwbfile=nwb)


def write(folder, name, nwb):
    path = os.path.join(folder, name + ".nwb")
    with NWBHDF5IO(path, "w") as io:
        io.write(nwb)
    return path


def main(folder, asked):
    warnings.simplefilter("ignore")
    makers = [ecephys, behavior, ophys, icephys, ogen, images, scratch, events, session]
    paths = [write(folder, make.__name__, make()) for make in makers]
    appended = write(folder, "appended", behavior())
    append(appended)
    exported = os.path.join(folder, "exported.nwb")
    export(paths[2], exported)
    paths += [appended, exported, write(folder, "extension", extension(folder))]
    bad = 0
    for path in paths:
        errors = validate(path=path) if asked else []
        for e in errors[0] if isinstance(errors, tuple) else errors:
            bad += 1
            print(f"{path}: pynwb {pynwb.__version__}: {e}", file=sys.stderr)
        print(path)
    return bad > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--validate" in sys.argv))

#!/usr/bin/env python3
"""Make HDF5 files that mean harm, in the folder given: hostile_h5.py FOLDER [CAIMAN_FILE|NWB_FILE].

Each is one trap, named after it. Whatever lies outside of the file that is opened is in FOLDER/outside, which nobody has any business in.
With a result file given, copies of it are made in which one trace is a trap: in_*.
"""
import shutil
import sys
from pathlib import Path

import h5py
import numpy as np

folder = Path(sys.argv[1])
outside = folder / "outside"
outside.mkdir()
with h5py.File(outside / "other.h5", "w") as other:
    other["data"] = np.arange(1000.0)
    other["text"] = ["secret"] * 10
(outside / "raw.bin").write_bytes(bytes(8000))
TERA = 1 << 40


def low(group, name, kind, shape, dcpl=None, most=None):
    """Make a dataset by the low-level calls, which ask for no more than the library does."""
    space = h5py.h5s.create_simple(shape, most or shape)
    return h5py.Dataset(h5py.h5d.create(group.id, name.encode(), kind, space, dcpl))


def chunked(chunk, *filters, fill=None):
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_chunk(chunk)
    for number, values, flags in filters:
        dcpl.set_filter(number, flags, values)
    if fill is not None:
        dcpl.set_fill_value(np.array(fill, "f8"))
    return dcpl


def external(group, name, path, size=1000):
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_external(str(path).encode(), 0, 8 * size)
    low(group, name, h5py.h5t.IEEE_F64LE, (size,), dcpl)


def virtual(group, name, path, dataset="data", unlimited=False):
    layout = h5py.VirtualLayout((1000,), "f8", maxshape=(None,) if unlimited else None)
    source = h5py.VirtualSource(str(path), dataset, (1000,), maxshape=(None,) if unlimited else None)
    if unlimited:
        layout[0 : h5py.h5s.UNLIMITED] = source[0 : h5py.h5s.UNLIMITED]
    else:
        layout[:] = source[:]
    group.create_virtual_dataset(name, layout)


def patch(path, old, new, nth=0):
    whole = bytearray(path.read_bytes())
    at = -1
    for _ in range(nth + 1):
        at = whole.index(old, at + 1)
    whole[at : at + len(new)] = new
    path.write_bytes(whole)


F8, I1 = h5py.h5t.IEEE_F64LE, h5py.h5t.STD_I8LE
PAIR = h5py.h5t.py_create(np.dtype([("a", "f8"), ("b", "i4")]))
TEXT = h5py.h5t.py_create(h5py.string_dtype(), logical=True)
DEFLATE, SZIP = 1, 4
traps = {}


def trap(make):
    traps[make.__name__] = make
    return make


@trap
def huge_contiguous(f, path):
    low(f, "trap", F8, (TERA,))


@trap
def huge_contiguous_claims_storage(f, path):
    f["trap"] = np.arange(4099.0)
    f.close()
    # The dataspace (rank 1, no flags) and the layout both say a terabyte.
    patch(path, (4099).to_bytes(8, "little"), TERA.to_bytes(8, "little"))
    patch(path, (8 * 4099).to_bytes(8, "little"), (8 * TERA).to_bytes(8, "little"))


@trap
def shape_beyond_storage(f, path):
    f["trap"] = np.arange(4099.0)
    f.close()
    patch(path, (4099).to_bytes(8, "little"), TERA.to_bytes(8, "little"))


@trap
def huge_chunked(f, path):
    low(f, "trap", F8, (1 << 20, 1 << 30), chunked((1024, 1024)))


@trap
def huge_chunked_partly_stored(f, path):
    low(f, "trap", F8, (1 << 20, 1 << 30), chunked((1024, 1)))[:1024, 0] = 1.5


@trap
def huge_compact(f, path):
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_layout(h5py.h5d.COMPACT)
    low(f, "trap", F8, (1000,), dcpl)[:] = 1
    f.close()
    patch(path, (1000).to_bytes(8, "little"), TERA.to_bytes(8, "little"))


@trap
def huge_compound(f, path):
    low(f, "trap", PAIR, (1 << 20, 1 << 30), chunked((16, 16)))


@trap
def huge_texts(f, path):
    low(f, "trap", TEXT, (1 << 34,), chunked((16,)))


@trap
def huge_text_size(f, path):
    kind = h5py.h5t.C_S1.copy()
    kind.set_size((1 << 31) - 1)
    low(f, "trap", kind, (1 << 20,), chunked((1,)))


@trap
def huge_chunk(f, path):
    low(f, "trap", PAIR, (10,), chunked((1 << 27,), (DEFLATE, (1,), 0)), (h5py.h5s.UNLIMITED,))


@trap
def huge_chunk_of_numbers(f, path):
    low(f, "trap", F8, (10,), chunked((1 << 28,), (DEFLATE, (1,), 0)), (h5py.h5s.UNLIMITED,))


@trap
def huge_text_length(f, path):
    f.create_dataset("trap", data=["a text of some length"], dtype=h5py.string_dtype())
    f.close()
    # The length in front of the place in the heap.
    patch(path, (21).to_bytes(4, "little"), (1 << 31).to_bytes(4, "little"))


@trap
def huge_list_length(f, path):
    f.create_dataset("trap", (1,), h5py.vlen_dtype("i8"))[0] = np.arange(21)
    f.close()
    patch(path, (21).to_bytes(4, "little"), (1 << 31).to_bytes(4, "little"))


@trap
def huge_attribute(f, path):
    f.attrs["trap"] = np.arange(1000.0)
    f["trap"] = 1
    f.close()
    patch(path, (1000).to_bytes(8, "little"), (1 << 39).to_bytes(8, "little"))


@trap
def large_attribute(f, path):
    f.attrs["trap"] = np.arange(1000.0)
    f["trap"] = 1
    f.close()
    patch(path, (1000).to_bytes(8, "little"), (1 << 22).to_bytes(8, "little"))


@trap
def tiny_chunks(f, path):
    low(f, "trap", I1, (1 << 30,), chunked((1,)))


@trap
def tiny_chunks_stored(f, path):
    low(f, "trap", I1, (1 << 16,), chunked((1,)))[:4000] = 1


@trap
def group_in_itself(f, path):
    group = f.create_group("g")
    group["g"] = group
    group["root"] = f["/"]


@trap
def groups_in_a_circle(f, path):
    for i in range(64):
        f.create_group(f"g{i}")
    for i in range(64):
        for j in range(64):
            f[f"g{i}/to{j}"] = f[f"g{j}"]


@trap
def soft_links_in_a_circle(f, path):
    f["trap"] = h5py.SoftLink("/b")
    f["b"] = h5py.SoftLink("/trap")
    f["self"] = h5py.SoftLink("self")
    f["dots"] = h5py.SoftLink("dots/../dots")
    f["grows"] = h5py.SoftLink("grows/" * 100)


@trap
def external_link(f, path):
    f["trap"] = h5py.ExternalLink(str(outside / "other.h5"), "/data")
    f["relative"] = h5py.ExternalLink("outside/other.h5", "/")
    f["soft"] = h5py.SoftLink("/relative/data")
    f["self"] = h5py.ExternalLink(path.name, "/")


@trap
def external_storage(f, path):
    external(f, "trap", outside / "raw.bin")
    external(f, "relative", "outside/raw.bin")
    external(f, "password", "/etc/passwd", 8)


@trap
def virtual_dataset(f, path):
    virtual(f, "trap", outside / "other.h5")
    virtual(f, "relative", "outside/other.h5")
    virtual(f, "endless", outside / "other.h5", unlimited=True)


@trap
def virtual_dataset_of_this_file(f, path):
    f["data"] = np.arange(1000.0)
    virtual(f, "trap", ".")


@trap
def user_defined_link(f, path):
    f["trap"] = h5py.ExternalLink(str(outside / "other.h5"), "/data")
    f.close()
    # A link's message: version, flags, and the type: 64 is external, 65 to 255 are anyone's.
    patch(path, b"\x01\x08\x40\x04trap", b"\x01\x08\xb9")


@trap
def unknown_filter(f, path):
    low(f, "trap", F8, (100,), chunked((10,), (32001, (2, 2, 8, 80), h5py.h5z.FLAG_OPTIONAL)))
    f["trap"].id.write_direct_chunk((0,), bytes(80))
    low(f, "numbered", F8, (100,), chunked((10,), (511, (), h5py.h5z.FLAG_OPTIONAL)))
    f["numbered"].id.write_direct_chunk((0,), bytes(80))


@trap
def deflate_bomb(f, path):
    import zlib

    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    for name, kind in ("trap", F8), ("pairs", PAIR), ("wide", h5py.h5t.py_create(np.dtype("f2"))):
        low(f, name, kind, (100,), chunked((100,), (DEFLATE, (9,), 0))).id.write_direct_chunk((0,), bomb)


@trap
def deflate_too_little(f, path):
    import zlib

    low(f, "trap", PAIR, (100,), chunked((100,), (DEFLATE, (9,), 0))).id.write_direct_chunk((0,), zlib.compress(bytes(12)))


@trap
def filter_parameters(f, path):
    f.create_dataset("scaleoffset", data=np.arange(1000), chunks=(100,), scaleoffset=5)
    dcpl = chunked((100,))
    dcpl.set_filter(h5py.h5z.FILTER_NBIT, 0)
    low(f, "trap", h5py.h5t.STD_I32LE, (1000,), dcpl)[:] = np.arange(1000)
    f.close()
    # The number of elements among the parameters of either, in front of the class.
    number, size = ((1 << 30) + 7).to_bytes(4, "little"), (8).to_bytes(4, "little")
    patch(path, (100).to_bytes(4, "little") + (1).to_bytes(4, "little"), number)
    patch(path, (100).to_bytes(4, "little") + (0).to_bytes(4, "little") + size, number)


@trap
def filter_size(f, path):
    low(f, "trap", F8, (1000,), chunked((100,), (2, (0,), 0)))
    f["trap"].id.write_direct_chunk((0,), bytes(800))
    low(f, "pairs", PAIR, (1000,), chunked((100,), (DEFLATE, (6,), 0), (DEFLATE, (6,), 0)))
    f["pairs"].id.write_direct_chunk((0,), bytes(800))


def remake(path, **keywords):
    path.unlink()
    return h5py.File(path, "w", **keywords)


@trap
def family_driver(f, path):
    f.close()
    with h5py.File(str(path) + "%d", "w", driver="family", memb_size=4096) as g:
        g["trap"] = np.arange(4000.0)
    shutil.copy(str(path) + "0", path)


@trap
def split_driver(f, path):
    f.close()
    with h5py.File(str(path)[:-3], "w", driver="split") as g:
        g["trap"] = np.arange(4000.0)
    Path(str(path)[:-3] + "-m.h5").rename(path)


@trap
def marked_as_open(f, path):
    f.close()
    with h5py.File(path, "w", libver="latest") as g:
        g["trap"] = np.arange(10.0)
        g.flush()
        g.swmr_mode = True
        copy = path.read_bytes()
    path.write_bytes(copy)


@trap
def page_strategy(f, path):
    f.close()
    with remake(path, fs_strategy="page", fs_persist=True, fs_page_size=4096, libver="latest") as g:
        g["trap"] = np.arange(10.0)
    patch(path, (4096).to_bytes(8, "little"), (TERA).to_bytes(8, "little"))


for name, make in traps.items():
    path = folder / f"{name}.h5"
    f = h5py.File(path, "w")
    make(f, path)
    f.close()


if len(sys.argv) > 2:
    source = Path(sys.argv[2])
    with h5py.File(source) as f:
        found = ["estimates/C"] if "estimates" in f else []
        f.visititems(lambda name, o: found.append(name + "/data") if o.attrs.get("neurodata_type") == "RoiResponseSeries" else None)
        trace = found[0]
        shape = f[trace].shape
    layout = h5py.VirtualLayout(shape, "f8")
    layout[:] = h5py.VirtualSource(str(outside / "other.h5"), "data", shape)[:]
    stored = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    stored.set_external(str(outside / "raw.bin").encode(), 0, 8 * shape[0] * shape[1])
    inside = {
        "external_storage": lambda g, name: low(g, name, F8, shape, stored),
        "virtual": lambda g, name: g.create_virtual_dataset(name, layout),
        "huge": lambda g, name: low(g, name, F8, (18, TERA), chunked((18, 1024))),
        "external_link": lambda g, name: g.__setitem__(name, h5py.ExternalLink(str(outside / "other.h5"), "/data")),
        "circle": lambda g, name: g.__setitem__(name, g),
        "filter": lambda g, name: low(g, name, F8, shape, chunked(shape, (32001, (2, 2, 8, 80), 1))).id.write_direct_chunk((0, 0), bytes(80)),
    }
    for name, make in inside.items():
        path = folder / f"in_{name}{source.suffix}"
        shutil.copy(source, path)
        with h5py.File(path, "r+") as f:
            del f[trace]
            make(f[trace.rpartition("/")[0]], trace.rpartition("/")[2])

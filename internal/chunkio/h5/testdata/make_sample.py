"""Make sample.h5, the file that sample_test.go reads: one dataset or attribute for each way of storing
that the package treats differently. Run it in this folder with h5py 3; sample_test.go knows the values."""

import zlib

import h5py
import numpy as np

ramp = np.arange(13 * 7).reshape(13, 7)

with h5py.File("sample.h5", "w", libver="earliest") as f:
    plain = f.create_group("plain")
    for name in "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split():
        plain[name] = ramp.astype(name)
    plain["bool"] = ramp % 3 == 0
    plain["big_int16"] = ramp.astype(">i2")
    plain["big_float64"] = ramp.astype(">f8")
    plain["longdouble"] = np.arange(3, dtype=np.longdouble)
    plain["scalar"] = 2.5
    plain["empty"] = np.zeros((0,), "f4")
    plain["empty2d"] = np.zeros((4, 0), "f4")
    plain["null"] = h5py.Empty("f8")
    plain["colour"] = np.array([0, 2, 1])
    plain.create_dataset("enum", data=np.array([0, 2, 1], "i2"),
                         dtype=h5py.enum_dtype({"RED": 0, "GREEN": 1, "BLUE": 2}, basetype="i2"))
    plain.create_dataset("unwritten", shape=(5,), dtype="i4", fillvalue=7)

    space = h5py.h5s.create_simple((3,))
    create = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    create.set_layout(h5py.h5d.COMPACT)
    create.set_obj_track_times(False)
    compact = h5py.h5d.create(plain.id, b"compact", h5py.h5t.IEEE_F32LE, space, create)
    compact.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1, 2, 3], "f4"))

    chunks = f.create_group("chunked")
    def chunked(name, data=ramp, dtype="i4", **how):
        chunks.create_dataset(name, data=data.astype(dtype), chunks=(4, 3), **how)
    chunked("none")
    chunked("gzip", compression=4)
    chunked("shuffle", shuffle=True)
    chunked("fletcher", fletcher32=True)
    chunked("all", dtype="f8", shuffle=True, compression=4, fletcher32=True)
    chunked("big", dtype=">f8", shuffle=True, compression=4)
    chunked("big_none", dtype=">i2")
    chunked("bool", data=ramp % 3 == 0, dtype="?", compression=4)
    chunked("float16", dtype="f2", compression=4)
    chunked("lzf", compression="lzf")
    chunked("scaleoffset", scaleoffset=8)

    absent = chunks.create_dataset("absent", shape=(13, 7), chunks=(4, 3), dtype="f4", fillvalue=-1.5, compression=4)
    absent[5, 4] = 3
    absent_none = chunks.create_dataset("absent_none", shape=(13, 7), chunks=(4, 3), dtype=">i2", fillvalue=-2)
    absent_none[5, 4] = 3

    # Chunks that filters were skipped for: bit 0 is shuffle, bit 1 deflate.
    skipped = chunks.create_dataset("skipped", shape=(6,), chunks=(2,), dtype="<u2", shuffle=True, compression=4)
    skipped.id.write_direct_chunk((0,), np.array([1, 2], "<u2").tobytes(), 3)
    skipped.id.write_direct_chunk((2,), zlib.compress(np.array([3, 4], "<u2").tobytes()), 1)
    skipped.id.write_direct_chunk((4,), bytes([5, 6, 0, 0]), 2)

    # A compressor that no library here knows, and a chunk that is no zlib stream.
    broken = chunks.create_dataset("broken", shape=(2,), chunks=(2,), dtype="<u2", compression=4)
    broken.id.write_direct_chunk((0,), b"no zlib stream", 0)
    short = chunks.create_dataset("short", shape=(2,), chunks=(2,), dtype="<u2", compression=4)
    short.id.write_direct_chunk((0,), zlib.compress(b"abc"), 0)
    long = chunks.create_dataset("long", shape=(2,), chunks=(2,), dtype="<u2", compression=4)
    long.id.write_direct_chunk((0,), zlib.compress(b"abcde"), 0)

    texts = f.create_group("texts")
    words = ["", "neuron", "Größe", "a longer text " * 20]
    texts.create_dataset("utf8", data=words, dtype=h5py.string_dtype())
    texts.create_dataset("ascii", data=["", "plain"], dtype=h5py.string_dtype("ascii"))
    texts.create_dataset("scalar", data="one", dtype=h5py.string_dtype())
    texts.create_dataset("gzip", data=words * 3, dtype=h5py.string_dtype(), chunks=(5,), compression=4)
    texts.create_dataset("long", data="x" * 70_000, dtype=h5py.string_dtype())
    texts["fixed"] = np.array([b"", b"ab", b"abcd"], "S4")
    space_padded = h5py.h5t.C_S1.copy()
    space_padded.set_size(4)
    space_padded.set_strpad(h5py.h5t.STR_SPACEPAD)
    untimed = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    untimed.set_obj_track_times(False)
    padded = h5py.h5d.create(texts.id, b"padded", space_padded, h5py.h5s.create_simple((2,)), untimed)
    padded.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([b"a   ", b"abcd"], "S4"), mtype=space_padded)
    texts.create_dataset("fixed_utf8", data=np.array(["Größe".encode()], h5py.string_dtype("utf-8", 8)))
    texts["latin"] = np.array(["Größe".encode("latin-1")], "S8")
    texts.create_dataset("none", data=h5py.Empty(h5py.string_dtype()))

    f["refs"] = np.array([plain["int8"].ref, f.ref, h5py.Reference(), plain.ref], h5py.ref_dtype)
    f["compound"] = np.array([(1, 2, 0.5), (3, 4, 0.25)], [("x", ">u4"), ("y", "<u4"), ("weight", "<f2")])
    f["compound_text"] = np.array([("a", 1)], [("name", h5py.string_dtype()), ("n", "i4")])
    f["array"] = np.zeros(2, [("a", "i4")])
    f.create_dataset("vlen", data=np.array([np.arange(2), np.arange(3)], object), dtype=h5py.vlen_dtype("i4"))

    links = f.create_group("links")
    links["soft"] = h5py.SoftLink("/plain/int8")
    links["relative"] = h5py.SoftLink("group/../inner")
    links["near"] = h5py.SoftLink("group/inner")
    links["group/inner"] = 5
    links["to_group"] = h5py.SoftLink("/plain")
    links["dangling"] = h5py.SoftLink("/nowhere")
    links["loop"] = h5py.SoftLink("/links/loop")
    links["ping"] = h5py.SoftLink("pong")
    links["pong"] = h5py.SoftLink("ping")
    links["external"] = h5py.ExternalLink("other.h5", "/plain")
    links["named_type"] = np.dtype("f8")

    a = plain.attrs
    a["text"] = "Größe"
    a["texts"] = ["one", "two"]
    a["bytes"] = np.bytes_("fixed")
    a["number"] = 1.5
    a["numbers"] = np.arange(3, dtype=">i2")
    a["yes"] = True
    a["bools"] = np.array([True, False])
    a["half"] = np.float16(0.5)
    a["empty"] = h5py.Empty("f4")
    a["no_texts"] = np.array([], h5py.string_dtype())
    a["ref"] = plain["int8"].ref
    a["refs"] = np.array([plain["int8"].ref, f.ref], h5py.ref_dtype)
    a["largest"] = np.uint64(2**64 - 1)
    plain["int8"].attrs["unit"] = "px"

"""Makes the stores beside this file: v2/ with zarr 2, v3/ with zarr 3.

    python -m venv venv2 && venv2/bin/pip install zarr==2.18.7 numcodecs==0.15.2 numpy==2.4.6
    python -m venv venv3 && venv3/bin/pip install zarr==3.1.6 numcodecs==0.16.6 numpy==2.4.6
    venv2/bin/python gen.py && venv2/bin/python dump.py v2 > v2.golden
    venv3/bin/python gen.py && venv3/bin/python dump.py v3 > v3.golden

genuine.golden is dump.py, run with zarr 3 in a folder of genuine results of
Minian and CalTrig.
"""
import pathlib
import shutil
import warnings

import numcodecs
import numpy as np
import zarr

warnings.simplefilter("ignore")
here = pathlib.Path(__file__).parent


def values(shape, dtype):
    """Numbers that differ, compress, and are not the same read backwards."""
    n = int(np.prod(shape))
    v = (np.arange(n) * 37 + 11) % 251 - (0 if np.dtype(dtype).kind in "ub" else 100)
    if np.dtype(dtype).kind == "b":
        v = v % 3 == 0
    if np.dtype(dtype).kind == "f":
        v = v / 8
    return v.astype(dtype).reshape(shape)


words = ["", "a", "height", "Größe", "日本語", "x" * 7, "shift_dim", "\U0001f42d"]


def v2():
    root = here / "v2"
    shutil.rmtree(root, ignore_errors=True)
    g = zarr.open_group(str(root), mode="w")
    g.attrs.update(made_by="zarr 2", big=2**60 + 1, half=0.5, nan=float("nan"), text='say "NaN"', deep={"list": [1, -float("inf")]})

    def put(name, data, **kw):
        a = g.create_dataset(name, shape=data.shape, dtype=data.dtype, **kw)
        a[...] = data
        return a

    codecs = {
        "blosc_lz4": numcodecs.Blosc("lz4", 5, 1), "blosc_lz4hc": numcodecs.Blosc("lz4hc", 5, 2),
        "blosc_zstd": numcodecs.Blosc("zstd", 3, 2), "blosc_zlib": numcodecs.Blosc("zlib", 5, 0),
        "blosc_blosclz": numcodecs.Blosc("blosclz", 5, 1), "blosc_stored": numcodecs.Blosc("lz4", 0, 1),
        "blosc_blocks": numcodecs.Blosc("lz4", 5, 1, 256), "zstd": numcodecs.Zstd(3), "gzip": numcodecs.GZip(5),
        "zlib": numcodecs.Zlib(5), "lz4": numcodecs.LZ4(), "bz2": numcodecs.BZ2(5), "none": None,
    }
    for name, c in codecs.items():
        put(f"codec_{name}", values((21, 13), "<f8"), chunks=(8, 13), compressor=c)
    for t in ["|b1", "|i1", "|u1"] + [o + t for o in "<>" for t in ("i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8")]:
        name = t.replace("<", "le_").replace(">", "be_").replace("|", "")
        put(f"type_{name}", values((5, 7), t), chunks=(2, 4), compressor=None)
    for order in "CF":
        for sep in "./":
            name = f"layout_{order}_{'dot' if sep == '.' else 'slash'}"
            put(name, values((3, 5, 4), ">i4"), chunks=(2, 3, 4), order=order, dimension_separator=sep, compressor=numcodecs.Blosc("lz4", 5, 1))
    put("order_F_raw", values((6, 5), "<u2"), chunks=(4, 5), order="F", compressor=None)
    put("order_F_half", values((6, 5), "<f2"), chunks=(4, 5), order="F", compressor=numcodecs.Zlib(1))
    put("chunk_larger", values((3, 4), "<f4"), chunks=(5, 9))
    put("filter_shuffle", values((9, 4), "<i4"), chunks=(4, 4), filters=[numcodecs.Shuffle(4)], compressor=numcodecs.Zlib(5))
    put("filter_shuffle_only", values((9, 4), "<i2"), chunks=(4, 4), filters=[numcodecs.Shuffle(2)], compressor=None)
    put("filter_twice", values((9, 4), "<i4"), chunks=(4, 4), filters=[numcodecs.Zstd(1)], compressor=numcodecs.GZip(5))
    put("filter_thrice", values((9, 4), "<i4"), chunks=(4, 4), filters=[numcodecs.Shuffle(4), numcodecs.Zstd(1)], compressor=numcodecs.GZip(5))
    put("scalar", values((), "<f8"), compressor=None)
    put("scalar_packed", values((), "<i4"), compressor=numcodecs.Zlib(1))
    g.create_dataset("empty_axis", shape=(0, 3), chunks=(1, 3), dtype="<f4")
    a = put("with_dims", values((2, 3), "<f8"), chunks=(1, 3))
    a.attrs.update(_ARRAY_DIMENSIONS=["unit_id", "frame"], coordinates="animal session")
    put("timestamp(ms)", values((5,), "<i8"))
    fills = {"nan": ("<f8", np.nan), "inf": ("<f4", np.inf), "neg_inf": ("<f4", -np.inf), "number": ("<f8", -1.5),
             "half": ("<f2", 0.5), "int": (">i8", -(2**60) - 1), "uint": ("<u8", 2**64 - 1), "bool": ("|b1", True)}
    for name, (t, fill) in fills.items():
        a = g.create_dataset(f"fill_{name}", shape=(5, 4), chunks=(2, 3), dtype=t, fill_value=fill, compressor=None)
        a[2:4, 0:3] = values((2, 3), t)
    for t in ("<U9", ">U9"):
        put(f"text_{'le' if t[0] == '<' else 'be'}", np.array(words, t), chunks=3)
    put("text_scalar", np.array("m01", "<U3"), compressor=None)
    put("text_S", np.array([b"abc", b"", b"\xe4z"], "S3").reshape(3, 1), chunks=(2, 1))
    a = g.create_dataset("text_S_fill", shape=(4,), chunks=(2,), dtype="S3", fill_value=b"n/a")
    a[0] = b"x"
    a = g.create_dataset("text_U_fill", shape=(4,), chunks=(2,), dtype="<U3", fill_value="né")
    a[0] = "x"
    a = g.create_dataset("text_vlen", shape=(2, 4), chunks=(2, 3), dtype=object, object_codec=numcodecs.VLenUTF8())
    a[...] = np.array(words, object).reshape(2, 4)
    a = g.create_dataset("text_vlen_F", shape=(4, 2), chunks=(3, 2), dtype=object, object_codec=numcodecs.VLenUTF8(), order="F", compressor=None)
    a[...] = np.array(words, object).reshape(4, 2)
    a = g.create_dataset("text_vlen_fill", shape=(4,), chunks=(2,), dtype=object, object_codec=numcodecs.VLenUTF8(), fill_value="none")
    a[3] = "last"

    # Rechunked in place after its metadata was consolidated, as Minian does.
    stale = zarr.open_group(str(root / "stale"), mode="w")
    stale.create_dataset("C", data=values((4, 6), "<f8"), chunks=(4, 2))
    zarr.consolidate_metadata(str(root / "stale"))
    shutil.rmtree(root / "stale" / "C")
    stale = zarr.open_group(str(root / "stale"), mode="a")
    stale.create_dataset("C", data=values((4, 6), "<f8"), chunks=(1, 6), fill_value=None)

    # A chunk that was never written and has no fill value: zarr returns whatever the memory held.
    a = zarr.open_group(str(root / "undefined"), mode="w").create_dataset("null", shape=(4,), chunks=(2,), dtype="<i4", fill_value=None, compressor=None)
    a[:2] = 7

    # Types and codecs that are not read.
    bad = zarr.open_group(str(root / "unsupported"), mode="w")
    bad.create_dataset("complex", shape=(2,), dtype="<c8")
    bad.create_dataset("struct", shape=(2,), dtype=[("a", "<i4"), ("b", "<f4")])
    bad.create_dataset("datetime", shape=(2,), dtype="<M8[ns]")
    bad.create_dataset("delta", shape=(2,), dtype="<i4", filters=[numcodecs.Delta("<i4")])
    bad.create_dataset("lzma", shape=(2,), dtype="<i4", compressor=numcodecs.LZMA())
    bad.create_dataset("pickled", shape=(2,), dtype=object, object_codec=numcodecs.Pickle())


def v3():
    from zarr import codecs as z
    from zarr.codecs import numcodecs as znc

    root = here / "v3"
    shutil.rmtree(root, ignore_errors=True)
    g = zarr.create_group(str(root), zarr_format=3, attributes={"made_by": "zarr 3", "nan": float("nan"), "n": 3})

    def put(name, data, **kw):
        kw.setdefault("chunks", data.shape)
        a = g.create_array(name, shape=data.shape, dtype=kw.pop("dtype", data.dtype), **kw)
        a[...] = data
        return a

    for name, c in {
        "none": None, "zstd": z.ZstdCodec(level=3), "zstd_sum": z.ZstdCodec(level=3, checksum=True), "gzip": z.GzipCodec(),
        "blosc": z.BloscCodec(cname="lz4", shuffle="shuffle"), "blosc_zstd": z.BloscCodec(cname="zstd", shuffle="bitshuffle"),
        "crc32c": z.Crc32cCodec(), "zstd_crc32c": [z.ZstdCodec(), z.Crc32cCodec()],
        "nc_lz4": znc.LZ4(), "nc_zlib": znc.Zlib(), "nc_bz2": znc.BZ2(), "nc_shuffle": [znc.Shuffle(elementsize=8), znc.Zstd()],
    }.items():
        put(f"codec_{name}", values((21, 13), "f8"), chunks=(8, 13), compressors=c)
    for t in ("bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64"):
        for endian in ("little", "big"):
            put(f"type_{t}_{endian}", values((5, 7), t), chunks=(2, 4), compressors=None, serializer=z.BytesCodec(endian=endian))
    for enc in ("default", "v2"):
        for sep in "./":
            put(f"keys_{enc}_{'dot' if sep == '.' else 'slash'}", values((3, 4), "int32"), chunks=(2, 2),
                chunk_key_encoding={"name": enc, "separator": sep})
            put(f"scalar_{enc}_{'dot' if sep == '.' else 'slash'}", values((), "int32"),
                chunk_key_encoding={"name": enc, "separator": sep})
    x = values((3, 4, 5), "int16")
    put("transpose", x, chunks=(2, 3, 5), filters=[z.TransposeCodec(order=(1, 2, 0))])
    put("transpose_twice", x, chunks=(2, 3, 5), filters=[z.TransposeCodec(order=(1, 2, 0)), z.TransposeCodec(order=(0, 2, 1))], compressors=None)
    put("chunk_larger", values((3, 4), "float32"), chunks=(5, 9))
    put("with_dims", values((2, 3), "float64"), chunks=(1, 3), dimension_names=["unit_id", None], attributes={"units": "px"})
    for loc in ("start", "end"):
        put(f"shard_{loc}", values((10, 9), "float64"), chunks=(8, 9), compressors=None,
            serializer=z.ShardingCodec(chunk_shape=(2, 3), codecs=[z.BytesCodec(), z.BloscCodec(cname="lz4")], index_location=loc))
    put("shard_raw", values((10, 9), "int16"), chunks=(4, 9), compressors=None,
        serializer=z.ShardingCodec(chunk_shape=(2, 3), codecs=[z.TransposeCodec(order=(1, 0)), z.BytesCodec(endian="big")], index_codecs=[z.BytesCodec()]))
    a = g.create_array("shard_sparse", shape=(8, 8), shards=(4, 8), chunks=(2, 2), dtype="float32", fill_value=np.nan)
    a[5, 1:7] = 3
    fills = {"nan": ("float64", np.nan), "inf": ("float32", np.inf), "neg_inf": ("float32", -np.inf), "number": ("float64", -1.5),
             "half": ("float16", 0.5), "int": ("int64", -(2**60) - 1), "uint": ("uint64", 2**64 - 1), "bool": ("bool", True)}
    for name, (t, fill) in fills.items():
        a = g.create_array(f"fill_{name}", shape=(5, 4), chunks=(2, 3), dtype=t, fill_value=fill, compressors=None)
        a[2:4, 0:3] = values((2, 3), t)
    # A NaN other than the usual one is stored as its bits, which zarr 3 reads but does not write.
    g.create_array("fill_bits", shape=(3,), chunks=(2,), dtype="float32", fill_value=np.nan)
    meta = root / "fill_bits" / "zarr.json"
    meta.write_text(meta.read_text().replace('"NaN"', '"0x7fc00001"'))
    for endian in ("little", "big"):
        put(f"text_U_{endian}", np.array(words, "<U9"), chunks=(3,), serializer=z.BytesCodec(endian=endian))
    put("text_S", np.array([b"abc", b"", b"\xe4z"], "S3"), chunks=(2,))
    put("text_scalar", np.array("m01", "<U3"))
    a = g.create_array("text_vlen", shape=(2, 4), chunks=(2, 3), dtype=str)
    a[...] = np.array(words, object).reshape(2, 4)
    a = g.create_array("text_vlen_fill", shape=(4,), chunks=(2,), dtype=str, fill_value="none", compressors=None)
    a[3] = "last"
    two = zarr.create_group(str(root / "two"), zarr_format=2)
    a = two.create_array("as_v2", shape=(3, 2), chunks=(2, 2), dtype="int32")
    a[...] = values((3, 2), "int32")


v2() if zarr.__version__.startswith("2.") else v3()

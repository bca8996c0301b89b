"""Makes the files beside this one, and what netCDF4 reads from them as golden.txt.

    python -m venv venv && venv/bin/pip install netCDF4==1.7.5.1.post1 numpy==2.4.6
    venv/bin/python gen.py

With arguments, prints the golden lines of those files instead: path, variable,
type, shape and the SHA-256 of the elements (little-endian, C order); of text the
texts along its last axis, as JSON. genuine.golden was made so.
"""
import hashlib
import json
import pathlib
import sys

import netCDF4
import numpy as np

here = pathlib.Path(__file__).parent


def values(shape, dtype):
    n = int(np.prod(shape))
    v = (np.arange(n) * 37 + 11) % 251 - (0 if np.dtype(dtype).kind == "u" else 100)
    return (v / 8 if np.dtype(dtype).kind == "f" else v).astype(dtype).reshape(shape)


def write(name, form, wide):
    d = netCDF4.Dataset(here / name, "w", format=form)
    d.createDimension("unit_id", 5)
    d.createDimension("height", 4)
    d.createDimension("width", 3)
    d.createDimension("string6", 6)
    d.createDimension("frame", None)
    d.title = "made for tests"
    d.version = np.int16(-3)
    d.limits = np.array([0.5, -1.5], "f8")
    types = ["i1", "i2", "i4", "f4", "f8"] + (["u1", "u2", "u4", "i8", "u8"] if wide else [])
    for t in types:
        v = d.createVariable(f"fixed_{t}", t, ("unit_id", "height", "width"))
        v[...] = values((5, 4, 3), t)
        v.units = "px"
        v = d.createVariable(f"record_{t}", t, ("frame", "width"))
        v[...] = values((7, 3), t)
        v.valid_range = np.array([1, 2], t)
    d.createVariable("record_scalar", "i2", ("frame",))[...] = values((7,), "i2")
    d.createVariable("scalar", "f8", ())[...] = 2.5
    v = d.createVariable("names", "S1", ("width", "string6"))
    v[...] = np.array([list("height"), list("wid\0\0\0"), list("\0" * 6)], "S1")
    v = d.createVariable("name", "S1", ("string6",))
    v[...] = np.array(list("m01\0\0\0"), "S1")
    d.createVariable("letter", "S1", ())[...] = b"x"
    v = d.createVariable("record_names", "S1", ("frame", "string6"))
    v[...] = np.array([list(f"day{i}\0\0") for i in range(7)], "S1")
    if wide:
        d.big = np.uint64(2**64 - 1)
        d.wide = np.array([-(2**60)], "i8")
    d.close()


def single(name, t):
    """One record variable only: its records are not padded."""
    d = netCDF4.Dataset(here / name, "w", format="NETCDF3_CLASSIC")
    d.createDimension("frame", None)
    d.createDimension("width", 3)
    d.createVariable("fixed", "i4", ("width",))[...] = [1, 2, 3]
    d.createVariable("only", t, ("frame", "width"))[...] = values((5, 3), t)
    d.close()


def dump(path, name):
    d = netCDF4.Dataset(path)
    d.set_auto_maskandscale(False)
    d.set_auto_chartostring(False)
    for v in sorted(d.variables):
        x = np.asarray(d.variables[v][...])
        shape = ",".join(map(str, x.shape)) or "-"
        if x.dtype.kind == "S":
            rows = x.reshape(-1, x.shape[-1] if x.ndim else 1)
            yield "\t".join([name, v, "text", shape, json.dumps([r.tobytes().rstrip(b"\0").decode() for r in rows])])
        else:
            x = x.astype(x.dtype.newbyteorder("<"))
            yield "\t".join([name, v, x.dtype.name, shape, hashlib.sha256(x.tobytes()).hexdigest()])


if len(sys.argv) > 1:
    for arg in sys.argv[1:]:
        print(*dump(arg, arg), sep="\n")
    sys.exit()
write("classic.nc", "NETCDF3_CLASSIC", False)
write("offset64.nc", "NETCDF3_64BIT_OFFSET", False)
write("data64.nc", "NETCDF3_64BIT_DATA", True)
single("single_i1.nc", "i1")
single("single_i2.nc", "i2")
# A writer that streams leaves all ones for the number of records, which netCDF4 takes for a number.
data = bytearray((here / "single_i2.nc").read_bytes())
data[4:8] = b"\xff" * 4
(here / "streamed.nc").write_bytes(data)
d = netCDF4.Dataset(here / "empty.nc", "w", format="NETCDF3_CLASSIC")
d.createDimension("frame", None)
d.createDimension("width", 3)
d.createVariable("none", "f8", ("frame", "width"))
d.close()
names = ["classic.nc", "data64.nc", "empty.nc", "offset64.nc", "single_i1.nc", "single_i2.nc"]
(here / "golden.txt").write_text("".join(line + "\n" for n in names for line in dump(here / n, n)))

"""Writes blosc.jsonl beside this file: frames of c-blosc as numcodecs makes them, each with the SHA-256 of what it holds.

    venv2/bin/python gen_blosc.py     (the venv2 of gen.py)
"""
import base64
import hashlib
import json
import pathlib

import numpy as np
from numcodecs import blosc

here = pathlib.Path(__file__).parent


def footprint(height, width, dtype):
    """An image that is zero but for one cell near its end."""
    y, x = np.mgrid[:height, :width]
    image = np.exp(-((y - height * .8) ** 2 + (x - width * .6) ** 2) / 30)
    return np.where(image < .02, 0, image).astype(dtype)


rng = np.random.default_rng(1)
contents = {
    "zeros": np.zeros(5000, "<f8"),
    "cell": footprint(60, 90, "<f8"),
    "cell_f4": footprint(60, 90, "<f4"),
    "noise": rng.standard_normal(700).astype("<f8"),
    "decay": np.exp(-np.arange(1500) / 200).astype("<f8"),
    "counts": (np.arange(3000) // 7).astype("<i2"),
    "bytes": (np.arange(6000) % 97 * (np.arange(6000) > 4000)).astype("u1"),
    "triples": np.pad(rng.integers(0, 5, (300, 3)).astype("u1"), ((900, 100), (0, 0))),
    "wide": np.pad(rng.integers(0, 5, (40, 24)).astype("u1"), ((200, 100), (0, 0))),
    "odd": np.pad(rng.integers(0, 9, 500).astype("u1"), (3003, 2000)),
}
widths = {"triples": 3, "wide": 24, "odd": 8}
with open(here / "blosc.jsonl", "w") as out:
    def put(name, data, cname, shuffle, block, size):
        blosc.set_nthreads(1)
        raw = data.tobytes()
        if cname not in blosc.list_compressors():
            raise SystemExit(f"no {cname}")
        frame = bytearray(blosc.compress(np.frombuffer(raw, f"V{size}") if len(raw) % size == 0 else raw, cname.encode(), 5, shuffle, block))
        out.write(json.dumps({"name": f"{name} {cname} shuffle {shuffle} blocks {block}", "size": len(raw),
                              "sha256": hashlib.sha256(raw).hexdigest(), "frame": base64.b64encode(bytes(frame)).decode()}) + "\n")

    for name, data in contents.items():
        for shuffle in (0, 1, 2):
            put(name, data, "lz4", shuffle, 0, widths.get(name, data.itemsize))
        put(name, data, "lz4hc", 1, 0, widths.get(name, data.itemsize))
    # Of many blocks: those of elements too wide to be split, and of split ones, the last of which is shorter.
    put("wide", contents["wide"], "lz4", 1, 1024, 24)
    put("cell", contents["cell"], "zstd", 1, 4096, 8)
    for shuffle in (0, 1):
        put("large", footprint(480, 752, "<f8"), "lz4", shuffle, 0, 8)
    put("large_f4", footprint(480, 752, "<f4"), "lz4", 1, 0, 4)

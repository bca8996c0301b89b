#!/usr/bin/env python3
"""gen_isxd.py OUT.isxd --rois N --edge E --frames T [--sparse]: write a large cell set of Inscopix in seconds.

The layout is that of isxcore 2.0.1: an image and a trace of float32 for each cell, one after the other, then the footer, a zero byte and
the footer's length. Every footprint is a disc at a place of its own. The traces repeat the same PERIOD rows, each with its cell's number
as the first value, so that a row in the wrong place shows. With --sparse the file has holes where images are zero.
"""
import argparse
import json
import struct

import numpy as np

PERIOD = 61  # no divisor of any number of cells
RADIUS = 8


def footer(cells, height, width, samples):
    ratio = lambda num, den=1: {"num": num, "den": den}
    return {
        "type": 1, "dataType": "float", "fileVersion": 5, "producer": {"name": "isxcore", "version": [2, 0, 1]},
        "CellNames": [f"C{i:0{len(str(cells - 1))}d}" for i in range(cells)], "CellStatuses": [i % 3 for i in range(cells)],
        "CellColors": [0xFFFFFFFF] * cells, "CellActivity": [True] * cells, "isRoiSet": False,
        "SizeGlobalCS": 0, "Matches": [], "PairScores": [], "CentroidDistances": [], "cellMetrics": None, "efocusValues": [0], "extraProperties": None,
        "timingInfo": {
            "numTimes": samples, "period": ratio(50, 1000), "start": {"secsSinceEpoch": ratio(1724666920278, 1000), "utcOffset": -25200},
            "dropped": [], "cropped": [], "blank": []},
        "spacingInfo": {"numPixels": {"x": width, "y": height}, "pixelSize": {"x": ratio(3), "y": ratio(3)}, "topLeft": {"x": ratio(0), "y": ratio(0)}},
    }


def write(path, cells, height, width, samples, sparse):
    rng = np.random.default_rng(cells)
    spikes = np.where(rng.random((PERIOD, samples)) < 0.01, rng.exponential(3, (PERIOD, samples)), 0)
    traces = (np.cumsum(spikes - spikes.mean(axis=1, keepdims=True), axis=1) + rng.standard_normal((PERIOD, samples)) / 10).astype("<f4")
    row, col = np.meshgrid(np.arange(-RADIUS, RADIUS + 1), np.arange(-RADIUS, RADIUS + 1), indexing="ij")
    disc = np.where(row**2 + col**2 <= RADIUS**2, 1 - (row**2 + col**2) / (2 * RADIUS**2), 0).astype("<f4")
    image = np.zeros((height, width), "<f4")
    with open(path, "wb") as f:
        for i in range(cells):
            y, x = int(rng.integers(RADIUS, height - RADIUS)), int(rng.integers(RADIUS, width - RADIUS))
            box = slice(y - RADIUS, y + RADIUS + 1), slice(x - RADIUS, x + RADIUS + 1)
            image[box] = disc * (1 + i % PERIOD)
            if sparse:
                f.seek(4 * width * box[0].start, 1)
                f.write(image[box[0]])
                f.seek(4 * width * (height - box[0].stop), 1)
            else:
                f.write(image)
            image[box] = 0
            trace = traces[i % PERIOD]
            trace[0] = i
            f.write(trace)
        text = json.dumps(footer(cells, height, width, samples), indent=4).encode()
        f.write(text + b"\0" + struct.pack("<Q", len(text)))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("out")
    for name in ("--rois", "--edge", "--frames"):
        ap.add_argument(name, type=int, required=True)
    ap.add_argument("--sparse", action="store_true")
    o = ap.parse_args()
    write(o.out, o.rois, o.edge, o.edge - 1, o.frames, o.sparse)  # not square: a swap of x and y shows


if __name__ == "__main__":
    main()

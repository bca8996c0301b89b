#!/usr/bin/env python3
"""Read many NWB files as over a network, and count the requests: to open each with pynwb, and then to read one ROI of each series.

What is read comes in blocks of 64 KiB that stay in a cache, as remfile and fsspec have it; blocks that are missing side by side in one
read are one request. Other readers of the network ask for no more.
"""
import io
import os

import h5py
import manifest
from pynwb import NWBHDF5IO

BLOCK = 1 << 16
MOST_TO_OPEN = 6
MOST_TO_READ_ROI = 12


class Remote(io.RawIOBase):
    """A file, and how many requests the reading of it takes."""

    def __init__(self, path):
        self.file = open(path, "rb")
        self.size = os.path.getsize(path)
        self.at = 0
        self.cached = set()
        self.requests = 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def tell(self):
        return self.at

    def seek(self, offset, whence=io.SEEK_SET):
        self.at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        return self.at

    def readinto(self, buffer):
        end = min(self.at + len(buffer), self.size)
        missing = [k for k in range(self.at // BLOCK, -(-end // BLOCK)) if k not in self.cached]
        self.requests += sum(k - 1 not in missing for k in missing)
        self.cached.update(missing)
        self.file.seek(self.at)
        n = self.file.readinto(buffer)
        self.at += n
        return n

    def close(self):
        self.file.close()
        super().close()

    def asked(self):
        """The requests since the last call."""
        n, self.requests = self.requests, 0
        return n


def judge(entry, verdict):
    with Remote(entry.nwb) as remote, h5py.File(remote, "r") as f, NWBHDF5IO(file=f, mode="r") as reader:
        nwb = reader.read()
        count(verdict, "to open it with pynwb", remote.asked(), MOST_TO_OPEN)
        for box in nwb.processing["ophys"].data_interfaces.values():
            for name, series in getattr(box, "roi_response_series", {}).items():
                series.data[:, series.data.shape[1] // 2]
                count(verdict, f"to read one ROI of {box.name}/{name}", remote.asked(), MOST_TO_READ_ROI)


def count(verdict, what, requests, most):
    verdict.check(what, requests <= most, f"{requests} requests, at most {most} expected")
    verdict.note(f"{what}: {requests} requests")


if __name__ == "__main__":
    manifest.run(judge, __doc__)

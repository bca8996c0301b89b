"""gen.py [OUTPUT]: collect the schema that pynwb caches in every file it writes.

An empty NWB file is written in memory by the installed pynwb, with its cached
specifications, and these are read back with h5py. So the documents are those
of a genuine file, byte for byte, and not a second rendering of the schema.

OUTPUT (default specs.txt.gz beside this script) is gzip of text, one line a
document in the order of their paths: the path below /specifications, a space,
and the document, which is JSON without line breaks:

    core/2.11.0/namespace {"namespaces":...}

Nothing in it depends on the time or the machine, except that another zlib may
compress the same content to other bytes.

Needs the pynwb that requirements/readers.txt pins, and refuses another one
only by its result: the namespaces' versions are checked by the Go tests.
"""
import argparse
import datetime
import gzip
import io
import json
import os

import h5py
from pynwb import NWBFile, NWBHDF5IO, get_manager


def cached_specifications():
    """Path and text of what is under /specifications of a file written by pynwb."""
    nwb = NWBFile(
        session_description="empty",
        identifier="empty",
        session_start_time=datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc),
    )
    with h5py.File(io.BytesIO(), "w") as memory:
        with NWBHDF5IO(file=memory, mode="w", manager=get_manager()) as writer:
            writer.write(nwb, cache_spec=True)
            root = memory["specifications"]
            return [
                (f"{name}/{version}/{key}", dataset.asstr()[()])
                for name, versions in sorted(root.items())
                for version, documents in sorted(versions.items())
                for key, dataset in sorted(documents.items())
            ]


def main():
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "specs.txt.gz")
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("output", nargs="?", default=beside)
    output = ap.parse_args().output
    lines = []
    for path, document in cached_specifications():
        json.loads(document)
        if " " in path or "\n" in document:
            raise SystemExit(f"{path}: has no place in a line of its own")
        lines.append(f"{path} {document}\n")
    text = "".join(lines)
    with open(output, "wb") as f, gzip.GzipFile(filename="", fileobj=f, mode="wb", compresslevel=9, mtime=0) as z:
        z.write(text.encode("utf-8"))


if __name__ == "__main__":
    main()

"""What the scripts of this folder share: a manifest of files in, a verdict on each out.

A manifest is a JSON list on stdin (or in --manifest FILE), one object a file:

    {"source": path, "nwb": path, "mask": "image|pixel|voxel|both|none", "metadata": true|false}

`source` is what was converted, `nwb` what came of it, `mask` the value of
--mask, and `metadata` tells whether complete metadata was given, so that no
finding is excused. Where frames, rois or a plane were asked for, "frames",
"rois" and "plane" hold them as verify.py's options do. "plugin": true says
that the file is packed with a filter that libhdf5 lacks: it is read last, with
hdf5plugin, so that none of the other files has its help.

A script prints 'ok' or 'FAIL' and the counts for each file, then what is wrong
with it. Exit status: 0 all is well, 1 some file is not, 2 the manifest is not
usable (one without files included).
"""
import argparse
import importlib
import json
import sys
import traceback
import warnings
from dataclasses import dataclass

MASKS = ("image", "pixel", "voxel", "both", "none")


@dataclass
class Entry:
    nwb: str
    source: str = ""
    mask: str = "image"
    metadata: bool = False
    frames: str | None = None  # this and the next two: as the options of verify.py
    rois: str | None = None
    plane: str | None = None
    plugin: bool = False


class Verdict:
    """Counts checks and keeps what failed or is worth saying."""

    def __init__(self):
        self.passed = 0
        self.failures = []
        self.notes = []

    def check(self, name, ok, detail=""):
        """One check. detail may be a function, called only where ok is false."""
        if ok:
            self.passed += 1
        else:
            self.failures.append(f"{name}: {detail() if callable(detail) else detail}")
        return bool(ok)

    def note(self, text):
        self.notes.append(text)


def load(stream):
    """The entries of a manifest. ValueError says what is wrong with it."""
    items = json.load(stream)
    if not isinstance(items, list) or not items:
        raise ValueError("expected a list of at least one file")
    entries = []
    for i, item in enumerate(items):
        try:
            entry = Entry(**item)
        except TypeError as error:
            raise ValueError(f"entry {i}: {error}") from None
        if entry.mask not in MASKS:
            raise ValueError(f"entry {i}: mask {entry.mask!r}: expected one of {', '.join(MASKS)}")
        entries.append(entry)
    return entries


def run(judge, doc):
    """The main of a script: calls judge(entry, verdict) for each file of the manifest and exits."""
    ap = argparse.ArgumentParser(description=doc, epilog=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--manifest", metavar="FILE", type=argparse.FileType("r"), default=sys.stdin, help="read the manifest from FILE and not from stdin")
    options = ap.parse_args()
    try:
        entries = load(options.manifest)
    except ValueError as error:
        ap.error(f"manifest: {error}")
    warnings.simplefilter("ignore")
    failed = 0
    for entry in sorted(entries, key=lambda entry: entry.plugin):
        if entry.plugin:
            importlib.import_module("hdf5plugin")  # from here on for the whole process
        verdict = Verdict()
        try:
            judge(entry, verdict)
        except Exception:  # a reader that cannot open a file is the finding, and the next file is still due
            verdict.failures.append("the reader raised\n" + traceback.format_exc())
        if not verdict.passed and not verdict.failures:
            verdict.failures.append("nothing was checked")
        failed += bool(verdict.failures)
        print(f"{'FAIL' if verdict.failures else 'ok  '} {entry.nwb}: {verdict.passed} passed, {len(verdict.failures)} failed")
        for text in verdict.failures:
            print("     FAIL " + text.replace("\n", "\n          "))
        for text in verdict.notes:
            print("     note " + text)
    print(f"{len(entries) - failed} of {len(entries)} files are well")
    sys.exit(1 if failed else 0)

#!/usr/bin/env python3
"""run.py --binary roi2nwb [--only TEXT] [--seed N]: convert sessions of the size that labs have, and hold everything that reads them.

Each row converts a generated session, then runs `inspect` and `check --deep` on the file and compares it with the source at random
places. What else can be done with a source (a dry run, inspect, metadata init, show and check) is done
with each session once. Every command of roi2nwb must end well and stay below the promised memory. Each size meets each program, and each
kind of mask meets each size. Sessions and files lie in a temporary folder that is removed at the end. Prints a table of it all as Markdown,
and exits with 1 where anything is off.
"""
import argparse
import filecmp
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
PEAK_LIMIT = 96  # MB, at the default --buffer-mb, for fields of up to PROMISED pixels
PROMISED = 1 << 20
BEYOND = 32  # bytes for each pixel beyond: two footprints of background, which fill the field
GIB = 1 << 30
START = ("--start-time", "2024-01-01T00:00:00+00:00", "--rate", "30")


class Session(NamedTuple):
    """A session to generate, and how it is converted."""

    name: str
    generator: str
    arguments: str
    conversions: tuple  # of flags, as one text
    least: int = 0      # bytes that the source has at least
    pixels: int = 0     # of the field, where background is more than the promise is for

    def peak(self):
        """Return the memory in MB that each command may take."""
        return PEAK_LIMIT + max(0, self.pixels - PROMISED) * BEYOND / 2**20


SESSIONS = (
    Session("CaImAn 800 x 20,000, 512 x 512", "caiman.py", "--rois 800 --edge 512 --frames 20000", ("--mask image", "--mask both --reproducible", "--mask none")),
    Session("Minian 800 x 20,000, 512 x 512", "minian.py", "--rois 800 --edge 512 --frames 20000", ("--mask image", "--mask both", "--mask none")),
    Session("CalTrig 800 x 20,000, 512 x 512", "minian.py", "--rois 800 --edge 512 --frames 20000 --caltrig", ("--mask pixel",)),
    Session("CaImAn 30,000 x 60, 1024 x 1024", "caiman.py", "--rois 30000 --edge 1024 --frames 60", ("--mask image", "--mask pixel", "--mask both", "--mask none")),
    Session("Minian 30,000 x 60, 256 x 256", "minian.py", "--rois 30000 --edge 256 --frames 60", ("--mask image --reproducible", "--mask both")),
    Session("CalTrig 30,000 x 60, 128 x 128", "minian.py", "--rois 30000 --edge 128 --frames 60 --caltrig", ("--mask pixel",)),
    Session("CaImAn 1,000 x 500, 2048 x 2048", "caiman.py", "--rois 1000 --edge 2048 --frames 500", ("--mask image", "--mask both"), pixels=2048 * 2048),
    Session("Minian 100 x 500, 2048 x 2048", "minian.py", "--rois 100 --edge 2048 --frames 500", ("--mask image", "--mask pixel"), pixels=2048 * 2048),
    Session("CaImAn volume 800 x 20,000, 256 x 256 x 16", "caiman.py", "--rois 800 --edge 256 --planes 16 --frames 20000", ("--mask voxel", "--mask both")),
    Session("CaImAn volume 30,000 x 60, 256 x 256 x 16", "caiman.py", "--rois 30000 --edge 256 --planes 16 --frames 60", ("--mask voxel", "--mask both")),
    Session("CaImAn volume 60 x 60, 2048 x 2048 x 500 (nearly 2^31 voxels)", "caiman.py", "--rois 60 --edge 2048 --planes 500 --frames 60 --bare", ("--mask voxel",)),
    Session("Inscopix 2,000 x 200,000, 512 x 512", "../../bench/gen_isxd.py", "--rois 2000 --edge 512 --frames 200000 --sparse", ("--mask pixel",), 3 * GIB),
    Session("CaImAn 1,000 x 600,000 (over 4 GiB)", "caiman.py", "--rois 1000 --edge 512 --frames 600000 --sparse", ("--mask image", "--mask pixel --compression none"), 4 * GIB),
    Session("Minian netCDF 1,000 x 280,000 (over 4 GiB)", "minian.py", "--rois 1000 --edge 128 --frames 280000 --netcdf", ("--mask both",), 4 * GIB),
)
SUFFIXES = {"caiman.py": ".hdf5", "../../bench/gen_isxd.py": ".isxd"}


class Wrong(Exception):
    """A command did not do what it must."""


class Measured(NamedTuple):
    seconds: float
    peak: float  # MB, of the process or the largest of its children
    out: str


def tell(text):
    print(text, file=sys.stderr, flush=True)


def measure(argv, folder):
    """Run a command that must end well, and return what it took and said.

    Nothing large may be held here: a child's peak is at least what its parent had when it began.
    """
    start = time.monotonic()
    said, failed = os.path.join(folder, "stdout"), os.path.join(folder, "stderr")
    with open(said, "w") as out, open(failed, "w") as err:
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, use = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    with open(said) as f:
        out = f.read()
    if child.returncode:
        with open(failed) as f:
            raise Wrong(f"exit {child.returncode} of {' '.join(argv[1:3])}: {(f.read() or out).strip()[-1500:]}")
    return Measured(time.monotonic() - start, use.ru_maxrss / 1024, out)


class Run:
    """What all rows share."""

    def __init__(self, binary, folder, seed):
        self.binary, self.folder, self.random = binary, folder, random.Random(seed)
        self.lines, self.failures = [], []
        self.limit = PEAK_LIMIT

    def ours(self, *argv):
        """Run roi2nwb and hold its memory to the promise."""
        m = measure([self.binary, *argv], self.folder)
        if m.peak > self.limit:
            self.fail(f"{' '.join(map(os.path.basename, argv))}: {m.peak:.0f} MB, more than the {self.limit:.0f} promised")
        return m

    def python(self, script, *argv):
        return measure([sys.executable, os.path.join(HERE, script), *argv], self.folder)

    def fail(self, why):
        self.failures.append(why)
        tell(f"  FAILED: {why}")

    def row(self, session, what, cells):
        self.lines.append((session, what, *cells))

    def session(self, s):
        """Generate a session, do all that can be done with it, and remove it."""
        tell(s.name)
        self.limit = s.peak()
        source = os.path.join(self.folder, "session" + SUFFIXES.get(s.generator, ""))
        try:
            made = self.python(s.generator, source, *s.arguments.split())
            if (size := size_of(source)) < s.least:
                raise Wrong(f"the source has {size} bytes, not {s.least}")
            tell(f"  generated in {made.seconds:.1f} s")
            self.attempt(s.name, "source", lambda: self.source(source))
            for flags in s.conversions:
                self.attempt(s.name, flags, lambda: self.conversion(source, flags.split(), size >= GIB and "--compression" in flags))
        except Wrong as wrong:
            self.fail(f"{s.name}: {wrong}")
        finally:
            remove(source)

    def attempt(self, session, what, do):
        """Add the row of do, which returns its cells, or of its failure."""
        before = len(self.failures)
        try:
            cells = do()
        except Wrong as wrong:
            self.fail(f"{session} {what}: {wrong}")
            cells = ("",) * 6
        self.row(session, what, (*cells, "ok" if len(self.failures) == before else "**failed**"))

    def source(self, source):
        """Do what reads a source and writes no NWB file."""
        inspected = self.ours("inspect", source, "--json")
        json.loads(inspected.out)
        planned = self.ours("convert", source, *START, "--dry-run", "--json")
        json.loads(planned.out)
        template = os.path.join(self.folder, "metadata.yaml")
        remove(template)
        others = [
            self.ours("metadata", "init", source, "-o", template), self.ours("metadata", "show", source),
            self.ours("metadata", "check", source, *START[:2])]
        return cells(planned, inspected, max(others, key=lambda m: m.peak), "", "")

    def conversion(self, source, flags, equal):
        out = os.path.join(self.folder, "out.nwb")
        try:
            converted = self.ours("convert", source, "-o", out, *START, *flags, "--json")
            json.loads(converted.out)
            if "--reproducible" in flags:
                self.same_again(source, out, flags)
            inspected = self.ours("inspect", out, "--json")
            json.loads(inspected.out)
            checked = self.ours("check", "--deep", out)
            seed = self.random.randrange(1 << 32)
            agreed = self.python("agree.py", source, out, "--seed", str(seed), *(["--without-masks"] if "none" in flags[1:2] else []))
            tell(f"  {' '.join(flags)}: {agreed.out.strip()}")
            return cells(converted, inspected, checked, f"{agreed.seconds:.1f} s", f"{os.path.getsize(out) / 1e6:,.0f} MB")
        finally:
            remove(out)

    def same_again(self, source, out, flags):
        """Convert once more, with another number of encoders, to the same bytes."""
        again = os.path.join(self.folder, "again.nwb")
        try:
            self.ours("convert", source, "-o", again, *START, *flags, "--jobs", "1", "--json")
            if not filecmp.cmp(out, again, shallow=False):
                raise Wrong("a second conversion with --jobs 1 wrote another file")
        finally:
            remove(again)

    def table(self):
        head = ("session", "what", "convert", "inspect", "check --deep", "compared", "output", "result")
        rule = ("---", "---", "--:", "--:", "--:", "--:", "--:", "---")
        return "\n".join("| " + " | ".join(line) + " |" for line in (head, rule, *self.lines))


def cells(convert, inspect, check, agree, size):
    return (*(f"{m.seconds:.1f} s, {m.peak:.0f} MB" for m in (convert, inspect, check)), agree, size)


def size_of(path):
    """Bytes of a file, or of all files of a folder."""
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(path) for name in names)


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.remove(path)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--binary", required=True)
    ap.add_argument("--only", default="", metavar="TEXT", help="only sessions whose names contain this")
    ap.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="where the comparisons look (default: any place)")
    ap.add_argument("--folder", default=None, help="where to make the temporary folder, which needs 12 GB")
    o = ap.parse_args()
    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # and the folder is removed
    tell(f"seed {o.seed}")
    os.environ.update(ROI2NWB_SETTINGS="", PYTHONWARNINGS="ignore")
    with tempfile.TemporaryDirectory(prefix="roi2nwb-large-", dir=o.folder) as folder:
        run = Run(os.path.abspath(o.binary), folder, o.seed)
        for session in SESSIONS:
            if o.only in session.name:
                run.session(session)
    print(run.table())
    used = os.times()
    print(f"\n{len(run.lines)} rows in {time.monotonic() - began:.0f} s ({used.children_user + used.children_system:.0f} s of CPU), {len(run.failures)} failures, seed {o.seed}; memory is the peak of each command,"
          f" and may be {PEAK_LIMIT} MB, with {BEYOND} bytes for each pixel of a field beyond {PROMISED:,}.\nOf a source: a dry run, inspect, and the largest of metadata init, show and check.")
    for failure in run.failures:
        print(f"- {failure}")
    return 1 if run.failures else 0


if __name__ == "__main__":
    sys.exit(main())

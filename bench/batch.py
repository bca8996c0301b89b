#!/usr/bin/env python3
"""batch.py [-n RUNS] [--sessions N] [--shape ROISxFRAMES] [--folder FOLDER]: what a second job brings to a batch, and the most that it can bring.

Measures in turns one conversion alone, and the batch of all sessions with --jobs 1 and with --jobs 2, on sessions of the same shape.
CPUs that one conversion leaves idle are all that a second job can use: with wall time w and CPU time c of one session on n CPUs, no
batch does more than n * w / c sessions in the time of one. Prints the times, the ratio, and this bound.
"""
import argparse
import os
import shlex
import statistics
import sys
import tempfile

import bench
import run

START = "--start-time=2024-01-01T00:00:00+00:00"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("-n", type=int, default=3, help="runs of each command that count")
    ap.add_argument("--sessions", type=int, default=8)
    ap.add_argument("--shape", default="200x9000", help="ROIs x frames of each session")
    ap.add_argument("--folder", default=run.DATA, help="where outputs and journals are written (default bench/data)")
    ap.add_argument("--flags", default="", help="more flags of batch and convert")
    ap.add_argument("--binary", default=os.path.join(run.HERE, "..", "bin", "roi2nwb"))
    o = ap.parse_args()
    os.makedirs(run.DATA, exist_ok=True)
    rois, frames = map(int, o.shape.split("x"))
    binary, flags = os.path.abspath(o.binary), shlex.split(o.flags)
    source = os.path.abspath(run.caiman(rois, frames, 256))
    with tempfile.TemporaryDirectory(dir=o.folder) as folder:
        manifest = os.path.join(folder, "sessions.tsv")
        with open(manifest, "w") as f:
            f.write("session\tsource\n" + "".join(f"s{i:02d}\t{source}\n" for i in range(o.sessions)))
        one = shlex.join([binary, "convert", source, "-o", "OUT", START, *flags])
        each = [shlex.join(["sh", "-c", 'rm -rf "$1" && mkdir "$1" && shift && exec "$@"', "sh", os.path.join(folder, f"jobs{jobs}"),
                            binary, "batch", manifest, START, "-o", os.path.join(folder, f"jobs{jobs}") + os.sep,
                            "--journal", os.path.join(folder, f"jobs{jobs}", "journal"), "--jobs", str(jobs), *flags]) for jobs in (1, 2)]
        single, serial, pairs = bench.in_turns([one, *each], o.n, folder)
    cpus = len(os.sched_getaffinity(0))
    for name, taken in (("one conversion", single), ("--jobs 1", serial), ("--jobs 2", pairs)):
        wall, cpu = (statistics.median(r[m] for r in taken) for m in ("wall s", "cpu s"))
        print(f"{name:14}  {wall:6.2f} s wall  {cpu:6.2f} s of CPU  {cpu / wall:4.2f} CPUs busy  {max(r['peak MB'] for r in taken):4.0f} MB")
    ratio = statistics.median(bench.ratios("wall s", pairs, serial))
    bound = statistics.median(cpus * r["wall s"] / r["cpu s"] for r in serial)
    print(f"--jobs 2 is {ratio:.2f} times as fast; with {cpus} CPUs it can be {bound:.2f} times at most, as one job keeps {cpus / bound:.2f} of them busy")
    if run.load_was_high():
        print("other programs kept the machine busy: the numbers may not mean much", file=sys.stderr)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""batch_left.py [--sessions N] [--jobs N] [--seed N]: how honest the time left is that a batch shows on a terminal.

Runs a batch of sessions of mixed sizes on a terminal of its own, reads what the line for all sessions says of the time left, and prints
what was said and what was true at each tenth of the run, with the share that it was off. Sessions are generated into bench/data, and kept.
"""
import argparse
import os
import pty
import random
import re
import sys
import tempfile
import time

import run

SHAPES = ((20, 600), (50, 3000), (100, 6000), (200, 9000), (300, 16000))
LINE = re.compile(r"\d+ %, ((?:\d+:)?\d+:\d\d) left")


def seconds(clock):
    """Return the seconds of a text like 1:02:03."""
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total


def watch(argv):
    """Run a command on a terminal, and return when which times were said to be left, and how long it took."""
    said, began = [], time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm", COLUMNS="120")
        os.execv(argv[0], argv)
    while True:
        try:
            text = os.read(terminal, 1 << 16)
        except OSError:
            break
        if not text:
            break
        for clock in LINE.findall(text.decode(errors="replace"))[-1:]:
            said.append((time.monotonic() - began, seconds(clock)))
    _, status = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"exit status {os.waitstatus_to_exitcode(status)}")
    return said, time.monotonic() - began


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--sessions", type=int, default=40)
    ap.add_argument("--jobs", type=int, default=0)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--order", choices=("mixed", "rising"), default="mixed", help="the order of the sessions' sizes in the manifest")
    ap.add_argument("--binary", default=os.path.join(run.HERE, "..", "bin", "roi2nwb"))
    o = ap.parse_args()
    os.makedirs(run.DATA, exist_ok=True)
    shapes = [SHAPES[i % len(SHAPES)] for i in range(o.sessions)]
    random.Random(o.seed).shuffle(shapes)
    if o.order == "rising":
        shapes.sort()
    with tempfile.TemporaryDirectory(dir=run.DATA) as folder:
        manifest = os.path.join(folder, "sessions.tsv")
        with open(manifest, "w") as f:
            f.write("session\tsource\n")
            f.writelines(f"s{i:03d}\t{os.path.abspath(run.caiman(*shape, 256))}\n" for i, shape in enumerate(shapes))
        said, took = watch([os.path.abspath(o.binary), "batch", manifest, "--start-time=2024-01-01T00:00:00+00:00", "--jobs", str(o.jobs)])
    print(f"{o.sessions} sessions in {took:.1f} s")
    if not said:
        sys.exit("nothing was said of the time left")
    worst = 0
    for tenth in range(1, 10):
        at, left = min(said, key=lambda s: abs(s[0] - took * tenth / 10))
        true = took - at
        off = (left - true) / true
        if true > 5:  # whole seconds are shown
            worst = max(worst, abs(off))
        print(f"after {at:5.1f} s: {left:4d} s left, and in truth {true:5.1f} s ({off:+.0%})")
    print(f"off by {worst:.0%} at most, with more than 5 s to go")


if __name__ == "__main__":
    main()

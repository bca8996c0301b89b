#!/usr/bin/env python3
"""bench.py [-n RUNS] COMMAND COMMAND ...: run the commands in turn, A B A B ..., after one warm-up of each.

Prints wall and CPU seconds, peak memory (of each command's largest process, by the operating system's own count) and the size
of the output as median [min, max], and how the others compare with the first, turn by turn.

Machines are noisy: only the ratio within one run counts. A word OUT in a command stands for a fresh output file.
"""
import argparse
import os
import shlex
import statistics
import tempfile
import time

MEASURES = ("wall s", "cpu s", "peak MB", "output MB")


class Failed(Exception):
    """A command did not end well."""


def run(command, folder, tag):
    """Run a command once and return what it took; its output file, and what it said, stay until the next run of the same tag."""
    out = os.path.join(folder, f"{tag}.nwb")
    if os.path.exists(out):
        os.remove(out)
    argv = [out if word == "OUT" else word for word in shlex.split(command)]
    start = time.monotonic()
    pid = os.fork()
    if pid == 0:
        said = os.open(os.path.join(folder, f"{tag}.txt"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(said, 1)
        os.dup2(said, 2)
        try:
            os.execvp(argv[0], argv)
        finally:
            os._exit(127)
    _, status, use = os.wait4(pid, 0)
    wall = time.monotonic() - start
    size = os.path.getsize(out) if os.path.exists(out) else 0
    return {
        "wall s": wall,
        "cpu s": use.ru_utime + use.ru_stime,
        "peak MB": use.ru_maxrss / 1024,
        "output MB": size / 1e6,
        "exit": os.waitstatus_to_exitcode(status),
    }


def in_turns(commands, runs, folder):
    """Run all commands once to warm up and then runs times, in turns; return for each command what each run took."""
    taken = [[] for _ in commands]
    with tempfile.TemporaryDirectory(dir=folder) as outputs:
        for turn in range(runs + 1):
            for i, command in enumerate(commands):
                result = run(command, outputs, str(i))
                if result["exit"] != 0:
                    with open(os.path.join(outputs, f"{i}.txt")) as f:
                        raise Failed(f"exit status {result['exit']} of: {command}\n{f.read()[-2000:]}")
                if turn > 0:
                    taken[i].append(result)
    return taken


def ratios(measure, a, b):
    """Return b/a of a measure, turn by turn."""
    return [y[measure] / x[measure] for x, y in zip(a, b) if x[measure]]


def show(values):
    return f"{statistics.median(values):10.2f} [{min(values):.2f}, {max(values):.2f}]"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("-n", type=int, default=3, help="runs of each command that count")
    ap.add_argument("commands", nargs="+", metavar="COMMAND")
    o = ap.parse_args()
    taken = in_turns(o.commands, o.n, ".")
    for measure in MEASURES:
        print(measure)
        for i, runs in enumerate(taken):
            line = f"  {chr(ord('A') + i)} {show([r[measure] for r in runs])}"
            if i > 0 and (against := ratios(measure, taken[0], runs)):
                line += f"   by A {show(against)}"
            print(line)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""run.py --binary roi2nwb [--sessions N] [--kills N] [--sample N] [--seed N]: a batch of hundreds of sessions, some broken, that is killed again and again.

The sessions are copies of small results; seven are broken, each in its own way. The batch is killed by SIGKILL at random moments, every
second time with its conversions, and run again until nothing is left. Then all that can be is done, each session once, and nothing else
lies there; those that are broken are named with cause and cure; a sample of the outputs is held against the sources number by number by
readers that share no code with roi2nwb. Run again, nothing is done again; one source that changes has its session alone done again. Exits
with 1 where anything is off.
"""
import argparse
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SOURCES = ("cnmf2p_full", "cnmf2p_initonly_nofnames", "cnmf2p_p0_raw", "cnmf2p_single", "cnmf3d", "old_1.4_selected", "old_1.8.5_full")
START = "--start-time=2024-01-01T00:00:00+00:00"
PATIENCE = 300  # seconds that anything may take, on a slow and busy machine

# What is broken, with what is told of it.
BROKEN = {
    "cut": "ends too early",
    "gone": "does not exist",
    "foreign": "not an? .*HDF5|unknown kind|text",
    "metadata": "unknown key|not one of",
    "unmetadata": "no such file|does not exist",
    "option": "nosuch",
    "damaged": "",
}


def expect(is_so, what):
    """End the test where something is not so."""
    if not is_so:
        raise SystemExit(f"FAIL: {what}")
    print(f"  {what}", flush=True)


class Lab:
    """A folder of sessions with a manifest."""

    def __init__(self, binary, folder, sessions, chance):
        self.binary, self.folder, self.chance = binary, folder, chance
        self.sources, self.broken = {}, {}
        names = [f"s{i:03d}" for i in range(1, sessions + 1)]
        faults = dict(zip(chance.sample(names, len(BROKEN)), BROKEN))
        rows = ["session\tsource\tsubject_id\tmetadata\topts"]
        for i, name in enumerate(names):
            path, metadata, options = self.path(f"{name}.hdf5"), "", ""
            shutil.copy(os.path.join(ROOT, "testdata", "caiman", SOURCES[i % len(SOURCES)] + ".hdf5"), path)
            match faults.get(name):
                case None:
                    self.sources[name] = path
                case "cut":
                    os.truncate(path, 5000)
                case "gone":
                    os.remove(path)
                case "foreign":
                    with open(path, "w") as f:
                        f.write("no result\n")
                case "metadata":
                    metadata = "bad.yaml"
                case "unmetadata":
                    metadata = "missing.yaml"
                case "option":
                    options = "--traces nosuch"
                case "damaged":
                    with open(path, "r+b") as f:
                        f.seek(os.path.getsize(path) // 8)
                        f.write(b"\xff" * (os.path.getsize(path) * 3 // 4))
            rows.append(f"{name}\t{name}.hdf5\tM{i % 20}\t{metadata}\t{options}")
        self.broken = faults
        with open(self.path("bad.yaml"), "w") as f:
            f.write("Subject:\n  sex: Q\nNWBFile:\n  lba: x\n")
        with open(self.path("sessions.tsv"), "w") as f:
            f.write("\n".join(rows) + "\n")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def command(self):
        return [self.binary, "batch", "sessions.tsv", START, "--json"]

    def run(self):
        """Run the batch to its end; return what it tells of each session, and of all, and what it took."""
        began = time.monotonic()
        done = subprocess.run(self.command(), cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10 * PATIENCE)
        took = time.monotonic() - began
        if done.returncode != 3:
            raise SystemExit(f"FAIL: exit status {done.returncode}, and not 3\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return {line["session"]: line for line in lines[:-1]}, lines[-1], took

    def outputs(self):
        """Return what tells each output from another of its name."""
        stats = {os.path.basename(path): os.stat(path) for path in glob.glob(self.path("nwb", "*.nwb"))}
        return {name: (stat.st_ino, stat.st_mtime_ns, stat.st_size) for name, stat in stats.items()}

    def conversions(self):
        """Return the processes that were given paths in the folder."""
        found = []
        for command in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(command, "rb") as f:
                    if os.fsencode(self.folder) in f.read():
                        found.append(int(command.split("/")[2]))
            except OSError:
                continue
        return found

    def kill(self, with_conversions):
        """Run the batch, and kill it once it has made some more outputs, or none; return whether it was still at work."""
        before, wanted = len(self.outputs()), self.chance.randrange(0, len(self.sources) // 12 + 1)
        batch = subprocess.Popen(self.command(), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + PATIENCE
        while batch.poll() is None and len(self.outputs()) < before + wanted and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(self.chance.random() / 4)
        killed = batch.poll() is None
        batch.kill()
        if with_conversions:
            for process in self.conversions():
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        batch.wait()
        end = time.monotonic() + PATIENCE
        while self.conversions():
            expect(time.monotonic() < end, "conversions end after their batch") if time.monotonic() >= end else time.sleep(0.05)
        return killed


def killed_and_resumed(lab, kills):
    """Kill the batch so many times, and run it to its end."""
    known, hit = {}, 0
    for turn in range(kills):
        hit += lab.kill(turn % 2 == 0)
        now = lab.outputs()
        expect(all(now.get(name) == was for name, was in known.items()), f"{len(now)} outputs after kill {turn + 1}, and those before are as they were")
        known = now
    expect(kills == 0 or hit > kills // 2, f"{hit} of {kills} kills hit the batch at work")
    lines, counts, took = lab.run()
    now = lab.outputs()
    expect(all(now.get(name) == was for name, was in known.items()), f"the last run, in {took:.1f} s, made no output twice")
    good = sorted(lab.sources)
    expect(sorted(name for name, line in lines.items() if line["status"] in ("done", "done_before")) == good, f"{len(good)} sessions are done")
    expect(sorted(os.listdir(lab.path("nwb"))) == [f"{name}.nwb" for name in good], "their outputs are there, and nothing else")
    expect(counts["failed"] == len(lab.broken), f"{len(lab.broken)} failed")
    for name, fault in lab.broken.items():
        problems = lines[name]["problems"]
        expect(problems[0]["error"] and problems[0].get("hint"), f"{name} ({fault}): {problems[0]['error'][:70]} | {problems[0].get('hint', '')[:50]}")


def right(lab, sample):
    """Hold a sample of the outputs against their sources, number by number, and all to the schema."""
    names = lab.chance.sample(sorted(lab.sources), min(sample, len(lab.sources)))
    entries = [{"source": lab.sources[name], "nwb": lab.path("nwb", f"{name}.nwb"), "mask": "image"} for name in names]
    done = subprocess.run([sys.executable, os.path.join(ROOT, "tests", "readers", "verify_many.py")], input=json.dumps(entries), capture_output=True, text=True)
    expect(done.returncode == 0, done.stdout.splitlines()[-1] if done.returncode == 0 else f"verify.py:\n{done.stdout}{done.stderr}")
    subprocess.run([lab.binary, "check", lab.path("nwb"), "--deep", "--quiet"], check=True)
    print("  all are right by check --deep", flush=True)


def again(lab):
    """Run the batch again, as it is and with a source that changed."""
    before = lab.outputs()
    _, counts, took = lab.run()
    expect(counts["done"] == 0 and lab.outputs() == before, f"run again, nothing is done again, in {took:.2f} s")
    expect(took < 30, "and that at once")  # two seconds on an idle machine
    name = lab.chance.choice(sorted(lab.sources))
    os.utime(lab.sources[name])
    lines, counts, _ = lab.run()
    after = lab.outputs()
    changed = [output for output, was in before.items() if after[output] != was]
    expect(changed == [f"{name}.nwb"] and counts["done"] == 1 and lines[name]["why"] == ["the source changed"], f"{name}, whose source was touched, alone is done again")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--sessions", type=int, default=300)
    arguments.add_argument("--kills", type=int, default=10)
    arguments.add_argument("--sample", type=int, default=30)
    arguments.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = arguments.parse_args()
    began = time.monotonic()
    print(f"{options.sessions} sessions, {len(BROKEN)} broken, {options.kills} kills, seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="roi2nwb-batch-") as folder:
        lab = Lab(os.path.abspath(options.binary), folder, options.sessions, random.Random(options.seed))
        killed_and_resumed(lab, options.kills)
        right(lab, options.sample)
        again(lab)
    print(f"All as it should be, in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()

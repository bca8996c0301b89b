#!/usr/bin/env python3
"""run.py --binary roi2nwb --snakemake snakemake: run what `batch --engine` writes by a real Slurm and a real Snakemake, unchanged as it is written.

Slurm: an array over twelve sessions, of which one is broken, one is requeued while it runs, and one runs out of time. Snakemake: six
sessions, of which one is broken, to the end with --keep-going; then that one is mended and is run again alone. Exits with 1 where anything
is off.
"""
import argparse
import contextlib
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from slurm import Slurm

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SMALL = os.path.join(ROOT, "testdata", "caiman", "cnmf2p_single.hdf5")
START = "--start-time=2024-01-01T00:00:00+00:00"


def expect(is_so, what):
    """End the test where something is not so."""
    if not is_so:
        raise SystemExit(f"FAIL: {what}")
    print(f"  {what}", flush=True)


class Lab:
    """A folder of sessions with a manifest."""

    def __init__(self, binary, folder, names, broken=(), large=()):
        self.binary, self.folder, self.broken = binary, folder, broken
        os.makedirs(folder)
        for name in names:
            path = self.path(f"{name}.hdf5")
            if name in large:
                subprocess.run([sys.executable, os.path.join(ROOT, "tests", "large", "caiman.py"), path, "--rois", "200", "--edge", "256", "--frames", "20000"],
                               check=True, stdout=subprocess.DEVNULL)
            else:
                shutil.copy(SMALL, path)
            if name in broken:
                os.truncate(path, 3000)
        with open(self.path("sessions.tsv"), "w") as f:
            f.write("session\tsource\n" + "".join(f"{name}\t{name}.hdf5\n" for name in names))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def roi2nwb(self, *arguments, env=None, status=(0,)):
        done = subprocess.run([self.binary, *arguments], cwd=self.folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
        if done.returncode not in status:
            raise SystemExit(f"FAIL: roi2nwb {' '.join(arguments)}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def states(self):
        """Return how each session stands, by name."""
        lines = self.roi2nwb("batch", "status", "sessions.tsv", START, "--json", status=(0, 3)).splitlines()
        return {line["session"]: line for line in map(json.loads, lines) if "session" in line}

    def converting(self, name):
        """Return the process that converts a session, None where there is none."""
        for command in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(command, "rb") as f:
                    words = f.read().decode().split("\0")
            except OSError:
                continue
            if "convert" in words and "--dry-run" not in words and self.path(f"{name}.hdf5") in words:
                return int(command.split("/")[2])
        return None

    def logs(self):
        """Return the ends of what the jobs and the conversions said."""
        text = ""
        for path in sorted(glob.glob(self.path(".roi2nwb", "**", "*.log"), recursive=True)):
            with open(path, errors="replace") as f:
                text += f"-- {path}\n{''.join(f.readlines()[-30:])}"
        return text

    def stop(self, name):
        """Hold the conversion of a session; it reports whether there was one."""
        process = self.converting(name)
        if process is not None:
            os.kill(process, signal.SIGSTOP)
        return process is not None

    def check(self, states, good):
        """Hold the outputs to what they should be."""
        expect(sorted(name for name, line in states.items() if line["status"] == "done") == sorted(good), f"{len(good)} sessions are done")
        for name in self.broken:
            if name not in good:
                expect(states[name]["status"] == "failed" and "ends too early" in states[name]["error"], f"{name} failed, and why is told: {states[name]['error'][:60]}...")
        self.roi2nwb("check", "nwb", "--quiet")
        expect(sorted(os.listdir(self.path("nwb"))) == sorted(f"{name}.nwb" for name in good), "the outputs are whole, and nothing else is there")


@contextlib.contextmanager
def told(lab):
    """Print the logs of a lab where its test fails."""
    try:
        yield
    except BaseException:
        print(lab.logs(), file=sys.stderr)
        raise


def processes(folder):
    """Return the processes that were given paths in a folder."""
    found = []
    for command in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(command, "rb") as f:
                if os.fsencode(folder) in f.read():
                    found.append(int(command.split("/")[2]))
        except OSError:
            continue
    return found


def slurm(binary, folder):
    """Run an array to its end."""
    names = [f"s{i:02d}" for i in range(1, 13)]
    lab = Lab(binary, os.path.join(folder, "it's a lab"), names, broken=("s07",), large=("s01", "s02"))
    print("Slurm: an array over 12 sessions", flush=True)
    with told(lab), Slurm(os.path.join(folder, "slurm")) as cluster:
        # Slurm tells a script that its time is up 60 to 90 s before that, as it looks twice a minute.
        said = lab.roi2nwb("batch", "sessions.tsv", START, "--engine", "slurm", "--submit", "--tasks", "4", "--throttle", "2", "--sbatch=--time=2",
                           env=cluster.env)
        job = said.split(" as job ")[1].split()[0]

        def restarts(task):
            shown = cluster.run("scontrol", "show", "job", f"{job}_{task}", check=False)
            return int((re.search(r"Restarts=(\d+)", shown) or [0, 0])[1])

        pending = {}

        def go_on():
            """End the two minutes that Slurm holds what is requeued, once the run before is cleared away: a task that is begun before that is lost."""
            for task in (1, 2):
                shown = cluster.run("scontrol", "show", "job", f"{job}_{task}", check=False)
                if "JobState=PENDING" not in shown or "Reason=BeginTime" not in shown:
                    pending.pop(task, None)
                elif time.monotonic() - pending.setdefault(task, time.monotonic()) > 5:
                    cluster.run("scontrol", "update", f"JobId={job}_{task}", "StartTime=now", check=False)

        before, woken = {}, time.monotonic()

        def held(task, session):
            nonlocal woken
            if time.monotonic() - woken > 3:  # on a very slow machine its time may be up before the session begins
                woken = time.monotonic()
                go_on()
            before[task] = restarts(task)
            return lab.stop(session)

        cluster.wait(lambda: held(1, "s01"), "the conversion of s01", 300)
        cluster.wait(lambda: held(2, "s02"), "the conversion of s02", 300)
        expect(lab.states()["s01"]["status"] == "running", "s01 is running, says batch status")
        cluster.run("scontrol", "requeue", f"{job}_2")
        cluster.wait(lambda: restarts(2) > before[2], "the requeue of task 2")
        expect(True, "task 2 was requeued while it ran")
        cluster.wait(lambda: restarts(1) > before[1], "the end of the time of task 1", 240)
        expect(True, "task 1 ran out of time, and requeued itself")
        expect(lab.converting("s01") is None and lab.converting("s02") is None, "neither left a conversion behind")

        def ended():
            time.sleep(1)
            go_on()
            return cluster.run("squeue", "-h").strip() == ""

        cluster.wait(ended, "the end of all jobs", 400)
        check_slurm(lab, names)


def check_slurm(lab, names):
    """Hold what an array made, and what the job after it told."""
    lab.check(lab.states(), [name for name in names if name != "s07"])
    with open(lab.path(".roi2nwb", "sessions", "slurm", "summary.log")) as f:
        expect("11 done, 1 failed" in f.read(), "the job after all others told of them")


def snakemake(binary, folder, program):
    """Run a Snakefile, mend the session that failed, and run it again."""
    names = [f"s{i}" for i in range(1, 7)]
    lab = Lab(binary, os.path.join(folder, "a lab for snakemake"), names, broken=("s3",))
    print("Snakemake: six sessions", flush=True)
    lab.roi2nwb("batch", "sessions.tsv", START, "--engine", "snakemake")
    snakefile = lab.path(".roi2nwb", "sessions", "snakemake", "Snakefile")

    own = dict(os.environ, XDG_CACHE_HOME=os.path.join(folder, "cache"))

    def run(status):
        done = subprocess.run([program, "-s", snakefile, "--cores", "2", "--keep-going"], cwd=lab.folder, env=own, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=600)
        said = done.stdout + done.stderr
        expect(done.returncode == status, f"exit status {status}" if done.returncode == status else f"exit status {done.returncode}:\n{said}")
        return said

    with told(lab):
        run(1)
        lab.check(lab.states(), [name for name in names if name != "s3"])
        before = {name: os.stat(lab.path("nwb", name)).st_mtime_ns for name in os.listdir(lab.path("nwb"))}
        shutil.copy(SMALL, lab.path("s3.hdf5"))
        said = run(0)
        expect(said.count("rule convert:") == 1 and all(os.stat(lab.path("nwb", name)).st_mtime_ns == at for name, at in before.items()), "s3 alone was run again")
        lab.check(lab.states(), names)
        expect("Nothing to be done" in run(0), "after that there is nothing to be done")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--binary", required=True)
    arguments.add_argument("--snakemake", required=True)
    options = arguments.parse_args()
    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("FAIL: ended by a signal"))
    with tempfile.TemporaryDirectory(prefix="roi2nwb-cluster-") as folder:
        try:
            snakemake(os.path.abspath(options.binary), folder, os.path.abspath(options.snakemake))
            slurm(os.path.abspath(options.binary), folder)
            expect(processes(folder) == [], "no process is left")
        finally:
            for left in processes(folder):
                os.kill(left, signal.SIGKILL)
    print(f"All as it should be, in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()

"""run.py [-n RUNS] [--rows 1,2,...]: hold roi2nwb against its bars for speed and memory, and print the table of it.

Each bar is a ratio within one run, or a limit on memory; nothing here depends on how fast the machine is. Exits with 1 where a bar does
not hold. Progress goes to stderr, the table to stdout, as Markdown.
"""
import argparse
import datetime
import importlib.util
import os
import shlex
import shutil
import statistics
import subprocess
import sys

import bench

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "data")
PEAK_LIMIT = 96  # MB, at the default buffer


class Table:
    """The rows that were measured, and whether all bars hold."""

    def __init__(self):
        self.lines = []
        self.failed = False

    def add(self, what, ours, other, ratio, bar, holds):
        self.failed |= not holds
        self.lines.append((what, ours, other, ratio, bar, "" if holds and not bar else "yes" if holds else "**no**"))

    def compare(self, what, measure, ours, other, bar, least=None, most=None):
        """Add how the other compares with ours, by the median of the turns: at least so much, or at most."""
        ratio = statistics.median(bench.ratios(measure, ours, other))
        holds = ratio >= least if least is not None else ratio <= most
        self.add(what, middle(ours, measure), middle(other, measure), f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}", bar, holds)

    def limit(self, what, ours):
        """Add the largest peak of all runs, which must stay under the limit."""
        peak = max(r["peak MB"] for r in ours)
        self.add(what, f"{peak:.0f} MB", "", "", f"< {PEAK_LIMIT} MB", peak < PEAK_LIMIT)

    def __str__(self):
        head = ("what", "roi2nwb", "compared with", "ratio", "bar", "holds")
        rule = ("---", "--:", "--:", "--:", "--:", "---")
        return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *self.lines))


def middle(runs, measure):
    """The median of a measure, with its unit."""
    value = statistics.median(r[measure] for r in runs)
    unit = measure.split()[-1]
    return f"{value:.2f} {unit}" if value < 10 else f"{value:.1f} {unit}" if value < 100 else f"{value:,.0f} {unit}"


class Bench:
    """What the rows share: how often to run, and the commands."""

    def __init__(self, runs, binary):
        self.runs = runs
        self.binary = binary
        self.table = Table()

    def ours(self, source, *flags):
        return shlex.join([self.binary, "convert", source, "-o", "OUT", "--start-time", "2024-01-01T00:00:00+00:00", *flags])

    def peer(self, kind, source):
        return shlex.join([sys.executable, os.path.join(HERE, "peer_convert.py"), kind, source, "OUT"])

    def in_turns(self, *commands):
        return bench.in_turns(commands, self.runs, DATA)


def tell(text):
    print(text, file=sys.stderr, flush=True)


def generate(name, script, inside, *arguments):
    """Return the path of a generated session, made where it is missing. inside is the path below name that the script writes."""
    path = os.path.join(DATA, name)
    if not os.path.exists(path):
        tell(f"generating {name}")
        part = path + ".part"
        remove(part)
        os.makedirs(os.path.dirname(os.path.join(part, inside)) if inside else DATA, exist_ok=True)
        subprocess.run([sys.executable, os.path.join(HERE, script), os.path.join(part, inside) if inside else part, *arguments], check=True, stdout=sys.stderr)
        os.rename(part, path)
    return os.path.join(path, inside) if inside else path


def remove(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.remove(path)


def write_times(path, frames):
    """Write the table of a Miniscope at 30 Hz, whose clock has whole milliseconds, where it is missing."""
    if not os.path.exists(path):
        with open(path + ".part", "w") as f:
            f.write("Frame Number,Time Stamp (ms),Buffer Index\n")
            f.writelines(f"{i},{round(i * 1000 / 30)},0\n" for i in range(frames))
        os.rename(path + ".part", path)


def caiman(rois, frames, edge, *flags):
    """A CaImAn result with square fields; without R, which equals YrA."""
    return generate(f"caiman_{rois}x{frames}_{edge}.hdf5", "gen_caiman.py", "",
                    "-n", str(rois), "-t", str(frames), "--d1", str(edge), "--d2", str(edge), "--no-R", *flags)


def session(b):
    """500 ROIs x 20,000 frames, 512 x 512, four traces"""
    source = caiman(500, 20000, 512)
    ours, peer = b.in_turns(b.ours(source), b.peer("caiman", source))
    b.table.compare(session.__doc__ + ": wall time", "wall s", ours, peer, ">= 12", least=12)
    b.table.compare("... peak memory", "peak MB", ours, peer, ">= 5", least=5)
    b.table.compare("... output", "output MB", ours, peer, ">= 1", least=1)


def machine_limit(b):
    """500 ROIs x 20,000 frames, compared with dd that reads the source and writes as many bytes"""
    source = caiman(500, 20000, 512)
    (first,) = bench.in_turns([b.ours(source)], 1, DATA)
    count = round(first[0]["output MB"] * 1e6 / 2**20)
    # dd syncs as convert does, and zeros cost no more to write than other bytes.
    copy = f"dd if={shlex.quote(source)} of=/dev/null bs=1M && dd if=/dev/zero of=\"$0\" bs=1M count={count} conv=fsync"
    ours, dd = b.in_turns(b.ours(source), shlex.join(["sh", "-c", copy, "OUT"]))
    ratio = statistics.median(bench.ratios("wall s", dd, ours))
    b.table.add(machine_limit.__doc__ + ": wall time", middle(ours, "wall s"), middle(dd, "wall s"), f"{ratio:.2f}", "", True)


def small(b):
    """20 ROIs x 600 frames, start to end"""
    source = caiman(20, 600, 128, "--px", "60")
    ours, peer = b.in_turns(b.ours(source), b.peer("caiman", source))
    b.table.compare(small.__doc__ + ": wall time", "wall s", ours, peer, ">= 30", least=30)


def flat(b):
    """Memory that does not grow with frames, ROIs or the field of view"""
    sources = caiman(500, 20000, 512), caiman(500, 80000, 512), caiman(2000, 2000, 1024)
    short, long, wide = b.in_turns(*map(b.ours, sources))
    b.table.limit("500 ROIs x 20,000 frames, 512 x 512: largest peak memory", short)
    b.table.limit("500 ROIs x 80,000 frames, 512 x 512: largest peak memory", long)
    b.table.limit("2,000 ROIs x 2,000 frames, 1024 x 1024: largest peak memory", wide)
    b.table.compare("20,000 frames, compared with 80,000: wall time", "wall s", short, long, "<= 4.2", most=4.2)
    b.table.compare("... peak memory", "peak MB", short, long, "<= 1.05", most=1.05)


def minian(b):
    """Minian, 300 units x 20,000 frames, 480 x 752"""
    source = generate("minian_300x20000_480x752", "gen_minian.py", os.path.join("m1", "s1", "minian"),
                      "--units", "300", "--frames", "20000", "--height", "480", "--width", "752")
    write_times(os.path.join(os.path.dirname(source), "timeStamps.csv"), 20000)  # the peer takes no rate
    command = b.ours(source)
    planned = [word if word != "OUT" else os.path.join(DATA, "planned.nwb") for word in shlex.split(command)]
    tried = subprocess.run([*planned, "--dry-run"], capture_output=True, text=True)
    if tried.returncode != 0:
        tell(tried.stderr.strip())
        b.table.add(minian.__doc__, "not supported", "", "", "", False)
        return
    ours, peer = b.in_turns(command, b.peer("minian", source))
    b.table.compare(minian.__doc__ + ": wall time", "wall s", ours, peer, ">= 12", least=12)
    b.table.compare("... peak memory", "peak MB", ours, peer, ">= 20", least=20)


def inscopix_cells():
    return generate("inscopix_500x20000_512.isxd", "gen_isxd.py", "", "--rois", "500", "--edge", "512", "--frames", "20000")


def inscopix(b):
    """Inscopix, 500 cells x 20,000 samples, 512 x 512"""
    (ours,) = b.in_turns(b.ours(inscopix_cells()))
    b.table.add(inscopix.__doc__ + ": wall time", middle(ours, "wall s"), "", "", "", True)
    b.table.limit("... largest peak memory", ours)


def inscopix_peer(b):
    """Inscopix, 500 cells x 20,000 samples, compared with neuroconv, which writes no trace of them (minutes)"""
    if importlib.util.find_spec("isx") is None:
        tell("neuroconv reads .isxd files by the package isx, which is not installed: pip install isx")
        b.table.add(inscopix_peer.__doc__, "not compared: isx is not installed", "", "", "", False)
        return
    source = inscopix_cells()
    ours, peer = b.in_turns(b.ours(source), b.peer("inscopix", source))
    b.table.compare("Inscopix, 500 cells x 20,000 samples, and neuroconv without traces: wall time", "wall s", ours, peer, ">= 20", least=20)
    b.table.compare("... peak memory", "peak MB", ours, peer, ">= 5", least=5)


def masks(b):
    """2,000 ROIs x 2,000 frames, 1024 x 1024, with pixel masks, compared with image masks"""
    source = caiman(2000, 2000, 1024)
    pixel, image = b.in_turns(b.ours(source, "--mask", "pixel"), b.ours(source, "--mask", "image"))
    b.table.compare(masks.__doc__ + ": wall time", "wall s", pixel, image, "< 3", most=3)


def hundredth(b):
    """1 % of the frames of 2,000 ROIs x 54,000, compared with all of them"""
    source = caiman(2000, 54000, 512)
    part, whole = b.in_turns(b.ours(source, "--frames", "27000:27540"), b.ours(source))
    b.table.compare(hundredth.__doc__ + ": wall time", "wall s", part, whole, ">= 20", least=20)


def check(b):
    """roi2nwb check on a file of 300 MB, compared with pynwb-validate"""
    source, written = caiman(500, 28000, 512), os.path.join(DATA, "check_500x28000_512.nwb")
    remove(written)
    subprocess.run([word if word != "OUT" else written for word in shlex.split(b.ours(source))], check=True, stdout=subprocess.DEVNULL)
    validate = os.path.join(os.path.dirname(sys.executable), "pynwb-validate")
    ours, peer = b.in_turns(shlex.join([b.binary, "check", written]), shlex.join([validate, written]))
    b.table.compare(f"{check.__doc__} ({os.path.getsize(written) / 1e6:.0f} MB): wall time", "wall s", ours, peer, ">= 20", least=20)
    slowest, peak = (max(r[measure] for r in ours) for measure in ("wall s", "peak MB"))
    b.table.add("... the slowest run", f"{slowest:.2f} s", "", "", "< 0.5 s", slowest < 0.5)
    b.table.add("... largest peak memory", f"{peak:.0f} MB", "", "", "< 64 MB", peak < 64)


ROWS = (session, small, flat, minian, masks, check, machine_limit, inscopix, inscopix_peer, hundredth)
ASKED_FOR = (inscopix_peer, hundredth)  # not measured unless its number is given


def machine():
    """One line that says where and when the numbers were taken."""
    model, memory = "unknown CPU", ""
    try:
        with open("/proc/cpuinfo") as f:
            model = next((line.split(":", 1)[1].strip() for line in f if line.startswith("model name")), model)
        with open("/proc/meminfo") as f:
            memory = f", {int(f.readline().split()[1]) / 2**20:.0f} GB of memory"
    except OSError:
        pass  # only Linux has these
    return f"{len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} cores of {model}{memory}, {datetime.date.today()}"


def main():
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="rows:\n" + "\n".join(f"  {i}  {row.__doc__}" for i, row in enumerate(ROWS, 1)))
    ap.add_argument("-n", type=int, default=3, metavar="RUNS", help="runs of each command that count (default 3)")
    ap.add_argument("--rows", default=",".join(str(i) for i, row in enumerate(ROWS, 1) if row not in ASKED_FOR), metavar="1,2,...", help="which rows (default %(default)s)")
    ap.add_argument("--binary", default=os.path.join(HERE, "..", "bin", "roi2nwb"), help="the roi2nwb to measure (default bin/roi2nwb)")
    o = ap.parse_args()
    try:
        rows = [ROWS[int(i) - 1] for i in o.rows.split(",") if 0 < int(i)]
    except (ValueError, IndexError):
        ap.error(f"--rows {o.rows}: rows are 1 to {len(ROWS)}")
    if o.n < 1 or not rows:
        ap.error("nothing to run")
    os.makedirs(DATA, exist_ok=True)
    b = Bench(o.n, os.path.abspath(o.binary))
    for row in rows:
        tell(f"measuring: {row.__doc__}")
        try:
            row(b)
        except bench.Failed as failed:
            tell(failed)
            b.table.add(row.__doc__, "failed", "", "", "", False)
    print(b.table)
    print(f"\nMedians of {o.n} runs in turns after one warm-up; {machine()}. Compared with is neuroconv on the same file, or what the row says.")
    if load_was_high():
        tell("other programs kept the machine busy: the numbers may not mean much")
    return 1 if b.table.failed else 0


def load_was_high():
    """Whether more was running than the one command that is measured at a time keeps busy."""
    return os.getloadavg()[0] > (os.cpu_count() or 1) + 0.5


if __name__ == "__main__":
    sys.exit(main())

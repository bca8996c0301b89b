"""gen.py [OUTPUT]: collect the structure names of the Allen Mouse Brain CCF that nwbinspector accepts.

nwbinspector holds the location of a mouse's imaging plane against the names
and acronyms it carries, and this writes down those of the installed one: the
same list, so that what passes here passes there.

OUTPUT (default structures.txt.gz beside this script) is gzip of text, one line
a structure in nwbinspector's order, which is that of the atlas: the acronym, a
tab, and the name.

Nothing in it depends on the time or the machine, except that another zlib may
compress the same content to other bytes.

Needs the nwbinspector that requirements/readers.txt pins.
"""
import argparse
import gzip
import json
import os

import nwbinspector


def structures():
    """Acronym and name of each structure."""
    path = os.path.join(os.path.dirname(nwbinspector.__file__), "_internal_configs", "allen_ccf_structure_names.json")
    with open(path, encoding="utf-8") as f:
        lists = json.load(f)
    return list(zip(lists["acronyms"], lists["names"], strict=True))


def main():
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "structures.txt.gz")
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("output", nargs="?", default=beside)
    output = ap.parse_args().output
    lines = []
    for acronym, name in structures():
        if not acronym or not name or set("\t\n") & set(acronym + name):
            raise SystemExit(f"{acronym!r}, {name!r}: have no place in a line of their own")
        lines.append(f"{acronym}\t{name}\n")
    with open(output, "wb") as f, gzip.GzipFile(filename="", fileobj=f, mode="wb", compresslevel=9, mtime=0) as z:
        z.write("".join(lines).encode("utf-8"))


if __name__ == "__main__":
    main()

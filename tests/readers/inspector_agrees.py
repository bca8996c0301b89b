#!/usr/bin/env python3
"""Hold what roi2nwb's check finds against what nwbinspector finds, with its own configuration and DANDI's.

On stdin, or in the file named, a JSON object:

    {"files": [{"nwb": path, "plain": [finding, ...], "dandi": [finding, ...]}],   findings as check --json has them, those with an importance
     "checks": [name, ...],            those that both have
     "left_out": {name: reason},       those that nwbinspector alone has; where this is given, the two lists must be complete
     "excused": [{"nwb": name, "check": name, "reason": text}]}   where the two may differ, and do

For each file and configuration, the two must name the same objects for the same checks, with the same importance. Of a file that pynwb cannot
read nothing is compared, and of a check that raises an exception neither. Exit status: 0 all is so, 1 not.
"""
import json
import os
import sys
import warnings

import h5py
from nwbinspector import Importance, _registration, available_checks, configure_checks, inspect_nwbfile_object, load_config
from pynwb import NWBHDF5IO

# How important checks are with each configuration. What they find is the same.
IMPORTANCE = {"plain": {c.__name__: c.importance.name for c in available_checks},
              "dandi": {c.__name__: c.importance.name for c in configure_checks(config=load_config("dandi"))}}
# Findings are to say which object they are about.
_registration._parse_location = lambda neurodata_object: neurodata_object.object_id
TYPES = {c.__name__: c.neurodata_type for c in available_checks}


def theirs(nwb, checks):
    """What nwbinspector finds, as a set of (check, object id), and which checks raised an exception."""
    found, raised = set(), set()
    for f in inspect_nwbfile_object(nwb):
        if f.importance == Importance.ERROR:
            raised.add(f.check_function_name.split("'")[1])
        elif f.check_function_name in checks:
            found.add((f.check_function_name, f.location))
    return found, raised


def object_of(file, nwb, check, path):
    """The id of the object that a finding of ours is about: the one at its path, or the first around that of the check's type."""
    while path not in file and "." in path:
        path = path[:path.rindex(".")]
    while True:
        if path in file:
            found = nwb.objects.get(file[path].attrs.get("object_id"))
            if found is not None and (TYPES[check] is None or isinstance(found, TYPES[check])):
                return found.object_id
        if path == "/":
            return None
        path = path[:path.rindex("/")] or "/"


def compare(entry, checks, excused, used):
    """Compares one file. Yields what differs."""
    name = os.path.basename(entry["nwb"])
    with h5py.File(entry["nwb"], "r") as file, NWBHDF5IO(entry["nwb"], "r", load_namespaces=True) as io:
        nwb = io.read()
        paths = {nwb.object_id: "/"}
        file.visititems(lambda path, o: paths.__setitem__(o.attrs.get("object_id"), "/" + path))
        keys, raised = theirs(nwb, checks)
        for config, importance in IMPORTANCE.items():
            found = {key: importance[key[0]] for key in keys}
            ours = {(f["check"], object_of(file, nwb, f["check"], f["path"])): f["importance"] for f in entry[config] or []}
            for key in sorted(set(found) | set(ours), key=str):
                check, where = key
                if found.get(key) == ours.get(key) or check in raised:
                    continue
                if (name, check) in excused:
                    used.add((name, check))
                    continue
                yield f"{name} ({config}): {check} at {paths.get(where, where)}: nwbinspector has {found.get(key)}, roi2nwb {ours.get(key)}"


def main():
    warnings.simplefilter("ignore")
    with open(sys.argv[1], encoding="utf-8") if len(sys.argv) > 1 else sys.stdin as stream:
        asked = json.load(stream)
    checks, failures, unread = set(asked["checks"]), [], 0
    left_out = set(asked.get("left_out") or [])
    failures += [f"nwbinspector's {c} is neither had nor left out" for c in sorted(set(TYPES) - checks - left_out) if left_out]
    failures += [f"{c} is no check of nwbinspector" for c in sorted((checks | left_out) - set(TYPES))]
    failures += [f"{c} is had and left out" for c in sorted(checks & left_out)]
    excused, used = {(e["nwb"], e["check"]) for e in asked.get("excused") or []}, set()
    compared = set()
    for entry in asked["files"]:
        try:
            failures += compare(entry, checks, excused, used)
            compared |= {f["check"] for f in entry["dandi"] or []}
        except Exception:
            unread += 1
    failures += [f"{name}: {check} is excused, and there is no difference" for name, check in sorted(excused - used)]
    for text in failures:
        print("FAIL " + text)
    print(f"{len(asked['files'])} files, {unread} of them not readable; {len(compared)} of {len(checks)} checks had something to find")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()

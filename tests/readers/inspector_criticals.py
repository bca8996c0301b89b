#!/usr/bin/env python3
"""Hold nwbinspector's critical checks under DANDI's configuration against the list that a test has of them.

On stdin, or in the file named, a JSON object:

    {"good": path,                                   a file that breaks none of the checks
     "cases": [{"name": text, "check": name,         a file that must break this check
                "nwb": path,                         the file itself, or where it is null
                "patches": [{"at": path, "value": text}, {"at": path, "delete": true}, {"at": path, "move": path}]}],
     "excused": {name: reason}}                      checks that no metadata can break

A patched file is a copy of the good one with texts replaced, objects deleted or renamed. The good file must break none of the checks that
have cases. Every critical check must have a case or be excused, and each name in either must be one. Exit status: 0 all is so, 1 not.
"""
import json
import shutil
import sys
import tempfile
from pathlib import Path

import h5py
from nwbinspector import Importance, configure_checks, inspect_nwbfile, load_config

CONFIG = load_config("dandi")


def broken(path, check):
    """Tells whether a file breaks a check, and that being critical."""
    findings = list(inspect_nwbfile(nwbfile_path=str(path), config=CONFIG, select=[check], skip_validate=True))
    errors = [f for f in findings if f.importance == Importance.ERROR]
    if errors:
        raise RuntimeError(errors[0].message)
    return any(f.check_function_name == check and f.importance == Importance.CRITICAL for f in findings)


def patch(path, patches):
    with h5py.File(path, "r+") as f:
        for p in patches:
            if "move" in p:
                f.move(p["at"], p["move"])
                continue
            if p["at"] in f:
                del f[p["at"]]
            if "value" in p:
                f.create_dataset(p["at"], data=p["value"], dtype=h5py.string_dtype("utf-8"))


def main():
    with open(sys.argv[1], encoding="utf-8") if len(sys.argv) > 1 else sys.stdin as stream:
        asked = json.load(stream)
    failures = []
    critical = {c.__name__ for c in configure_checks(config=CONFIG) if c.importance == Importance.CRITICAL}
    named = {c["check"] for c in asked["cases"]}
    for name in sorted(critical - named - set(asked["excused"])):
        failures.append(f"{name} is critical, and neither has a case nor is excused")
    for name in sorted((named | set(asked["excused"])) - critical):
        failures.append(f"{name} is no critical check")
    for name in sorted(named & set(asked["excused"])):
        failures.append(f"{name} has a case and is excused")
    for name in sorted(named & critical):
        if broken(asked["good"], name):
            failures.append(f"{name} is broken by the good file")
    with tempfile.TemporaryDirectory() as folder:
        for i, case in enumerate(asked["cases"]):
            path = case["nwb"]
            if not path:
                path = Path(folder) / f"{i}.nwb"
                shutil.copy(asked["good"], path)
                patch(path, case["patches"])
            try:
                if not broken(path, case["check"]):
                    failures.append(f"{case['name']}: {case['check']} does not object")
            except Exception as error:
                failures.append(f"{case['name']}: {error!r}")
    for text in failures:
        print("FAIL " + text)
    print(f"{len(critical)} critical checks, {len(named)} with cases ({len(asked['cases'])}), {len(asked['excused'])} excused")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()

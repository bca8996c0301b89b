#!/usr/bin/env python3
"""Read metadata templates with PyYAML, a loader of YAML 1.1, and compare each with what roi2nwb read.

On stdin, or in the file named, a JSON list of {"name": text, "yaml": text, "want": value}. A number that is not finite, which JSON lacks,
is written {"float": "nan"}, "inf" or "-inf". Texts and numbers must not be confused: "007" is not 7. Exit status: 0 all agree, 1 some do
not, 2 there is nothing to compare.
"""
import json
import math
import sys

import yaml


def differences(want, got, path=""):
    """Yields the places where two values differ."""
    if isinstance(want, dict) and set(want) == {"float"} and not isinstance(got, dict):
        want = float(want["float"])
        if not isinstance(got, float) or repr(got) != repr(want):
            yield f"{path}: {want!r} for roi2nwb, {got!r} for PyYAML"
    elif isinstance(want, dict) and isinstance(got, dict):
        for key in sorted(want.keys() | got.keys(), key=str):
            if key in want and key in got:
                yield from differences(want[key], got[key], f"{path}.{key}")
            else:
                yield f"{path}.{key}: only for {'roi2nwb' if key in want else 'PyYAML'}"
    elif isinstance(want, list) and isinstance(got, list):
        if len(want) != len(got):
            yield f"{path}: {len(want)} items for roi2nwb, {len(got)} for PyYAML"
        for i, (a, b) in enumerate(zip(want, got)):
            yield from differences(a, b, f"{path}[{i}]")
    else:
        numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (want, got))
        same = math.isclose(want, got, rel_tol=1e-15) if numbers else type(want) is type(got) and want == got
        if not same:
            yield f"{path}: {want!r} for roi2nwb, {got!r} for PyYAML"


def main():
    with open(sys.argv[1], encoding="utf-8") if len(sys.argv) > 1 else sys.stdin as stream:
        cases = json.load(stream)
    if not cases:
        print("nothing to compare")
        sys.exit(2)
    failed = 0
    for case in cases:
        try:
            found = list(differences(case["want"], yaml.safe_load(case["yaml"])))
        except yaml.YAMLError as error:
            found = [f"PyYAML cannot read it: {error}"]
        failed += bool(found)
        for text in found:
            print(f"FAIL {case['name']}: {text}")
    print(f"{len(cases) - failed} of {len(cases)} templates agree")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

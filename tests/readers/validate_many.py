#!/usr/bin/env python3
"""Validate many NWB files with pynwb and inspect them with nwbinspector under DANDI's configuration.

A file converted with complete metadata must have no finding at all, except that a table of one ROI is a table of one row.
A file converted without must have no validation error and nothing critical, except that it has no subject. Every finding is printed.
"""
import manifest
from nwbinspector import Importance, inspect_nwbfile, load_config
from pynwb import validate

GRAVE = {Importance.ERROR, Importance.PYNWB_VALIDATION, Importance.CRITICAL}
CONFIG = load_config("dandi")


def excused(entry, finding):
    """Tells whether the rule for this file lets the finding pass."""
    if entry.metadata:
        return finding.check_function_name == "check_single_row"
    return finding.importance not in GRAVE or finding.check_function_name == "check_subject_exists"


def judge(entry, verdict):
    errors = validate(path=entry.nwb)
    if isinstance(errors, tuple):
        errors = errors[0]
    verdict.check("pynwb finds the file valid", not errors, lambda: "\n".join(str(e) for e in errors))
    findings = list(inspect_nwbfile(nwbfile_path=entry.nwb, config=CONFIG, skip_validate=True))
    breaches = 0
    for f in findings:
        text = f"{f.importance.name} {f.check_function_name} at {f.location or '/'} ({f.object_type} {f.object_name!r}): {f.message}"
        if excused(entry, f):
            verdict.note(text)
        else:
            breaches += 1
            verdict.failures.append(text)
    verdict.passed += breaches == 0


if __name__ == "__main__":
    manifest.run(judge, __doc__)

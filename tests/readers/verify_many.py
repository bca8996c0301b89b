#!/usr/bin/env python3
"""Hold many NWB files against their sources, number by number: verify.py for a whole manifest in one process."""
import contextlib
import io
import sys

import manifest
import verify


def judge(entry, verdict):
    """Runs verify.py's main on one file and takes over its counts and failures."""
    verify.passed = verify.failed = 0  # they count on from file to file otherwise
    arguments = ["verify.py", entry.source, entry.nwb]
    for name, value in (("--frames", entry.frames), ("--rois", entry.rois), ("--plane", entry.plane)):
        if value is not None:
            arguments.append(f"{name}={value}")
    printed, before = io.StringIO(), sys.argv
    status = None
    try:
        sys.argv = arguments
        with contextlib.redirect_stdout(printed):
            verify.main()
    except SystemExit as stop:
        status = stop.code
    finally:
        sys.argv = before
    verdict.passed += verify.passed
    verdict.failures += [line[len("FAIL  "):] for line in printed.getvalue().splitlines() if line.startswith("FAIL")]
    if status not in (0, 1) or bool(status) != bool(verify.failed):
        verdict.failures.append(f"verify.py stopped with status {status!r} after {verify.failed} failed checks\n{printed.getvalue()}")


if __name__ == "__main__":
    manifest.run(judge, __doc__)

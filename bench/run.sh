#!/bin/sh
# run.sh [-n RUNS] [--rows 1,2,...]: measure bin/roi2nwb against the Python
# converter and print a table. The Python is $ROI2NWB_PYTHON, by default that
# of .venv; sessions are generated into bench/data, and kept there.
set -eu

cd "$(dirname "$0")/.."
python=${ROI2NWB_PYTHON:-.venv/bin/python}
if ! command -v "$python" >/dev/null 2>&1; then
	echo "run.sh: no Python at $python: run \`make bench\`, or set ROI2NWB_PYTHON" >&2
	exit 2
fi
export ROI2NWB_SETTINGS= PYTHONWARNINGS=ignore
exec "$python" bench/run.py "$@"

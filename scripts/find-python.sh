#!/bin/sh
# find-python.sh: print the first Python that can make the tests' environment:
# 3.11 or later, with venv and ensurepip. $PYTHON, where set, is tried alone.
set -eu

for python in ${PYTHON:-python3 python3.12 python3.11 python3.13 /usr/bin/python3}; do
	if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
		command -v "$python"
		exit 0
	fi
done
echo "no Python 3.11 or later with venv found${PYTHON:+: \$PYTHON is $PYTHON}" >&2
exit 1

#!/bin/sh
# make-venv.sh FOLDER REQUIREMENTS: make the Python environment of the tests
# anew, with exactly the packages that REQUIREMENTS pins.
set -eu

folder=$1 requirements=$2
python=$("$(dirname "$0")/find-python.sh")
echo "Making $folder with $python and what $requirements names (about a minute, up to 700 MB)"
rm -rf "$folder"
"$python" -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --retries 5 --only-binary :all: -r "$requirements" </dev/null

#!/bin/sh
# static-hdf5.sh FOLDER: print the CGO_LDFLAGS that link libhdf5 into the
# program, or nothing where this system cannot. A shared libhdf5 may bring
# dozens of libraries along, for network drivers that are not used here, and to
# load them takes longer than to convert a small file. FOLDER is for links.
set -eu

# find NAME: print where a library for the linker lies.
find() {
	path=$(${CC:-cc} -print-file-name="$1")
	for place in $(pkg-config --libs-only-L hdf5 2>/dev/null); do
		[ ! -f "${place#-L}/$1" ] || path=${place#-L}/$1
	done
	[ -f "$path" ] && printf '%s\n' "$path"
}

mkdir -p "$1"
folder=$(cd "$1" && pwd)
for name in libhdf5_hl.a libhdf5.a; do
	path=$(find "$name") || exit 0
	ln -sf "$path" "$folder/$name"
done
flags="-L$folder -lhdf5_hl -lhdf5 -lz -lsz -lm -ldl"

trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
echo 'int H5open(void); int main(void) { return H5open(); }' >"$trial/trial.c"
# shellcheck disable=SC2086 # flags are words
if ${CC:-cc} -o "$trial/trial" "$trial/trial.c" $flags 2>/dev/null && "$trial/trial"; then
	printf '%s\n' "$flags"
fi

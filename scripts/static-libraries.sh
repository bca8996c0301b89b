#!/bin/sh
# static-libraries.sh FOLDER: print the CGO_LDFLAGS that link libhdf5, Blosc and
# what they need into the program: all of them, or libhdf5 alone, or nothing,
# whichever is the first that this system can. A shared libhdf5 brings dozens of
# libraries along, for network drivers that are not used here, and a shared Blosc
# the C++ runtime: to load them takes as long as to convert a small file. FOLDER
# is for links.
set -eu

# find NAME: print where a library for the linker lies.
find() {
	path=$(${CC:-cc} -print-file-name="$1")
	for place in $(pkg-config --libs-only-L hdf5 2>/dev/null); do
		[ ! -f "${place#-L}/$1" ] || path=${place#-L}/$1
	done
	[ -f "$path" ] && printf '%s\n' "$path"
}

# collect NAME...: link the archives of these libraries into the folder, where
# the linker looks first. Fails where one has none.
collect() {
	for name; do
		path=$(find "lib$name.a") || return 1
		ln -sf "$path" "$folder/lib$name.a"
	done
}

# works DECLARATIONS CALL FLAG...: tell whether a program with a call can be
# linked with these flags, and runs.
works() {
	echo "$1 int main(void) { return $2; }" >"$trial/trial.c"
	shift 2
	${CC:-cc} -o "$trial/trial" "$trial/trial.c" "$@" 2>/dev/null && "$trial/trial"
}

mkdir -p "$1"
folder=$(cd "$1" && pwd)
rm -f "$folder"/lib*.a
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT

hdf5="-lhdf5_hl -lhdf5"
blosc="-lblosc -lsnappy -llz4 -lzstd -lstdc++"
opens='int H5open(void);'
lists='const char *blosc_list_compressors(void);'

collect hdf5_hl hdf5 || exit 0
flags="-L$folder $hdf5 $blosc -lsz -laec -lz -lm -ldl -lpthread -static-libgcc"
# shellcheck disable=SC2086 # flags are words
if collect blosc snappy lz4 zstd stdc++ sz aec z && works "$opens $lists" '!blosc_list_compressors() || H5open()' $flags; then
	printf '%s\n' "$flags"
	exit
fi
rm -f "$folder"/lib*.a
collect hdf5_hl hdf5
flags="-L$folder $hdf5 -lz -lsz -lm -ldl"
# shellcheck disable=SC2086
if works "$opens" 'H5open()' $flags; then
	printf '%s\n' "$flags"
fi

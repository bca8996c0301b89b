#!/bin/sh
# install-deps.sh build|test|cluster: install the packages that are missing, if any.
#
#   build  a C compiler, pkg-config, and the headers of libhdf5 and Blosc
#   test   the same, and a Python with venv for the independent readers
#   cluster  the same, and Slurm with its munge
#
# Go comes first, which no package of a distribution is sure to have in a version
# that will do: where it is missing or too old, nothing is installed. Says what it
# installs before it does. Uses apt-get, through sudo where the user is not root;
# on a system without apt-get it names what is missing and stops. Where nothing is
# missing it does nothing and says nothing.
set -eu

scripts=$(dirname "$0")

usage() {
	echo "usage: $0 build|test|cluster" >&2
	exit 2
}

have() { command -v "$1" >/dev/null 2>&1; }

# The library is there for pkg-config, which is how the build finds it.
have_library() { have pkg-config && pkg-config --exists "$1"; }

have_compiler() { have cc && echo '#include <stdlib.h>' | cc -E - >/dev/null 2>&1; }

# Daemons lie where a user's PATH does not lead.
have_slurm() (
	PATH=$PATH:/usr/sbin:/sbin
	have sbatch && have slurmctld && have slurmd && have munged
)

# The Debian packages that are missing for $1.
missing() {
	have_compiler || echo gcc libc6-dev
	have pkg-config || echo pkg-config
	have_library hdf5 || echo libhdf5-dev
	have_library blosc || echo libblosc-dev
	[ "$1" != cluster ] || have_slurm || echo slurm-wlm munge
	[ "$1" = build ] || "$scripts/find-python.sh" >/dev/null 2>&1 || echo python3 python3-venv
}

# The Debian packages that are missing of those that are not needed: with them
# all libraries are linked into the program, which then starts faster.
welcome() {
	for library in snappy lz4 zstd; do
		[ -f "$(${CC:-cc} -print-file-name="lib$library.a" 2>/dev/null)" ] || echo "lib$library-dev"
	done
}

[ $# -eq 1 ] || usage
case $1 in build | test | cluster) ;; *) usage ;; esac

"$scripts/check-go.sh"

packages=$(missing "$1" | tr '\n' ' ')
packages=${packages% }
[ -n "$packages" ] || exit 0

if ! have apt-get; then
	echo "roi2nwb needs a C compiler, pkg-config, libhdf5 and Blosc with their headers, and for its tests Python 3.11 or later with venv." >&2
	[ "$1" != cluster ] || echo "What batch writes for clusters is tested by Slurm and munge." >&2
	echo "Missing here, by Debian's names: $packages" >&2
	echo "Please install them with your system's package manager and try again." >&2
	exit 1
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
	have sudo || {
		echo "Missing: $packages. Neither root nor sudo is at hand; run as root: apt-get install $packages" >&2
		exit 1
	}
	as_root=sudo
fi

packages="$packages $(welcome | tr '\n' ' ')"
echo "Installing with ${as_root:+$as_root }apt-get: $packages"

# What dpkg says of each package, some 250 lines, is shown where it fails alone.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt_get() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -qq "$@" </dev/null >"$log" 2>&1 || {
		cat "$log" >&2
		exit 1
	}
}
apt_get update
# shellcheck disable=SC2086 # the list is meant to split
apt_get install -y --no-install-recommends $packages

left=$(missing "$1" | tr '\n' ' ')
[ -z "$left" ] || {
	echo "Installed, and yet not found: $left" >&2
	exit 1
}

# SPDX-License-Identifier: BSD-3-Clause
# Sourced by the runners: packages, folders and stages. Plain POSIX sh.

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
build=${OQLITE_BUILD:-$root/build}
logs=$build/logs

# What a build needs, each with its reason in README.md, "Packages".
packages_build="build-essential cmake ninja-build pkg-config libhdf5-dev libinih-dev libexpat1-dev
    libssl-dev zlib1g-dev libgeos-dev libsqlite3-dev libjansson-dev"
packages_demo="$packages_build hdf5-tools"
packages_test="$packages_demo gnuplot-nox libcriterion-dev clang libomp-dev clang-format-14 python3
    python3-h5py python3-pandas python3-xarray python3-netcdf4 python3-sqlalchemy netcdf-bin"

# need PACKAGE...: install what is missing; silent when nothing is.
need()
{
    command -v dpkg >/dev/null 2>&1 || return 0 # not Debian: cmake names what it does not find
    missing=
    for package in "$@"; do
        dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' ||
            missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    run=
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Missing packages; as root: apt-get install$missing" >&2
            exit 1
        fi
        run=sudo
    fi
    echo "installing$missing"
    mkdir -p "$logs"
    install="$run env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
    # The lists of a fresh machine are empty or old: only then are they fetched.
    # shellcheck disable=SC2086
    if ! $install $missing >"$logs/apt.log" 2>&1; then
        $run apt-get update >"$logs/apt.log" 2>&1 &&
            $install $missing >>"$logs/apt.log" 2>&1 || {
            tail -n 20 "$logs/apt.log" >&2
            echo "apt-get could not install$missing" >&2
            exit 1
        }
    fi
}

# configure FOLDER CMAKE-ARGUMENT...: configure build/FOLDER, with ccache when there is one.
configure()
{
    folder=$1
    shift
    launcher=
    if command -v ccache >/dev/null 2>&1; then
        launcher=-DCMAKE_C_COMPILER_LAUNCHER=ccache
    fi
    cmake -S "$root" -B "$build/$folder" -G Ninja $launcher "$@"
}

# quiet NAME COMMAND...: run with the output kept in build/logs/NAME.log, shown only on failure.
quiet()
{
    name=$1
    shift
    mkdir -p "$logs"
    if ! "$@" >"$logs/$name.log" 2>&1; then
        echo "failed: $name (all of it: $logs/$name.log)" >&2
        tail -n 40 "$logs/$name.log" >&2
        return 1
    fi
}

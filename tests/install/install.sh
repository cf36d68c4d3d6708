#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# install.sh BUILD ROOT CC CFLAGS: install into an empty folder; there the C example is built with
# find_package and with pkg-config, the Python example reads a calculation of the installed program.
set -eu
build=$1 root=$2 cc=$3 flags=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OQ_DATADIR="$work/oqdata"

cmake --install "$build" --prefix "$work/prefix" >"$work/log" || { cat "$work/log"; exit 1; }
mv "$work/prefix" "$work/moved" # nothing may depend on where it was
oqlite=$work/moved/bin/oqlite
pc=$(dirname "$(find "$work/moved" -name oqlite.pc)")

run_example()
{
    said=$("$1")
    echo "$2: $said"
    [ "${said#*: }" = "6 values, 0.3 ... 0.4" ]
    "$oqlite" list | grep -q 'complete'
    "$oqlite" show last 0/MyModel | tail -n 2 >"$work/shown"
    printf '[[0.3 0.2 0.1]\n [0.6 0.5 0.4]]\n' | diff - "$work/shown"
}

cmake -S "$root/examples/own_calculation" -B "$work/own" -DCMAKE_C_COMPILER="$cc" -DCMAKE_C_FLAGS="$flags" \
    -DCMAKE_PREFIX_PATH="$work/moved" >"$work/log" 2>&1 &&
    cmake --build "$work/own" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
run_example "$work/own/own" find_package

PKG_CONFIG_PATH=$pc:${PKG_CONFIG_PATH:-}
export PKG_CONFIG_PATH
# shellcheck disable=SC2046,SC2086
"$cc" $flags -std=c11 -Wall -Wextra -Werror "$root/examples/own_calculation/own.c" -o "$work/by_pc" \
    $(pkg-config --cflags --libs oqlite)
run_example "$work/by_pc" pkg-config

"$oqlite" "$root/configs/quickstart/job.ini" -q
for python in python3 /usr/bin/python3; do
    if "$python" -c 'import h5py, pandas, xarray, netCDF4' 2>/dev/null; then
        "$python" "$root/examples/read_calculation.py" >"$work/read" || { cat "$work/read"; exit 1; }
        cat "$work/read"
        grep -q "^h5py: {'sites': 127, 'stats': 4, 'imts': 3, 'levels': 20}" "$work/read"
        grep -q 'lon  *lat  *vs30  *PGA' "$work/read"
        # the largest value as oqlite exports it
        "$oqlite" export last --dir "$work/csv" >/dev/null
        largest=$(awk -F, '/^lon/ { for (i = 1; i <= NF; i++) if ($i == "PGA-0.1") c = i }
            c && $c > m && !/^lon/ { m = $c } END { printf "%.4f", m }' "$work"/csv/hazard_map-mean_*.csv)
        grep -q "probability 0.1: .* to $largest g" "$work/read" ||
            { echo "xarray does not find $largest"; exit 1; }
        exit 0
    fi
done
echo "no Python with h5py, pandas, xarray and netCDF4 here: the Python example was not run"
exit 77

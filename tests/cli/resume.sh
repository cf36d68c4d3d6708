#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# resume.sh OQLITE FOLDER: kill a running calculation, look at it, resume it; run a job again from the
# inputs that a calculation holds, when they are nowhere else.
set -u
oqlite=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
OQ_DATADIR=$work/oqdata
TMPDIR=$work/tmp
export OQ_DATADIR TMPDIR
mkdir "$work/job" "$work/tmp"
cp "$2"/*.ini "$2"/*.xml "$work/job"
failures=0

expect()
{
    what=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        echo "ok   $what"
    else
        failures=$((failures + 1))
        echo "FAIL $what: $*"
        tail -n 5 "$work/out"
    fi
}

says()
{
    text=$1
    shift
    "$@" 2>&1 | tee "$work/said" | grep -qF -- "$text" || { cat "$work/said"; false; }
}

# Many sites, so that some blocks are finished and some not when the kill comes.
many_sites="-q -t 1 -p region_grid_spacing=4 -p poes=0.1"

# shellcheck disable=SC2086
expect "an uninterrupted run" "$oqlite" "$work/job/job.ini" $many_sites
killed=0
pause=0.02
while [ "$killed" -lt 3 ]; do
    # shellcheck disable=SC2086
    "$oqlite" "$work/job/job.ini" $many_sites >"$work/log" 2>&1 &
    pid=$!
    next=$(($(ls "$OQ_DATADIR" | sed 's/calc_//' | sort -n | tail -n 1) + 1))
    # computing begins when the live file appears, however long the reading took
    while kill -0 "$pid" 2>/dev/null && [ ! -e "$OQ_DATADIR/calc_$next/output.hdf5" ]; do
        sleep 0.01
    done
    sleep "$pause"
    kill -9 "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    id=$(ls "$OQ_DATADIR" | sed 's/calc_//' | sort -n | tail -n 1)
    state=$("$oqlite" list | awk -v id="$id" '$1 == id { print $2 }')
    echo "killed after $pause s: calculation $id is ${state:-not there}"
    if [ "$state" = complete ]; then
        break
    elif [ "$state" = partial ]; then
        killed=$((killed + 1))
        expect "it can be looked at" says "partial" "$oqlite" show "$id"
        expect "resumed" "$oqlite" resume "$id" -q
        expect "it is complete" says "complete" "$oqlite" show "$id"
        expect "the same as the uninterrupted run" "$oqlite" compare 1 "$id"
        expect "sound" "$oqlite" verify "$id"
    fi
    pause=$(awk -v p="$pause" 'BEGIN { print p * 1.6 }')
done
expect "at least one kill left a partial calculation" [ "$killed" -gt 0 ]
expect "a complete one is not resumed" says "nothing to resume" "$oqlite" resume 1
expect "-p is refused" says "without -p" "$oqlite" resume 1 -p poes=0.2

rm -rf "$work/job"
before=$("$oqlite" list | wc -l)
expect "run again without the inputs" "$oqlite" rerun 1 -q
expect "one calculation more" [ "$("$oqlite" list | wc -l)" -eq $((before + 1)) ]
expect "the same again" "$oqlite" compare 1 last
expect "run again with another key" "$oqlite" rerun 1 -q -p poes=0.2
expect "which counts" says "[0.2]" "$oqlite" show last poes
expect "nothing left in the temporary folder" [ -z "$(ls "$TMPDIR")" ]

echo "$killed kills, $failures failures"
[ "$failures" -eq 0 ]

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

now()
{
    date +%s.%N
}

begin=$(now)
# shellcheck disable=SC2086
expect "an uninterrupted run" "$oqlite" "$work/job/job.ini" $many_sites
whole=$(awk -v a="$begin" -v b="$(now)" 'BEGIN { print b - a }')

# Kills at shares of the time that the whole took: some fall before the calculation is there, or after
# its end, which is as good; three that fall between are enough.
killed=0
for share in 0.3 0.5 0.7 0.6 0.4 0.8 0.2 0.55; do
    [ "$killed" -lt 3 ] || break
    last=$(ls "$OQ_DATADIR" | sed 's/calc_//' | sort -n | tail -n 1)
    # shellcheck disable=SC2086
    "$oqlite" "$work/job/job.ini" $many_sites >"$work/log" 2>&1 &
    pid=$!
    sleep "$(awk -v w="$whole" -v s="$share" 'BEGIN { print w * s }')"
    kill -9 "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    id=$(ls "$OQ_DATADIR" | sed 's/calc_//' | sort -n | tail -n 1)
    state=$("$oqlite" list | awk -v id="$id" '$1 == id { print $2 }')
    [ "$id" -gt "$last" ] || state="not there"
    echo "killed after $share of $whole s: $state"
    if [ "$state" = partial ]; then
        killed=$((killed + 1))
        expect "it can be looked at" says "partial" "$oqlite" show "$id"
        expect "resumed" "$oqlite" resume "$id" -q
        expect "it is complete" says "complete" "$oqlite" show "$id"
        expect "the same as the uninterrupted run" "$oqlite" compare 1 "$id"
        expect "sound" "$oqlite" verify "$id"
    fi
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

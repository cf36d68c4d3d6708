#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# quickstart.sh OQLITE FOLDER: run FOLDER/job.ini and compare its exports with FOLDER/expected.csv.
# A line of expected.csv names a file without its _<id>.csv, a row of data and a column, from 0.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
OQ_DATADIR=$work/oqdata
export OQ_DATADIR
"$1" "$2/job.ini" -q --exports csv --export-dir "$work/out"

awk -F, -v dir="$work/out" '
    /^# rtol:/ { rtol = $0; sub(/^# rtol: */, "", rtol); rtol += 0 }
    /^#/ || $1 == "file" { next }
    {
        path = dir "/" $1 "_1.csv"
        row = -2 # the heading is -1
        found = ""
        while ((getline line < path) > 0) {
            if (line !~ /^#/ && ++row == $2) {
                split(line, cell, ",")
                found = cell[$3 + 1]
            }
        }
        close(path)
        ++n
        difference = found - $5
        if (difference < 0) {
            difference = -difference
        }
        if (found == "" || !(difference <= rtol * $5)) {
            printf "%s row %d column %d (%s): %s found, %s expected\n", $1, $2, $3, $4, found, $5
            ++bad
        }
    }
    END {
        printf "%d values compared, %d differ by more than %g relative\n", n, bad, rtol
        exit bad > 0 || n < 50 || rtol <= 0
    }' "$2/expected.csv"

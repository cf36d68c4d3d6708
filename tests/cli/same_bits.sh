#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# same_bits.sh JOB.ini OQLITE [OQLITE ...]: run the job with several numbers of threads, with every
# instruction-set level this machine has, and with every program given (another compiler's), and
# compare all datasets of the results bit for bit. The group /run holds facts of the run itself
# (date, level, threads) as attributes; it has no datasets.
set -eu
job=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
levels=
differ=0

# A dump of every dataset's bytes and attributes but those of /run, without the file's name.
dump()
{
    h5dump -m %.17g "$1" | sed '1d' | awk '
        /^   GROUP "run" \{/ { skip = 1 }
        !skip
        skip && /^   \}/ { skip = 0 }'
}

# run_one LABEL PROGRAM OPTION...: each run has a folder of results of its own.
run_one()
{
    label=$1
    shift
    n=$((n + 1))
    OQ_DATADIR=$work/$n
    export OQ_DATADIR
    "$@" >"$work/log" 2>&1 || {
        cat "$work/log"
        echo "$label: the run failed"
        exit 1
    }
    dump "$OQ_DATADIR/calc_1/output.hdf5" >"$work/got"
    if [ "$n" -eq 1 ]; then
        mv "$work/got" "$work/want"
        [ "$(wc -l <"$work/want")" -gt 1000 ] || {
            echo "$label: the dump of the result is too short to mean anything"
            exit 1
        }
        echo "$label: the reference"
    elif ! cmp "$work/want" "$work/got"; then
        h5diff -q --exclude-path /run "$work/1/calc_1/output.hdf5" \
            "$OQ_DATADIR/calc_1/output.hdf5" || :
        echo "$label: DIFFERS"
        differ=$((differ + 1))
    else
        echo "$label: the same bits"
    fi
}

for program in "$@"; do
    [ -x "$program" ] || continue
    for threads in 1 2 5; do
        OMP_NUM_THREADS=$threads
        export OMP_NUM_THREADS
        run_one "$program, OMP_NUM_THREADS=$threads" "$program" "$job" -q
    done
    for isa in v1 v3 v4; do
        OQLITE_ISA=$isa
        export OQLITE_ISA
        run_one "$program, OQLITE_ISA=$isa" "$program" "$job" -q
        used=$(h5dump -a /run/isa "$OQ_DATADIR/calc_1/output.hdf5" |
            sed -n 's/.*(0): "\(.*\)"/\1/p')
        if [ "$used" = "$isa" ]; then
            case " $levels " in *" $isa "*) ;; *) levels="$levels $isa" ;; esac
        else
            echo "  (not in this build or on this machine: $used was used)"
        fi
    done
    unset OQLITE_ISA
done
[ "$differ" -eq 0 ] || exit 1
echo "@ $n runs of $# programs equal; levels$levels"

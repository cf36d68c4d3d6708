#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: sweep.sh OQLITE ROOT N
# Points (N of them, whole and interrupted), reruns, kills, eight sweeps at once, shards, arrays, failures and
# queries on a tiny job.
set -u
oqlite=$1 root=$2 n=$3
dir=$(mktemp -d "${TMPDIR:-/tmp}/oqlite-sweep-XXXXXX")
trap 'rm -rf "$dir"' EXIT
export OQ_DATADIR=$dir/data HOME=$dir
cd "$dir" || exit 1
fail() { echo "FAILED: $*"; exit 1; }
is() { [ "$2" = "$3" ] || fail "$1: found '$2', expected '$3'"; }
rows() { "$oqlite" query "$@" | tail -n +2 | wc -l; }

cat >source.xml <<'X'
<?xml version="1.0" encoding="utf-8"?>
<nrml xmlns="http://openquake.org/xmlns/nrml/0.5" xmlns:gml="http://www.opengis.net/gml">
<sourceModel name="one point">
<sourceGroup tectonicRegion="Active Shallow Crust">
<pointSource id="1" name="p" tectonicRegion="Active Shallow Crust">
<pointGeometry><gml:Point><gml:pos>0.1 0.1</gml:pos></gml:Point>
<upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>20</lowerSeismoDepth></pointGeometry>
<magScaleRel>WC1994</magScaleRel><ruptAspectRatio>1.0</ruptAspectRatio>
<truncGutenbergRichterMFD aValue="3.5" bValue="1.0" minMag="5.0" maxMag="6.0"/>
<nodalPlaneDist><nodalPlane probability="1.0" strike="0" dip="90" rake="0"/></nodalPlaneDist>
<hypoDepthDist><hypoDepth probability="1.0" depth="8"/></hypoDepthDist>
</pointSource>
</sourceGroup>
</sourceModel>
</nrml>
X
cat >job.ini <<'X'
[general]
description = one point source, one site
calculation_mode = classical
sites = 0 0
reference_vs30_value = 600
reference_vs30_type = measured
reference_depth_to_1pt0km_per_sec = 50
reference_depth_to_2pt5km_per_sec = 1
source_model_file = source.xml
gsim = BooreAtkinson2008
width_of_mfd_bin = 0.1
rupture_mesh_spacing = 5
investigation_time = 50
truncation_level = 3
maximum_distance = 200
intensity_measure_types_and_levels = {"PGA": [0.01, 0.05, 0.1, 0.5], "SA(1.0)": [0.01, 0.05, 0.1, 0.5]}
poes = 0.1 0.02
hazard_maps = true
X

python=
for p in python3 /usr/bin/python3; do
    [ -z "$python" ] && $p -c 'import h5py, pandas, sqlalchemy' 2>/dev/null && python=$p
done

# --- N points, whole and interrupted five times with kill -9
values=$(seq -s '|' 300 10 $((300 + 10 * (n / 2 - 1))))
printf '[study]\nbase_job = job.ini\nstore = curves, maps, arrays\n[parameters]\ntruncation_level = 2 | 3\n' >study.ini
echo "reference_vs30_value = $values" >>study.ini
"$oqlite" sweep study.ini --db whole.db -q || fail "the sweep of $n points"
is "points done" "$(rows whole.db -p state=done)" $n
is "rows of results" "$(rows whole.db)" $((n * 2 * (4 + 2)))
is "calculations left" "$(ls "$OQ_DATADIR" | grep -c calc_)" 0
is "groups of arrays" "$(h5ls whole.hdf5 | wc -l)" $n

kills=0
for share in 3 9 15 21 27; do # of 40
    "$oqlite" sweep study.ini --db cut.db -q &
    pid=$!
    for _ in $(seq 1 2000); do
        done_now=0
        [ -s cut.db ] && done_now=$(rows cut.db -p state=done 2>/dev/null)
        [ $((done_now * 40)) -ge $((share * n)) ] && break
        kill -0 $pid 2>/dev/null || break
        sleep 0.05 # each look is a process of its own
    done
    kill -9 $pid 2>/dev/null && kills=$((kills + 1))
    wait $pid 2>/dev/null
done
before=$(rows cut.db -p state=done)
out=$("$oqlite" sweep study.ini --db cut.db) || fail "the last run of the interrupted sweep: $out"
echo "$out" | grep -q "$n points: $((n - before)) computed, $before done before" ||
    fail "expected only what was missing ($((n - before))) to be computed: ${out##*$'\n'}"
"$oqlite" query whole.db >whole.csv && "$oqlite" query cut.db >cut.csv || fail query
cmp whole.csv cut.csv || fail "an interrupted sweep differs from an uninterrupted one"
# all arrays, too; /run tells date and seconds of each run
h5diff $(h5ls whole.hdf5 | awk '{ print "--exclude-path /" $1 "/run" }') whole.hdf5 cut.hdf5 ||
    fail "the arrays of an interrupted sweep differ"
is "groups of arrays after kills" "$(h5ls cut.hdf5 | wc -l)" $n
echo "interrupted: $kills kills, $n points, $(($(wc -l <whole.csv) - 1)) values equal, lost 0"
[ "$kills" -ge 3 ] || fail "the sweep was too fast to be killed: $kills kills"
"$oqlite" sweep study.ini --db cut.db | grep -q " 0 computed, $n done before" || fail "nothing is new"
if [ -n "$python" ]; then
    "$python" "$root/tests/sweep/read_study.py" whole.db "$n" "$root/examples" || fail "the Python examples"
else
    echo "no Python with h5py, pandas and SQLAlchemy here: the examples were not run"
fi

# --- an input that changes makes points new, a comment does not
sed 's/^\[general\]/[general]\n# a comment/' job.ini >t && mv t job.ini
"$oqlite" sweep study.ini --db cut.db | grep -q ' 0 computed' || fail "a comment made points new"

m=24 # points of smaller studies
[ "$n" -ge 100 ] || m=8
# --- eight sweeps into one database at once: each point computed once
left=$(ls "$OQ_DATADIR" | grep -c calc_) # a kill between a calculation and its row leaves it
printf '[study]\nbase_job = job.ini\nstore = curves, arrays\ntruncation_level = 2 | 3\n' >small.ini
echo "reference_vs30_value = $(seq -s '|' 300 10 $((290 + 5 * m)))" >>small.ini
"$oqlite" sweep small.ini -q || fail "the sweep of $m points"
"$oqlite" query small.db >small.csv
for i in 1 2 3 4 5 6 7 8; do
    "$oqlite" sweep small.ini --db eight.db -w 1 >log.$i 2>&1 &
done
wait
is "computed by eight" "$(sed -n 's/.*points: \([0-9]*\) computed.*/\1/p' log.[1-8] | awk '{ n += $1 } END { print n }')" $m
"$oqlite" query eight.db >eight.csv
cmp small.csv eight.csv || fail "eight sweeps differ from one"
is "arrays of eight" "$(h5ls eight.hdf5 | wc -l)" $m
is "integrity" "$(h5ls -r eight.hdf5 | grep -c hcurves_stats)" $m

# --- shards, joined
for i in 1 2 3; do
    "$oqlite" sweep small.ini --db shard$i.db --shard $i/3 -q || fail "shard $i"
done
"$oqlite" sweep merge joined.db shard1.db shard2.db shard3.db || fail merge
"$oqlite" query joined.db >joined.csv
cmp small.csv joined.csv || fail "joined shards differ from one sweep"
is "arrays of joined shards" "$(h5ls joined.hdf5 | wc -l)" $m
is "calculations left" "$(ls "$OQ_DATADIR" | grep -c calc_)" "$left"
if command -v python3 >/dev/null; then
    cp shard2.db other.db
    python3 -c "import sqlite3; c = sqlite3.connect('other.db'); c.execute(\"UPDATE points SET engine='0.0.1'\"); c.commit()"
    "$oqlite" sweep merge joined.db other.db 2>err && fail "mixed versions were joined"
    grep -q 'different versions' err || fail "the refusal does not say why: $(cat err)"
fi

# --- arrays asked for later: computed again, the rows stay right
sed 's/^store.*/store = curves/' small.ini >later.ini
"$oqlite" sweep later.ini -q && [ ! -e later.hdf5 ] || fail "arrays that nobody asked for"
cp small.ini later.ini
"$oqlite" sweep later.ini | grep -q " $m computed" || fail "arrays asked for later"
is "arrays asked for later" "$(h5ls later.hdf5 | wc -l)" $m

# --- a failing point, a table of points, zip, retry
printf 'gsim,reference_vs30_value\nBooreAtkinson2008,600\nNoSuchModel2008,600\nBooreAtkinson2008,760\n' >points.csv
printf '[study]\nbase_job = job.ini\npoints_csv = points.csv\nstore = maps\n' >table.ini
"$oqlite" sweep table.ini >out 2>&1 && fail "a failed point must give status 1"
is "done beside a failure" "$(rows table.db -p state=done)" 2
"$oqlite" query table.db -p state=failed | grep -q 'NoSuchModel2008' || fail "the message names no model"
"$oqlite" sweep table.ini | grep -q ' 0 computed, 2 done before or elsewhere, 1 failed' || fail "failed is kept"
"$oqlite" sweep table.ini --retry-failed | grep -q 'FAILED' || fail "--retry-failed"
is "maps only" "$(rows table.db)" $((2 * 2 * 2))
printf '[study]\nbase_job = job.ini\ncombine = zip\ntruncation_level = 2 | 3\nreference_vs30_value = 500 | 600\n' >zip.ini
"$oqlite" sweep zip.ini -q && is "zipped" "$(rows zip.db -p)" 2

# --- a point that crashes: the others go on
printf '[study]\nbase_job = job.ini\nstore = maps\nintensity_measure_types_and_levels = {"PGA": logscale(0.001, 2, %d)}\nwidth_of_mfd_bin = 0.0002 | 0.1 | 0.2\n' $((n >= 100 ? 2000 : 300)) >crash.ini
"$oqlite" sweep crash.ini -q &
pid=$!
victim=
for _ in $(seq 1 500); do
    victim=$(cat /proc/$pid/task/$pid/children 2>/dev/null | awk '{ print $1 }')
    [ -n "$victim" ] && break
    sleep 0.005
done
[ -n "$victim" ] && kill -KILL "$victim"
wait $pid && fail "a crashed point must give status 1"
"$oqlite" query crash.db -p state=failed | grep -q 'signal 9' || fail "the message names no signal"
is "done beside a crash" "$(rows crash.db -p state=done)" 2
"$oqlite" sweep crash.ini --retry-failed -q || fail "the crashed point again"
is "done after a retry" "$(rows crash.db -p state=done)" 3

# --- queries
"$oqlite" query whole.db imt=PGA poe=0.1 truncation_level=3 reference_vs30_value=300 reference_vs30_value=310 >q.csv
is "rows of a query" "$(tail -n +2 q.csv | wc -l)" 2
"$oqlite" query whole.db imt=PGA poe=0.1 -b truncation_level=3 -b reference_vs30_value=350 -f json -o base.json || fail baseline
grep '"truncation_level": 3, "reference_vs30_value": 350,' base.json | grep -q '"difference": 0.0, "ratio": 1.0' ||
    fail "the baseline differs from itself"
"$oqlite" query whole.db truncation_levl=3 2>err && fail "a key that is no column"
grep -q 'did you mean "truncation_level"' err || fail "$(cat err)"

# --- mistakes of a study, with file and line
printf '[study]\nbase_job = job.ini\ntruncation_levl = 2 | 3\n' >bad.ini
"$oqlite" sweep bad.ini 2>err && fail "a mistyped key"
grep -q 'bad.ini:2: unknown key truncation_levl' err || fail "$(cat err)"
[ ! -e bad.db ] || fail "a study with mistakes made a database"
printf '[study]\nbase_job = job.ini\ncombine = zip\ntruncation_level = 2 | 3\nreference_vs30_value = 1|2|3\n' >bad.ini
"$oqlite" sweep bad.ini 2>err && fail "a zip of 2 and 3"
grep -q 'bad.ini:5: 3 values found, expected 2' err || fail "$(cat err)"
is "dry run" "$("$oqlite" sweep small.ini --db none.db --dry-run | grep -c truncation_level=)" $m
[ ! -e none.db ] || fail "a dry run made a database"
echo "all passed"

#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# commands.sh OQLITE ROOT: what the commands print, and their exit status, on good and bad command lines.
set -u
oqlite=$1
root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
OQ_DATADIR=$work/oqdata
export OQ_DATADIR
job=$root/configs/quickstart/job.ini
checks=0
failures=0

fail()
{
    failures=$((failures + 1))
    echo "FAIL: $1"
    sed 's/^/    out: /' "$work/out"
    sed 's/^/    err: /' "$work/err"
}

# run STATUS ARGUMENT...: run oqlite, expect the exit status.
run()
{
    wanted=$1
    shift
    what="oqlite $*"
    "$oqlite" "$@" >"$work/out" 2>"$work/err" </dev/null
    got=$?
    checks=$((checks + 1))
    [ "$got" -eq "$wanted" ] || fail "$what: exit status $got, expected $wanted"
    ! grep -qE 'Sanitizer|runtime error:' "$work/err" || fail "$what: a sanitizer's finding"
}

# out TEXT, err TEXT: the last run's output has a line with TEXT.
out()
{
    checks=$((checks + 1))
    grep -qF -- "$1" "$work/out" || fail "$what: standard output without \"$1\""
}

err()
{
    checks=$((checks + 1))
    grep -qF -- "$1" "$work/err" || fail "$what: standard error without \"$1\""
}

# one_line: standard error is one line, and nothing else is said.
one_line()
{
    checks=$((checks + 1))
    [ "$(wc -l <"$work/err")" -eq 1 ] && [ ! -s "$work/out" ] ||
        fail "$what: more than one line said"
}

# ---- help ----
run 0 --help
out "usage: oqlite JOB.ini"
for command in run info resume rerun list show export compare verify delete gmm; do
    out "  $command "
done
for command in run info resume rerun list show export compare verify delete gmm; do
    run 0 "$command" --help
    out "usage: oqlite"
done
run 0 --version
out "oqlite "
run 2
err "usage: oqlite JOB.ini"

# ---- wrong usage: one line, status 2 ----
run 2 nonsense
err 'expected a job file (*.ini) or a command'
one_line
run 2 --nonsense
err 'unknown option --nonsense'
one_line
run 2 run -Z
err 'unknown option -Z'
one_line
run 2 run
err '0 job files found, expected one'
one_line
run 2 "$job" "$job"
err '2 job files found, expected one'
one_line
run 2 "$job" -p
err 'option -p needs a value'
one_line
run 2 "$job" --threads 0
err 'expected a number from 1 to 4096'
one_line
run 2 "$job" --exports xml
err 'xml found, expected csv'
one_line
run 2 show
err 'the id of a calculation is missing'
one_line
run 2 show first
err 'expected the id of a calculation'
one_line
run 2 show 1 key surplus
err 'unexpected "surplus"'
one_line
run 2 compare 1
err 'the id of a calculation is missing'
one_line
run 2 compare 1 2 --rtol -1
err 'expected a number not below 0'
one_line
run 2 gmm nonsense
err 'usage: oqlite gmm'

# ---- jobs that cannot be ----
run 1 "$work/missing.ini"
err "$work/missing.ini: cannot be read"
mkdir "$work/folder.ini"
run 1 "$work/folder.ini"
err 'a folder found, expected a file'
: >"$work/empty.ini"
run 1 "$work/empty.ini"
err "$work/empty.ini"
head -c 3000 "$oqlite" >"$work/noise.ini" # bytes that are no text
run 1 "$work/noise.ini"
err "$work/noise.ini"
run 1 "$job" -p nonsense
err 'nonsense'
run 1 "$job" -p investigation_time=0
err 'investigation_time'
run 0 info "$job" -p maximum_distanse=100
err 'maximum_distance'

# ---- ten mistakes, ten messages with file and line, and no calculation ----
run 1 "$root/tests/cli/ten_mistakes/job.ini"
checks=$((checks + 1))
[ "$(grep -c '^oqlite: error:' "$work/err")" -eq 10 ] || fail "$what: not ten errors"
for line in 3 6 7 10 11 15 24 27 27 30; do
    err "tests/cli/ten_mistakes/job.ini:$line: "
done
err '10 errors found'
checks=$((checks + 1))
[ ! -e "$OQ_DATADIR" ] || fail "$what: left $(ls "$OQ_DATADIR")"

# ---- the plan ----
run 0 info "$job" --job
for text in '127 sites, 3 measures x 20 levels' '12 realizations' 'Active Shallow Crust' simpleFault \
    'memory:' 'disk:' 'time:' 'investigation_time = 50'; do
    out "$text"
done
checks=$((checks + 1))
[ ! -e "$OQ_DATADIR" ] || fail "$what: info left $(ls "$OQ_DATADIR")"

# ---- a calculation and what can be done with it ----
run 0 list
run 1 show last
run 0 "$job" --exports csv --export-dir "$work/csv" -t 2
out 'calculation 1'
out '4 sources, 2345 ruptures, 127 sites, 5 models, 12 realizations'
out "See the results with hdfview $OQ_DATADIR/calc_1/output.hdf5"
run 0 run "$job" -q -p poes=0.1
checks=$((checks + 1))
[ ! -s "$work/out" ] || fail "$what: -q is not quiet"
run 0 list
out 'complete'
run 0 show 1
out '/hcurves_stats'
out 'sites 127'
run 0 show last poes
out '0.1'
run 1 show 1 no/such/key
err 'no/such/key'
run 1 show 77
err 'no calculation 77'
run 0 verify 1
out '0 faults'
run 0 compare 1 1
out 'equal: '
run 1 compare 1 2
out ' arrays differ'
out 'job poes = '
out 'computed from other inputs: 0 files and 1 parameter differ'
run 0 export 1 --dir "$work/again/csv"
out '21 files exported'
checks=$((checks + 1))
diff -r "$work/csv" "$work/again/csv" >"$work/out" || fail "export differs from the run's own"
run 0 export 1 hcurves_stats --dir "$work/one"
out '1 file exported'
cp "$work/one/hcurves_stats_1.csv" "$work/out"
out 'site,lon,lat,stat,imt,level,iml,value'
checks=$((checks + 2))
[ "$(wc -l <"$work/out")" -eq $((127 * 4 * 3 * 20 + 2)) ] || fail "$what: another number of rows"
# the value of a row is that of the curve exported in OpenQuake's form, in all its digits
awk -F, 'NR == FNR { if (FNR == 3) want = $4; next }
    FNR == 3 { exit !(sprintf("%.6e", $8) + 0 == want + 0) }' \
    "$work/csv/hazard_curve-mean-PGA_1.csv" "$work/out" || fail "$what: another value"
run 0 export 1 inputs/0 --dir "$work/one"
checks=$((checks + 1))
cmp -s "$work/one/inputs-0_1" "$job" || fail "$what: the job file has other bytes"
run 0 export 1 0 --dir "$work/one"
out '3 files exported'
run 1 export 1 hcurve_stats --dir "$work/one"
err 'no key "hcurve_stats", did you mean hcurves_stats, expected one of 0, 1, 2, 3, hcurves_stats,'
one_line
: >"$work/file"
run 1 export 1 --dir "$work/file"
err "$work/file"
mkdir "$work/job"
cp "$root/configs/quickstart/"*.ini "$root/configs/quickstart/"*.xml "$work/job"
echo '# a comment' >>"$work/job/job.ini"
run 0 "$work/job/job.ini" -q
run 0 compare 1 3
out 'job.ini): other bytes'
out 'equal: '
out 'computed from other inputs: 1 file and 0 parameters differ'
run 0 delete 3 --yes
run 1 delete 1
err '--yes is needed'
run 0 verify 1
run 0 delete 1 --yes
out 'calculation 1 removed'
run 1 show 1
run 0 show 2

# ---- ids of sites are the first column of each file with sites ----
printf 'custom_site_id,lon,lat,vs30\nroof,11.0,44.6,600\nyard,11.4,45.0,600\n' >"$work/ids.csv"
cp -r "$root/configs/quickstart" "$work/job"
sed '/^region/d' "$job" >"$work/job/ids.ini"
run 0 "$work/job/ids.ini" -q -p site_model_csv="$work/ids.csv" --exports csv --export-dir "$work/ids"
for file in hazard_curve-mean-PGA hazard_map-mean hazard_uhs-mean; do
    checks=$((checks + 1))
    sed -n 's/^\(custom_site_id,lon,lat\|roof,11\.00000\|yard,11\.40000\).*/\1/p' \
        "$work/ids/$file"_*.csv | tr '\n' ' ' >"$work/out"
    [ "$(cat "$work/out")" = 'custom_site_id,lon,lat roof,11.00000 yard,11.40000 ' ] ||
        fail "$file does not tell the ids of its sites"
done

# ---- without sites there is a plan and no calculation ----
sed 's/^calculation_mode.*/calculation_mode = preclassical/' "$work/job/ids.ini" >"$work/job/plan.ini"
run 0 info "$work/job/plan.ini"
out '2345 ruptures, at most 0 ruptures x sites'
run 1 "$work/job/plan.ini"
err 'no sites'

# ---- a damaged file is told, not crashed on ----
file=$OQ_DATADIR/calc_2/output.hdf5
size=$(wc -c <"$file")
dd if=/dev/zero of="$file" bs=1 seek=$((size / 2)) count=4096 conv=notrunc 2>/dev/null
run 1 verify 2
dd if=/dev/null of="$file" bs=1 seek=$((size / 3)) 2>/dev/null
run 1 verify 2
run 0 show 2
out 'damaged'
run 0 list
out 'damaged'

# ---- models outside their range of validity: one warning a model, also inside a wrapper ----
cat >"$work/models.xml" <<'END'
<?xml version="1.0" encoding="utf-8"?>
<nrml xmlns="http://openquake.org/xmlns/nrml/0.5"><logicTree logicTreeID="models">
<logicTreeBranchSet branchSetID="a" uncertaintyType="gmpeModel" applyToTectonicRegionType="Active Shallow Crust">
<logicTreeBranch branchID="a1"><uncertaintyModel>SadighEtAl1997</uncertaintyModel>
<uncertaintyWeight>0.4</uncertaintyWeight></logicTreeBranch>
<logicTreeBranch branchID="a2"><uncertaintyModel>[ModifiableGMPE]
gmpe.SadighEtAl1997 = {}
set_scale_median_scalar.scaling_factor = 1.2
</uncertaintyModel><uncertaintyWeight>0.3</uncertaintyWeight></logicTreeBranch>
<logicTreeBranch branchID="a3"><uncertaintyModel>ChiouYoungs2014</uncertaintyModel>
<uncertaintyWeight>0.3</uncertaintyWeight></logicTreeBranch></logicTreeBranchSet>
<logicTreeBranchSet branchSetID="b" uncertaintyType="gmpeModel" applyToTectonicRegionType="Stable Continental Crust">
<logicTreeBranch branchID="b1"><uncertaintyModel>AtkinsonMacias2009</uncertaintyModel>
<uncertaintyWeight>1.0</uncertaintyWeight></logicTreeBranch></logicTreeBranchSet></logicTree></nrml>
END
run 0 info "$job" -p "gsim_logic_tree_file=$work/models.xml"
err 'SadighEtAl1997 is used outside its range of validity: distances'
err '(valid 0 to 100)'
err 'AtkinsonMacias2009 is used outside its range of validity: magnitudes 5.1 to'
checks=$((checks + 2))
[ "$(grep -c 'range of validity' "$work/err")" -eq 2 ] || fail "$what: other warnings than two"
! grep -q 'ChiouYoungs2014' "$work/err" || fail "$what: a warning about a model within its range"
run 0 info "$job"
checks=$((checks + 1))
! grep -q 'range of validity' "$work/err" || fail "$what: a warning without reason"

# ---- models ----
run 0 gmm list BooreAtkinson
out 'BooreAtkinson2008'
run 0 gmm info BooreAtkinson2008
out 'rjb'
run 1 gmm info BoreAtkinson2008
err 'BoreAtkinson2008'
printf 'mag,rake,rjb,vs30\n6.5,90,20,600\n' >"$work/contexts.csv"
run 0 gmm eval BooreAtkinson2008 "$work/contexts.csv" --imt PGA
out 'mean:PGA,sigma:PGA'
run 1 gmm eval BooreAtkinson2008 "$work/none.csv" --imt PGA
err 'none.csv'

# ---- curves of models ----
run 0 gmm plot --help
out 'usage: oqlite gmm plot'
run 2 gmm plot BooreAtkinson2008
err 'usage: oqlite gmm plot'
run 0 gmm plot BooreAtkinson2008 SadighEtAl1997 -o "$work/curves.csv" -s mag=7 -s vs30=400
cp "$work/curves.csv" "$work/out"
out 'model,axis,x,imt,median,minus_sigma,plus_sigma,sigma'
out 'BooreAtkinson2008,distance,1,PGA,'
out 'SadighEtAl1997,magnitude,8,PGA,'
out 'SadighEtAl1997,period,0.1'
run 1 gmm plot BoreAtkinson2008 -o "$work/a.svg"
err 'BoreAtkinson2008'
run 1 gmm plot BooreAtkinson2008 -o "$work/a.gif"
err 'ends in .svg, .png or .csv'
run 1 gmm plot BooreAtkinson2008 -o "$work/a.svg" -s speed=3
err 'unknown parameter "speed"'
run 1 gmm plot BooreAtkinson2008 -o "$work/nowhere/a.svg"
err 'nowhere/a.svg'
run 1 gmm plot BooreAtkinson2008 -i MMI -o "$work/a.svg"
err 'MMI is not defined'
if command -v gnuplot >/dev/null 2>&1; then
    run 0 gmm plot BooreAtkinson2008 SadighEtAl1997 -o "$work/a 'curve'.svg"
    cp "$work/a 'curve'.svg" "$work/out" || : >"$work/out"
    out '</svg>'
    out 'BooreAtkinson2008'
    out 'SadighEtAl1997'
    out 'distance rjb'
    run 0 gmm plot BooreAtkinson2008 -o "$work/a.png"
    head -c 4 "$work/a.png" | tr -d '\211' >"$work/out"
    out 'PNG'
fi
mkdir "$work/no_programs"
path=$PATH
PATH=$work/no_programs
run_without_gnuplot=$("$oqlite" gmm plot BooreAtkinson2008 -o "$work/b.svg" 2>&1)
PATH=$path
printf '%s\n' "$run_without_gnuplot" >"$work/out"
out 'gnuplot-nox'
[ ! -e "$work/b.svg" ] && [ ! -e "$work/b.svg.part" ] || fail 'a picture without gnuplot'

echo "$checks checks, $failures failed"
[ "$failures" -eq 0 ]

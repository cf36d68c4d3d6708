#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Every uncertainty of logic trees applied to every class of source, against hazardlib.

usage: changes.py OQLITE [-v]      (Python 3 standard library only; -v: largest differences)

changes.csv has a row for each branch (type, value) and a column for each source of changes/: the
probabilities of exceedance of the changed source (two sites, four levels each), or "refused" where
the change cannot be meant. A source is one job: the first branch set has a copy of the model for
each row, and below it stands the branch of that row, so that realizations are rows. What is to be
refused is a second job, which must name the line of every branch.
"""
import csv
import glob
import os
import re
import subprocess
import sys
import tempfile

from run import FLOOR, HERE, LEVELS, RTOL, SITE_COLUMNS, curves_of

SITES = ("10,45,0,600,1,80,1.2\n", "10.31,45.12,0,600,1,80,1.2\n")
JOB = """[general]
description = changes of %s
calculation_mode = classical
gsim = %s
source_model_logic_tree_file = tree.xml
site_model_file = sites.csv
individual_rlzs = true
intensity_measure_types_and_levels = {'PGA': [%s]}
rupture_mesh_spacing = 4
complex_fault_mesh_spacing = 5
width_of_mfd_bin = 0.2
area_source_discretization = 15
investigation_time = 50
truncation_level = 3
maximum_distance = 200
pointsource_distance = 1000
"""
BRANCH = """<logicTreeBranch branchID="%s">
<uncertaintyModel>%s</uncertaintyModel><uncertaintyWeight>%.17g</uncertaintyWeight>
</logicTreeBranch>"""
SET = '<logicTreeBranchSet uncertaintyType="%s" branchSetID="%s"%s>\n%s\n</logicTreeBranchSet>'
TREE = """<?xml version="1.0" encoding="utf-8"?>
<nrml xmlns="http://openquake.org/xmlns/nrml/0.5" xmlns:gml="http://www.opengis.net/gml">
<logicTree logicTreeID="l">
%s
</logicTree></nrml>
"""


def write_tree(folder, xml, rows):
    n = len(rows)
    models = []
    sets = []
    for k, row in enumerate(rows):
        name = "m%02d.xml" % k
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(xml)
        models.append(BRANCH % ("b%02d" % k, name, 1.0 / n))
        sets.append(SET % (row["type"], "s%02d" % k,
                           ' applyToSources="s" applyToBranches="b%02d"' % k,
                           BRANCH % ("c%02d" % k, row["value"], 1)))
    text = TREE % "\n".join([SET % ("sourceModel", "s", "", "\n".join(models))] + sets)
    with open(os.path.join(folder, "tree.xml"), "w", encoding="utf-8") as f:
        f.write(text)
    lines = text.split("\n")
    return [1 + lines.index('<logicTreeBranch branchID="c%02d">' % k) for k in range(n)]


def run_job(oqlite, source, gsim, rows):
    """Curves of each row, or the messages when the job is refused; and the lines of branches."""
    with open(os.path.join(HERE, "changes", source + ".xml"), encoding="utf-8") as f:
        xml = f.read()
    with tempfile.TemporaryDirectory(prefix="oqlite-changes-") as folder:
        lines = write_tree(folder, xml, rows)
        with open(os.path.join(folder, "job.ini"), "w", encoding="utf-8") as f:
            f.write(JOB % (source, gsim, LEVELS))
        with open(os.path.join(folder, "sites.csv"), "w", encoding="utf-8") as f:
            f.write(SITE_COLUMNS + "".join(SITES))
        env = dict(os.environ, OQ_DATADIR=os.path.join(folder, "data"))
        run = subprocess.run([oqlite, "job.ini", "--exports", "csv", "--export-dir", "out"],
                             cwd=folder, env=env, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            return run.stderr, lines
        kind = "rlz-*" if len(rows) > 1 else "mean"
        paths = sorted(glob.glob(os.path.join(folder, "out",
                                              "hazard_curve-%s-PGA_*.csv" % kind)))
        return [sum(curves_of(path), []) for path in paths], lines


def check_values(got, rows, source, largest):
    """Complaints about curves, and the largest difference of each type in `largest`."""
    if isinstance(got, str):
        return ["%s: %s" % (source, got.strip())]
    if len(got) != len(rows):
        return ["%s: %d realizations, expected %d" % (source, len(got), len(rows))]
    out = []
    for row, curve in zip(rows, got):
        want = [float(v) for v in row[source].split()]
        worst = max((abs(g - w) / max(w, FLOOR) for g, w in zip(curve, want)
                     if max(g, w) > FLOOR), default=0.0)
        largest[row["type"], source] = max(worst, largest.get((row["type"], source), 0.0))
        if len(curve) != len(want) or not worst <= RTOL:
            out.append("%s, %s %s: %s, expected %s"
                       % (source, row["type"], row["value"], curve, want))
    return out


def check_refused(got, lines, rows, source):
    if not isinstance(got, str):
        return ["%s: a change that cannot be meant was taken" % source]
    told = set(int(n) for n in re.findall(r"tree\.xml:(\d+): ", got))
    return ["%s, %s %s: no message for tree.xml:%d" % (source, row["type"], row["value"], line)
            for row, line in zip(rows, lines) if not any(line <= n < line + 3 for n in told)]


def main():
    oqlite = os.path.abspath(sys.argv[1])
    with open(os.path.join(HERE, "changes", "changes.csv"), encoding="utf-8") as f:
        rows = list(csv.DictReader(line for line in f if not line.startswith("#")))
    gsims = rows.pop(0)
    complaints, n, largest = [], 0, {}
    for source in list(gsims)[2:]:
        good = [row for row in rows if row[source] != "refused"]
        bad = [row for row in rows if row[source] == "refused"]
        n += len(rows)
        if good:
            got, _ = run_job(oqlite, source, gsims[source], good)
            complaints += check_values(got, good, source, largest)
        if bad:
            got, lines = run_job(oqlite, source, gsims[source], bad)
            complaints += check_refused(got, lines, bad, source)
    for line in complaints:
        print(line)
    for key, value in sorted(largest.items()) if "-v" in sys.argv else []:
        print("%s, %s: %.1e" % (*key, value))
    print("%d of %d changes of sources agree" % (n - len(complaints), n))
    sys.exit(1 if complaints or n == 0 else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Small jobs of one source each, drawn at random, against values of OpenQuake's hazardlib.

usage: run.py OQLITE [CASE ...]      (Python 3 standard library only)

cases.csv has a row for each: settings of the job, sites (lon lat depth;...) and probabilities of
exceedance (a site after the other, four levels each). The source is cases/NAME.xml, its sections,
if any, are cases/NAME.sections.xml. The cases stand at the date line, near the poles, on top of
the source, above the sea: every type of source, distribution of magnitudes, scaling relation. An
empty cell of a setting leaves it out.
"""
import csv
import glob
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
LEVELS = "0.01, 0.05, 0.2, 0.6"
RTOL = 2e-5  # six digits are exported
FLOOR = 1e-7
SITE_COLUMNS = "lon,lat,depth,vs30,vs30measured,z1pt0,z2pt5\n"
TREE = """<?xml version="1.0" encoding="utf-8"?>
<nrml xmlns="http://openquake.org/xmlns/nrml/0.5"><logicTree logicTreeID="l">
<logicTreeBranchSet uncertaintyType="sourceModel" branchSetID="b"><logicTreeBranch branchID="b1">
<uncertaintyModel>%s</uncertaintyModel><uncertaintyWeight>1</uncertaintyWeight>
</logicTreeBranch></logicTreeBranchSet></logicTree></nrml>
"""


def write_job(folder, row):
    models = []
    for end in (".xml", ".sections.xml"):
        path = os.path.join(HERE, "cases", row["name"] + end)
        if os.path.exists(path):
            shutil.copy(path, folder)
            models.append(os.path.basename(path))
    with open(os.path.join(folder, "tree.xml"), "w", encoding="utf-8") as f:
        f.write(TREE % " ".join(models))
    with open(os.path.join(folder, "sites.csv"), "w", encoding="utf-8") as f:
        f.write(SITE_COLUMNS)
        for site in row["sites"].split(";"):
            f.write(",".join(site.split()) + ",600,1,80,1.2\n")
    with open(os.path.join(folder, "job.ini"), "w", encoding="utf-8") as f:
        f.write("[general]\ndescription = %s\ncalculation_mode = classical\n" % row["name"])
        f.write("source_model_logic_tree_file = tree.xml\nsite_model_file = sites.csv\n")
        f.write("intensity_measure_types_and_levels = {'PGA': [%s]}\n" % LEVELS)
        for key, value in row.items():
            if value and key not in ("name", "sites", "poes"):
                f.write("%s = %s\n" % (key, value))


def curves_of(path):
    """Probabilities of an exported file, a list for each site."""
    with open(path, encoding="utf-8") as f:
        rows = csv.DictReader(line for line in f if not line.startswith("#"))
        return [[float(v) for k, v in row.items() if k.startswith("poe-")] for row in rows]


def curves(folder):
    paths = glob.glob(os.path.join(folder, "out", "hazard_curve-mean-PGA_*.csv"))
    return curves_of(paths[0]) if len(paths) == 1 else []


def failure(oqlite, folder, row):
    """What is wrong with the case, or None."""
    write_job(folder, row)
    env = dict(os.environ, OQ_DATADIR=os.path.join(folder, "data"))
    run = subprocess.run([oqlite, "job.ini", "--exports", "csv", "--export-dir", "out"],
                         cwd=folder, env=env, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return "exit %d: %s" % (run.returncode, run.stderr.strip())
    got, want = sum(curves(folder), []), [float(v) for v in row["poes"].split()]
    if len(got) != len(want):
        return "%d probabilities, expected %d" % (len(got), len(want))
    for i, (g, w) in enumerate(zip(got, want)):
        if max(g, w) > FLOOR and abs(g - w) > RTOL * max(w, FLOOR):
            return "site %d, level %d: %.6g, expected %.6g" % (i // 4, i % 4, g, w)
    return None


def main():
    oqlite, only = os.path.abspath(sys.argv[1]), sys.argv[2:]
    with open(os.path.join(HERE, "cases.csv"), encoding="utf-8") as f:
        rows = list(csv.DictReader(line for line in f if not line.startswith("#")))
    rows = [row for row in rows if not only or row["name"] in only]
    failed = 0
    for row in rows:
        with tempfile.TemporaryDirectory(prefix="oqlite-sources-") as folder:
            why = failure(oqlite, folder, row)
        if why is not None:
            print("%s: %s" % (row["name"], why))
            failed += 1
    print("%d of %d cases agree" % (len(rows) - failed, len(rows)))
    sys.exit(1 if failed or not rows else 0)


if __name__ == "__main__":
    main()

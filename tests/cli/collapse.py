#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""collapse.py OQLITE: curves of random jobs with and without collapse_ruptures differ by less than the
bound that engine/hazard/collapsed.h states, the same for one thread and two; jobs to which it does not
apply keep their bits."""
import os
import random
import re
import subprocess
import sys
import tempfile

import h5py
import numpy

RELATIVE, ABSOLUTE = 2e-6, 1e-8  # the bound

MODELS = {  # by the distance they look at
    "rjb": ["BooreAtkinson2008", "AkkarBommer2010", "ToroEtAl2002"],
    "rrup": ["Campbell2003", "SadighEtAl1997", "AtkinsonBoore2006"],
    "sides": ["ChiouYoungs2008", "CampbellBozorgnia2008", "AbrahamsonSilva2008"],
    "mixed": ["BooreAtkinson2008", "ChiouYoungs2008", "ZhaoEtAl2006Asc"],
}

SOURCE = """<?xml version="1.0"?>
<nrml xmlns="http://openquake.org/xmlns/nrml/0.5" xmlns:gml="http://www.opengis.net/gml">
<sourceModel name="random"><sourceGroup name="g" tectonicRegion="Active Shallow Crust">
<areaSource id="1" name="a" tectonicRegion="Active Shallow Crust"><areaGeometry><gml:Polygon><gml:exterior>
<gml:LinearRing><gml:posList>{polygon}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>
<upperSeismoDepth>{top}</upperSeismoDepth><lowerSeismoDepth>{bottom}</lowerSeismoDepth></areaGeometry>
<magScaleRel>WC1994</magScaleRel><ruptAspectRatio>{aspect}</ruptAspectRatio>
<truncGutenbergRichterMFD aValue="3.5" bValue="0.9" minMag="5.0" maxMag="{max_mag}"/>
<nodalPlaneDist>{planes}</nodalPlaneDist><hypoDepthDist>{depths}</hypoDepthDist>
</areaSource></sourceGroup></sourceModel></nrml>
"""

JOB = """[general]
calculation_mode = classical
{sites}
reference_vs30_value = {vs30}
reference_vs30_type = measured
reference_depth_to_1pt0km_per_sec = 50
reference_depth_to_2pt5km_per_sec = 1
source_model_file = source.xml
gsim_logic_tree_file = gsim.xml
area_source_discretization = 8
width_of_mfd_bin = 0.4
rupture_mesh_spacing = 5
investigation_time = 50
truncation_level = {truncation}
maximum_distance = {reach}
pointsource_distance = {close}
individual_rlzs = true
intensity_measure_types_and_levels = {{{levels}}}
"""


def gsim_tree(models):
    branches = "".join(
        f'<logicTreeBranch branchID="b{i}"><uncertaintyModel>{m}</uncertaintyModel>'
        f"<uncertaintyWeight>{w}</uncertaintyWeight></logicTreeBranch>"
        for i, (m, w) in enumerate(zip(models, ("0.5", "0.25", "0.25"))))
    return ('<?xml version="1.0"?><nrml xmlns="http://openquake.org/xmlns/nrml/0.5">'
            '<logicTree logicTreeID="l"><logicTreeBranchSet uncertaintyType="gmpeModel" '
            'branchSetID="s" applyToTectonicRegionType="Active Shallow Crust">'
            f"{branches}</logicTreeBranchSet></logicTree></nrml>")


def site_model(rnd, x, y):
    """Three kinds of sites, and some that are like no other."""
    kinds = [(270, 300, 2.5), (450, 150, 1.5), (800, 30, 0.6)]
    rows = ["lon,lat,vs30,vs30measured,z1pt0,z2pt5"]
    for i in range(180):
        vs30, z1pt0, z2pt5 = kinds[i % 3] if i % 9 else (300 + i, 200 - i, 1 + 0.01 * i)
        rows.append(f"{x + rnd.uniform(-1.2, 1.2):.4f},{y + rnd.uniform(-1, 1):.4f},"
                    f"{vs30},1,{z1pt0},{z2pt5}")
    return "\n".join(rows) + "\n"


def write_job(folder, seed, models, dip, kinds=False):
    rnd = random.Random(seed)
    x, y, size = rnd.uniform(-30, 30), rnd.uniform(-50, 50), rnd.uniform(0.5, 0.8)
    corner = [(x + size * a, y + size * b * rnd.uniform(0.8, 1.0))
              for a, b in ((-1, -1), (-1, 1), (1, 1), (1, -1))]
    half = rnd.choice([0.5, 0.4])
    planes = "".join(
        f'<nodalPlane dip="{dip}" probability="{p}" rake="{rnd.uniform(-180, 180):.0f}" '
        f'strike="{rnd.uniform(0, 360):.0f}"/>' for p in (half, 1 - half))
    depths = '<hypoDepth depth="5" probability="0.5"/><hypoDepth depth="9" probability="0.5"/>'
    text = {
        "source.xml": SOURCE.format(
            polygon=" ".join(f"{a} {b}" for a, b in corner), planes=planes, depths=depths,
            top=rnd.choice([0, 1, 3]), bottom=rnd.choice([12, 18]), aspect=rnd.choice([1, 1.5, 2]),
            max_mag=rnd.choice([6.2, 7.0])),
        "gsim.xml": gsim_tree(models),
        "job.ini": JOB.format(
            sites="site_model_file = sites.csv" if kinds else
            "region = " + ", ".join(f"{x + 1.2 * a} {y + 1.1 * b}" for a, b in (
                (-1, -1), (-1, 1), (1, 1), (1, -1))) + "\nregion_grid_spacing = 24",
            vs30=rnd.choice([300, 620, 900]), truncation=rnd.choice([1.5, 3, 3, 4]),
            reach=rnd.choice([90, 200]), close=rnd.choice([40, 1000]),
            levels=", ".join(f'"{m}": logscale(0.002, 2, 40)'
                             for m in ("PGA", "SA(0.1)", "SA(0.2)", "SA(1.0)"))),
    }
    if kinds:
        text["sites.csv"] = site_model(rnd, x, y)
    for name, content in text.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(content)


def run(oqlite, folder, collapse, threads):
    out = os.path.join(folder, f"out{collapse}{threads}")
    done = subprocess.run(
        [oqlite, "run", "-t", str(threads), "-p", f"collapse_ruptures={collapse}",
         os.path.join(folder, "job.ini")],
        env=dict(os.environ, OQ_DATADIR=out, OQLITE_PRECISION="double"), capture_output=True,
        text=True, check=False)
    assert done.returncode == 0, done.stderr
    share = re.search(r"([\d.]+) % of them collapsed", done.stdout)
    with h5py.File(os.path.join(out, "calc_1", "output.hdf5")) as f:
        curves = numpy.concatenate([f["0"][m][...].ravel() for m in sorted(f["0"])])
    return curves, float(share.group(1)) if share else 0.0


def compare(oqlite, seed, models, dip, applies, kinds=False):
    with tempfile.TemporaryDirectory() as folder:
        write_job(folder, seed, models, dip, kinds)
        exact, none = run(oqlite, folder, "false", 2)
        fast, share = run(oqlite, folder, "true", 2)
        again, _ = run(oqlite, folder, "true", 1)
    assert none == 0.0
    assert numpy.array_equal(fast, again), "threads change bits"
    if not applies:
        assert share == 0.0 and numpy.array_equal(fast, exact), (models, dip, share)
        return 0.0
    assert share > 50.0, (seed, models, share)
    assert exact.max() > 1e-3, "no hazard to compare"
    error = numpy.abs(fast - exact) - ABSOLUTE
    worst = (error / numpy.maximum(exact, 1e-300)).max()
    print(f"seed {seed}, {'/'.join(models)}: {share:.0f} % collapsed, worst {worst:.1e}")
    assert worst < RELATIVE, (seed, models, worst)
    assert not numpy.array_equal(fast, exact)
    return worst


def main():
    oqlite = sys.argv[1]
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    worst = 0.0
    for seed in range(seeds):
        for kind in sorted(MODELS):
            worst = max(worst, compare(oqlite, 100 + seed, MODELS[kind], 90, True))
    compare(oqlite, 1, MODELS["mixed"], 60, False)  # rrup and rjb, and the sides, of a dipping plane
    worst = max(worst, compare(oqlite, 2, MODELS["rjb"], 60, True))
    worst = max(worst, compare(oqlite, 3, MODELS["mixed"], 90, True, kinds=True))
    print(f"collapse: worst {worst:.1e} of {RELATIVE:.0e}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Writes the inputs of the PEER verification problems (configs/peer/*/job.ini and XML).

The numbers here are those of the problem statements (Thomas, Wong & Abrahamson, PEER 2010/106;
Hale, Abrahamson & Bozorgnia, PEER 2018/03, "Instructions" revision 8-4). The magnitude
distributions are balanced here against the moment rate, as the statements prescribe: from
magnitude zero, log10 Mo[dyne cm] = 16.05 + 1.5 M, rigidity 3e11 dyne/cm2.

usage: make_problems.py CONFIGS_PEER_DIRECTORY      (Python 3 standard library only)
"""
import math
import os
import sys
import textwrap

LEVELS = "0.001 0.01 0.05 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.45 0.5 0.55 0.6 0.7 0.8 0.9 1.0".split()
NRML = ('<?xml version="1.0" encoding="utf-8"?>\n<nrml xmlns="http://openquake.org/xmlns/nrml/0.5"\n'
        '      xmlns:gml="http://www.opengis.net/gml">\n%s</nrml>\n')
TRT = "Active Shallow Crust"

SITES_FAULT = [(-122.0, 38.113), (-122.114, 38.113), (-122.57, 38.111), (-122.0, 38.0),
               (-122.0, 37.91), (-122.0, 38.225), (-121.886, 38.113)]
SITES_AREA = [(-122.0, 38.0), (-122.0, 37.55), (-122.0, 37.099), (-122.0, 36.874)]
TRACE_1 = [(-122.0, 38.0), (-122.0, 38.2248)]
# The statements give the top edge, 1 km deep; NRML's trace is at the surface, up dip of it:
# 1 km / tan 60 degrees to the east. Southwards, so that the fault dips to the west.
TRACE_2 = [(-122.0 + 1 / math.tan(math.radians(60)) / (111.1949 * math.cos(math.radians(lat))), lat)
           for lat in (38.2248, 38.0)]

# lat, lon of the circle of cases 10 and 11, from the north clockwise to the east-most point and on
CIRCLE_1 = """38.901 -122.000 38.899 -121.920 38.892 -121.840 38.881 -121.760 38.866 -121.682
38.846 -121.606 38.822 -121.532 38.794 -121.460 38.762 -121.390 38.727 -121.324 38.688 -121.261
38.645 -121.202 38.600 -121.147 38.551 -121.096 38.500 -121.050 38.446 -121.008 38.390 -120.971
38.333 -120.940 38.273 -120.913 38.213 -120.892 38.151 -120.876 38.089 -120.866 38.026 -120.862
37.963 -120.863 37.900 -120.869 37.838 -120.881 37.777 -120.899 37.717 -120.921 37.658 -120.949
37.601 -120.982 37.545 -121.020 37.492 -121.063 37.442 -121.110 37.394 -121.161 37.349 -121.216
37.308 -121.275 37.269 -121.337 37.234 -121.403 37.203 -121.471 37.176 -121.542 37.153 -121.615
37.133 -121.690 37.118 -121.766 37.108 -121.843 37.101 -121.922 37.099 -122.000 37.101 -122.078
37.108 -122.157 37.118 -122.234 37.133 -122.310 37.153 -122.385 37.176 -122.458 37.203 -122.529
37.234 -122.597 37.269 -122.663 37.308 -122.725 37.349 -122.784 37.394 -122.839 37.442 -122.890
37.492 -122.937 37.545 -122.980 37.601 -123.018 37.658 -123.051 37.717 -123.079 37.777 -123.101
37.838 -123.119 37.900 -123.131 37.963 -123.137 38.026 -123.138 38.089 -123.134 38.151 -123.124
38.213 -123.108 38.273 -123.087 38.333 -123.060 38.390 -123.029 38.446 -122.992 38.500 -122.950
38.551 -122.904 38.600 -122.853 38.645 -122.798 38.688 -122.739 38.727 -122.676 38.762 -122.610
38.794 -122.540 38.822 -122.468 38.846 -122.394 38.866 -122.318 38.881 -122.240 38.892 -122.160
38.899 -122.080"""


# ---------------------------------------------------------------- magnitude distributions
def moment(mag):
    """Seismic moment [N m]; 16.05, not 16.1, as the statements prescribe."""
    return 10.0 ** (1.5 * mag + 9.05)


def moment_rate(length_km, width_km, slip_mm):
    """[N m / yr], rigidity 3e11 dyne/cm2."""
    return 3e10 * length_km * 1e3 * width_km * 1e3 * slip_mm * 1e-3


def delta(mag, mo_rate):
    return "<arbitraryMFD><occurRates>%.10g</occurRates><magnitudes>%g</magnitudes></arbitraryMFD>" % (
        mo_rate / moment(mag), mag)


def truncated_gr(a_value, b_value, m_min, m_max):
    return '<truncGutenbergRichterMFD aValue="%.10g" bValue="%g" minMag="%g" maxMag="%g"/>' % (
        a_value, b_value, m_min, m_max)


def gr_from_moment(b_value, m_max, mo_rate):
    """a-value such that 10**(a - b m) cut at m_max releases mo_rate between 0 and m_max."""
    k = 1.5 - b_value
    per_unit = (b_value / k) * 10.0 ** 9.05 * (10.0 ** (k * m_max) - 1.0)
    return math.log10(mo_rate / per_unit)


def gr_from_count(b_value, m_min, m_max, count):
    return math.log10(count / (10.0 ** (-b_value * m_min) - 10.0 ** (-b_value * m_max)))


def incremental(density, m_min, m_max, step, scale):
    """Bins of a density: Simpson's rule in each, so that kinks may only lie on bin edges."""
    n = int(round((m_max - m_min) / step))
    rates = []
    for i in range(n):
        lo = m_min + i * step
        mid, hi = lo + step / 2, lo + step
        eps = 1e-9  # a density that jumps at a bin edge is taken from inside the bin
        rates.append(scale * step / 6 * (density(lo + eps) + 4 * density(mid) + density(hi - eps)))
    text = " ".join("%.8g" % r for r in rates)
    return '<incrementalMFD minMag="%.6g" binWidth="%g"><occurRates>%s</occurRates></incrementalMFD>' % (
        m_min + step / 2, step, text)


def balance(density, m_max, mo_rate):
    """Factor by which the density, integrated from magnitude zero, releases mo_rate."""
    n = int(round(m_max * 1000))
    h = m_max / n
    total = sum(density((i + 0.5) * h) * moment((i + 0.5) * h) for i in range(n)) * h
    return mo_rate / total


def normal(mean, sigma):
    return lambda m: math.exp(-0.5 * ((m - mean) / sigma) ** 2)


def youngs_coppersmith(b_value, m_char):
    """Youngs & Coppersmith (1985): exponential below m_char - 0.25, then a box of width 0.5 as
    high as the exponential one magnitude below the box."""
    beta = b_value * math.log(10.0)
    edge = m_char - 0.25
    return lambda m: math.exp(-beta * m) if m < edge else math.exp(-beta * (edge - 1.0))


# ---------------------------------------------------------------- sources
def pos_list(points):
    return " ".join("%.5f %.5f" % p for p in points)


def simple_fault(ident, trace, dip, top, bottom, mfd, rake, msr="PeerMSR", aspect=2.0):
    return ('    <simpleFaultSource id="%s" name="%s" tectonicRegion="%s">\n'
            '      <simpleFaultGeometry>\n'
            '        <gml:LineString><gml:posList>%s</gml:posList></gml:LineString>\n'
            '        <dip>%g</dip><upperSeismoDepth>%g</upperSeismoDepth>'
            '<lowerSeismoDepth>%g</lowerSeismoDepth>\n'
            '      </simpleFaultGeometry>\n'
            '      <magScaleRel>%s</magScaleRel><ruptAspectRatio>%g</ruptAspectRatio>\n'
            '      %s\n'
            '      <rake>%g</rake>\n'
            '    </simpleFaultSource>\n') % (ident, ident, TRT, pos_list(trace), dip, top, bottom,
                                             msr, aspect, mfd, rake)


def area(ident, ring, depths, mfd, top, bottom):
    nodes = "".join('<hypoDepth probability="%.10f" depth="%g"/>' % (p, d) for p, d in depths)
    return ('    <areaSource id="%s" name="%s" tectonicRegion="%s">\n'
            '      <areaGeometry>\n'
            '        <gml:Polygon><gml:exterior><gml:LinearRing>\n'
            '          <gml:posList>%s</gml:posList>\n'
            '        </gml:LinearRing></gml:exterior></gml:Polygon>\n'
            '        <upperSeismoDepth>%g</upperSeismoDepth><lowerSeismoDepth>%g</lowerSeismoDepth>\n'
            '      </areaGeometry>\n'
            '      <magScaleRel>PointMSR</magScaleRel><ruptAspectRatio>1</ruptAspectRatio>\n'
            '      %s\n'
            '      <nodalPlaneDist><nodalPlane probability="1" strike="0" dip="90" rake="0"/>'
            '</nodalPlaneDist>\n'
            '      <hypoDepthDist>%s</hypoDepthDist>\n'
            '    </areaSource>\n') % (ident, ident, TRT, pos_list(ring), top, bottom, mfd, nodes)


def ring_of(text):
    v = [float(x) for x in text.split()]
    return list(zip(v[1::2], v[0::2]))


# ---------------------------------------------------------------- files
def write(path, text):
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


README = """# %s

%s

**Question.** %s

**Provenance.** Problem statement: %s. `job.ini`
and the XML files were written from it by `tests/peer/make_problems.py`%s

**How it is computed.** %s

**Expected answer.** `reference.csv`: the probability of exceedance in one year at each site and
level, one column a published code; its header says where each comes from. `tests/peer/compare.py`
runs the job and compares; `docs/peer.md` has the result and the tolerance.

    oqlite configs/peer/%s/job.ini --exports csv --export-dir out
"""
REPORT = {1: "Thomas, Wong & Abrahamson (2010), PEER 2010/106, Set 1, and Hale, Abrahamson & "
             "Bozorgnia (2018), PEER 2018/03,\nSet 1 instructions revision 8-4",
          2: "Hale, Abrahamson & Bozorgnia (2018), PEER 2018/03, Set 2 instructions revision 8-4",
          3: "Hale, Abrahamson & Bozorgnia (2018), PEER 2018/03, Set 3"}


def fill(text):
    return "\n".join(textwrap.wrap(" ".join(text.split()), 96))


def problem(root, name, description, sites, sources, truncation, gmm="SadighEtAl1997", mesh=0.5,
            bin_width=0.01, area_step=1.0, max_distance=300, levels=LEVELS, extra="", question="",
            method="", trt=TRT):
    folder = os.path.join(root, name)
    os.makedirs(folder, exist_ok=True)
    if not question or not method:
        raise SystemExit(name + ": what is the question, and how is it computed?")
    write(os.path.join(folder, "README.md"), README % (
        name, description + ".", fill(question), REPORT[int(name[3])],
        ".\n(Coordinates, rates and branches of Set 3: the input of HAZ 45.3, tests/peer/set-3, "
        "whose authors wrote\nthe statement.)" if name[3] == "3" else ".", fill(method), name))
    gmms = [(gmm, 1.0)] if isinstance(gmm, str) else gmm
    models = sources if isinstance(sources, dict) else {"source_model": (1.0, sources)}
    tree = []
    for branch, (weight, content) in models.items():
        write(os.path.join(folder, branch + ".xml"), NRML % (
            '  <sourceModel name="%s">\n   <sourceGroup name="all" tectonicRegion="%s">\n%s'
            '   </sourceGroup>\n  </sourceModel>\n' % (name, trt, "".join(content).replace(TRT, trt))))
        tree.append('      <logicTreeBranch branchID="b%02d">\n'
                    '        <uncertaintyModel>%s.xml</uncertaintyModel>\n'
                    '        <uncertaintyWeight>%.10g</uncertaintyWeight>\n'
                    '      </logicTreeBranch>\n' % (len(tree) + 1, branch, weight))
    write(os.path.join(folder, "source_model_logic_tree.xml"), NRML % (
        '  <logicTree logicTreeID="sources">\n'
        '    <logicTreeBranchSet branchSetID="model" uncertaintyType="sourceModel">\n'
        '%s    </logicTreeBranchSet>\n  </logicTree>\n' % "".join(tree)))
    branches = "".join('      <logicTreeBranch branchID="g%d">\n'
                       '        <uncertaintyModel>%s</uncertaintyModel>\n'
                       '        <uncertaintyWeight>%g</uncertaintyWeight>\n'
                       '      </logicTreeBranch>\n' % (i + 1, g, w) for i, (g, w) in enumerate(gmms))
    write(os.path.join(folder, "gmm_logic_tree.xml"), NRML % (
        '  <logicTree logicTreeID="models">\n'
        '    <logicTreeBranchSet branchSetID="crust" uncertaintyType="gmpeModel"\n'
        '                        applyToTectonicRegionType="%s">\n%s'
        '    </logicTreeBranchSet>\n  </logicTree>\n' % (trt, branches)))
    write(os.path.join(folder, "job.ini"), """[general]
description = %s
calculation_mode = classical

[geometry]
sites = %s

[logic_tree]
number_of_logic_tree_samples = 0
source_model_logic_tree_file = source_model_logic_tree.xml
gsim_logic_tree_file = gmm_logic_tree.xml

[erf]
rupture_mesh_spacing = %g
width_of_mfd_bin = %g
area_source_discretization = %g
; the statements have no point-source approximation: 1000 km switches it off
pointsource_distance = 1000

[site_params]
reference_vs30_type = measured
reference_vs30_value = 760
reference_depth_to_1pt0km_per_sec = 48
reference_depth_to_2pt5km_per_sec = 0.607

[calculation]
investigation_time = 1
truncation_level = %g
maximum_distance = %g
intensity_measure_types_and_levels = {"PGA": [%s]}

[output]
mean = true
%s""" % (description, ", ".join("%.5f %.5f" % s for s in sites), mesh, bin_width, area_step,
         truncation, max_distance, ", ".join(levels), extra))


UNTRUNCATED = 9  # standard deviations; the mass beyond is 1e-19


def set1(root):
    mo1 = moment_rate(25, 12, 2)
    mo2 = moment_rate(25, 11 / math.sin(math.radians(60)), 2)
    fault1 = lambda mfd, msr="PeerMSR": simple_fault("fault1", TRACE_1, 90, 0, 12, mfd, 0, msr)
    fault2 = lambda mfd: simple_fault("fault2", TRACE_2, 60, 1, 12, mfd, 90)
    mesh_text = "Simple fault, ruptures floating on a mesh of %g km (the published codes moved theirs by 0.025 to 0.5 km). "

    problem(root, "set1_case01", "PEER Set 1 Case 1: one rupture of the whole fault, M 6.5",
            SITES_FAULT, [fault1(delta(6.5, mo1))], 0, mesh=0.5,
            question="Are distance, rate and ground motion right when every earthquake breaks the whole of a "
            "vertical strike-slip fault (25 x 12 km, 2 mm/yr)? Sadigh et al. (1997) rock, sigma 0: the curve is a step.",
            method="Simple fault, mesh 0.5 km; log A = M - 4 exceeds the fault, so there is one rupture. "
            "The rate is the moment rate over the moment of M 6.5: 0.0028528 a year.")
    problem(root, "set1_case02", "PEER Set 1 Case 2: floating M 6.0 on a vertical fault",
            SITES_FAULT, [fault1(delta(6.0, mo1))], 0, mesh=0.05,
            question="Are ruptures smaller than the fault spread uniformly, without leaving it? "
            "Vertical strike-slip fault, M 6.0 (14.1 x 7.1 km), Sadigh et al. (1997) rock, sigma 0.",
            method=mesh_text % 0.05)
    problem(root, "set1_case04", "PEER Set 1 Case 4: floating M 6.0 on a fault dipping 60 degrees",
            SITES_FAULT, [fault2(delta(6.0, mo2))], 0, mesh=0.05,
            question="The same on a reverse fault that dips 60 degrees to the west, 1 to 12 km deep.",
            method=mesh_text % 0.05 + "The statement gives the fault's top edge, NRML the trace at the "
            "surface: it is moved up dip by 0.577 km.")
    a = gr_from_moment(0.9, 6.5, mo1)
    problem(root, "set1_case05", "PEER Set 1 Case 5: truncated exponential distribution",
            SITES_FAULT, [fault1(truncated_gr(a, 0.9, 5, 6.5))], 0, mesh=0.2, bin_width=0.01,
            question="Magnitudes 5 to 6.5, exponential with b 0.9, balanced against 2 mm/yr from magnitude zero; "
            "the vertical fault of case 1, sigma 0.",
            method=mesh_text % 0.2 + "Magnitude bins of 0.01.")
    a = gr_from_count(0.9, 5, 6.5, 0.0395)
    gr = truncated_gr(a, 0.9, 5, 6.5)
    ring = ring_of(CIRCLE_1)
    problem(root, "set1_case10", "PEER Set 1 Case 10 (as in the 2010 report): area source at 5 km depth, sigma 0",
            SITES_AREA, [area("area1", ring, [(1.0, 5)], gr, 0, 10)], 0, bin_width=0.02, area_step=0.5,
            question="A circle of 100 km radius with 0.0395 earthquakes a year of M 5 to 6.5 (b 0.9), points at 5 km depth, "
            "Sadigh et al. (1997) rock, sigma 0.",
            method="Area source, points 0.5 km apart (the statement's grid), magnitude bins of 0.02.")
    # layers that thicken downwards: the largest motions come from the shallowest points
    depths, top = [], 5.0
    for thick in (0.1, 0.1, 0.1, 0.1, 0.1, 0.5, 0.5, 0.75, 1.25, 1.5):
        depths.append((thick / 5.0, top + thick / 2))
        top += thick
    problem(root, "set1_case11", "PEER Set 1 Case 11 (as in the 2010 report): volume source, 5 to 10 km, sigma 0",
            SITES_AREA, [area("area1", ring, depths, gr, 0, 15)], 0, bin_width=0.03, area_step=0.5,
            question="Case 10 with the points spread uniformly between 5 and 10 km depth.",
            method="Area source, points 0.5 km apart, 10 depths (the middles of layers of 0.1 to 1.5 km), magnitude "
            "bins of 0.03.")
    # ---- case 3: the area varies: slices of the normal distribution, each a source of its own
    n = 40
    step, total = 4.0 / n, math.erf(2 / math.sqrt(2))
    slices = []
    for i in range(n):
        lo = -2 + i * step
        share = 0.5 * (math.erf((lo + step) / math.sqrt(2)) - math.erf(lo / math.sqrt(2))) / total
        slices.append(simple_fault("fault1_%02d" % i, TRACE_1, 90, 0, 12, delta(6.0, mo1 * share), 0,
                                   "CScalingMSR.C=%.6g" % (4 - 0.25 * (lo + step / 2))))
    problem(root, "set1_case03", "PEER Set 1 Case 3: floating M 6.0 of varying area", SITES_FAULT, slices, 0,
            mesh=0.1,
            question="Case 2 with log A = M - 4 given a standard deviation of 0.25, truncated at 2 of them; aspect ratio 2.",
            method=mesh_text % 0.1 + "The distribution of the area is cut into 40 slices, each a source with its share "
            "of the rate and its own constant C in log A = M - C.")
    # ---- cases 6 and 7: other magnitude distributions
    shape = normal(6.2, 0.25)
    problem(root, "set1_case06", "PEER Set 1 Case 6: truncated normal distribution", SITES_FAULT,
            [fault1(incremental(shape, 5, 6.5, 0.01, balance(shape, 6.5, mo1)))], 0, mesh=0.2,
            question="Magnitudes with a normal distribution about 6.2 (standard deviation 0.25), cut at 6.5.",
            method=mesh_text % 0.2 + "Magnitude bins of 0.01.")
    shape = youngs_coppersmith(0.9, 6.2)
    problem(root, "set1_case07", "PEER Set 1 Case 7: characteristic distribution (Youngs & Coppersmith 1985)",
            SITES_FAULT, [fault1(incremental(shape, 5, 6.45, 0.01, balance(shape, 6.45, mo1)))], 0, mesh=0.2,
            question="Exponential up to 5.95, then the box of the characteristic earthquake, 5.95 to 6.45.",
            method=mesh_text % 0.2 + "Magnitude bins of 0.01.")
    # ---- case 8: case 2 with the variability of ground motion
    for letter, level, text in (("a", UNTRUNCATED, "not truncated"), ("b", 2, "truncated at 2 standard deviations"),
                                ("c", 3, "truncated at 3 standard deviations")):
        problem(root, "set1_case08" + letter, "PEER Set 1 Case 8%s: ground-motion variability %s" % (letter, text),
                SITES_FAULT, [fault1(delta(6.0, mo1))], level, mesh=0.2,
                question="Case 2 with the standard deviation of Sadigh et al. (1997), %s." % text,
                method=mesh_text % 0.2)
    # ---- cases 9a and 12 of the 2010 report. 9b and 9c would need the hanging wall of Abrahamson &
    # Silva (1997) on one side only and the seismogenic distance of Campbell (1997), which
    # OpenQuake's forms of these models do not have.
    problem(root, "set1_case09a", "PEER Set 1 Case 9a: dipping fault, sigma truncated at 3 standard deviations",
            SITES_FAULT, [fault2(delta(6.0, mo2))], 3, mesh=0.5,
            question="The dipping fault of case 4 with the standard deviation of Sadigh et al. (1997), truncated at 3.",
            method=mesh_text % 0.5 + "0.5 km is what the one published run used; with 0.05 km the curve at site 5 is 9 % "
            "lower at 1 g.")
    problem(root, "set1_case12", "PEER Set 1 Case 12: case 1 with sigma truncated at 3 standard deviations",
            SITES_FAULT, [fault1(delta(6.5, mo1))], 3, mesh=0.5,
            question="Case 1 with the standard deviation of Sadigh et al. (1997), truncated at 3.",
            method="Simple fault, mesh 0.5 km, one rupture.")
    # ---- cases 10 and 11 as revised in 2018: sigma not truncated, six depths
    problem(root, "set1_case10b", "PEER Set 1 Case 10 (as in the 2018 report): area source, sigma not truncated",
            SITES_AREA, [area("area1", ring, [(1.0, 5)], gr, 0, 10)], UNTRUNCATED, bin_width=0.05, area_step=0.5,
            question="Case 10 with the standard deviation of Sadigh et al. (1997), not truncated.",
            method="Area source, points 0.5 km apart, magnitude bins of 0.05.")
    six = [(1 / 6.0, d) for d in range(5, 11)]
    problem(root, "set1_case11b", "PEER Set 1 Case 11 (as in the 2018 report): volume source, sigma not truncated",
            SITES_AREA, [area("area1", ring, six, gr, 0, 15)], UNTRUNCATED, bin_width=0.1, area_step=0.5,
            question="Case 10b with the points at 5, 6, 7, 8, 9 and 10 km depth.",
            method="Area source, points 0.5 km apart, magnitude bins of 0.1.")


LEVELS_TAIL = "0.001 0.01 0.05 0.1 0.2 0.4 0.6 0.8 1.0 1.25 1.5 2.0 2.5 3.0 4.0 5.0 6.0 7.0".split()
SITES_85 = [(-64.91005, 0.0), (-65.04497, 0.0), (-65.08995, 0.0), (-65.1349, 0.0), (-65.22483, 0.0),
            (-65.009, -0.42718)]
TRACE_85 = [(-65.0, 0.38221), (-65.0, -0.38221)]  # southwards
TRACE_25 = [(-65.0, 0.1124), (-65.0, -0.1124)]
NGA = (("a", "AbrahamsonEtAl2014", "Abrahamson, Silva & Kamai (2014)"),
       ("b", "BooreEtAl2014", "Boore, Stewart, Seyhan & Atkinson (2014)"),
       ("c", "CampbellBozorgnia2014", "Campbell & Bozorgnia (2014)"),
       ("d", "ChiouYoungs2014", "Chiou & Youngs (2014)"))


def circle(lon, lat, radius_km, n=90):
    """A circle on the sphere, as the statement of case 2.1 draws it."""
    r = radius_km / 6371.0
    phi = math.radians(lat)
    ring = []
    for i in range(n):
        az = 2 * math.pi * i / n
        la = math.asin(math.sin(phi) * math.cos(r) + math.cos(phi) * math.sin(r) * math.cos(az))
        lo = math.atan2(math.sin(az) * math.sin(r) * math.cos(phi), math.cos(r) - math.sin(phi) * math.sin(la))
        ring.append((lon + math.degrees(lo), math.degrees(la)))
    return ring


def fixed_sigma(gmm, sigma):
    return "[ModifiableGMPE]\ngmpe.%s = {}\nset_fixed_total_sigma.total_sigma = {PGA = %g}" % (gmm, sigma)


def set2(root):
    # ---- 2.1
    gr = truncated_gr(gr_from_count(0.9, 5, 6.5, 0.0395), 0.9, 5, 6.5)
    six = [(1 / 6.0, d) for d in range(5, 11)]
    sources = [area("area", circle(-65.0, 0.0, 100.0), six, gr, 0, 15)]
    for name, trace, slip, length, m_char in (("B", [(-65.38222, 0.44966), (-64.61778, 0.44966)], 2, 85, 6.75),
                                              ("C", [(-65.22484, -0.22483), (-64.77516, -0.22483)], 1, 50, 6.5)):
        shape = youngs_coppersmith(0.9, m_char)
        top = m_char + 0.25
        scale = balance(shape, top, moment_rate(length, 12, slip))
        sources.append(simple_fault("fault" + name, trace, 90, 0, 12,
                                    incremental(shape, 5, top, 0.05, scale), 0))
    problem(root, "set2_case1", "PEER Set 2 Case 1: an area source and two faults (mean hazard)", [(-65.0, 0.0)],
            sources, UNTRUNCATED, mesh=0.5, bin_width=0.05, area_step=1, max_distance=200,
            question="Do several sources add up? An area of 100 km radius and two vertical strike-slip faults with the "
            "characteristic distribution of Youngs & Coppersmith (1985); Sadigh et al. (1997) rock, not truncated.",
            method="Mesh 0.5 km, points 1 km apart at six depths, magnitude bins of 0.05. The disaggregation that the "
            "statement also asks for is not compared here.")
    # ---- 2.2
    mfd = truncated_gr(gr_from_moment(0.9, 7.0, moment_rate(85, 12, 2)), 0.9, 5, 7)
    for letter, gmm, text in NGA:
        problem(root, "set2_case2%s2" % letter, "PEER Set 2 Case 2%s2: %s, sigma not truncated" % (letter, text),
                SITES_85, [simple_fault("fault3", TRACE_85, 90, 0, 12, mfd, 0)], UNTRUNCATED, gmm=gmm, mesh=0.25,
                bin_width=0.05, question="A vertical strike-slip fault of 85 km, M 5 to 7 (exponential), with %s." % text,
                method="Simple fault, mesh 0.25 km, magnitude bins of 0.05.")
    # ---- 2.3
    shift = 1.0 / 111.1949  # the top edge is 1 km deep, dip 45 degrees to the west
    trace = [(lon + shift, lat) for lon, lat in TRACE_85]
    mo = moment_rate(85, 11 / math.sin(math.radians(45)), 2)
    for letter, gmm, text in NGA:
        problem(root, "set2_case3" + letter, "PEER Set 2 Case 3%s: hanging wall, %s, sigma 0" % (letter, text), SITES_85,
                [simple_fault("fault4", trace, 45, 1, 12, delta(7.0, mo), 90)], 0, gmm=gmm, mesh=0.25,
                question="Hanging and foot wall of a reverse fault that dips 45 degrees to the west, M 7.0, %s." % text,
                method="Simple fault, mesh 0.25 km; the trace is the top edge moved up dip by 1 km, to the surface.")
    # ---- 2.4
    mo = moment_rate(25, 30, 2)
    problem(root, "set2_case4a", "PEER Set 2 Case 4a: hypocentres uniform down dip", [(-65.009, 0.0)],
            [simple_fault("fault5", TRACE_25, 90, 0, 30, delta(6.0, mo), 0)], 0, gmm="ChiouYoungs2014", mesh=0.1,
            question="M 6.0 spread uniformly over a vertical fault of 25 x 30 km; Chiou & Youngs (2014), sigma 0.",
            method="Simple fault, mesh 0.1 km.")
    n, width = 92, 10 ** 2.0 / math.sqrt(2 * 10 ** 2.0)
    tops = [(i + 0.5) * (30 - width) / n for i in range(n)]
    pdf = [(lambda z: z / 10 if z < 10 else (30 - z) / 20)(top + width / 2) for top in tops]
    strips = [simple_fault("strip%02d" % i, TRACE_25, 90, tops[i], tops[i] + width, delta(6.0, mo * pdf[i] / sum(pdf)), 0)
              for i in range(n)]
    problem(root, "set2_case4b", "PEER Set 2 Case 4b: hypocentres with a triangular distribution down dip",
            [(-65.009, 0.0)], strips, 0, gmm="ChiouYoungs2014", mesh=0.1,
            question="Case 4a with the hypocentre, the middle of the rupture, in a triangle of 0, 10 and 30 km depth, "
            "renormalised over the depths it can have.",
            method="92 strips as wide as the rupture, each a simple fault (mesh 0.1 km) with the share that the triangle "
            "gives to its middle.")
    # ---- 2.5
    fault6 = simple_fault("fault6", TRACE_25, 90, 0, 12, delta(6.0, moment_rate(25, 12, 2)), 0)
    problem(root, "set2_case5a", "PEER Set 2 Case 5a: upper tail, fixed sigma 0.65", [(-65.1349, 0.0)], [fault6],
            UNTRUNCATED, gmm=fixed_sigma("ChiouYoungs2014", 0.65), mesh=0.25, levels=LEVELS_TAIL,
            question="Is the normal distribution right out to the far tail? M 6.0, Chiou & Youngs (2014) with sigma 0.65.",
            method="Simple fault, mesh 0.25 km, ModifiableGMPE with a fixed total sigma.")
    problem(root, "set2_case5b", "PEER Set 2 Case 5b: mixture of two normal distributions", [(-65.1349, 0.0)], [fault6],
            UNTRUNCATED, gmm=[(fixed_sigma("ChiouYoungs2014", 0.78), 0.5), (fixed_sigma("ChiouYoungs2014", 0.52), 0.5)],
            mesh=0.25, levels=LEVELS_TAIL,
            question="Case 5a with half the weight on 1.2 sigma and half on 0.8 sigma.",
            method="Two branches of the ground-motion logic tree; their mean is the mixture, to within the difference of a "
            "mean of probabilities and one of rates (at most 0.8 % here).")


BENT = [(-64.78365, -0.45236), (-64.80164, -0.45236), (-64.90498, -0.36564), (-65.0, -0.16188), (-65.0, 0.0)]


def set3(root):
    mo = moment_rate(sum(distance(p, q) for p, q in zip(BENT, BENT[1:])), 12 / math.sin(math.radians(60)), 2)
    for letter, trace, sites, side in (("a", BENT, [(-64.98651, -0.15738), (-64.77466, -0.45686)], "north-east"),
                                       ("b", BENT[::-1], [(-64.92747, -0.38363), (-65.05396, -0.17088)], "south-west")):
        problem(root, "set3_case1" + letter, "PEER Set 3 Case 1%s: bending fault that dips to the %s" % (letter, side),
                sites, [simple_fault("bent", trace, 60, 0, 12, delta(6.75, mo), 90)], UNTRUNCATED, gmm="ChiouYoungs2014",
                mesh=0.5, question="Distances to a reverse fault that bends, dip 60 degrees to the %s, 0 to 12 km, M 6.75, "
                "Chiou & Youngs (2014), not truncated." % side,
                method="Simple fault, mesh 0.5 km.")
    # ---- 3.2: a logic tree of 36 branches
    models = {}
    for law, law_weight in (("yc", 0.6), ("exp", 0.4)):
        for slip, slip_weight in ((1, 0.2), (3, 0.6), (10, 0.2)):
            for mag, mag_weight in ((7.0, 0.3), (6.75, 0.4), (6.5, 0.3)):
                mo = moment_rate(85, 12, slip)
                if law == "yc":
                    shape = youngs_coppersmith(0.9, mag)
                    mfd = incremental(shape, 5, mag + 0.25, 0.05, balance(shape, mag + 0.25, mo))
                else:
                    mfd = truncated_gr(gr_from_moment(0.9, mag, mo), 0.9, 5, mag)
                models["%s_slip%d_m%g" % (law, slip, mag)] = (
                    law_weight * slip_weight * mag_weight, [simple_fault("fault3", TRACE_85, 90, 0, 12, mfd, 0)])
    problem(root, "set3_case2", "PEER Set 3 Case 2: a logic tree", [SITES_85[0]], models, UNTRUNCATED,
            gmm=[("AbrahamsonEtAl2014", 0.5), ("SadighEtAl1997", 0.5)], mesh=0.5, bin_width=0.05,
            extra="individual_rlzs = true\n",
            question="The fault of case 2.2 with three slip rates (1, 3 and 10 mm/yr), two magnitude distributions "
            "(characteristic and exponential), three magnitudes (6.5, 6.75 and 7.0) and two ground-motion models: is each "
            "of the 36 branches right, and their mean?",
            method="18 source models and 2 ground-motion models; simple fault, mesh 0.5 km, magnitude bins of 0.05. The "
            "reference has all 36 curves (`statistic` rlz-000 to rlz-035).")
    # ---- 3.3: ruptures within a subducting slab
    mfd = truncated_gr(gr_from_count(0.8, 5, 7, 0.013), 0.8, 5, 7)
    for letter, edges, text in (("b1", ((-65.50625, 25.0), (-65.0, 57.5), (-64.5866, 103.46)), "the top of the slab"),
                                ("b2", ((-65.53435, 30.41), (-65.03975, 61.92), (-64.62635, 107.88)),
                                 "a surface inside the slab")):
        problem(root, "set3_case3" + letter, "PEER Set 3 Case 3, approach %s: intraslab earthquakes" % letter,
                [(-65.28146, 0.0), (-64.382, 0.0)], [complex_fault("slab", edges, 0.44967, mfd, 0)], UNTRUNCATED,
                gmm="ZhaoEtAl2006SSlab", mesh=1, bin_width=0.05, max_distance=400, trt="Subduction IntraSlab",
                question="Earthquakes of M 5 to 7 (b 0.8, 0.013 a year) on %s, which steepens with depth; Zhao et al. (2006) "
                "for slabs, not truncated." % text,
                method="Complex fault of two planes, mesh 1 km, magnitude bins of 0.05.")


def complex_fault(ident, edges, half_lat, mfd, rake):
    """edges [(lon, depth)] from top to bottom, each running from south to north: dips to the east"""
    names = ["faultTopEdge"] + ["intermediateEdge"] * (len(edges) - 2) + ["faultBottomEdge"]
    text = "".join('        <%s><gml:LineString><gml:posList>%.5f %.5f %.6g %.5f %.5f %.6g</gml:posList>'
                   '</gml:LineString></%s>\n' % (n, lon, -half_lat, z, lon, half_lat, z, n)
                   for n, (lon, z) in zip(names, edges))
    return ('    <complexFaultSource id="%s" name="%s" tectonicRegion="%s">\n'
            '      <complexFaultGeometry>\n%s      </complexFaultGeometry>\n'
            '      <magScaleRel>PeerMSR</magScaleRel><ruptAspectRatio>2</ruptAspectRatio>\n'
            '      %s\n      <rake>%g</rake>\n    </complexFaultSource>\n') % (ident, ident, TRT, text, mfd, rake)


def distance(p, q):
    """Great-circle distance [km] of two (lon, lat)."""
    lo1, la1, lo2, la2 = (math.radians(x) for x in p + q)
    h = math.sin((la2 - la1) / 2) ** 2 + math.cos(la1) * math.cos(la2) * math.sin((lo2 - lo1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for make in (set1, set2, set3):
        make(sys.argv[1])


if __name__ == "__main__":
    main()

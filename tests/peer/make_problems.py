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

**Provenance.** Problem statement: %s. `job.ini` and the XML files were written from it by
`tests/peer/make_problems.py`; no other program's input was used.

**How it is computed.** %s

**Expected answer.** `reference.csv`: the probability of exceedance in one year at each site and
level, one column a published code; its header says where each comes from. `tests/peer/compare.py`
runs the job and compares; `docs/peer.md` has the result and the tolerance.

    oqlite configs/peer/%s/job.ini --exports csv --export-dir out
"""
REPORT = {1: "Thomas, Wong & Abrahamson (2010), PEER 2010/106, Set 1, and Hale, Abrahamson & "
             "Bozorgnia (2018),\nPEER 2018/03, Set 1 instructions revision 8-4",
          2: "Hale, Abrahamson & Bozorgnia (2018), PEER 2018/03, Set 2 instructions revision 8-4",
          3: "Hale, Abrahamson & Bozorgnia (2018), PEER 2018/03, Set 3"}


def fill(text):
    return "\n".join(textwrap.wrap(" ".join(text.split()), 96))


def problem(root, name, description, sites, sources, truncation, gmm="SadighEtAl1997", mesh=0.5,
            bin_width=0.01, area_step=1.0, max_distance=300, levels=LEVELS, extra="", question="",
            method=""):
    folder = os.path.join(root, name)
    os.makedirs(folder, exist_ok=True)
    if not question or not method:
        raise SystemExit(name + ": what is the question, and how is it computed?")
    write(os.path.join(folder, "README.md"), README % (
        name, description + ".", fill(question), REPORT[int(name[3])], fill(method), name))
    gmms = [(gmm, 1.0)] if isinstance(gmm, str) else gmm
    write(os.path.join(folder, "source_model.xml"), NRML % (
        '  <sourceModel name="%s">\n   <sourceGroup name="all" tectonicRegion="%s">\n%s'
        '   </sourceGroup>\n  </sourceModel>\n' % (name, TRT, "".join(sources))))
    write(os.path.join(folder, "source_model_logic_tree.xml"), NRML % (
        '  <logicTree logicTreeID="sources">\n'
        '    <logicTreeBranchSet branchSetID="model" uncertaintyType="sourceModel">\n'
        '      <logicTreeBranch branchID="b1">\n'
        '        <uncertaintyModel>source_model.xml</uncertaintyModel>\n'
        '        <uncertaintyWeight>1.0</uncertaintyWeight>\n'
        '      </logicTreeBranch>\n    </logicTreeBranchSet>\n  </logicTree>\n'))
    branches = "".join('      <logicTreeBranch branchID="g%d">\n'
                       '        <uncertaintyModel>%s</uncertaintyModel>\n'
                       '        <uncertaintyWeight>%g</uncertaintyWeight>\n'
                       '      </logicTreeBranch>\n' % (i + 1, g, w) for i, (g, w) in enumerate(gmms))
    write(os.path.join(folder, "gmm_logic_tree.xml"), NRML % (
        '  <logicTree logicTreeID="models">\n'
        '    <logicTreeBranchSet branchSetID="crust" uncertaintyType="gmpeModel"\n'
        '                        applyToTectonicRegionType="%s">\n%s'
        '    </logicTreeBranchSet>\n  </logicTree>\n' % (TRT, branches)))
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
    # 0.1 km apart down to 5.5 km, then 0.5 km: the largest motions come from the shallowest points
    depths = [(0.02, 5.05 + 0.1 * i) for i in range(5)] + [(0.1, 5.75 + 0.5 * i) for i in range(9)]
    problem(root, "set1_case11", "PEER Set 1 Case 11 (as in the 2010 report): volume source, 5 to 10 km, sigma 0",
            SITES_AREA, [area("area1", ring, depths, gr, 0, 15)], 0, bin_width=0.03, area_step=0.5,
            question="Case 10 with the points spread uniformly between 5 and 10 km depth.",
            method="Area source, points 0.5 km apart, 14 depths (0.1 km apart above 5.5 km, 0.5 km below), magnitude "
            "bins of 0.03.")



def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    set1(sys.argv[1])


if __name__ == "__main__":
    main()

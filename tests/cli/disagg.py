#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Laws of disaggregation and of hazard by source, on a small job: disagg.py OQLITE

No reference values: rates of bins must sum to the rate of the curve, kinds must be sums of one another, a job with equivalent distances
must equal the one that it stands for, and the bits must not depend on threads.
"""
import csv
import glob
import math
import os
import re
import subprocess
import sys
import tempfile

OQLITE = sys.argv[1]
LEVEL, YEARS = 0.1, 50.0
failures = 0

JOB = """[general]
description = laws of disaggregation
calculation_mode = disaggregation
sites = 0 0, 0.6 0.3
reference_vs30_type = measured
reference_vs30_value = 760
reference_depth_to_1pt0km_per_sec = 50
reference_depth_to_2pt5km_per_sec = 1
rupture_mesh_spacing = 4
width_of_mfd_bin = 0.2
area_source_discretization = 15
source_model_logic_tree_file = ssm.xml
gsim_logic_tree_file = gmm.xml
investigation_time = 50
truncation_level = 3
maximum_distance = 150
"""
DISAGG = """iml_disagg = {"PGA": 0.1, "SA(1.0)": 0.1}
mag_bin_width = 0.5
distance_bin_width = 20
coordinate_bin_width = 0.5
num_epsilon_bins = 4
num_rlzs_disagg = 0
individual_rlzs = true
"""
NRML = '<?xml version="1.0"?>\n<nrml xmlns:gml="http://www.opengis.net/gml" xmlns="http://openquake.org/xmlns/nrml/0.5">\n%s</nrml>\n'
SSM = NRML % """<logicTree logicTreeID="lt"><logicTreeBranchSet uncertaintyType="sourceModel" branchSetID="bs">
<logicTreeBranch branchID="b"><uncertaintyModel>sources.xml</uncertaintyModel><uncertaintyWeight>1.0</uncertaintyWeight></logicTreeBranch>
</logicTreeBranchSet></logicTree>
"""
GMM = NRML % """<logicTree logicTreeID="lt">
<logicTreeBranchSet uncertaintyType="gmpeModel" branchSetID="b1" applyToTectonicRegionType="Active Shallow Crust">
<logicTreeBranch branchID="x"><uncertaintyModel>BooreAtkinson2008</uncertaintyModel><uncertaintyWeight>0.7</uncertaintyWeight></logicTreeBranch>
<logicTreeBranch branchID="y"><uncertaintyModel>SadighEtAl1997</uncertaintyModel><uncertaintyWeight>0.3</uncertaintyWeight></logicTreeBranch>
</logicTreeBranchSet>
<logicTreeBranchSet uncertaintyType="gmpeModel" branchSetID="b2" applyToTectonicRegionType="Stable Shallow Crust">
<logicTreeBranch branchID="z"><uncertaintyModel>BooreAtkinson2008</uncertaintyModel><uncertaintyWeight>1.0</uncertaintyWeight></logicTreeBranch>
</logicTreeBranchSet></logicTree>
"""
MFD = '<truncGutenbergRichterMFD aValue="%g" bValue="1.0" minMag="5.0" maxMag="%g"/>'
DEPTHS = '<upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>20</lowerSeismoDepth>'
POINT = """<pointSource id="%s" name="p" tectonicRegion="%s"><pointGeometry><gml:Point><gml:pos>%s</gml:pos></gml:Point>""" + DEPTHS + \
    """</pointGeometry><magScaleRel>%s</magScaleRel><ruptAspectRatio>1.5</ruptAspectRatio>%s<nodalPlaneDist>%s</nodalPlaneDist>
<hypoDepthDist>%s</hypoDepthDist></pointSource>
"""
PLANE = '<nodalPlane probability="%g" strike="%g" dip="%g" rake="%g"/>'
DEPTH = '<hypoDepth probability="%g" depth="%g"/>'
AREA = """<areaSource id="area" name="a" tectonicRegion="Active Shallow Crust"><areaGeometry><gml:Polygon><gml:exterior><gml:LinearRing>
<gml:posList>0.1 0.1 0.8 0.1 0.8 0.7 0.1 0.7</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>""" + DEPTHS + \
    """</areaGeometry><magScaleRel>WC1994</magScaleRel><ruptAspectRatio>1.0</ruptAspectRatio>%s<nodalPlaneDist>%s</nodalPlaneDist>
<hypoDepthDist>%s</hypoDepthDist></areaSource>
"""
FAULT = """<simpleFaultSource id="fault" name="f" tectonicRegion="Active Shallow Crust"><simpleFaultGeometry><gml:LineString>
<gml:posList>-0.3 0.2 0.3 0.4</gml:posList></gml:LineString><dip>60</dip><upperSeismoDepth>0</upperSeismoDepth>
<lowerSeismoDepth>12</lowerSeismoDepth></simpleFaultGeometry><magScaleRel>WC1994</magScaleRel><ruptAspectRatio>2.0</ruptAspectRatio>
""" + MFD % (3.4, 6.8) + """<rake>90</rake></simpleFaultSource>
"""
TWO_PLANES = PLANE % (0.5, 20, 90, 0) + PLANE % (0.5, 80, 50, 90)
TWO_DEPTHS = DEPTH % (0.25, 6) + DEPTH % (0.75, 10)
ASC, SSC = 'Active Shallow Crust', 'Stable Shallow Crust'


def sources(*text):
    return NRML.replace('0.5', '0.4') % ('<sourceModel name="s">' + ''.join(text) + '</sourceModel>\n')


ALL = sources(AREA % (MFD % (3.6, 6.6), TWO_PLANES, TWO_DEPTHS), FAULT,
              POINT % ('far', ASC, '1.0 -0.8', 'WC1994', MFD % (3.0, 6.4), TWO_PLANES, TWO_DEPTHS),
              POINT % ('stable', SSC, '-0.4 -0.4', 'WC1994', MFD % (3.4, 6.4), TWO_PLANES, TWO_DEPTHS))


def expect(good, what):
    global failures
    if not good:
        failures += 1
        print('FAIL: ' + what)


def close(x, y, rtol=2e-5):
    return abs(x - y) <= rtol * max(abs(x), abs(y))


class Run:
    """The exports of a job: rows of name -> list of dictionaries."""

    def __init__(self, job, model, *options, files=()):
        with tempfile.TemporaryDirectory() as d:
            for name, text in (('job.ini', job), ('ssm.xml', SSM), ('gmm.xml', GMM), ('sources.xml', model)):
                with open(os.path.join(d, name), 'w') as f:
                    f.write(text)
            for make, name in files:
                make(os.path.join(d, name))
            out = os.path.join(d, 'out')
            p = subprocess.run([OQLITE, os.path.join(d, 'job.ini'), '-q', '--exports', 'csv', '--export-dir', out, *options],
                               env=dict(os.environ, OQ_DATADIR=os.path.join(d, 'data')), stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
            self.text = p.stdout
            self.files = {}
            if p.returncode != 0:
                sys.exit('exit status %d: %s' % (p.returncode, p.stdout))
            for path in glob.glob(out + '/*.csv'):
                with open(path, newline='') as f:
                    self.files[re.sub(r'_\d+\.csv$', '', os.path.basename(path))] = f.read()

    def rows(self, name):
        lines = [x for x in self.files[name].splitlines() if not x.startswith('#')]
        return list(csv.DictReader(lines))

    def curve_rates(self, kind, imt):
        """Rate at the only level, of each site, in the investigation time."""
        rows = self.rows('hazard_curve-%s-%s' % (kind, imt))
        column = [c for c in rows[0] if c.startswith('poe-')][0]
        return [-math.log1p(-float(r[column])) for r in rows]

    def bins(self, kind, site, imt, column):
        """Rates in the investigation time, by the values of the other columns."""
        skip = ('imt', 'iml', 'poe')
        return {tuple(v for c, v in r.items() if c not in skip and not c.startswith(('rlz', 'mean'))): -math.log1p(-float(r[column]))
                for r in self.rows('%s-%d' % (kind, site)) if r['imt'] == imt}


def check_sums(run, kinds, what, rtol=2e-5):
    for site in (0, 1):
        for imt in ('PGA', 'SA(1.0)'):
            want = [run.curve_rates('rlz-%03d' % z, imt)[site] for z in (0, 1)]
            for kind in kinds:
                for z in (0, 1):
                    got = sum(run.bins(kind, site, imt, 'rlz%d' % z).values())
                    expect(close(got, want[z], rtol), '%s: %s of site %d, %s, realization %d sums to %g, the curve has %g'
                           % (what, kind, site, imt, z, got, want[z]))
                got = sum(run.bins(kind + '-mean', site, imt, 'mean').values())
                mean = 0.7 * want[0] + 0.3 * want[1]
                expect(close(got, mean, rtol), '%s: %s-mean of site %d, %s sums to %g, expected %g' % (what, kind, site, imt, got, mean))


KINDS = ('Mag', 'Dist', 'TRT', 'Mag_Dist', 'Mag_Dist_Eps', 'Lon_Lat', 'TRT_Lon_Lat', 'TRT_Mag_Dist_Eps', 'Mag_Lon_Lat')


def bins_sum_to_the_curve():
    job = JOB + DISAGG + 'disagg_outputs = ' + ' '.join(KINDS) + '\n'
    run = Run(job, ALL, '-t', '1')
    check_sums(run, KINDS, 'bins')
    for site in (0, 1):
        of_mag = run.bins('Mag', site, 'PGA', 'rlz0')
        by_both = run.bins('Mag_Dist', site, 'PGA', 'rlz0')
        for (mag,), rate in of_mag.items():
            got = sum(r for (m, _), r in by_both.items() if m == mag)
            expect(rate < 1e-9 or close(got, rate), 'Mag_Dist of M %s sums to %g, Mag has %g' % (mag, got, rate))
    three = Run(job, ALL, '-t', '3')
    for name, text in run.files.items():
        expect(three.files.get(name) == text, name + ' depends on the number of threads')
    return run


def epsilon_star_moves_bins_only(run):
    star = Run(JOB + DISAGG + 'disagg_outputs = Mag_Dist Mag_Dist_Eps\nepsilon_star = true\n', ALL)
    # a motion sure to be exceeded, by more than the truncation, has no bin (as in OpenQuake): little is lost here
    check_sums(star, ('Mag_Dist', 'Mag_Dist_Eps'), 'epsilon_star', 0.01)
    expect(star.files['Mag_Dist-0'].splitlines()[1:] == run.files['Mag_Dist-0'].splitlines()[1:], 'epsilon_star changes Mag_Dist')
    a, b = run.bins('Mag_Dist_Eps', 0, 'PGA', 'rlz0'), star.bins('Mag_Dist_Eps', 0, 'PGA', 'rlz0')
    expect(any(not close(a[k], b[k], 0.1) for k in a), 'epsilon_star changes nothing')


def given_edges_are_taken():
    edges = Run(JOB + DISAGG.replace('mag_bin_width = 0.5\n', '').replace('distance_bin_width = 20\n', '') +
                "disagg_bin_edges = {'mag': [5, 5.7, 7.1], 'dist': [0, 33, 150]}\ndisagg_outputs = Mag Mag_Dist\n", ALL)
    check_sums(edges, ('Mag', 'Mag_Dist'), 'edges')
    head = edges.files['Mag_Dist-0'].splitlines()[0]
    expect('mag_bin_edges=[5, 5.7, 7.1]' in head and 'dist_bin_edges=[0, 33, 150]' in head, 'edges: ' + head)
    expect(len(edges.bins('Mag_Dist', 0, 'PGA', 'rlz0')) == 4, 'edges: not 2 x 2 bins')


def sources_that_matter_are_taken_apart():
    job = JOB.replace('= disaggregation\n', '= classical\n') + DISAGG.replace('iml_disagg', 'intensity_measure_types_and_levels').replace(
        '0.1', '[0.05, 0.1, 0.2]').replace('individual_rlzs = true', 'use_rates = true') + """disagg_by_src = true
postproc_func = disagg_by_rel_sources.main
postproc_args = {"imts": ["PGA"], "imls_by_sid": {0: [0.1], 1: [0.1]}}
"""
    run = Run(job, ALL)
    for site in (0, 1):
        total = {}
        for r in run.rows('mean_rates_by_src-%d' % site):
            if r['imt'] == 'PGA' and close(float(r['iml']), LEVEL):
                total[r['source_id']] = float(r['afoe']) * YEARS
        curve = run.rows('hazard_curve-mean-PGA')[site]
        want = -math.log1p(-float(curve['poe-0.1']))
        expect(close(sum(total.values()), want), 'site %d: sources sum to %g, the curve has %g' % (site, sum(total.values()), want))
        apart = {}
        for r in run.rows('mean_disagg_by_src-%d' % site):
            apart[r['source_id']] = apart.get(r['source_id'], 0.0) + float(r['afoe'])
        matter = {s for s, x in total.items() if x > 0.1 * max(total.values())}
        expect(set(apart) == matter, 'site %d: %s are taken apart, expected %s' % (site, sorted(apart), sorted(matter)))
        for s, x in apart.items():
            expect(close(x, total[s]), 'site %d: bins of source %s sum to %g, its rate is %g' % (site, s, x, total[s]))
        expect(0 < len(matter) < 4, 'site %d: %d sources matter, the job should have some that do not' % (site, len(matter)))


def table(path):
    import h5py
    with h5py.File(path, 'w') as f:
        f['default/repi'] = [1.0, 200.0]
        f['default/mags'] = [4.0, 8.0]
        f['default/reqv'] = [[1.0, 1.0], [200.0, 200.0]]


def equivalent_sources_are_their_means():
    try:
        import h5py  # noqa: F401
    except ImportError:
        print('no h5py: equivalent distances not looked at')
        return
    job = JOB.replace('= disaggregation\n', '= classical\n') + 'intensity_measure_types_and_levels = {"PGA": [0.02, 0.1, 0.3]}\n'
    plain = POINT % ('kept', ASC, '0.2 -0.3', 'WC1994', MFD % (3.2, 6.6), TWO_PLANES, TWO_DEPTHS)
    stable = POINT % ('stable', SSC, '-0.4 -0.4', 'WC1994', MFD % (3.4, 6.4), TWO_PLANES, TWO_DEPTHS)
    asked = Run(job + 'reqv_file = {"Active Shallow Crust": "reqv.hdf5"}\nreqv_ignore_sources = kept\n',
                sources(POINT % ('p', ASC, '0.3 0.2', 'WC1994', MFD % (3.4, 6.6), TWO_PLANES, TWO_DEPTHS), plain, stable),
                files=[(table, 'reqv.hdf5')])
    mean = Run(job, sources(POINT % ('p', ASC, '0.3 0.2', 'PointMSR', MFD % (3.4, 6.6), PLANE % (1, 50, 70, 45), DEPTH % (1, 9)), plain,
                            stable))
    other = Run(job, sources(POINT % ('p', ASC, '0.3 0.2', 'WC1994', MFD % (3.4, 6.6), TWO_PLANES, TWO_DEPTHS), plain, stable))
    name = 'hazard_curve-mean-PGA'
    expect(asked.files[name] == mean.files[name], 'reqv_file: not the hazard of mean plane, mean depth and PointMSR')
    expect(asked.files[name] != other.files[name], 'reqv_file changes nothing')


first = bins_sum_to_the_curve()
epsilon_star_moves_bins_only(first)
given_edges_are_taken()
sources_that_matter_are_taken_apart()
equivalent_sources_are_their_means()
print('%d laws broken' % failures)
sys.exit(1 if failures else 0)

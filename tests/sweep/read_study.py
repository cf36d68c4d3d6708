#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The examples of docs/sweep.md: a study read with SQL, with pandas, with the classes of examples/, and
its file of arrays with h5py.

usage: read_study.py STUDY.db N_POINTS EXAMPLES   (that of sweep.sh: N points, one site)
"""
import sqlite3
import sys

import h5py
import pandas

path, n_points, examples = sys.argv[1], int(sys.argv[2]), sys.argv[3]
sys.path.insert(0, examples)
import study_orm  # noqa: E402

db = sqlite3.connect('file:%s?mode=ro' % path, uri=True)
table = pandas.read_sql('SELECT p.truncation_level, p.reference_vs30_value AS vs30, r.value FROM points p'
                        " JOIN results r USING (point) WHERE r.measure = 'PGA' AND r.poe = 0.1", db)
wide = table.pivot(index='vs30', columns='truncation_level', values='value')
assert wide.shape == (n_points // 2, 2) and (wide[3] > wide[2]).all()
assert wide[3].is_monotonic_decreasing, 'soft soil amplifies'

with study_orm.open_study(path) as session:
    points = session.query(study_orm.Point).filter_by(state='done', truncation_level=3).order_by(
        study_orm.Point.reference_vs30_value).all()
    assert len(points) == n_points // 2
    maps = [[r.value for r in p.results if r.measure == 'PGA' and r.poe == 0.1] for p in points]
    assert [m[0] for m in maps] == list(wide[3]), 'the classes and pandas differ'
    assert points[0].results[0].computed_by is points[0]
    print('%d points, PGA %.4f g at vs30 = %g m/s' % (len(points), maps[0][0], points[0].reference_vs30_value))

compared = 0
with h5py.File(path[:-3] + '.hdf5') as f:
    assert len(f) == n_points, len(f)
    for point, digest in db.execute("SELECT point, hash FROM points WHERE state = 'done'"):
        group = f[digest[:16]]
        curves = group['hcurves_stats']
        assert [d.label for d in curves.dims] == ['sites', 'stats', 'imts', 'levels']
        assert curves.dims[2][0][0] == group['imts'][0] and group.attrs['state'] == 'complete'
        rows = db.execute('SELECT value FROM results WHERE point = ? AND level IS NOT NULL ORDER BY rowid', (point,))
        assert [r[0] for r in rows] == list(curves[:].ravel())
        compared += curves.size
print('%d values of arrays equal those of the rows' % compared)

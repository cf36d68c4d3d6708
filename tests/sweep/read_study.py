#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The examples of docs/sweep.md: a study read with SQL, with a class, and with pandas if there is one.

usage: read_study.py STUDY.db   (that of sweep.sh: 200 points, one site)
"""
import sqlite3
import sys
from dataclasses import dataclass


@dataclass
class Result:
    """One row of the results of a point."""
    vs30: float
    statistic: str
    measure: str
    poe: float
    value: float

    @classmethod
    def of(cls, db, **equal):
        where = ' AND '.join('r.%s = ?' % key for key in equal)
        return [cls(*row) for row in db.execute(
            'SELECT p.reference_vs30_value, r.statistic, r.measure, r.poe, r.value'
            ' FROM points p JOIN results r USING (point)'
            ' WHERE %s ORDER BY p.truncation_level, p.reference_vs30_value' % where, tuple(equal.values()))]


def main():
    db = sqlite3.connect('file:%s?mode=ro' % sys.argv[1], uri=True)
    found = Result.of(db, measure='PGA', poe=0.1)
    assert len(found) == 200 and found[0].vs30 == 300, found[:2]
    assert all(r.value > 0 and r.statistic == 'mean' for r in found)
    assert found[0].value > found[99].value  # soil amplifies
    try:
        import pandas
    except ImportError:
        print('pandas is not installed: its example was not run')
        return
    table = pandas.read_sql('SELECT p.truncation_level, p.reference_vs30_value AS vs30, r.value FROM points p'
                            " JOIN results r USING (point) WHERE r.measure = 'PGA' AND r.poe = 0.1", db)
    wide = table.pivot(index='vs30', columns='truncation_level', values='value')
    assert wide.shape == (100, 2) and (wide[3] > wide[2]).all()


main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The database of a study as classes (SQLAlchemy 1.4 or later).

usage: study_orm.py STUDY.db [MEASURE [POE]]

The columns of `points` that a study varies become attributes by themselves: point.truncation_level.
"""
import sys

from sqlalchemy import Column, Integer, create_engine, select
from sqlalchemy.ext.declarative import DeferredReflection
from sqlalchemy.orm import Session, declarative_base, relationship

Base = declarative_base()


class Point(DeferredReflection, Base):
    """One point of a study: its parameters, state, message, seconds."""
    __tablename__ = 'points'
    results = relationship('Result', back_populates='computed_by', order_by='Result.rowid')


class Result(DeferredReflection, Base):
    """One value: site, statistic, measure, level or poe, value."""
    __tablename__ = 'results'
    rowid = Column(Integer, primary_key=True)  # SQLite's own; the table needs no other key
    computed_by = relationship('Point', back_populates='results')


def open_study(path):
    """A session on a study, which may be running: reading never disturbs it."""
    engine = create_engine('sqlite:///file:%s?mode=ro&uri=true' % path)
    DeferredReflection.prepare(engine)
    return Session(engine)


def main():
    measure = sys.argv[2] if len(sys.argv) > 2 else 'PGA'
    poe = float(sys.argv[3]) if len(sys.argv) > 3 else 0.1
    with open_study(sys.argv[1]) as session:
        wanted = select(Result).join(Result.computed_by).where(
            Result.measure == measure, Result.poe == poe, Point.state == 'done').order_by(Result.rowid)
        for result in session.scalars(wanted):
            print(result.computed_by.hash[:12], result.site, result.statistic, result.value)


if __name__ == '__main__':
    main()

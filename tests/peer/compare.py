#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs the PEER verification problems and compares the curves with the published ones.

usage: compare.py OQLITE CONFIGS_PEER_DIRECTORY [PROBLEM ...]   (Python 3 standard library only)

Each problem folder holds job.ini and reference.csv. A reference has one column a published code,
and `exact` where the problem can be integrated without a mesh (exact.py). Where the columns agree
within twice the tolerance, our value must be within the tolerance of their mean. Where they do
not (steep places, few ruptures), it must lie within the range they span, widened by the tolerance
on either side. Where all are zero, so must ours be. The tolerance is in the file: `# tolerance:`,
and `# tolerance site N:` for one site, with its reason.
"""
import csv
import glob
import os
import re
import subprocess
import sys
import tempfile
import time

ZERO = 1e-12  # what counts as zero where every published value is zero


def read_reference(path):
    """-> header {key: [text]}, rows [(site, statistic, lon, lat, imt, iml, [values])]"""
    header, lines = {}, []
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.startswith("#"):
                key, _, text = line[1:].partition(":")
                header.setdefault(key.strip(), []).append(text.strip())
            else:
                lines.append(line)
    rows = []
    for row in csv.DictReader(lines):
        fixed = {k: row.pop(k, None) for k in ("site", "lon", "lat", "imt", "iml", "statistic")}
        values = [float(v) for v in row.values() if v]
        if not values:
            raise SystemExit("%s: a row without a value: %r" % (path, fixed))
        rows.append((fixed["site"], fixed["statistic"] or "mean", round(float(fixed["lon"]), 5),
                     round(float(fixed["lat"]), 5), fixed["imt"], float(fixed["iml"]), values))
    if not rows:
        raise SystemExit("%s: no row" % path)
    return header, rows


def read_curves(folder):
    """-> {(statistic, imt, lon, lat): {level: poe}} from the exported CSV files"""
    curves = {}
    for path in glob.glob(os.path.join(folder, "hazard_curve-*.csv")):
        match = re.match(r"hazard_curve-(.+)-([^-]+)_\d+\.csv$", os.path.basename(path))
        with open(path, encoding="utf-8") as f:
            lines = [line for line in f if not line.startswith("#")]
        for row in csv.DictReader(lines):
            key = (match.group(1), match.group(2), round(float(row["lon"]), 5),
                   round(float(row["lat"]), 5))
            curves[key] = {float(k[4:]): float(v) for k, v in row.items() if k.startswith("poe-")}
    return curves


def level_of(curve, iml):
    """Exports print levels with 7 digits: take the one that is the same number but for that."""
    near = min(curve, key=lambda z: abs(z - iml))
    if abs(near - iml) > 1e-5 * iml:
        raise KeyError(iml)
    return curve[near]


class Verdict:
    def __init__(self):
        self.compared = 0      # levels where the published codes agree
        self.disputed = 0      # levels where they do not
        self.worst = 0.0       # largest relative difference from their mean, over `compared`
        self.where = ""
        self.tolerance = 0.0   # largest that was applied
        self.failures = []


def judge(header, rows, curves):
    v = Verdict()
    for site, stat, lon, lat, imt, iml, values in rows:
        text = header.get("tolerance site " + site, header["tolerance"])[0]
        tolerance = float(text.split()[0])
        v.tolerance = max(v.tolerance, tolerance)
        name = "%s %s at (%g, %g), %g g" % (stat, imt, lon, lat, iml)
        curve = curves.get((stat, imt, lon, lat))
        if curve is None:
            v.failures.append(name + ": no such curve in the export")
            continue
        got = level_of(curve, iml)
        low, high, mean = min(values), max(values), sum(values) / len(values)
        if high == 0.0:
            v.compared += 1
            if got > ZERO:
                v.failures.append("%s: %.4g, published 0" % (name, got))
        elif high - low <= 2 * tolerance * mean:
            v.compared += 1
            diff = abs(got - mean) / mean
            if diff > v.worst:
                v.worst, v.where = diff, name
            if diff > tolerance:
                v.failures.append("%s: %.4g, published mean %.4g (%.1f %%)"
                                  % (name, got, mean, 100 * (got - mean) / mean))
        else:
            v.disputed += 1
            if not low * (1 - tolerance) - ZERO <= got <= high * (1 + tolerance) + ZERO:
                v.failures.append("%s: %.4g, published %.4g to %.4g" % (name, got, low, high))
    return v


def run(oqlite, folder, scratch):
    out = os.path.join(scratch, os.path.basename(folder))
    env = dict(os.environ, OQ_DATADIR=os.path.join(scratch, "oqdata"))
    start = time.monotonic()
    done = subprocess.run([oqlite, os.path.join(folder, "job.ini"), "--exports", "csv",
                           "--export-dir", out], env=env, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    seconds = time.monotonic() - start
    if done.returncode != 0:
        text = done.stdout.decode("utf-8", "replace")
        return None, seconds, "oqlite ended with %d:\n%s" % (done.returncode, text)
    return read_curves(out), seconds, ""


def main():
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    oqlite, root = os.path.abspath(sys.argv[1]), sys.argv[2]
    names = sys.argv[3:] or sorted(os.path.basename(os.path.dirname(p)) for p in
                                   glob.glob(os.path.join(root, "*", "reference.csv")))
    if not names:
        raise SystemExit("no problem under " + root)
    failed = []
    print("| problem | sites | levels compared | worst relative difference | tolerance "
          "| levels in dispute | seconds | |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="oqlite-peer-") as scratch:
        for name in names:
            folder = os.path.join(root, name)
            header, rows = read_reference(os.path.join(folder, "reference.csv"))
            curves, seconds, why = run(oqlite, folder, scratch)
            if curves is None:
                failed.append((name, [why]))
                print("| %s | | | | | | %.1f | FAILED TO RUN |" % (name, seconds))
                continue
            v = judge(header, rows, curves)
            if v.failures:
                failed.append((name, v.failures))
            print("| %s | %d | %d | %.2f %% | %g %% | %d | %.1f | %s |" % (
                name, len({r[0] for r in rows}), v.compared, 100 * v.worst,
                100 * v.tolerance, v.disputed, seconds, "FAILED (%d levels)" % len(v.failures) if v.failures else "ok"))
            sys.stdout.flush()
    for name, lines in failed:
        print("\n%s:" % name)
        for line in lines:
            print("  " + line)
    print("\n%d passed, %d failed" % (len(names) - len(failed), len(failed)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

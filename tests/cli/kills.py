#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""kills.py OQLITE FOLDER KILLS [SEED]: kill -9 at KILLS random instants of a run, of resumes, and of
sweeps (FOLDER holds the quick start). What a killed run had finished has its final values already, a
resumed calculation has the bytes of one that was never killed, and so has a sweep.
Needs h5py to look into killed files; without it only whole results are compared."""
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

try:
    import h5py
    import numpy
except ImportError:
    h5py = None

OQLITE, FOLDER, KILLS = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3])
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else 1
ENV = dict(os.environ, SOURCE_DATE_EPOCH="1700000000", OMP_NUM_THREADS="1")
count = dict.fromkeys(["kills of runs", "before the file was there", "partial", "after the end",
                       "kills of resumes", "resumed with the same bytes", "finished values compared in killed files",
                       "values of resumed files compared", "kills of sweeps", "sweeps finished", "lost"], 0)


def fail(*what):
    print("FAIL", *what)
    sys.exit(1)


def run(*args):
    return subprocess.run([OQLITE, *args], env=ENV, capture_output=True, text=True, timeout=600)


def good(*args):
    got = run(*args)
    if got.returncode != 0:
        fail(args, got.stdout, got.stderr)
    return got.stdout


def killed_after(seconds, whole_group, *args):
    """Start, kill after some time; True when it had not ended by itself."""
    p = subprocess.Popen([OQLITE, *args], env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                         start_new_session=True)
    try:
        if p.wait(seconds) != 0:
            fail("ended by itself with status", p.returncode, args)
        return False
    except subprocess.TimeoutExpired:
        if whole_group:
            os.killpg(p.pid, signal.SIGKILL)
        else:
            p.kill()
        p.wait()
        return True


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def finished_values(path, whole):
    """Compare what a killed file marks as finished with the whole calculation."""
    n = 0
    with h5py.File(path, "r", libver="latest", swmr=True) as f, h5py.File(whole, "r") as w:
        block = int(f.attrs["site_block"])
        keys, markers = f["status/curves"].asstr()[:], f["status/markers"][:]
        for c, key in enumerate(keys):
            for b in numpy.flatnonzero(markers[c]):
                part = slice(b * block, (b + 1) * block)
                have, want = f[key][part], w[key][part]
                n += have.size
                count["lost"] += int((have != want).sum())
    return n


def n_values(path):
    total = 0

    def add(_, item):
        nonlocal total
        if isinstance(item, h5py.Dataset):
            total += item.size
    with h5py.File(path, "r") as f:
        f.visititems(add)
    return total


def runs(work, job, chance):
    data = ENV["OQ_DATADIR"] = f"{work}/data"
    begin = time.monotonic()
    good(job, "-q", "-t", "1")
    seconds = time.monotonic() - begin
    whole = f"{data}/calc_1/output.hdf5"
    want, n_all = digest(whole), n_values(whole) if h5py else 0
    for _ in range(KILLS):
        hit = killed_after(chance.uniform(0, 1.05 * seconds), False, job, "-q", "-t", "1")
        count["kills of runs" if hit else "after the end"] += 1
        last = max(int(n[5:]) for n in os.listdir(data) if n.startswith("calc_"))
        file = f"{data}/calc_{last}/output.hdf5"
        if last == 1 or not os.path.exists(file):
            count["before the file was there"] += 1
            if last > 1:
                listed = good("list")
                if "empty" not in listed:
                    fail("list does not tell a claimed folder:", listed)
                good("delete", str(last), "--yes")
            continue
        state = re.search(rf"(?m)^ +{last} +(\w+)", good("list")).group(1)
        if state == "partial":
            count["partial"] += 1
            good("verify", str(last))
            good("show", str(last))
            if h5py:
                count["finished values compared in killed files"] += finished_values(file, whole)
            while chance.random() < 0.3:
                if not killed_after(chance.uniform(0, seconds), False, "resume", str(last), "-q", "-t", "1"):
                    break
                count["kills of resumes"] += 1
                state = re.search(rf"(?m)^ +{last} +(\w+)", good("list")).group(1)
                if state == "complete":
                    break
                good("verify", str(last))
            state = re.search(rf"(?m)^ +{last} +(\w+)", good("list")).group(1)
            if state != "complete":
                good("resume", str(last), "-q", "-t", "1")
        elif state != "complete":
            fail("a killed run is told as", state)
        if digest(file) != want:
            fail("other bytes than the run that was not killed")
        count["resumed with the same bytes"] += state != "complete"
        count["values of resumed files compared"] += n_all
        shutil.rmtree(os.path.dirname(file))


def sweeps(work, job, chance):
    """Sweeps of 8 points, killed again and again until they come to their end."""
    ENV["OQ_DATADIR"] = f"{work}/sweep"
    study = f"{work}/study.ini"
    with open(study, "w", encoding="utf-8") as f:
        f.write(f"[study]\nbase_job = {job}\nstore = curves, maps, arrays\n"
                "truncation_level = 2 | 3\nreference_vs30_value = 400 | 500 | 600 | 760\n")
    begin = time.monotonic()
    good("sweep", study, "--db", f"{work}/whole.db", "-q", "-w", "2")
    seconds = time.monotonic() - begin
    want = good("query", f"{work}/whole.db")
    while count["kills of sweeps"] < max(KILLS // 4, 2):
        db = f"{work}/cut{count['sweeps finished']}.db"
        while killed_after(chance.uniform(0, 0.8 * seconds), chance.random() < 0.5, "sweep", study, "--db", db,
                           "-q", "-w", "2"):
            count["kills of sweeps"] += 1
        if good("query", db) != want:
            fail("rows of a killed sweep differ")
        arrays = f"{work}/whole.hdf5", db.replace(".db", ".hdf5")
        if h5py:
            with h5py.File(arrays[0], "r") as a, h5py.File(arrays[1], "r") as b:
                if sorted(a) != sorted(b):
                    fail("points of a killed sweep")
                for point in a:
                    if not numpy.array_equal(a[point]["hcurves_stats"][:], b[point]["hcurves_stats"][:]):
                        fail("arrays of a killed sweep differ")
        count["sweeps finished"] += 1


def main():
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as work:
        for name in os.listdir(FOLDER):
            if name.endswith((".ini", ".xml")):
                shutil.copy(os.path.join(FOLDER, name), work)
        job = f"{work}/job.ini"
        text = open(job, encoding="utf-8").read()
        for spacing, name in (("60", "few.ini"), ("8", "many.ini")):
            with open(f"{work}/{name}", "w", encoding="utf-8") as f:
                f.write(re.sub(r"(?m)^region_grid_spacing.*$", f"region_grid_spacing = {spacing}", text))
        runs(work, f"{work}/many.ini", chance)
        sweeps(work, f"{work}/few.ini", chance)
    print("; ".join(f"{what}: {n}" for what, n in count.items()))
    if count["lost"] != 0 or count["partial"] == 0:
        fail("lost values, or no run was caught halfway")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""live.py OQLITE FOLDER [KEY=VALUE ...]: read a calculation while it runs, with h5py in SWMR mode and
with "oqlite show", again and again; each value read must be NaN or the one that the run gives in the
end. The job (FOLDER holds the quick start) is run twice: the first time to know the values.
Exit status 77 (skipped) without h5py."""
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

try:
    import h5py
    import numpy
except ImportError:
    print("skipped: no h5py here (Debian: python3-h5py)")
    sys.exit(77)

OQLITE, FOLDER = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
KEYS = sys.argv[3:] or ["region_grid_spacing=4"]
OVER = [a for k in KEYS for a in ("-p", k)]
count = dict.fromkeys(["reads", "values", "of them finished", "wrong", "failed reads",
                       "shows", "values shown", "shown wrong", "failed shows"], 0)


def values_of(text):
    """Numbers of an array printed by oqlite show: what is within the outer brackets."""
    return re.findall(r"-?nan|-?inf|[-+0-9.e]+", text[text.index("\n["):].replace("...", " "))


def show(data, calc, key):
    return subprocess.run([OQLITE, "show", calc, key], env=dict(os.environ, OQ_DATADIR=data),
                          capture_output=True, text=True)


def read_blocks(f, want, chance, keys):
    """Ten random parts of random curves of a file that stays open."""
    for _ in range(10):
        key = chance.choice(keys)
        at = chance.randrange(want[key].shape[0])
        part = slice(at, at + 64)
        f[key].refresh()
        have, final = f[key][part], want[key][part]
        done = ~numpy.isnan(have)
        count["reads"] += 1
        count["values"] += have.size
        count["of them finished"] += int(done.sum())
        count["wrong"] += int((have[done] != final[done]).sum())


def look(data, want, shown, chance):
    """Open, read, show, while the calculation is live."""
    keys = list(want)
    try:
        with h5py.File(f"{data}/calc_1/output.hdf5", "r", libver="latest", swmr=True) as f:
            for _ in range(5):
                read_blocks(f, want, chance, keys)
    except (OSError, KeyError) as e:
        count["failed reads"] += 1
        print("h5py:", e)
    key = chance.choice(keys)
    got = show(data, "1", key)
    if got.returncode != 0 or show(data, "1", "/").returncode != 0:
        count["failed shows"] += 1
        print(got.stderr)
        return
    have = values_of(got.stdout)
    count["shows"] += 2
    count["values shown"] += len(have)
    count["shown wrong"] += sum(a != b and a not in ("nan", "-nan") for a, b in zip(have, shown[key]))
    count["shown wrong"] += len(have) != len(shown[key])


def main():
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as work:
        for name in os.listdir(FOLDER):
            if name.endswith((".ini", ".xml")):
                shutil.copy(os.path.join(FOLDER, name), work)
        job = [OQLITE, f"{work}/job.ini", "-q", "-t", "1", *OVER]
        subprocess.run(job, env=dict(os.environ, OQ_DATADIR=f"{work}/first"), check=True)
        with h5py.File(f"{work}/first/calc_1/output.hdf5", "r") as f:
            want = {f"{trt}/{gsim}": f[trt][gsim][:] for trt in f if trt.isdigit() for gsim in f[trt]}
        shown = {k: values_of(show(f"{work}/first", "1", k).stdout) for k in want}
        data = f"{work}/live"
        begin = time.monotonic()
        writer = subprocess.Popen(job, env=dict(os.environ, OQ_DATADIR=data))
        while writer.poll() is None:
            if os.path.exists(f"{data}/calc_1/output.hdf5"):
                look(data, want, shown, chance)
        look(data, want, shown, chance)
        print(f"{time.monotonic() - begin:.0f} s beside a run: "
              + ", ".join(f"{n} {what}" for what, n in count.items()))
        same = subprocess.run(["cmp", "-s", f"{work}/first/calc_1/output.hdf5", f"{data}/calc_1/output.hdf5"],
                              check=False)
        wrong = count["wrong"] + count["failed reads"] + count["shown wrong"] + count["failed shows"]
        print("the run beside readers", "has the same bytes" if same.returncode == 0 else "DIFFERS")
        return writer.returncode != 0 or wrong > 0 or count["of them finished"] == 0 or same.returncode != 0


if __name__ == "__main__":
    os.environ["SOURCE_DATE_EPOCH"] = "1700000000"
    sys.exit(main())

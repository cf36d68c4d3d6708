#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""tiles.py OQLITE ROOT: --tile-log lists every tile once, its contexts add up to what the run says, and
bench/replay finds what is put before it."""
import csv
import os
import re
import subprocess
import sys
import tempfile


def replay(root, path, *more):
    done = subprocess.run([sys.executable, os.path.join(root, "bench", "replay"), path, *more],
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def main():
    oqlite, root = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "tiles.csv")
        env = dict(os.environ, OQ_DATADIR=work)
        out = subprocess.run(
            [oqlite, "run", "-t", "2", "-p", "region_grid_spacing=40", "--tile-log", path,
             os.path.join(root, "configs", "quickstart", "job.ini")],
            env=env, capture_output=True, text=True, check=True).stdout
        with open(path, encoding="utf-8") as f:
            rows = list(csv.DictReader(f))
        assert sorted(int(r["tile"]) for r in rows) == list(range(len(rows))), "tiles missing"
        assert len({(r["group"], r["block"], r["chunk"]) for r in rows}) == len(rows)
        told = float(re.search(r"([\d.e+]+) ruptures x sites", out).group(1))
        total = sum(int(r["contexts"]) for r in rows)
        assert abs(total - told) <= 0.005 * told, (total, told)
        assert all(float(r["seconds"]) >= 0.0 for r in rows)

        def write(costs):
            with open(path, "w", encoding="utf-8") as f:
                f.write("tile,group,block,chunk,sites,contexts,seconds\n")
                f.writelines(f"{i},0,0,{i},8,1,{c}\n" for i, c in enumerate(costs))
        write([0.5] * 640)
        status, text = replay(root, path)
        assert status == 0 and "100.0%" in text, text
        write([0.5] * 640 + [4.0])  # 64 cores wait for one
        status, text = replay(root, path)
        assert status == 1 and "MISSED" in text, text
        status, text = replay(root, path, "--cores", "1")
        assert status == 0, text
    print("tiles: log and replay agree")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: BSD-3-Clause
"""Reads the curves of a calculation in SWMR mode again and again while it runs.

Usage: live_reader.py output.hdf5 n_sites stop_file
Prints "reads N values V wrong W errors E"; a value other than NaN and the fixture's is wrong.
The last pass begins after stop_file exists."""
import os
import sys

import h5py
import numpy as np

path, n, stop = sys.argv[1], int(sys.argv[2]), sys.argv[3]
keys = ["0/BooreAtkinson2008", '0/[GMPETable]%0Agmpe_table = "tables%2Fa.hdf5"', "1/Youngs1997",
        "10/BooreAtkinson2008"]
site, imt, lvl = np.ogrid[0:n, 0:3, 0:5]
want = [0.9 / (1.0 + c + 2 * imt + lvl * lvl) / (1 + site / 7) for c in range(4)]
reads = values = wrong = errors = 0
f = h5py.File(path, "r", libver="latest", swmr=True)
dsets = [f[k] for k in keys]
markers = f["status/markers"]
going = True
while going:
    going = not os.path.exists(stop)
    markers.refresh()
    done = markers[:] != 0
    for c, d in enumerate(dsets):
        try:
            d.refresh()
            got = d[:]
        except OSError:
            errors += 1
            continue
        finite = np.isfinite(got)
        reads += 1
        values += int(finite.sum())
        wrong += int((got[finite] != want[c][finite]).sum())
        # a block with a marker, read before the values, must be whole
        size = -(-n // done.shape[1])
        for b in np.flatnonzero(done[c]):
            wrong += int(np.isnan(got[b * size:(b + 1) * size]).sum())
print("reads", reads, "values", values, "wrong", wrong, "errors", errors)

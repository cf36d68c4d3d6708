# SPDX-License-Identifier: BSD-3-Clause
"""Reads a published calculation (of job_fixture.c) with h5py, pandas, netCDF4 and xarray.

Usage: read_calc.py output.hdf5; prints what it checked, fails on any difference."""
import sys

import h5py
import numpy as np


def expected(c, n=13, m=3, l=5):
    site, imt, lvl = np.ogrid[0:n, 0:m, 0:l]
    return 0.9 / (1.0 + c + 2 * imt + lvl * lvl) / (1 + site / 7)


path = sys.argv[1]
with h5py.File(path, "r") as f:
    curves = f["0/BooreAtkinson2008"]
    assert np.array_equal(curves[:], expected(0))
    assert [d.label for d in curves.dims] == ["sites", "imts", "levels"]
    assert curves.dims[1][0].name == "/imts"
    assert list(f["imts"].asstr()) == ["PGA", "PGV", "SA(0.2)"]
    assert curves.attrs["units"] == "1" and isinstance(curves.attrs["description"], str)
    assert f.attrs["description"] == "a fixture, \u00e9"
    assert dict(f["job"].attrs)["investigation_time"] == "50"
    assert f["inputs/0"][:].tobytes() == b"[general]\n"
    assert curves.fletcher32
    print("h5py")

try:
    import pandas as pd
except ImportError:
    pd = None
if pd is not None:
    with h5py.File(path, "r") as f:
        sites = pd.DataFrame({k: v[:] for k, v in f["sitecol"].items()})
        assert list(sites.columns) == ["lat", "lon", "vs30"] and len(sites) == 13
        table = pd.DataFrame(f["extra/table"][:])
        assert list(table["weight"]) == [0.25, 0.75]
        print("pandas")

try:
    import xarray as xr
except ImportError:
    xr = None
for engine in ("netcdf4", "h5netcdf") if xr is not None else ():
    try:
        ds = xr.open_dataset(path, engine=engine)
    except (ValueError, ImportError) as exc:
        if "unrecognized engine" in str(exc) or isinstance(exc, ImportError):
            continue
        raise
    h = ds["hcurves_stats"]
    assert h.dims == ("sites", "stats", "imts", "levels"), h.dims
    assert h.attrs["units"] == "1"
    one = h.sel(sites=3, imts="PGV", levels=2, stats="mean") if engine == "netcdf4" else \
        h.isel(sites=3, imts=1, levels=2, stats=0)
    assert float(one) == expected(0)[3, 1, 2]
    print("xarray/" + engine)
    ds.close()

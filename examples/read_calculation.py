#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""A calculation read with h5py, pandas and xarray.

usage: read_calculation.py [output.hdf5]   (default: the last one in $OQ_DATADIR)
"""
import glob
import os
import sys

import h5py
import pandas
import xarray


def last_calculation():
    folder = os.environ.get('OQ_DATADIR', os.path.expanduser('~/oqdata'))
    return max(glob.glob(folder + '/calc_*/output.hdf5'), key=lambda path: int(path.split('_')[-1].split('/')[0]))


path = sys.argv[1] if len(sys.argv) > 1 else last_calculation()

with h5py.File(path) as f:  # arrays under their keys, as numpy sees them
    curves = f['hcurves_stats']
    names = [d.label for d in curves.dims]
    mean = curves[:, list(f['stats'].asstr()).index('mean')]  # (sites, measures, levels)
    print('h5py:', dict(zip(names, curves.shape)), 'largest probability %.4g' % mean.max())

    # a table of sites: one column for each array of its group
    sites = pandas.DataFrame({name: column[:] for name, column in f['sitecol'].items()})
    maps = f['hmaps_stats'][:, 0]  # (sites, measures, probabilities)
    for m, imt in enumerate(f['imts'].asstr()):
        sites[imt] = maps[:, m, 0]
    print('pandas:', sites.nlargest(3, 'PGA')[['lon', 'lat', 'vs30', 'PGA']].to_string(index=False), sep='\n')

with xarray.open_dataset(path) as data:  # named axes with their labels
    hazard = data.hmaps_stats.sel(stats='mean', imts='PGA')
    print('xarray:', hazard.dims, 'units', data.hmaps_stats.attrs['units'])
    for poe in hazard.poes.values:
        print('  PGA exceeded with probability %g: %.4f to %.4f g' % (
            poe, hazard.sel(poes=poe).min(), hazard.sel(poes=poe).max()))

#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Set 1 without a mesh: the column `exact` of reference.csv for the problems with sigma 0.

With sigma 0 a rupture exceeds a level when it is nearer than the distance at which the median is
that level. On a vertical fault the share of such positions of a rectangle is an integral over its
place along strike; for an area source it is the intersection of two circles. Nothing here is
taken from the engine. Ground motion: Sadigh et al. (1997), rock, strike slip, PGA, M <= 6.5
(Seism. Res. Lett. 68, table 2).

usage: exact.py            (Python 3 standard library only; prints problem, site, probabilities)
"""
import math

import make_problems as mp

KM_PER_DEGREE = 111.1949
RADIUS, COUNT, B = 100.0, 0.0395, 0.9  # the area source
LENGTH, WIDTH = 0.2248 * KM_PER_DEGREE, 12.0  # the fault
LEVELS = [float(z) for z in mp.LEVELS]


def reach(mag, level):
    """Rupture distance [km] within which the median exceeds the level [g]; may be negative."""
    return math.exp((-0.624 + mag - math.log(level)) / 2.1) - math.exp(1.29649 + 0.25 * mag)


def common_area(r, d):
    """Area [km2] shared by the area source and a disc of radius r, centres d apart."""
    if d >= RADIUS + r:
        return 0.0
    if d + min(r, RADIUS) <= max(r, RADIUS):
        return math.pi * min(r, RADIUS) ** 2
    a = r * r * math.acos((d * d + r * r - RADIUS ** 2) / (2 * d * r))
    b = RADIUS ** 2 * math.acos((d * d + RADIUS ** 2 - r * r) / (2 * d * RADIUS))
    c = (-d + r + RADIUS) * (d + r - RADIUS) * (d - r + RADIUS) * (d + r + RADIUS)
    return a + b - 0.5 * math.sqrt(c)


def area_curve(d, depths, levels, n=600):
    """Exceedance in a year at d [km] from the centre of the area source."""
    total = 10 ** (-B * 5.0) - 10 ** (-B * 6.5)
    step = 1.5 / n
    out = []
    for level in levels:
        rate = 0.0
        for i in range(n):
            lo = 5.0 + i * step
            share = (10 ** (-B * lo) - 10 ** (-B * (lo + step))) / total / len(depths)
            far = reach(lo + step / 2, level)
            for depth in depths:
                if far > depth:
                    inside = common_area(math.sqrt(far * far - depth * depth), d)
                    rate += COUNT * share * inside / (math.pi * RADIUS ** 2)
        out.append(-math.expm1(-rate))
    return out


def share_within(far, area, along, off, n=400):
    """Share of the positions of a rupture on the fault that are within `far` of the site.

    area [km2], aspect ratio 2 until it is as wide as the fault; the site is `along` from one end
    of the fault and `off` from its line [km].
    """
    if far <= off:
        return 0.0
    width = min(math.sqrt(area / 2), WIDTH)
    length = min(area / width, LENGTH)
    room, play = LENGTH - length, WIDTH - width
    if room <= 0:
        n = 1
    inside = 0.0
    for i in range(n):
        start = room * (i + 0.5) / n
        gap = max(0.0, start - along, along - start - length)
        left = far * far - off * off - gap * gap
        if left > 0:
            inside += 1.0 if play <= 0 else min(1.0, math.sqrt(left) / play)
    return inside / n


def fault_curve(rates, areas, along, off, levels):
    """rates [(mag, per year)], areas [(share, epsilon)] of log10 area = mag - 4 + epsilon."""
    out = []
    for level in levels:
        rate = 0.0
        for mag, per_year in rates:
            far = reach(mag, level)
            rate += sum(per_year * share * share_within(far, 10 ** (mag - 4 + eps), along, off)
                        for share, eps in areas) if far > off else 0.0
        out.append(-math.expm1(-rate))
    return out


def density_rates(density, m_max, mo_rate, step):
    scale = mp.balance(density, m_max, mo_rate)
    n = int(round((m_max - 5.0) / step))
    return [(5.0 + (i + 0.5) * step, scale * step * density(5.0 + (i + 0.5) * step)) for i in range(n)]


def areas_case3(n=200):
    step, total = 4.0 / n, math.erf(math.sqrt(2.0))
    out = []
    for i in range(n):
        lo = -2 + i * step
        share = 0.5 * (math.erf((lo + step) / math.sqrt(2)) - math.erf(lo / math.sqrt(2))) / total
        out.append((share, 0.25 * (lo + step / 2)))
    return out


def fault_problems():
    """{problem: (rates, areas)}"""
    mo = mp.moment_rate(25, 12, 2)
    beta = B * math.log(10.0)
    one = [(1.0, 0.0)]
    m6 = [(6.0, mo / mp.moment(6.0))]
    return {
        "set1_case01": ([(6.5, mo / mp.moment(6.5))], one),
        "set1_case02": (m6, one),
        "set1_case03": (m6, areas_case3()),
        "set1_case05": (density_rates(lambda m: math.exp(-beta * m), 6.5, mo, 0.005), one),
        "set1_case06": (density_rates(mp.normal(6.2, 0.25), 6.5, mo, 0.005), one),
        "set1_case07": (density_rates(mp.youngs_coppersmith(B, 6.2), 6.45, mo, 0.005), one),
    }


def curves(name):
    """Site by site: probabilities of exceedance at mp.LEVELS."""
    if name in ("set1_case10", "set1_case11"):
        depths = [5.0] if name.endswith("10") else [5.025 + 0.05 * i for i in range(100)]
        return [area_curve((38.0 - lat) * KM_PER_DEGREE, depths, LEVELS) for _, lat in mp.SITES_AREA]
    rates, areas = fault_problems()[name]
    out = []
    for lon, lat in mp.SITES_FAULT:
        along = (lat - 38.0) * KM_PER_DEGREE
        off = abs(lon + 122.0) * KM_PER_DEGREE * math.cos(math.radians(lat))
        out.append(fault_curve(rates, areas, along, off, LEVELS))
    return out


def main():
    for name in sorted(fault_problems()) + ["set1_case10", "set1_case11"]:
        for site, values in enumerate(curves(name)):
            print(name, site + 1, " ".join("%.6g" % v for v in values))


if __name__ == "__main__":
    main()

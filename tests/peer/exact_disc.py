#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Set 1 cases 10 and 11 without a grid: the part of the disc within reach of each magnitude is an
intersection of two circles. Prints the column `exact` of their reference.csv.

Ground motion: Sadigh et al. (1997), rock, strike slip, PGA, M <= 6.5 (Seism. Res. Lett. 68, table 2).
"""
import math

RADIUS, COUNT, B, M_MIN, M_MAX = 100.0, 0.0395, 0.9, 5.0, 6.5
KM_PER_DEGREE = 111.1949


def reach(mag, level):
    """Rupture distance [km] within which the median exceeds the level [g]."""
    return math.exp((-0.624 + mag - math.log(level)) / 2.1) - math.exp(1.29649 + 0.25 * mag)


def common_area(r, d):
    """Area [km2] shared by the source and a disc of radius r whose centre is d from its own."""
    if d >= RADIUS + r:
        return 0.0
    if d + min(r, RADIUS) <= max(r, RADIUS):
        return math.pi * min(r, RADIUS) ** 2
    a = r * r * math.acos((d * d + r * r - RADIUS ** 2) / (2 * d * r))
    b = RADIUS ** 2 * math.acos((d * d + RADIUS ** 2 - r * r) / (2 * d * RADIUS))
    c = (-d + r + RADIUS) * (d + r - RADIUS) * (d - r + RADIUS) * (d + r + RADIUS)
    return a + b - 0.5 * math.sqrt(c)


def curve(d, depths, levels, n=600):
    total = 10 ** (-B * M_MIN) - 10 ** (-B * M_MAX)
    step = (M_MAX - M_MIN) / n
    out = []
    for level in levels:
        rate = 0.0
        for i in range(n):
            lo = M_MIN + i * step
            share = (10 ** (-B * lo) - 10 ** (-B * (lo + step))) / total / len(depths)
            far = reach(lo + step / 2, level)
            for depth in depths:
                if far > depth:
                    inside = common_area(math.sqrt(far * far - depth * depth), d)
                    rate += COUNT * share * inside / (math.pi * RADIUS ** 2)
        out.append(-math.expm1(-rate))
    return out


def main():
    levels = [0.001, 0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45]
    for name, depths in (("10", [5.0]), ("11", [5.025 + 0.05 * i for i in range(100)])):
        for site, degrees in enumerate((0.0, 0.45, 0.901, 1.126)):
            values = curve(degrees * KM_PER_DEGREE, depths, levels)
            print(name, site + 1, " ".join("%.6g" % v for v in values))


if __name__ == "__main__":
    main()

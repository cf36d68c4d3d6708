/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GEO_ANGLES_H
#define OQL_GEO_ANGLES_H

#include <math.h>

/** Small helpers of this room: angles, rounding, vectors of three. */

#define OQL_PI 3.14159265358979323846

static inline double oql_radians(double deg)
{
    return deg * (OQL_PI / 180);
}

static inline double oql_degrees(double rad)
{
    return rad * (180 / OQL_PI);
}

/** Remainder with the sign of the divisor m > 0: in [0, m). */
static inline double oql_mod(double x, double m)
{
    const double r = fmod(x, m);

    return r < 0 ? r + m : r;
}

static inline double oql_clip(double x, double low, double high)
{
    return x < low ? low : (x > high ? high : x);
}

/** x rounded to multiples of 1/scale, halves away from zero. */
static inline double oql_round_away(double x, double scale)
{
    return floor(x * scale + copysign(0.5, x)) / scale;
}

static inline double oql_dot(const double a[3], const double b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static inline void oql_sub(const double a[3], const double b[3], double out[3])
{
    out[0] = a[0] - b[0];
    out[1] = a[1] - b[1];
    out[2] = a[2] - b[2];
}

static inline void oql_cross(const double a[3], const double b[3], double out[3])
{
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}

static inline double oql_norm(const double a[3])
{
    return sqrt(oql_dot(a, a));
}

static inline void oql_unit(double a[3])
{
    const double n = oql_norm(a);

    a[0] /= n;
    a[1] /= n;
    a[2] /= n;
}

static inline double oql_chord_km(const double a[3], const double b[3])
{
    double d[3];

    oql_sub(a, b, d);
    return oql_norm(d);
}

#endif

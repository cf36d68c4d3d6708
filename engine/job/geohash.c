/* SPDX-License-Identifier: BSD-3-Clause */
#include "job/geohash.h"

void oql_geohash(double lon_deg, double lat_deg, size_t n, char *out)
{
    static const char digit[] = "0123456789bcdefghjkmnpqrstuvwxyz";
    double lo[2] = {-180.0, -90.0}, hi[2] = {180.0, 90.0};
    const double x[2] = {lon_deg, lat_deg};
    unsigned value = 0;

    for (size_t bit = 0; bit < 5 * n; ++bit) {
        const size_t axis = bit % 2;
        const double middle = 0.5 * (lo[axis] + hi[axis]);
        value *= 2;
        if (x[axis] > middle) {
            value += 1;
            lo[axis] = middle;
        } else {
            hi[axis] = middle;
        }
        if (bit % 5 == 4) {
            out[bit / 5] = digit[value];
            value = 0;
        }
    }
    out[n] = '\0';
}

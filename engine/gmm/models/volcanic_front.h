/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_VOLCANIC_FRONT_H
#define OQL_GMM_MODELS_VOLCANIC_FRONT_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/** Plane geometry in degrees about a line such as a volcanic front, as OpenQuake measures
 *  it. */
typedef struct {
    size_t n;
    const double (*point)[2]; /**< (n) longitude, latitude */
} oql_front;

/** Twice the area of a, b, c; positive when they turn left. */
static inline double oql_front_turn(const double a[2], const double b[2], const double c[2])
{
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/** Whether the straight path from p to q crosses the line. */
static inline bool oql_front_is_crossed(const oql_front *f, const double p[2],
                                        const double q[2])
{
    for (size_t i = 0; i + 1 < f->n; ++i) {
        const double *a = f->point[i], *b = f->point[i + 1];
        if (oql_front_turn(a, b, p) * oql_front_turn(a, b, q) < 0.0 &&
            oql_front_turn(p, q, a) * oql_front_turn(p, q, b) <= 0.0) {
            return true;
        }
    }
    return false;
}

/** Distance of p in degrees; *is_right says whether p lies beside the line, on its right. */
static inline double oql_front_distance(const oql_front *f, const double p[2], bool *is_right)
{
    double least = (double)INFINITY;

    *is_right = false;
    for (size_t i = 0; i + 1 < f->n; ++i) {
        const double *a = f->point[i], *b = f->point[i + 1];
        const double dx = b[0] - a[0], dy = b[1] - a[1];
        const double along = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy);
        const double t = fmin(fmax(along, 0.0), 1.0);
        const double ex = p[0] - a[0] - t * dx, ey = p[1] - a[1] - t * dy;
        const double d = sqrt(ex * ex + ey * ey);
        if (d < least) {
            /* past an end of the line is neither right nor left */
            const bool beyond = (i == 0 && along < 0.0) || (i + 2 == f->n && along > 1.0);
            least = d;
            *is_right = !beyond && oql_front_turn(a, b, p) < 0.0;
        }
    }
    return least;
}

#endif

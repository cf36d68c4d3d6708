/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/cloud.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/geodesy.h"
#include "geo/window_shape.h"

/* One Jacobi rotation that removes a[p][q] of a symmetric matrix; v collects the rotations. */
static void rotate(double a[3][3], double v[3][3], int p, int q)
{
    if (a[p][q] == 0.0) {
        return;
    }
    const double theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    const double t = (theta >= 0.0 ? 1.0 : -1.0) / (fabs(theta) + hypot(theta, 1.0));
    const double c = 1.0 / hypot(t, 1.0), s = t * c;

    for (int k = 0; k < 3; ++k) {
        const double x = a[k][p], y = a[k][q];

        a[k][p] = c * x - s * y;
        a[k][q] = s * x + c * y;
    }
    for (int k = 0; k < 3; ++k) {
        const double x = a[p][k], y = a[q][k];

        a[p][k] = c * x - s * y;
        a[q][k] = s * x + c * y;
    }
    for (int k = 0; k < 3; ++k) {
        const double x = v[k][p], y = v[k][q];

        v[k][p] = c * x - s * y;
        v[k][q] = s * x + c * y;
    }
}

/* Direction in which the points vary least. */
static void normal_of(double a[3][3], double n[3])
{
    double v[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    int least = 0;

    for (int sweep = 0; sweep < 30; ++sweep) { /* converges quadratically: a few suffice */
        rotate(a, v, 0, 1);
        rotate(a, v, 0, 2);
        rotate(a, v, 1, 2);
    }
    for (int i = 1; i < 3; ++i) {
        least = a[i][i] < a[least][least] ? i : least;
    }
    for (int k = 0; k < 3; ++k) {
        n[k] = v[k][least];
    }
}

void oql_cloud_strike_dip(const oql_mesh *cloud, double *strike_deg, double *dip_deg)
{
    const oql_window all = {0, 0, 1, cloud->n_col};
    const oql_window_axes axes = oql_axes_of_window(cloud, &all);
    const double n = (double)cloud->n_col;
    double mean[3] = {0.0, 0.0, 0.0}, m[3][3] = {{0.0}}, up[3];

    for (int pass = 0; pass < 2; ++pass) {
        for (int32_t i = 0; i < cloud->n_col; ++i) {
            double p[3];

            oql_geo_to_xyz(cloud->lon_deg[i], cloud->lat_deg[i], 0.0, p);
            const double x[3] = {oql_dot(p, axes.east), oql_dot(p, axes.north),
                                 -cloud->depth_km[i]};
            for (int r = 0; r < 3; ++r) {
                mean[r] += pass == 0 ? x[r] / n : 0.0;
                for (int c = 0; c < 3 && pass == 1; ++c) {
                    m[r][c] += (x[r] - mean[r]) * (x[c] - mean[c]);
                }
            }
        }
    }
    normal_of(m, up);
    const double sign = up[2] < 0.0 ? -1.0 : 1.0;
    const double flat = hypot(up[0], up[1]);

    *dip_deg = oql_degrees(atan2(flat, fabs(up[2])));
    *strike_deg = oql_mod(oql_degrees(atan2(sign * up[0], sign * up[1])) - 90.0, 360.0);
}

typedef struct {
    double x, y;
} point;

static int by_x(const void *a, const void *b)
{
    const point *p = a, *q = b;

    if (p->x != q->x) {
        return p->x < q->x ? -1 : 1;
    }
    return p->y < q->y ? -1 : p->y > q->y;
}

static double turn(const point *a, const point *b, const point *c)
{
    return (b->x - a->x) * (c->y - a->y) - (b->y - a->y) * (c->x - a->x);
}

/* Andrew's monotone chain: corners of the convex hull of n sorted points, counter-clockwise; hull
 * has room for 2 n. */
static size_t convex_hull(const point *p, size_t n, point *hull)
{
    size_t k = 0;

    for (size_t i = 0; i < n; ++i) {
        while (k >= 2 && turn(&hull[k - 2], &hull[k - 1], &p[i]) <= 0.0) {
            --k;
        }
        hull[k++] = p[i];
    }
    for (size_t i = n - 1, lower = k + 1; i-- > 0;) {
        while (k >= lower && turn(&hull[k - 2], &hull[k - 1], &p[i]) <= 0.0) {
            --k;
        }
        hull[k++] = p[i];
    }
    return n == 1 ? 1 : k - 1;
}

/* Distance of the origin from a convex polygon. */
static double polygon_distance(const point *hull, size_t n)
{
    double least = HUGE_VAL;
    bool inside = n > 2;

    for (size_t i = 0; i < n; ++i) {
        const double a[2] = {hull[i].x, hull[i].y};
        const double b[2] = {hull[(i + 1) % n].x, hull[(i + 1) % n].y};

        inside = inside && a[0] * b[1] - a[1] * b[0] >= 0.0;
        least = fmin(least, oql_segment_distance2(a, b));
    }
    return inside ? 0.0 : sqrt(least);
}

oql_status oql_cloud_rjb_km(const oql_mesh *cloud, double lon_deg, double lat_deg,
                            double *rjb_km, oql_err *err)
{
    const size_t n = (size_t)cloud->n_col;
    const oql_window all = {0, 0, 1, cloud->n_col};
    double site[3], least = HUGE_VAL;

    oql_geo_to_xyz(lon_deg, lat_deg, 0.0, site);
    for (size_t i = 0; i < n; ++i) {
        double p[3];

        oql_geo_to_xyz(cloud->lon_deg[i], cloud->lat_deg[i], 0.0, p);
        least = fmin(least, oql_chord_km(p, site));
    }
    *rjb_km = least;
    if (least >= OQL_NEAR_KM) {
        return OQL_OK;
    }
    const oql_window_axes axes = oql_axes_of_window(cloud, &all);
    point *p = oql_calloc(3 * n, sizeof *p);
    if (p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a hull of %zu points", n);
    }
    for (size_t i = 0; i < n; ++i) {
        double q[3];

        oql_geo_to_xyz(cloud->lon_deg[i], cloud->lat_deg[i], 0.0, q);
        oql_sub(q, site, q);
        p[i] = (point){oql_dot(q, axes.east), oql_dot(q, axes.north)};
    }
    qsort(p, n, sizeof *p, by_x);
    *rjb_km = polygon_distance(p + n, convex_hull(p, n, p + n));
    free(p);
    return OQL_OK;
}

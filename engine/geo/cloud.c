/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/cloud.h"

#include <math.h>

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

/* Longitude less that of the first point, so that clouds may lie across the date line. */
static double lon_from_first(const oql_mesh *cloud, int32_t i)
{
    return oql_mod(cloud->lon_deg[i] - cloud->lon_deg[0] + 180.0, 360.0);
}

void oql_cloud_middle(const oql_mesh *cloud, double middle[3])
{
    const double n = (double)cloud->n_col;
    double lon = 0.0, lat = 0.0, least = HUGE_VAL;

    for (int32_t i = 0; i < cloud->n_col; ++i) {
        lon += lon_from_first(cloud, i) / n;
        lat += cloud->lat_deg[i] / n;
    }
    for (int32_t i = 0; i < cloud->n_col; ++i) {
        const double x = lon_from_first(cloud, i) - lon;
        const double y = cloud->lat_deg[i] - lat;

        if (x * x + y * y < least) {
            least = x * x + y * y;
            middle[0] = cloud->lon_deg[i];
            middle[1] = cloud->lat_deg[i];
            middle[2] = cloud->depth_km[i];
        }
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "kernels/level.h"
#include "kernels/vmath.h"

#define OQL_EARTH_RADIUS_KM 6371.0

/* asin for |x| <= 1, from the half-angle form atan(x / sqrt(1 - x^2)). */
static inline double arc(double x)
{
    const double c = oql_fmin(oql_fmax(x, -1.0), 1.0);
    return OQL_EARTH_RADIUS_KM * oql_atan(c / sqrt(oql_fmax(1.0 - c * c, 1e-300)));
}

static inline double square(double x)
{
    return x * x;
}

static inline double chord2(double ax, double ay, double az, double bx, double by, double bz)
{
    return square(ax - bx) + square(ay - by) + square(az - bz);
}

static void rrup(const oql_planar_soa *p, size_t first, size_t n, const oql_planar_site *site,
                 double *restrict out)
{
    const double *restrict tx = p->tl_x + first, *restrict ty = p->tl_y + first,
                           *restrict tz = p->tl_z + first;
    const double *restrict ux = p->u_x + first, *restrict uy = p->u_y + first,
                           *restrict uz = p->u_z + first;
    const double *restrict vx = p->v_x + first, *restrict vy = p->v_y + first,
                           *restrict vz = p->v_z + first;
    const double *restrict wx = p->w_x + first, *restrict wy = p->w_y + first,
                           *restrict wz = p->w_z + first;
    const double *restrict length = p->length + first, *restrict width = p->width + first;
    const double sx = site->x, sy = site->y, sz = site->z;
#pragma omp simd
    for (size_t i = 0; i < n; ++i) {
        const double dx = sx - tx[i], dy = sy - ty[i], dz = sz - tz[i];
        const double off = dx * wx[i] + dy * wy[i] + dz * wz[i];
        const double along = dx * ux[i] + dy * uy[i] + dz * uz[i];
        const double down = dx * vx[i] + dy * vy[i] + dz * vz[i];
        /* what sticks out of the rectangle on either side; 0 inside */
        const double ex = along - oql_fmin(oql_fmax(along, 0.0), length[i]);
        const double ey = down - oql_fmin(oql_fmax(down, 0.0), width[i]);
        out[i] = sqrt(off * off + ex * ex + ey * ey);
    }
}

/* Signed distance from the great circle with unit normal (nx, ny, nz). */
#define OQL_ARC(name) (-arc(gx * name##_x[i] + gy * name##_y[i] + gz * name##_z[i]))
#define OQL_NORMAL(name)                                                                       \
    const double *restrict name##_x = p->name##_x + first,                                     \
                           *restrict name##_y = p->name##_y + first,                           \
                           *restrict name##_z = p->name##_z + first

static void rx_ry0(const oql_planar_soa *p, size_t first, size_t n, const oql_planar_site *site,
                   double *restrict rx, double *restrict ry0)
{
    OQL_NORMAL(top);
    OQL_NORMAL(left);
    OQL_NORMAL(right);
    const double gx = site->ux, gy = site->uy, gz = site->uz;
    if (rx != NULL) {
#pragma omp simd
        for (size_t i = 0; i < n; ++i) {
            rx[i] = OQL_ARC(top);
        }
    }
    if (ry0 != NULL) {
#pragma omp simd
        for (size_t i = 0; i < n; ++i) {
            const double a = OQL_ARC(left), b = OQL_ARC(right);
            ry0[i] = a * b > 0.0 ? oql_fmin(oql_fabs(a), oql_fabs(b)) : 0.0;
        }
    }
}

static void rjb(const oql_planar_soa *p, size_t first, size_t n, const oql_planar_site *site,
                double *restrict out)
{
    OQL_NORMAL(bot);
    OQL_NORMAL(top);
    OQL_NORMAL(left);
    OQL_NORMAL(right);
    OQL_NORMAL(p_tl);
    OQL_NORMAL(p_tr);
    OQL_NORMAL(p_bl);
    OQL_NORMAL(p_br);
    const double gx = site->ux, gy = site->uy, gz = site->uz;
    const double sx = site->x, sy = site->y, sz = site->z;
#pragma omp simd
    for (size_t i = 0; i < n; ++i) {
        const double bot = gx * bot_x[i] + gy * bot_y[i] + gz * bot_z[i];
        const double top = gx * top_x[i] + gy * top_y[i] + gz * top_z[i];
        const double left = gx * left_x[i] + gy * left_y[i] + gz * left_z[i];
        const double right = gx * right_x[i] + gy * right_y[i] + gz * right_z[i];
        const int beside = bot * top > 0.0;    /* not between the two along strike */
        const int beyond = left * right > 0.0; /* not between the two down dip */
        const double c0 = chord2(sx, sy, sz, p_tl_x[i], p_tl_y[i], p_tl_z[i]);
        const double c1 = chord2(sx, sy, sz, p_tr_x[i], p_tr_y[i], p_tr_z[i]);
        const double c2 = chord2(sx, sy, sz, p_bl_x[i], p_bl_y[i], p_bl_z[i]);
        const double c3 = chord2(sx, sy, sz, p_br_x[i], p_br_y[i], p_br_z[i]);
        const double corner = sqrt(oql_fmin(oql_fmin(c0, c1), oql_fmin(c2, c3)));
        const double near_side = beside ? oql_fmin(oql_fabs(bot), oql_fabs(top))
                                        : oql_fmin(oql_fabs(left), oql_fabs(right));
        const double side = oql_fabs(arc(near_side));
        const double edge = beside == beyond ? 0.0 : side;
        out[i] = beside & beyond ? corner : edge;
    }
}

static void hypo(const oql_planar_soa *p, size_t first, size_t n, const oql_planar_site *site,
                 double *restrict repi, double *restrict rhypo)
{
    OQL_NORMAL(h);
    const double *restrict depth = p->h_depth + first;
    const double gx = site->ux, gy = site->uy, gz = site->uz, site_depth = site->depth_km;
    double dump[64];
    for (size_t start = 0; start < n; start += 64) {
        const size_t end = n - start < 64 ? n : start + 64;
#pragma omp simd
        for (size_t i = start; i < end; ++i) {
            /* chord of the unit sphere -> great-circle distance */
            const double half = 0.5 * sqrt(chord2(gx, gy, gz, h_x[i], h_y[i], h_z[i]));
            dump[i - start] = 2.0 * arc(half);
        }
        for (size_t i = start; repi != NULL && i < end; ++i) {
            repi[i] = dump[i - start];
        }
        if (rhypo != NULL) {
#pragma omp simd
            for (size_t i = start; i < end; ++i) {
                rhypo[i] = sqrt(square(dump[i - start]) + square(depth[i] - site_depth));
            }
        }
    }
}

void OQL_LEVEL(planar_distances)(const oql_planar_soa *planes, size_t first, size_t n,
                                 const oql_planar_site *site, unsigned wanted,
                                 const oql_planar_out *out)
{
    rrup(planes, first, n, site, out->rrup);
    if (wanted & OQL_WANT_RJB) {
        rjb(planes, first, n, site, out->rjb);
    }
    if (wanted & (OQL_WANT_RX | OQL_WANT_RY0)) {
        rx_ry0(planes, first, n, site, wanted & OQL_WANT_RX ? out->rx : NULL,
               wanted & OQL_WANT_RY0 ? out->ry0 : NULL);
    }
    if (wanted & (OQL_WANT_REPI | OQL_WANT_RHYPO)) {
        hypo(planes, first, n, site, wanted & OQL_WANT_REPI ? out->repi : NULL,
             wanted & OQL_WANT_RHYPO ? out->rhypo : NULL);
    }
}

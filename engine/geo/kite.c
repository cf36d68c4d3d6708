/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/kite.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/geodesy.h"
#include "geo/window_shape.h"

/** Steeper surfaces count as vertical. OpenQuake's limit is 89.9, which is also the dip it gives to
 *  vertical kite faults: without the small tolerance rounding would decide. */
#define VERTICAL_DEG (89.9 - 1e-8)

struct oql_kite {
    oql_mesh *mesh;
    size_t n_node;
    size_t *node;  /* those that are there */
    size_t n_edge; /* corners of the outline, in order around it */
    double (*outline)[3];
    oql_window_axes axes; /* of the outline's projection */
    double centre[3], radius_km;
    oql_kite_info info;
    oql_trace *top;
    bool is_planar;
    oql_planar plane; /* when it is */
};

static bool is_there(const oql_mesh *m, size_t i, size_t j)
{
    return !isnan(m->lon_deg[i * (size_t)m->n_col + j]);
}

static double gap_km(const oql_mesh *m, size_t a, size_t b)
{
    return oql_geo_distance3_km(m->lon_deg[a], m->lat_deg[a], m->depth_km[a], m->lon_deg[b],
                                m->lat_deg[b], m->depth_km[b]);
}

/* ---- properties ---- */

static double triangle_km2(double a, double b, double c)
{
    const double s = (a + b + c) / 2.0;

    return sqrt(fmax(s * (s - a) * (s - b) * (s - c), 0.0));
}

static double area_of(const oql_mesh *m)
{
    const size_t n_col = (size_t)m->n_col;
    double sum = 0.0;

    for (size_t i = 0; i + 1 < (size_t)m->n_row; ++i) {
        for (size_t j = 0; j + 1 < n_col; ++j) {
            const size_t k = i * n_col + j;

            if (is_there(m, i, j) && is_there(m, i, j + 1) && is_there(m, i + 1, j) &&
                is_there(m, i + 1, j + 1)) {
                const double diagonal = gap_km(m, k, k + n_col + 1);
                sum += triangle_km2(gap_km(m, k, k + 1), gap_km(m, k, k + n_col), diagonal) +
                       triangle_km2(gap_km(m, k + n_col, k + n_col + 1),
                                    gap_km(m, k + 1, k + n_col + 1), diagonal);
            }
        }
    }
    return sum;
}

/* Mean dip of the columns weighted by their lengths, and the mean of these lengths. */
static void dip_and_width(const oql_mesh *m, double *dip_deg, double *width_km)
{
    const size_t n_col = (size_t)m->n_col;
    double dips = 0.0, lengths = 0.0, widths = 0.0;
    size_t n = 0;

    for (size_t j = 0; j < n_col; ++j) {
        double dip = 0.0, length = 0.0;
        size_t n_step = 0;
        for (size_t i = 0; i + 1 < (size_t)m->n_row; ++i) {
            const size_t a = i * n_col + j, b = a + n_col;
            if (!is_there(m, i, j) || !is_there(m, i + 1, j)) {
                continue;
            }
            const double down = m->depth_km[b] - m->depth_km[a];
            const double along =
                oql_geo_distance_km(m->lon_deg[a], m->lat_deg[a], m->lon_deg[b], m->lat_deg[b]);
            dip += along > 1e-20 ? oql_degrees(atan(down / along)) : 90.0;
            length += hypot(along, down);
            ++n_step;
        }
        if (n_step > 0) {
            dips += dip / (double)n_step * length;
            lengths += length;
            widths += length;
            ++n;
        }
    }
    *dip_deg = dips / lengths;
    *width_km = widths / (double)n;
}

static double strike_of(const oql_mesh *m)
{
    double sum = 0.0, n = 0.0;
    size_t last = (size_t)m->n_col;

    for (size_t j = 0; j < (size_t)m->n_col; ++j) {
        if (!is_there(m, 0, j)) {
            continue;
        }
        if (last < j) {
            const double a = oql_geo_azimuth_deg(m->lon_deg[last], m->lat_deg[last],
                                                 m->lon_deg[j], m->lat_deg[j]);
            sum += oql_mod(a + 0.001, 360.0); /* just west of north counts as north */
            n += 1.0;
        }
        last = j;
    }
    return sum / n;
}

static void find_middle(oql_kite *k, const double mean[3])
{
    const oql_mesh *m = k->mesh;
    double least = HUGE_VAL;

    for (size_t i = 0; i < k->n_node; ++i) {
        const size_t a = k->node[i];
        const double p[3] = {m->x_km[a], m->y_km[a], m->z_km[a]};
        const double d = oql_chord_km(p, mean);
        if (d < least) {
            least = d;
            k->info.middle[0] = m->lon_deg[a];
            k->info.middle[1] = m->lat_deg[a];
            k->info.middle[2] = m->depth_km[a];
        }
        k->radius_km = fmax(k->radius_km, d);
    }
    memcpy(k->centre, mean, sizeof k->centre);
}

static void set_info(oql_kite *k)
{
    const oql_mesh *m = k->mesh;
    double mean[3] = {0.0, 0.0, 0.0};

    k->info.area_km2 = area_of(m);
    dip_and_width(m, &k->info.dip_deg, &k->info.width_km);
    k->info.strike_deg = strike_of(m);
    k->info.ztor_km = HUGE_VAL;
    k->info.zbot_km = -HUGE_VAL;
    for (size_t i = 0; i < k->n_node; ++i) {
        const size_t a = k->node[i];
        mean[0] += m->x_km[a] / (double)k->n_node;
        mean[1] += m->y_km[a] / (double)k->n_node;
        mean[2] += m->z_km[a] / (double)k->n_node;
        k->info.zbot_km = fmax(k->info.zbot_km, m->depth_km[a]);
        if (a < (size_t)m->n_col) {
            k->info.ztor_km = fmin(k->info.ztor_km, m->depth_km[a]);
        }
    }
    find_middle(k, mean);
}

/* ---- outline ---- */

typedef struct {
    size_t n;
    double *lon, *lat;
} ring;

static void push(ring *r, const oql_mesh *m, size_t i, size_t j)
{
    r->lon[r->n] = m->lon_deg[i * (size_t)m->n_col + j];
    r->lat[r->n++] = m->lat_deg[i * (size_t)m->n_col + j];
}

/* First and last row of a column (or column of a row) that are there. */
static void extent(const oql_mesh *m, bool of_column, size_t k, size_t *first, size_t *last)
{
    const size_t n = of_column ? (size_t)m->n_row : (size_t)m->n_col;

    *first = n;
    *last = 0;
    for (size_t i = 0; i < n; ++i) {
        if (of_column ? is_there(m, i, k) : is_there(m, k, i)) {
            *first = *first < i ? *first : i;
            *last = i;
        }
    }
}

/* Around the surface: top, right, bottom, left. */
static void trace(const oql_mesh *m, ring *r)
{
    const size_t n_col = (size_t)m->n_col;
    size_t top, bottom, a, b;

    for (size_t j = 0; j < n_col; ++j) {
        extent(m, true, j, &top, &bottom);
        push(r, m, top, j);
    }
    extent(m, true, n_col - 1, &top, &bottom);
    for (size_t i = top + 1; i < bottom; ++i) {
        extent(m, false, i, &a, &b);
        push(r, m, i, b);
    }
    for (size_t j = n_col; j-- > 0;) {
        extent(m, true, j, &top, &bottom);
        push(r, m, bottom, j);
    }
    extent(m, true, 0, &top, &bottom);
    for (size_t i = bottom; i-- > top + 1;) {
        extent(m, false, i, &a, &b);
        push(r, m, i, a);
    }
}

static bool is_vertical(const oql_mesh *m)
{
    const size_t n_col = (size_t)m->n_col;

    for (size_t j = 0; j < n_col; ++j) {
        size_t last = (size_t)m->n_row;
        for (size_t i = 0; i < (size_t)m->n_row; ++i) {
            if (!is_there(m, i, j)) {
                continue;
            }
            if (last < i) {
                const size_t a = last * n_col + j, b = i * n_col + j;
                const double along = oql_geo_distance_km(m->lon_deg[a], m->lat_deg[a],
                                                         m->lon_deg[b], m->lat_deg[b]);
                const double down = m->depth_km[b] - m->depth_km[a];
                if (along > 1e-20 && !(oql_degrees(atan(down / along)) > VERTICAL_DEG)) {
                    return false;
                }
            }
            last = i;
        }
    }
    return true;
}

/* A vertical surface gets an outline of 200 m width. */
static void widen(const oql_mesh *m, ring *r)
{
    const size_t n_col = (size_t)m->n_col;
    size_t top[2], bottom;
    double lon[2], lat[2];

    extent(m, true, 0, &top[0], &bottom);
    extent(m, true, n_col - 1, &top[1], &bottom);
    for (size_t e = 0; e < 2; ++e) {
        lon[e] = m->lon_deg[top[e] * n_col + (e == 0 ? 0 : n_col - 1)];
        lat[e] = m->lat_deg[top[e] * n_col + (e == 0 ? 0 : n_col - 1)];
    }
    const double strike = oql_geo_azimuth_deg(lon[0], lat[0], lon[1], lat[1]);
    for (size_t c = 0; c < 4; ++c) {
        const size_t e = c / 2;
        double p[2];
        oql_geo_point_at(lon[e], lat[e], strike + (c == 0 || c == 3 ? -90.0 : 90.0), 0.1, p);
        r->lon[r->n] = p[0];
        r->lat[r->n++] = p[1];
    }
}

static oql_status make_outline(oql_kite *k, oql_err *err)
{
    const oql_mesh *m = k->mesh;
    const size_t most = 2 * ((size_t)m->n_row + (size_t)m->n_col) + 4;
    ring r = {0};
    oql_geo_bbox box;
    oql_status st = OQL_OK;

    r.lon = oql_calloc(2 * most, sizeof *r.lon);
    k->outline = oql_calloc(most, sizeof *k->outline);
    if (r.lon == NULL || k->outline == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "outline of %zu points", most);
        goto done;
    }
    r.lat = r.lon + most;
    if (is_vertical(m)) {
        widen(m, &r);
    } else {
        trace(m, &r);
    }
    OQL_TRY(oql_geo_bbox_of(r.n, r.lon, r.lat, &box, err));
    const oql_geo_ortho p = oql_geo_ortho_of(&box);
    k->axes = oql_axes_at(p.lon0_rad, p.lat0_rad);
    k->n_edge = r.n;
    for (size_t i = 0; i < r.n; ++i) {
        oql_geo_to_xyz(r.lon[i], r.lat[i], 0.0, k->outline[i]);
    }
done:
    free(r.lon);
    return st;
}

/* ---- distances ---- */

double oql_kite_rrup_km(const oql_kite *k, double lon_deg, double lat_deg, double depth_km,
                        double closest[3])
{
    const oql_mesh *m = k->mesh;
    double site[3], least = HUGE_VAL;
    size_t best = k->node[0];

    if (k->is_planar) {
        if (closest != NULL) {
            oql_planar_closest(&k->plane, lon_deg, lat_deg, depth_km, closest);
        }
        return oql_planar_rrup_km(&k->plane, lon_deg, lat_deg, depth_km);
    }
    oql_geo_to_xyz(lon_deg, lat_deg, depth_km, site);
    for (size_t i = 0; i < k->n_node; ++i) {
        const size_t a = k->node[i];
        const double dx = m->x_km[a] - site[0], dy = m->y_km[a] - site[1],
                     dz = m->z_km[a] - site[2];
        const double d2 = dx * dx + dy * dy + dz * dz;
        if (d2 < least) {
            least = d2;
            best = a;
        }
    }
    if (closest != NULL) {
        closest[0] = m->lon_deg[best];
        closest[1] = m->lat_deg[best];
        closest[2] = m->depth_km[best];
    }
    return sqrt(least);
}

double oql_kite_rjb_km(const oql_kite *k, double lon_deg, double lat_deg, double depth_km)
{
    double site[3], least = HUGE_VAL, a[2] = {0.0, 0.0};
    bool inside = false;

    if (k->is_planar) {
        return oql_planar_rjb_km(&k->plane, lon_deg, lat_deg, depth_km);
    }
    oql_geo_to_xyz(lon_deg, lat_deg, 0.0, site);
    for (size_t i = 0; i < k->n_edge; ++i) {
        least = fmin(least, oql_chord_km(k->outline[i], site));
    }
    if (least >= OQL_NEAR_KM) {
        return least;
    }
    least = HUGE_VAL;
    for (size_t i = 0; i <= k->n_edge; ++i) { /* the first corner closes the ring */
        double p[3];
        oql_sub(k->outline[i % k->n_edge], site, p);
        const double b[2] = {oql_dot(p, k->axes.east), oql_dot(p, k->axes.north)};
        if (i > 0) {
            if ((a[1] > 0.0) != (b[1] > 0.0) &&
                (a[0] * b[1] - a[1] * b[0] > 0.0) == (b[1] > a[1])) {
                inside = !inside;
            }
            least = fmin(least, oql_segment_distance2(a, b));
        }
        a[0] = b[0];
        a[1] = b[1];
    }
    return inside ? 0.0 : sqrt(least);
}

/* Where a row of nodes is crossed or left: OpenQuake continues the segments at both ends of the row
 * without end; backwards only the one that starts the mesh. */
static double row_segment_km(const oql_mesh *m, size_t j, bool at_end, double lon_deg,
                             double lat_deg)
{
    const double *lon = m->lon_deg + j, *lat = m->lat_deg + j;

    if (j == 0) {
        const double back = oql_geo_azimuth_deg(lon[1], lat[1], lon[0], lat[0]);

        return at_end ? -oql_geo_distance_to_semi_arc_km(lon[1], lat[1], back, lon_deg, lat_deg)
                      : -oql_geo_distance_to_segment_km(lon[1], lat[1], lon[0], lat[0], lon_deg,
                                                        lat_deg);
    }
    if (at_end) {
        return oql_geo_distance_to_semi_arc_km(
            lon[0], lat[0], oql_geo_azimuth_deg(lon[0], lat[0], lon[1], lat[1]), lon_deg,
            lat_deg);
    }
    return oql_geo_distance_to_segment_km(lon[0], lat[0], lon[1], lat[1], lon_deg, lat_deg);
}

static double row_rx_km(const oql_mesh *m, double lon_deg, double lat_deg)
{
    const size_t n = (size_t)m->n_col;
    size_t first = n, last = 0, before = 0; /* nodes of the top row that are there */
    double best = HUGE_VAL;

    if (n == 2) {
        return oql_geo_distance_to_arc_km(
            m->lon_deg[0], m->lat_deg[0],
            oql_geo_azimuth_deg(m->lon_deg[0], m->lat_deg[0], m->lon_deg[1], m->lat_deg[1]),
            lon_deg, lat_deg);
    }
    for (size_t j = 0; j < n; ++j) {
        if (is_there(m, 0, j)) {
            first = first < j ? first : j;
            before = last;
            last = j;
        }
    }
    for (size_t j = 0; j + 1 < n; ++j) {
        if (is_there(m, 0, j) && is_there(m, 0, j + 1)) {
            const double d = row_segment_km(m, j, j == first || j == before, lon_deg, lat_deg);
            best = fabs(d) < fabs(best) ? d : best;
        }
    }
    return best;
}

static double row_ry0_km(const oql_kite *k, double lon_deg, double lat_deg)
{
    const oql_mesh *m = k->mesh;
    const double down = oql_mod(k->info.strike_deg + 90.0, 360.0);
    size_t first = (size_t)m->n_col, last = 0;

    for (size_t j = 0; j < (size_t)m->n_col; ++j) {
        if (is_there(m, 0, j)) {
            first = first < j ? first : j;
            last = j;
        }
    }
    const double a = oql_geo_distance_to_arc_km(m->lon_deg[first], m->lat_deg[first], down,
                                                lon_deg, lat_deg);
    const double b =
        oql_geo_distance_to_arc_km(m->lon_deg[last], m->lat_deg[last], down, lon_deg, lat_deg);
    return (a > 0.0) == (b > 0.0) && a * b != 0.0 ? fmin(fabs(a), fabs(b)) : 0.0;
}

void oql_kite_rx_ry0_km(const oql_kite *k, double lon_deg, double lat_deg, double *rx_km,
                        double *ry0_km)
{
    if (k->is_planar) {
        *rx_km = oql_planar_rx_km(&k->plane, lon_deg, lat_deg);
        *ry0_km = oql_planar_ry0_km(&k->plane, lon_deg, lat_deg);
        return;
    }
    *rx_km = row_rx_km(k->mesh, lon_deg, lat_deg);
    *ry0_km = row_ry0_km(k, lon_deg, lat_deg);
}

double oql_kite_bound_km(const oql_kite *k, double lon_deg, double lat_deg, double depth_km)
{
    double site[3];

    oql_geo_to_xyz(lon_deg, lat_deg, depth_km, site);
    return fmax(oql_chord_km(site, k->centre) - k->radius_km, 0.0);
}

/* ---- making ---- */

oql_kite_info oql_kite_get_info(const oql_kite *k)
{
    return k->info;
}

const oql_mesh *oql_kite_get_mesh(const oql_kite *k)
{
    return k->mesh;
}

const oql_trace *oql_kite_get_top(const oql_kite *k)
{
    return k->top;
}

/* Keep the corners of a line, in place; the new number of points. OpenQuake compares azimuths as
 * numbers, so that a line which crosses north has a corner there. */
static size_t keep_corners(size_t n, double *lon, double *lat)
{
    double before = 0.0;
    size_t kept = 0;

    for (size_t i = 0; i < n; ++i) {
        const double after =
            i + 1 < n ? oql_geo_azimuth_deg(lon[i], lat[i], lon[i + 1], lat[i + 1]) : 0.0;

        if (i == 0 || i + 1 == n || fabs(after - before) > 1.0) {
            lon[kept] = lon[i];
            lat[kept++] = lat[i];
        }
        before = after;
    }
    return kept;
}

static oql_status make_top(oql_kite *k, oql_err *err)
{
    const oql_mesh *m = k->mesh;
    const size_t n_col = (size_t)m->n_col;
    double *lon = oql_calloc(n_col, 2 * sizeof *lon);
    oql_status st = OQL_OK;

    if (lon == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "top of %zu points", n_col);
    }
    double *lat = lon + n_col;
    size_t n = 0;
    for (size_t deepest = 1; n < 2 && deepest <= (size_t)m->n_row; deepest *= 2) {
        n = 0; /* deeper rows only where the top would have no two points */
        for (size_t j = 0; j < n_col; ++j) {
            size_t first = 0;
            while (first < (size_t)m->n_row && !is_there(m, first, j)) {
                ++first;
            }
            if (first < (size_t)m->n_row && first <= deepest) {
                lon[n] = m->lon_deg[first * n_col + j];
                lat[n++] = m->lat_deg[first * n_col + j];
            }
        }
    }
    OQL_TRY(oql_trace_create(keep_corners(n, lon, lat), lon, lat, &k->top, err));
done:
    free(lon);
    return st;
}

oql_status oql_kite_create_planar(const oql_planar *plane, oql_kite **out, oql_err *err)
{
    oql_mesh *mesh = NULL;
    oql_kite *k = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_mesh_create(2, 2, &mesh, err));
    memcpy(mesh->lon_deg, plane->corner_lon_deg, sizeof plane->corner_lon_deg);
    memcpy(mesh->lat_deg, plane->corner_lat_deg, sizeof plane->corner_lat_deg);
    memcpy(mesh->depth_km, plane->corner_depth_km, sizeof plane->corner_depth_km);
    oql_mesh_set_xyz(mesh);
    OQL_TRY(oql_kite_create(mesh, &k, err));
    mesh = NULL;
    k->is_planar = true;
    k->plane = *plane;
    k->info.area_km2 = plane->length_km * plane->width_km;
    k->info.dip_deg = plane->dip_deg;
    k->info.strike_deg = plane->strike_deg;
    k->info.width_km = plane->width_km;
    k->info.middle[0] = plane->hypo_lon_deg;
    k->info.middle[1] = plane->hypo_lat_deg;
    k->info.middle[2] = plane->hypo_depth_km;
    *out = k;
done:
    oql_mesh_destroy(mesh);
    return st;
}

oql_status oql_kite_create(oql_mesh *mesh, oql_kite **out, oql_err *err)
{
    const size_t n = (size_t)mesh->n_row * (size_t)mesh->n_col;
    oql_kite *k = calloc(1, sizeof *k);
    oql_status st = OQL_OK;

    if (k == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface");
    }
    k->mesh = mesh;
    k->node = oql_calloc(n, sizeof *k->node);
    if (k->node == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu points", n);
        goto done;
    }
    for (size_t i = 0; i < n; ++i) {
        if (!isnan(mesh->lon_deg[i])) {
            k->node[k->n_node++] = i;
        }
    }
    if (k->n_node < 4) {
        st = OQL_FAIL(err, OQL_EMODEL, "kite surface of %zu points", k->n_node);
        goto done;
    }
    set_info(k);
    OQL_TRY(make_outline(k, err));
    OQL_TRY(make_top(k, err));
    *out = k;
    return OQL_OK;
done:
    k->mesh = NULL; /* still the caller's */
    oql_kite_destroy(k);
    return st;
}

void oql_kite_destroy(oql_kite *k)
{
    if (k != NULL) {
        oql_mesh_destroy(k->mesh);
        oql_trace_destroy(k->top);
        free(k->node);
        free(k->outline);
        free(k);
    }
}

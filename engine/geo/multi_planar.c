/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/multi_planar.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/geodesy.h"

/** Sites nearer than this to the line of a strand count as on it, km (a choice of OpenQuake).
 */
#define ON_LINE_KM 0.1
/** Distance at which the weight of a strand is cut for sites on it, km. */
#define LEAST_WEIGHT_KM 0.01
/** A mean strike this near to north counts as pointing east, degrees. */
#define NORTH_DEG 0.1

/** One strand: the top edge of a plane, directed like the whole surface. */
typedef struct {
    double end[2][2]; /* lon, lat of both ends in the direction of the surface */
    oql_geo_ortho proj;
    double start[2]; /* projected first end */
    double along[2]; /* unit vector along the strand; across it is (along[1], -along[0]) */
    double length_km;
    float shift_km; /* of its first end along the mean strike, from the origin of the surface */
} strand;

struct oql_multi_planar {
    size_t n;
    oql_planar *plane;
    strand *strand; /* sorted along the mean strike */
    float u_max;
    oql_multi_planar_info info;
    double centre[3], radius_km; /* bounding sphere of the corners */
};

typedef struct {
    float t, u;
} gc2;

/** T, U and weight of one strand, Spudich & Chiou (2015), equations 1 to 6. */
static void strand_coordinates(const strand *s, double lon, double lat, float tuw[3])
{
    double xy[2];

    oql_geo_project(&s->proj, lon, lat, xy);
    const double dx = xy[0] - s->start[0], dy = xy[1] - s->start[1];
    const double u = dx * s->along[0] + dy * s->along[1];
    double t = dx * s->along[1] - dy * s->along[0];
    double w;

    if (fabs(t) >= ON_LINE_KM) {
        w = (atan((s->length_km - u) / t) - atan(-u / t)) / t;
    } else if (u < -ON_LINE_KM || u > s->length_km + ON_LINE_KM) {
        w = 1 / (u - s->length_km) - 1 / u;
    } else {
        w = 1 / (-LEAST_WEIGHT_KM - s->length_km) + 1 / LEAST_WEIGHT_KM;
        t = 0;
    }
    tuw[0] = (float)t;
    tuw[1] = (float)u;
    tuw[2] = (float)w;
}

/** Weighted mean of the strands' coordinates, in single precision as OpenQuake has it. */
static gc2 coordinates(const oql_multi_planar *m, double lon, double lat)
{
    float t = 0, u = 0, w = 0;

    for (size_t i = 0; i < m->n; ++i) {
        float tuw[3];

        strand_coordinates(&m->strand[i], lon, lat, tuw);
        t += tuw[0] * tuw[2];
        u += (tuw[1] + m->strand[i].shift_km) * tuw[2];
        w += tuw[2];
    }
    return (gc2){t / w, u / w};
}

/** Mean direction of n azimuths weighted by w, in [0, 360). */
static double mean_azimuth_deg(size_t n, const double *azimuth_deg, const double *w)
{
    double s = 0, c = 0;

    for (size_t i = 0; i < n; ++i) {
        s += sin(oql_radians(azimuth_deg[i])) * w[i];
        c += cos(oql_radians(azimuth_deg[i])) * w[i];
    }
    return oql_mod(oql_degrees(atan2(s, c)), 360);
}

/** Which strands must be reversed: those against the direction that holds most of the length.
 *  The azimuths of reversed ones are turned. Returns the mean azimuth afterwards. */
static double direct_strands(size_t n, double *azimuth_deg, const double *length_km,
                             bool *flipped)
{
    const double mean = mean_azimuth_deg(n, azimuth_deg, length_km);
    const double low = oql_mod(mean - 90, 360), high = oql_mod(mean + 90, 360);
    double with = 0, all = 0;

    for (size_t i = 0; i < n; ++i) {
        const double a = azimuth_deg[i];
        const bool agrees =
            mean >= 90 && mean <= 270 ? a >= low && a < high : a >= low || a < high;
        const double part = length_km[i] * fabs(cos(oql_radians(fabs(a - mean))));

        flipped[i] = !agrees;
        with += agrees ? part : 0;
        all += part;
    }
    const bool keep = with / all > 0.5;

    for (size_t i = 0; i < n; ++i) {
        flipped[i] = flipped[i] == keep;
        if (flipped[i]) {
            azimuth_deg[i] = oql_mod(azimuth_deg[i] + 180, 360);
        }
    }
    return mean_azimuth_deg(n, azimuth_deg, length_km);
}

static oql_status make_strand(const oql_planar *p, bool flip, strand *s, oql_err *err)
{
    const double lon[2] = {p->corner_lon_deg[0], p->corner_lon_deg[1]};
    const double lat[2] = {p->corner_lat_deg[0], p->corner_lat_deg[1]};
    oql_geo_bbox box;
    double b[2];
    const oql_status st = oql_geo_bbox_of(2, lon, lat, &box, err);

    if (st != OQL_OK) {
        return st;
    }
    for (int k = 0; k < 2; ++k) {
        s->end[k][0] = lon[flip ? 1 - k : k];
        s->end[k][1] = lat[flip ? 1 - k : k];
    }
    s->proj = oql_geo_ortho_of(&box);
    oql_geo_project(&s->proj, s->end[0][0], s->end[0][1], s->start);
    oql_geo_project(&s->proj, s->end[1][0], s->end[1][1], b);
    const double dx = b[0] - s->start[0], dy = b[1] - s->start[1];

    s->length_km = sqrt(dx * dx + dy * dy);
    if (!(s->length_km > 0)) {
        return OQL_FAIL(err, OQL_EMODEL, "planar surface: top edge without length");
    }
    s->along[0] = dx / s->length_km;
    s->along[1] = dy / s->length_km;
    return OQL_OK;
}

/** Projection of all ends. */
static oql_status project_ends(const oql_multi_planar *m, oql_geo_ortho *proj, oql_err *err)
{
    double *const lon = oql_calloc(m->n, 4 * sizeof *lon);
    oql_geo_bbox box;

    if (lon == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "a surface of %zu planes", m->n);
    }
    for (size_t i = 0; i < m->n; ++i) {
        for (size_t k = 0; k < 2; ++k) {
            lon[2 * i + k] = m->plane[i].corner_lon_deg[k];
            lon[2 * m->n + 2 * i + k] = m->plane[i].corner_lat_deg[k];
        }
    }
    const oql_status st = oql_geo_bbox_of(2 * m->n, lon, lon + 2 * m->n, &box, err);

    free(lon);
    if (st == OQL_OK) {
        *proj = oql_geo_ortho_of(&box);
    }
    return st;
}

/** Westernmost abscissa of the ends of a strand. */
static double west_of(const strand *s, const oql_geo_ortho *proj)
{
    double a[2], b[2];

    oql_geo_project(proj, s->end[0][0], s->end[0][1], a);
    oql_geo_project(proj, s->end[1][0], s->end[1][1], b);
    return fmin(a[0], b[0]);
}

/** Sort strands by their western ends (in place; there are few). */
static void sort_strands(oql_multi_planar *m, const oql_geo_ortho *proj, bool reverse)
{
    for (size_t i = 1; i < m->n; ++i) {
        const strand s = m->strand[i];
        const double x = west_of(&s, proj);
        size_t j = i;

        for (; j > 0 && west_of(&m->strand[j - 1], proj) > x; --j) {
            m->strand[j] = m->strand[j - 1];
        }
        m->strand[j] = s;
    }
    for (size_t i = 0; reverse && i < m->n / 2; ++i) {
        const strand s = m->strand[i];

        m->strand[i] = m->strand[m->n - 1 - i];
        m->strand[m->n - 1 - i] = s;
    }
}

/** Origin of U: the end that is farthest back along the mean strike. */
static void find_origin(const oql_multi_planar *m, const oql_geo_ortho *proj, bool east,
                        double lonlat[2])
{
    double best[2] = {0, 0};
    bool first = true;

    for (size_t i = 0; i < m->n; ++i) {
        for (int k = 0; k < 2; ++k) {
            double xy[2];

            oql_geo_project(proj, m->strand[i].end[k][0], m->strand[i].end[k][1], xy);
            if (first || (east ? xy[0] < best[0] : xy[0] > best[0])) {
                best[0] = xy[0];
                best[1] = xy[1];
                first = false;
            }
        }
    }
    oql_geo_unproject(proj, best[0], best[1], lonlat);
}

static void shift_strands(oql_multi_planar *m, const oql_geo_ortho *proj, double mean_deg)
{
    const bool east = (mean_deg > 0 && mean_deg <= 180) || fabs(mean_deg) < NORTH_DEG;
    double origin[2];

    find_origin(m, proj, east, origin);
    sort_strands(m, proj, !east);
    for (size_t i = 0; i < m->n; ++i) {
        strand *const s = &m->strand[i];
        const double d = oql_geo_distance_km(origin[0], origin[1], s->end[0][0], s->end[0][1]);
        const double a = oql_geo_azimuth_deg(origin[0], origin[1], s->end[0][0], s->end[0][1]);

        s->shift_km = (float)(cos(oql_radians(mean_deg - a)) * d);
    }
    m->u_max = 0;
    for (size_t i = 0; i < m->n; ++i) {
        for (int k = 0; k < 2; ++k) {
            const gc2 g = coordinates(m, m->strand[i].end[k][0], m->strand[i].end[k][1]);

            m->u_max = fmaxf(m->u_max, fabsf(g.u));
        }
    }
}

static oql_status build_strands(oql_multi_planar *m, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_geo_ortho proj;
    bool *const flipped = oql_calloc(m->n, sizeof *flipped);
    double *const azimuth = oql_calloc(m->n, 2 * sizeof *azimuth);
    double *length;

    if (flipped == NULL || azimuth == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "a surface of %zu planes", m->n);
        goto done;
    }
    length = azimuth + m->n;
    for (size_t i = 0; i < m->n; ++i) {
        const double *const lon = m->plane[i].corner_lon_deg;
        const double *const lat = m->plane[i].corner_lat_deg;

        azimuth[i] = oql_geo_azimuth_deg(lon[0], lat[0], lon[1], lat[1]);
        length[i] = oql_geo_distance_km(lon[0], lat[0], lon[1], lat[1]);
    }
    const double mean = direct_strands(m->n, azimuth, length, flipped);

    for (size_t i = 0; i < m->n; ++i) {
        OQL_TRY(make_strand(&m->plane[i], flipped[i], &m->strand[i], err));
    }
    OQL_TRY(project_ends(m, &proj, err));
    shift_strands(m, &proj, mean);
done:
    free(flipped);
    free(azimuth);
    return st;
}

/** Single precision and back: what OpenQuake stores. */
static double f32(double x)
{
    return (double)(float)x;
}

static void mean_properties(oql_multi_planar *m)
{
    oql_multi_planar_info *const f = &m->info;
    double s = 0, c = 0;

    for (size_t i = 0; i < m->n; ++i) {
        f->area_km2 += f32(m->plane[i].length_km * m->plane[i].width_km);
    }
    f->area_km2 = f32(f->area_km2);
    for (size_t i = 0; i < m->n; ++i) {
        const oql_planar *const p = &m->plane[i];
        const double w = f32(f32(p->length_km * p->width_km) / f->area_km2);
        const double strike = oql_radians(f32(p->strike_deg));
        const double bottom = fmax(p->corner_depth_km[2], p->corner_depth_km[3]);

        f->dip_deg += w * f32(p->dip_deg);
        f->width_km += w * f32(p->width_km);
        f->ztor_km += w * f32(p->corner_depth_km[0]);
        f->zbot_km += w * f32(bottom);
        s += w * sin(strike);
        c += w * cos(strike);
    }
    f->dip_deg = f32(f->dip_deg);
    f->width_km = f32(f->width_km);
    f->ztor_km = f32(f->ztor_km);
    f->zbot_km = f32(f->zbot_km);
    f->strike_deg = f32(oql_mod(oql_degrees(atan2(s, c)), 360));
}

/** Middle point of the plane nearest to the middle of the bounding box of all planes. */
static oql_status find_hypocentre(oql_multi_planar *m, oql_err *err)
{
    oql_status st = OQL_OK;
    double *const lon = oql_calloc(m->n, 4 * sizeof *lon);
    double *lat, mid[2], least = HUGE_VAL;
    oql_geo_bbox box;

    if (lon == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "a surface of %zu planes", m->n);
    }
    lat = lon + 2 * m->n;
    for (size_t i = 0; i < m->n; ++i) {
        OQL_TRY(oql_geo_bbox_of(4, m->plane[i].corner_lon_deg, m->plane[i].corner_lat_deg, &box,
                                err));
        lon[2 * i] = f32(box.west_deg);
        lon[2 * i + 1] = f32(box.east_deg);
        lat[2 * i] = f32(box.north_deg);
        lat[2 * i + 1] = f32(box.south_deg);
    }
    OQL_TRY(oql_geo_bbox_of(2 * m->n, lon, lat, &box, err));
    oql_geo_middle_point(box.west_deg, box.north_deg, box.east_deg, box.south_deg, mid);
    for (size_t i = 0; i < m->n; ++i) {
        const double d = oql_planar_rrup_km(&m->plane[i], mid[0], mid[1], 0);

        if (d < least) {
            least = d;
            m->info.hypo_lon_deg = m->plane[i].hypo_lon_deg;
            m->info.hypo_lat_deg = m->plane[i].hypo_lat_deg;
            m->info.hypo_depth_km = m->plane[i].hypo_depth_km;
        }
    }
done:
    free(lon);
    return st;
}

static void corner_xyz(const oql_planar *p, int i, double xyz[3])
{
    oql_geo_to_xyz(p->corner_lon_deg[i], p->corner_lat_deg[i], p->corner_depth_km[i], xyz);
}

static void bound(oql_multi_planar *m)
{
    double xyz[3];

    for (size_t i = 0; i < 4 * m->n; ++i) {
        corner_xyz(&m->plane[i / 4], (int)(i % 4), xyz);
        for (int k = 0; k < 3; ++k) {
            m->centre[k] += xyz[k] / (4 * (double)m->n);
        }
    }
    for (size_t i = 0; i < 4 * m->n; ++i) {
        corner_xyz(&m->plane[i / 4], (int)(i % 4), xyz);
        m->radius_km = fmax(m->radius_km, oql_chord_km(xyz, m->centre));
    }
}

oql_status oql_multi_planar_create(size_t n, const oql_planar *plane, oql_multi_planar **out,
                                   oql_err *err)
{
    oql_status st = OQL_OK;
    oql_multi_planar *m = NULL;

    *out = NULL;
    if (n == 0) {
        return OQL_FAIL(err, OQL_EARG, "a surface without planes");
    }
    m = calloc(1, sizeof *m);
    if (m != NULL) {
        m->n = n;
        m->plane = oql_calloc(n, sizeof *m->plane);
        m->strand = oql_calloc(n, sizeof *m->strand);
    }
    if (m == NULL || m->plane == NULL || m->strand == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "a surface of %zu planes", n);
        goto done;
    }
    memcpy(m->plane, plane, n * sizeof *plane);
    OQL_TRY(build_strands(m, err));
    mean_properties(m);
    OQL_TRY(find_hypocentre(m, err));
    bound(m);
    *out = m;
    m = NULL;
done:
    oql_multi_planar_destroy(m);
    return st;
}

void oql_multi_planar_destroy(oql_multi_planar *m)
{
    if (m != NULL) {
        free(m->plane);
        free(m->strand);
        free(m);
    }
}

oql_multi_planar_info oql_multi_planar_get_info(const oql_multi_planar *m)
{
    return m->info;
}

double oql_multi_planar_rrup_km(const oql_multi_planar *m, double lon_deg, double lat_deg,
                                double depth_km)
{
    double least = HUGE_VAL;

    for (size_t i = 0; i < m->n; ++i) {
        least = fmin(least, oql_planar_rrup_km(&m->plane[i], lon_deg, lat_deg, depth_km));
    }
    return least;
}

double oql_multi_planar_rjb_km(const oql_multi_planar *m, double lon_deg, double lat_deg)
{
    double least = HUGE_VAL;

    for (size_t i = 0; i < m->n; ++i) {
        least = fmin(least, oql_planar_rjb_km(&m->plane[i], lon_deg, lat_deg));
    }
    return least;
}

void oql_multi_planar_rx_ry0_km(const oql_multi_planar *m, double lon_deg, double lat_deg,
                                double *rx_km, double *ry0_km)
{
    const gc2 g = coordinates(m, lon_deg, lat_deg);

    *rx_km = (double)g.t;
    *ry0_km = 0;
    if (g.u > m->u_max) {
        *ry0_km = (double)(g.u - m->u_max);
    } else if (g.u < 0) {
        *ry0_km = (double)-g.u;
    }
}

double oql_multi_planar_bound_km(const oql_multi_planar *m, double lon_deg, double lat_deg,
                                 double depth_km)
{
    double site[3];

    oql_geo_to_xyz(lon_deg, lat_deg, depth_km, site);
    return fmax(oql_chord_km(site, m->centre) - m->radius_km, 0);
}

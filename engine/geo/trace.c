/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/geodesy.h"

/** Sites nearer than this to the line of a segment count as on it, km (a choice of OpenQuake). */
#define ON_LINE_KM 0.1
/** Distance at which the weight of a segment is cut for sites on it, km. */
#define LEAST_WEIGHT_KM 0.01
/** A mean strike this near to north counts as pointing east, degrees. */
#define NORTH_DEG 0.1

struct oql_trace {
    size_t n; /* points */
    double *lon, *lat;
    double *x, *y;                 /* projected points, km */
    double *length, *east, *north; /* (n - 1) of the segments: length, unit vector along */
    oql_geo_ortho proj;
    double length_km, azimuth_deg; /* of the whole */
};

/* ---- one trace ---- */

static void add_direction(double azimuth_deg, double weight, double sum[2])
{
    sum[0] += sin(oql_radians(azimuth_deg)) * weight;
    sum[1] += cos(oql_radians(azimuth_deg)) * weight;
}

static double direction_deg(const double sum[2])
{
    return oql_mod(oql_degrees(atan2(sum[0], sum[1])), 360.0);
}

static oql_status fill(oql_trace *t, oql_err *err)
{
    oql_geo_bbox box;
    double sum[2] = {0.0, 0.0};
    oql_status st = OQL_OK;

    OQL_TRY(oql_geo_bbox_of(t->n, t->lon, t->lat, &box, err));
    t->proj = oql_geo_ortho_of(&box);
    for (size_t i = 0; i < t->n; ++i) {
        double xy[2];

        oql_geo_project(&t->proj, t->lon[i], t->lat[i], xy);
        t->x[i] = xy[0];
        t->y[i] = xy[1];
    }
    for (size_t i = 0; i + 1 < t->n; ++i) {
        const double dx = t->x[i + 1] - t->x[i], dy = t->y[i + 1] - t->y[i];
        const double km =
            oql_geo_distance_km(t->lon[i], t->lat[i], t->lon[i + 1], t->lat[i + 1]);

        t->length[i] = sqrt(dx * dx + dy * dy);
        if (!(t->length[i] > 0.0)) {
            return OQL_FAIL(
                err, OQL_EMODEL,
                "a top edge with a segment without length, expected different points");
        }
        t->east[i] = dx / t->length[i];
        t->north[i] = dy / t->length[i];
        t->length_km += km;
        add_direction(oql_geo_azimuth_deg(t->lon[i], t->lat[i], t->lon[i + 1], t->lat[i + 1]),
                      km, sum);
    }
    t->azimuth_deg = t->n == 2 ? oql_geo_azimuth_deg(t->lon[0], t->lat[0], t->lon[1], t->lat[1])
                               : direction_deg(sum);
done:
    return st;
}

oql_status oql_trace_create(size_t n, const double *lon_deg, const double *lat_deg,
                            oql_trace **out, oql_err *err)
{
    oql_trace *t = calloc(1, sizeof *t);
    oql_status st = OQL_OK;

    *out = NULL;
    if (t == NULL || (t->lon = oql_calloc(n, 7 * sizeof *t->lon)) == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "trace of %zu points", n);
        goto done;
    }
    if (n < 2) {
        st = OQL_FAIL(err, OQL_EMODEL, "a top edge of %zu points, expected two or more", n);
        goto done;
    }
    t->n = n;
    t->lat = t->lon + n;
    t->x = t->lat + n;
    t->y = t->x + n;
    t->length = t->y + n;
    t->east = t->length + n;
    t->north = t->east + n;
    memcpy(t->lon, lon_deg, n * sizeof *lon_deg);
    memcpy(t->lat, lat_deg, n * sizeof *lat_deg);
    OQL_TRY(fill(t, err));
    *out = t;
    t = NULL;
done:
    oql_trace_destroy(t);
    return st;
}

void oql_trace_destroy(oql_trace *t)
{
    if (t != NULL) {
        free(t->lon);
        free(t);
    }
}

oql_status oql_trace_chord(const oql_trace *t, oql_trace **out, oql_err *err)
{
    const double lon[2] = {(double)(float)t->lon[0], (double)(float)t->lon[t->n - 1]};
    const double lat[2] = {(double)(float)t->lat[0], (double)(float)t->lat[t->n - 1]};

    return oql_trace_create(2, lon, lat, out, err);
}

/* Coordinates about one segment that starts at point `from` and runs along (east, north). */
typedef struct {
    double t, u, w;
    bool on;
} about;

static about about_segment(const oql_trace *tr, size_t from, double east, double north,
                           double length, const double site[2])
{
    const double dx = site[0] - tr->x[from], dy = site[1] - tr->y[from];
    about a = {.t = dx * north - dy * east, .u = dx * east + dy * north, .on = false};

    if (fabs(a.t) >= ON_LINE_KM) {
        a.w = (atan((length - a.u) / a.t) - atan(-a.u / a.t)) / a.t;
    } else if (a.u < -ON_LINE_KM || a.u > length + ON_LINE_KM) {
        a.w = 1.0 / (a.u - length) - 1.0 / a.u;
    } else {
        a.w = 1.0 / (-LEAST_WEIGHT_KM - length) + 1.0 / LEAST_WEIGHT_KM;
        a.on = true;
    }
    return a;
}

typedef enum { AHEAD, BACK, POINTS_BACK } way;

static oql_trace_tuw whole(const oql_trace *t, way w, double lon_deg, double lat_deg)
{
    const size_t n = t->n - 1;
    double site[2], tw = 0.0, uw = 0.0, sum = 0.0, before = 0.0;
    bool on = false;

    oql_geo_project(&t->proj, lon_deg, lat_deg, site);
    for (size_t i = 0; i < n; ++i) {
        const size_t k = w == BACK ? n - 1 - i : i; /* the segment */
        const size_t from = w == AHEAD ? i : n - i;
        const double sign = w == AHEAD ? 1.0 : -1.0;
        const about a =
            about_segment(t, from, sign * t->east[k], sign * t->north[k], t->length[k], site);

        tw += a.t * a.w;
        uw += (a.u + before) * a.w;
        sum += a.w;
        before += t->length[k];
        on = on || a.on;
    }
    return (oql_trace_tuw){on ? 0.0F : (float)(tw / sum), (float)(uw / sum), (float)sum};
}

oql_trace_tuw oql_trace_ahead(const oql_trace *t, double lon_deg, double lat_deg)
{
    return whole(t, AHEAD, lon_deg, lat_deg);
}

oql_trace_tuw oql_trace_back(const oql_trace *t, oql_trace_reverse how, double lon_deg,
                             double lat_deg)
{
    return whole(t, how == OQL_TRACE_REVERSED ? BACK : POINTS_BACK, lon_deg, lat_deg);
}

/* ---- several ---- */

static double lon_of(const oql_trace *t, bool last)
{
    return t->lon[last ? t->n - 1 : 0];
}

static double lat_of(const oql_trace *t, bool last)
{
    return t->lat[last ? t->n - 1 : 0];
}

/* Mean direction of the traces, of which some are reversed. */
static double mean_azimuth_deg(size_t n, const oql_trace *const *trace,
                               const oql_trace_link *link)
{
    double sum[2] = {0.0, 0.0};

    for (size_t i = 0; i < n; ++i) {
        const double turn = link[i].back ? 180.0 : 0.0;
        add_direction(oql_mod(trace[i]->azimuth_deg + turn, 360.0), trace[i]->length_km, sum);
    }
    return direction_deg(sum);
}

/* Reverse the traces against the direction that holds most of the length; the mean azimuth
 * afterwards. */
static double direct(size_t n, const oql_trace *const *trace, oql_trace_link *link)
{
    const double mean = mean_azimuth_deg(n, trace, link);
    const double low = oql_mod(mean - 90.0, 360.0), high = oql_mod(mean + 90.0, 360.0);
    double with = 0.0, all = 0.0;

    for (size_t i = 0; i < n; ++i) {
        const double a = trace[i]->azimuth_deg;
        const bool agrees =
            mean >= 90.0 && mean <= 270.0 ? a >= low && a < high : a >= low || a < high;
        const double part = trace[i]->length_km * fabs(cos(oql_radians(fabs(a - mean))));

        link[i].back = !agrees;
        with += agrees ? part : 0.0;
        all += part;
    }
    const bool keep = with / all > 0.5;

    for (size_t i = 0; i < n; ++i) {
        link[i].back = link[i].back == keep;
    }
    return mean_azimuth_deg(n, trace, link);
}

/* Projection of the ends of all traces. */
static oql_status project_ends(size_t n, const oql_trace *const *trace, oql_geo_ortho *proj,
                               oql_err *err)
{
    double *lon = oql_calloc(n, 4 * sizeof *lon);
    oql_geo_bbox box;

    if (lon == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu traces", n);
    }
    for (size_t i = 0; i < 2 * n; ++i) {
        lon[i] = lon_of(trace[i / 2], i % 2 != 0);
        lon[2 * n + i] = lat_of(trace[i / 2], i % 2 != 0);
    }
    const oql_status st = oql_geo_bbox_of(2 * n, lon, lon + 2 * n, &box, err);

    free(lon);
    if (st == OQL_OK) {
        *proj = oql_geo_ortho_of(&box);
    }
    return st;
}

static void project_end(const oql_geo_ortho *proj, const oql_trace *t, bool last, double xy[2])
{
    oql_geo_project(proj, lon_of(t, last), lat_of(t, last), xy);
}

/* Westernmost abscissa of the ends. */
static double west_of(const oql_geo_ortho *proj, const oql_trace *t)
{
    double a[2], b[2];

    project_end(proj, t, false, a);
    project_end(proj, t, true, b);
    return fmin(a[0], b[0]);
}

/* Sort by western ends; there are few. */
static void sort_links(size_t n, const oql_trace *const *trace, const oql_geo_ortho *proj,
                       bool reverse, oql_trace_link *link)
{
    for (size_t i = 1; i < n; ++i) {
        const oql_trace_link l = link[i];
        const double x = west_of(proj, trace[l.which]);
        size_t j = i;

        for (; j > 0 && west_of(proj, trace[link[j - 1].which]) > x; --j) {
            link[j] = link[j - 1];
        }
        link[j] = l;
    }
    for (size_t i = 0; reverse && i < n / 2; ++i) {
        const oql_trace_link l = link[i];

        link[i] = link[n - 1 - i];
        link[n - 1 - i] = l;
    }
}

/* Origin of U: the end that is farthest back along the mean strike. */
static void find_origin(size_t n, const oql_trace *const *trace, const oql_geo_ortho *proj,
                        bool east, double lonlat[2])
{
    double best[2] = {0.0, 0.0};

    for (size_t i = 0; i < 2 * n; ++i) {
        double xy[2];

        project_end(proj, trace[i / 2], i % 2 != 0, xy);
        if (i == 0 || (east ? xy[0] < best[0] : xy[0] > best[0])) {
            memcpy(best, xy, sizeof best);
        }
    }
    oql_geo_unproject(proj, best[0], best[1], lonlat);
}

double oql_trace_ends_km(const oql_trace *t, double lon_deg, double lat_deg)
{
    double site[3], end[3], least = HUGE_VAL;

    oql_geo_to_xyz(lon_deg, lat_deg, 0.0, site);
    for (int last = 0; last < 2; ++last) {
        oql_geo_to_xyz(lon_of(t, last != 0), lat_of(t, last != 0), 0.0, end);
        least = fmin(least, oql_chord_km(site, end));
    }
    return least;
}

oql_status oql_trace_join(size_t n, const oql_trace *const *trace, oql_trace_link *link,
                          oql_err *err)
{
    oql_geo_ortho proj;
    double origin[2];
    oql_status st = OQL_OK;

    for (size_t i = 0; i < n; ++i) {
        link[i] = (oql_trace_link){.which = (int32_t)i};
    }
    OQL_TRY(project_ends(n, trace, &proj, err));
    const double mean = direct(n, trace, link);
    const bool east = (mean > 0.0 && mean <= 180.0) || fabs(mean) < NORTH_DEG;

    find_origin(n, trace, &proj, east, origin);
    sort_links(n, trace, &proj, !east, link);
    for (size_t i = 0; i < n; ++i) {
        const oql_trace *t = trace[link[i].which];
        const double lon = lon_of(t, link[i].back), lat = lat_of(t, link[i].back);
        const double d = oql_geo_distance_km(origin[0], origin[1], lon, lat);
        const double a = oql_geo_azimuth_deg(origin[0], origin[1], lon, lat);

        link[i].shift_km = (float)(cos(oql_radians(mean - a)) * d);
    }
done:
    return st;
}

float oql_trace_u_max_km(size_t n, const oql_trace *const *trace, const oql_trace_link *link,
                         oql_trace_reverse how)
{
    float most = 0.0F;

    for (size_t e = 0; e < 2 * n; ++e) {
        const double lon = lon_of(trace[e / 2], e % 2 != 0);
        const double lat = lat_of(trace[e / 2], e % 2 != 0);
        oql_trace_sum s = {0.0F, 0.0F, 0.0F};

        for (size_t i = 0; i < n; ++i) {
            const oql_trace *t = trace[link[i].which];
            oql_trace_add(&s,
                          link[i].back ? oql_trace_back(t, how, lon, lat)
                                       : oql_trace_ahead(t, lon, lat),
                          link[i].shift_km);
        }
        most = fmaxf(most, fabsf(s.uw / s.w));
    }
    return most;
}

void oql_trace_rx_ry0_km(const oql_trace_sum *s, float u_max_km, double *rx_km, double *ry0_km)
{
    const float u = s->uw / s->w;

    *rx_km = (double)(s->tw / s->w);
    *ry0_km = 0.0;
    if (u > u_max_km) {
        *ry0_km = (double)(u - u_max_km);
    } else if (u < 0.0F) {
        *ry0_km = (double)-u;
    }
}

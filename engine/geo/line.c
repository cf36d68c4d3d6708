/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/geodesy.h"

/** Points closer than this are one point, km. */
#define SAME_POINT_KM 1e-3
/** Highest point of the Earth, km of depth. */
#define LEAST_DEPTH_KM (-8.848)
/** A section whose ends differ by less than this in both coordinates counts as vertical,
 *  degrees. */
#define VERTICAL_DEG 1e-2

void oql_line_clear(oql_line *line)
{
    free(line->point);
    *line = (oql_line){0};
}

oql_status oql_line_push(oql_line *line, double lon_deg, double lat_deg, double depth_km,
                         oql_err *err)
{
    const oql_status st =
        oql_reserve(&line->point, &line->cap, line->n + 1, 3 * sizeof *line->point, err);

    if (st == OQL_OK) {
        double *const p = line->point + 3 * line->n++;

        p[0] = lon_deg;
        p[1] = lat_deg;
        p[2] = depth_km;
    }
    return st;
}

static double distance3(const double a[3], const double b[3])
{
    return oql_geo_distance3_km(a[0], a[1], a[2], b[0], b[1], b[2]);
}

static oql_status check_point(double lon, double lat, double depth, oql_err *err)
{
    if (!(lon >= -180 && lon <= 180)) {
        return OQL_FAIL(err, OQL_EMODEL, "longitude %g, expected within [-180, 180]", lon);
    }
    if (!(lat >= -90 && lat <= 90)) {
        return OQL_FAIL(err, OQL_EMODEL, "latitude %g, expected within [-90, 90]", lat);
    }
    if (!(depth > LEAST_DEPTH_KM && depth < OQL_EARTH_RADIUS_KM)) {
        return OQL_FAIL(err, OQL_EMODEL, "depth %g km outside (%g, %g)", depth, LEAST_DEPTH_KM,
                        OQL_EARTH_RADIUS_KM);
    }
    return OQL_OK;
}

oql_status oql_line_add(oql_line *line, const double point[3], oql_err *err)
{
    if (line->n > 0 && distance3(line->point + 3 * (line->n - 1), point) <= SAME_POINT_KM) {
        return OQL_OK;
    }
    return oql_line_push(line, point[0], point[1], point[2], err);
}

oql_status oql_line_set(oql_line *line, size_t n, const double *lon_deg, const double *lat_deg,
                        const double *depth_km, oql_err *err)
{
    oql_status st = OQL_OK;

    for (size_t i = 0; i < n; ++i) {
        const double p[3] = {lon_deg[i], lat_deg[i], depth_km != NULL ? depth_km[i] : 0};

        OQL_TRY(check_point(p[0], p[1], p[2], err));
        OQL_TRY(oql_line_add(line, p, err));
    }
    if (line->n < 2) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "a line of %zu points, expected at least two distinct ones", n);
    }
done:
    return st;
}

double oql_line_length_km(const oql_line *line)
{
    double sum = 0;

    for (size_t i = 1; i < line->n; ++i) {
        sum += distance3(line->point + 3 * i, line->point + 3 * (i - 1));
    }
    return sum;
}

/* ---- resampling by steps ---- */

typedef struct {
    const oql_line *line;
    oql_geo_ortho proj;
    double *xyz;    /* projected points of the line, (n, 3): km east, north, down */
    double last[3]; /* last sample, projected */
    double step_km;
    oql_line *out;
    bool whole; /* the end of the line closes the samples */
} sampler;

static oql_status add_sample(sampler *s, const double p[3], oql_err *err)
{
    double lonlat[2];

    oql_geo_unproject(&s->proj, p[0], p[1], lonlat);
    memcpy(s->last, p, sizeof s->last);
    return oql_line_push(s->out, lonlat[0], lonlat[1], p[2], err);
}

/** Vertex with the greatest distance from the last sample that is within a step; vertices
 *  before `first` do not count. Vertex 0 when there is none. */
static size_t farthest_in_reach(const sampler *s, size_t first)
{
    size_t best = 0;
    double best_km = -HUGE_VAL;

    for (size_t i = 0; i < s->line->n; ++i) {
        const double d = i < first ? 1e5 : oql_chord_km(s->xyz + 3 * i, s->last);

        if (d <= s->step_km && d > best_km) {
            best = i;
            best_km = d;
        }
    }
    return best;
}

static bool is_between(double x, double a, double b)
{
    return x >= fmin(a, b) && x <= fmax(a, b);
}

/** Where the line through a and b meets the sphere of radius r around c: the crossing within
 *  the segment when it is the first of the two roots, else the other. False when they do not
 *  meet. */
static bool meet_sphere(const double a[3], const double b[3], const double c[3], double r,
                        double out[3])
{
    double ab[3], ca[3];

    oql_sub(b, a, ab);
    oql_sub(a, c, ca);
    const double qa = oql_dot(ab, ab);
    const double qb = 2 * oql_dot(ab, ca);
    const double qc = oql_dot(c, c) + oql_dot(a, a) - 2 * oql_dot(c, a) - r * r;
    const double disc = qb * qb - 4 * qa * qc;

    if (!(disc >= 0) || qa <= 0) {
        return false;
    }
    for (int sign = 1; sign >= -1; sign -= 2) {
        const double t = (-qb + sign * sqrt(disc)) / (2 * qa);

        for (int k = 0; k < 3; ++k) {
            out[k] = a[k] + t * ab[k];
        }
        if (is_between(out[0], a[0], b[0]) && is_between(out[1], a[1], b[1]) &&
            is_between(out[2], a[2], b[2])) {
            break;
        }
    }
    return true;
}

/** Does the last section of the samples point the same way as the rest of the line? */
static bool goes_on(const sampler *s)
{
    const double *const b = s->out->point + 3 * (s->out->n - 1);
    const double *const a = b - 3;
    const double *const end = s->line->point + 3 * (s->line->n - 1);

    if (fabs(a[0] - b[0]) < VERTICAL_DEG && fabs(a[1] - b[1]) < VERTICAL_DEG) {
        return end[2] >= b[2];
    }
    return fabs(oql_geo_azimuth_deg(a[0], a[1], b[0], b[1]) -
                oql_geo_azimuth_deg(b[0], b[1], end[0], end[1])) < 30;
}

/** Add one more sample beyond the line's end when it is nearer to the end than the last one. */
static oql_status finish_samples(sampler *s, oql_err *err)
{
    const size_t n = s->line->n;
    const double *const end = s->xyz + 3 * (n - 1);
    const double left = oql_chord_km(s->last, end);
    const bool same = s->out->n < 2 || goes_on(s);

    if ((same && left > s->step_km / 2) || (!same && left < s->step_km / 2)) {
        double d[3];
        const double length = oql_chord_km(end, end - 3);

        oql_sub(end, end - 3, d);
        for (int k = 0; k < 3; ++k) {
            d[k] = s->last[k] + s->step_km * d[k] / length;
        }
        return add_sample(s, d, err);
    }
    return OQL_OK;
}

/** Samples of the segment that ends at vertex `to`, from the last sample on. */
static oql_status walk_segment(sampler *s, size_t to, oql_err *err)
{
    const double *const target = s->xyz + 3 * to;
    double dir[3], left = oql_chord_km(target, s->last);
    oql_status st = OQL_OK;

    oql_sub(target, s->last, dir);
    for (int k = 0; k < 3; ++k) {
        dir[k] /= left;
    }
    /* the small tolerance keeps a vertex that is one step away, but for rounding, a sample */
    while (left > s->step_km * 0.9999) {
        const double p[3] = {s->last[0] + s->step_km * dir[0], s->last[1] + s->step_km * dir[1],
                             s->last[2] + s->step_km * dir[2]};

        OQL_TRY(add_sample(s, p, err));
        left = oql_chord_km(target, s->last);
    }
done:
    return st;
}

static oql_status run_sampler(sampler *s, size_t limit, oql_err *err)
{
    oql_status st = OQL_OK;
    size_t first = 0;

    for (;;) {
        const size_t i = farthest_in_reach(s, first);
        double p[3];

        if (i == s->line->n - 1) {
            if (!s->whole) {
                OQL_TRY(finish_samples(s, err));
            }
            break;
        }
        if (!meet_sphere(s->xyz + 3 * (i + 1), s->xyz + 3 * i, s->last, s->step_km, p) ||
            s->out->n > limit) {
            st = OQL_FAIL(
                err, OQL_EMODEL,
                "a line that cannot be resampled every %g km, expected another spacing",
                s->step_km);
            goto done;
        }
        OQL_TRY(add_sample(s, p, err));
        OQL_TRY(walk_segment(s, i + 1, err));
        first = i + 1;
    }
done:
    return st;
}

/** Project the points; xyz has shape (n, 3). */
static oql_status project_line(const oql_line *line, oql_geo_ortho *proj, double *xyz,
                               oql_err *err)
{
    double *const lon = malloc(2 * line->n * sizeof *lon);
    oql_geo_bbox box;

    if (lon == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "a line of %zu points", line->n);
    }
    for (size_t i = 0; i < line->n; ++i) {
        lon[i] = line->point[3 * i];
        lon[line->n + i] = line->point[3 * i + 1];
    }
    const oql_status st = oql_geo_bbox_of(line->n, lon, lon + line->n, &box, err);

    free(lon);
    if (st == OQL_OK) {
        *proj = oql_geo_ortho_of(&box);
        for (size_t i = 0; i < line->n; ++i) {
            oql_geo_project(proj, line->point[3 * i], line->point[3 * i + 1], xyz + 3 * i);
            xyz[3 * i + 2] = line->point[3 * i + 2];
        }
    }
    return st;
}

static oql_status resample(const oql_line *line, double step_km, bool whole, oql_line *out,
                           oql_err *err)
{
    oql_status st = OQL_OK;
    sampler s = {.line = line, .step_km = step_km, .out = out, .whole = whole};
    double sections = 0;

    s.xyz = malloc(line->n * 3 * sizeof *s.xyz);
    if (s.xyz == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "a line of %zu points", line->n);
    }
    OQL_TRY(project_line(line, &s.proj, s.xyz, err));
    memcpy(s.last, s.xyz, sizeof s.last);
    OQL_TRY(oql_line_push(out, line->point[0], line->point[1], line->point[2], err));
    sections = oql_line_length_km(line) / step_km;
    if (!(sections < 1e7)) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "steps of %g km are too small for a line of %g km, expected larger ones",
                      step_km, oql_line_length_km(line));
        goto done;
    }
    OQL_TRY(run_sampler(&s, 2 * (size_t)sections + 4 * line->n + 16, err));
done:
    free(s.xyz);
    return st;
}

oql_status oql_line_resample(const oql_line *line, double step_km, oql_line *out, oql_err *err)
{
    const oql_status st = resample(line, step_km, false, out, err);

    if (st == OQL_OK && out->n < 2) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "a line of %g km, expected a longer one for steps of %g km",
                        oql_line_length_km(line), step_km);
    }
    return st;
}

oql_status oql_line_resample_whole(const oql_line *line, double step_km, oql_line *out,
                                   oql_err *err)
{
    const double *end = line->point + 3 * (line->n - 1);
    oql_status st = OQL_OK;

    OQL_TRY(resample(line, step_km, true, out, err));
    if (memcmp(out->point + 3 * (out->n - 1), end, 3 * sizeof *end) != 0) {
        OQL_TRY(oql_line_push(out, end[0], end[1], end[2], err));
    }
done:
    return st;
}

/* ---- resampling by number ---- */

oql_status oql_line_resample_to(const oql_line *line, size_t n, oql_line *out, oql_err *err)
{
    oql_status st = OQL_OK;
    const double step = oql_line_length_km(line) / (double)(n - 1);
    size_t segment = 0;
    double walked = 0, last = 0; /* length up to the end of the segment; of the segment */

    OQL_TRY(oql_line_push(out, line->point[0], line->point[1], line->point[2], err));
    for (size_t i = 1; i < n; ++i) {
        const double want = (double)i * step;
        double two[6];

        while (want > walked && segment < line->n - 1) {
            last = distance3(line->point + 3 * segment, line->point + 3 * (segment + 1));
            walked += last;
            ++segment;
        }
        const double *const p = line->point + 3 * (segment > 0 ? segment - 1 : 0);
        const double offset = want - (walked - last);

        memcpy(two, p, 3 * sizeof *two);
        memcpy(two + 3, p, 3 * sizeof *two);
        if (offset >= 1e-5) { /* nearer than 1 cm is the vertex itself */
            if (oql_geo_interval_points(p, p + 3, offset) < 2) {
                st = OQL_FAIL(err, OQL_EMODEL,
                              "a line of %g km that cannot be resampled to "
                              "%zu points",
                              oql_line_length_km(line), n);
                goto done;
            }
            oql_geo_intervals(p, p + 3, offset, 2, two);
        }
        OQL_TRY(oql_line_push(out, two[3], two[4], two[5], err));
    }
done:
    return st;
}

/* ---- crossings ---- */

/** Twice the area of the triangle: positive when c is on the left of a → b. */
static double turn(const double *a, const double *b, const double *c)
{
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

static bool in_box(const double *a, const double *b, const double *p)
{
    return is_between(p[0], a[0], b[0]) && is_between(p[1], a[1], b[1]);
}

static bool segments_meet(const double *a, const double *b, const double *c, const double *d)
{
    if (fmax(a[0], b[0]) < fmin(c[0], d[0]) || fmax(c[0], d[0]) < fmin(a[0], b[0]) ||
        fmax(a[1], b[1]) < fmin(c[1], d[1]) || fmax(c[1], d[1]) < fmin(a[1], b[1])) {
        return false;
    }
    const double t1 = turn(a, b, c), t2 = turn(a, b, d);
    const double t3 = turn(c, d, a), t4 = turn(c, d, b);

    if (((t1 > 0 && t2 < 0) || (t1 < 0 && t2 > 0)) &&
        ((t3 > 0 && t4 < 0) || (t3 < 0 && t4 > 0))) {
        return true;
    }
    return (t1 == 0 && in_box(a, b, c)) || (t2 == 0 && in_box(a, b, d)) ||
           (t3 == 0 && in_box(c, d, a)) || (t4 == 0 && in_box(c, d, b));
}

/** Do two segments that share point b, a → b → c, fold back on each other? */
static bool folds_back(const double *a, const double *b, const double *c)
{
    return turn(a, b, c) == 0 &&
           (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) < 0;
}

bool oql_line_crosses_itself_xy(size_t n, const double *xy)
{
    if (n < 3) {
        return false;
    }
    const size_t n_seg = n - 1;
    const bool closed = xy[0] == xy[2 * n_seg] && xy[1] == xy[2 * n_seg + 1];

    for (size_t i = 0; i < n_seg; ++i) {
        const double *const a = xy + 2 * i;

        if (i + 1 < n_seg && folds_back(a, a + 2, a + 4)) {
            return true;
        }
        for (size_t j = i + 2; j < n_seg; ++j) {
            if (closed && i == 0 && j == n_seg - 1) {
                if (folds_back(xy + 2 * j, xy, xy + 2)) {
                    return true;
                }
            } else if (segments_meet(a, a + 2, xy + 2 * j, xy + 2 * j + 2)) {
                return true;
            }
        }
    }
    return false;
}

oql_status oql_line_crosses_itself(const oql_line *line, bool *crosses, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_geo_ortho proj;
    double *xyz;

    *crosses = false;
    if (line->n <= 3) {
        return OQL_OK;
    }
    xyz = malloc(line->n * 3 * sizeof *xyz);
    if (xyz == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "a line of %zu points", line->n);
    }
    OQL_TRY(project_line(line, &proj, xyz, err));
    for (size_t i = 1; i < line->n; ++i) { /* to pairs, in place */
        xyz[2 * i] = xyz[3 * i];
        xyz[2 * i + 1] = xyz[3 * i + 1];
    }
    *crosses = oql_line_crosses_itself_xy(line->n, xyz);
done:
    free(xyz);
    return st;
}

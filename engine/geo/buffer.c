/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/buffer.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/polygon.h"

/** Chords of a quarter circle. */
#define QUARTER_CHORDS 16
/** Concave vertices nearer to the line of their neighbours than this fraction of the distance
 *  are dropped: they would leave no trace in the outline. */
#define SHALLOW 0.01

void oql_buffer_clear(oql_buffer *b)
{
    free(b->ring_x);
    free(b->xy);
    free(b->start);
    *b = (oql_buffer){0};
}

static double turn(const oql_buffer *b, size_t i, size_t j, size_t k)
{
    return (b->ring_x[j] - b->ring_x[i]) * (b->ring_y[k] - b->ring_y[j]) -
           (b->ring_y[j] - b->ring_y[i]) * (b->ring_x[k] - b->ring_x[j]);
}

/** Distance of vertex j from the segment of vertices i and k. */
static double segment_distance(const oql_buffer *b, size_t i, size_t j, size_t k)
{
    const double dx = b->ring_x[k] - b->ring_x[i], dy = b->ring_y[k] - b->ring_y[i];
    const double px = b->ring_x[j] - b->ring_x[i], py = b->ring_y[j] - b->ring_y[i];
    const double d2 = dx * dx + dy * dy;
    const double t = d2 > 0 ? oql_clip((px * dx + py * dy) / d2, 0, 1) : 0;

    return hypot(px - t * dx, py - t * dy);
}

/** Copy without repeated vertices, counter-clockwise. */
static void copy_ring(oql_buffer *b, size_t n, const double *x, const double *y)
{
    double area = 0;

    for (size_t i = 0; i < n; ++i) {
        const size_t j = (i + 1) % n;

        area += x[i] * y[j] - x[j] * y[i];
    }
    for (size_t i = 0; i < n; ++i) {
        const size_t k = area > 0 ? i : n - 1 - i;
        const size_t m = b->n_ring;

        if (m == 0 || x[k] != b->ring_x[m - 1] || y[k] != b->ring_y[m - 1]) {
            b->ring_x[m] = x[k];
            b->ring_y[m] = y[k];
            ++b->n_ring;
        }
    }
    while (b->n_ring > 1 && b->ring_x[0] == b->ring_x[b->n_ring - 1] &&
           b->ring_y[0] == b->ring_y[b->n_ring - 1]) {
        --b->n_ring;
    }
}

/** Drop shallow concave vertices until none is left; two neighbours are never dropped in one
 *  pass. */
static void fill_concavities(oql_buffer *b)
{
    bool changed = true;

    while (changed && b->n_ring > 3) {
        size_t m = 1; /* vertices kept: 0 … m - 1 */

        changed = false;
        for (size_t i = 1; i < b->n_ring; ++i) {
            const size_t next = (i + 1) % b->n_ring;
            const bool drop = turn(b, m - 1, i, next) < 0 &&
                              segment_distance(b, m - 1, i, next) < SHALLOW * b->distance;

            if (drop && next != 0) {
                changed = true;
                ++i; /* keep the next one */
            }
            b->ring_x[m] = b->ring_x[i];
            b->ring_y[m] = b->ring_y[i];
            ++m;
        }
        b->n_ring = m;
    }
}

/** Angle of the outward normal of the edge that starts at vertex i. */
static double normal_angle(const oql_buffer *b, size_t i)
{
    const size_t j = (i + 1) % b->n_ring;

    return atan2(b->ring_x[i] - b->ring_x[j], b->ring_y[j] - b->ring_y[i]);
}

static void put(oql_buffer *b, size_t i, double angle)
{
    b->xy[2 * b->n] = b->ring_x[i] + b->distance * cos(angle);
    b->xy[2 * b->n + 1] = b->ring_y[i] + b->distance * sin(angle);
    ++b->n;
}

/** Outline points of one corner: the end of one offset edge, the fan, the start of the next. */
static void make_corner(oql_buffer *b, size_t i)
{
    const size_t prev = (i + b->n_ring - 1) % b->n_ring;
    const double from = normal_angle(b, prev);
    const double to = normal_angle(b, i);
    const double angle = oql_mod(to - from, 2 * OQL_PI);

    b->start[i] = b->n;
    put(b, i, from);
    if (turn(b, prev, i, (i + 1) % b->n_ring) > 0) {
        const size_t chords = (size_t)(angle / (OQL_PI / 2 / QUARTER_CHORDS) + 0.5);

        for (size_t k = 1; k < chords; ++k) {
            put(b, i, from + angle * (double)k / (double)chords);
        }
    }
    put(b, i, to);
}

oql_status oql_buffer_make(oql_buffer *out, size_t n, const double *x, const double *y,
                           double distance, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_buffer b = {.distance = distance};

    b.ring_x = oql_calloc(2 * n, sizeof *b.ring_x);
    b.xy = oql_calloc(n * (2 * QUARTER_CHORDS + 3), 2 * sizeof *b.xy);
    b.start = oql_calloc(n + 1, sizeof *b.start);
    if (b.ring_x == NULL || b.xy == NULL || b.start == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "a polygon of %zu vertices", n);
        goto done;
    }
    b.ring_y = b.ring_x + n;
    copy_ring(&b, n, x, y);
    if (b.n_ring < 3) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "polygon of fewer than three different vertices, expected three or more");
        goto done;
    }
    fill_concavities(&b);
    for (size_t i = 0; i < b.n_ring; ++i) {
        make_corner(&b, i);
    }
    b.start[b.n_ring] = b.n;
    *out = b;
    b = (oql_buffer){0};
done:
    oql_buffer_clear(&b);
    return st;
}

/** Is the point in the rectangle between vertices i and i + 1 and their offset points? */
static bool in_rectangle(const oql_buffer *b, size_t i, double px, double py)
{
    const size_t j = (i + 1) % b->n_ring;
    const double ex = b->ring_x[j] - b->ring_x[i], ey = b->ring_y[j] - b->ring_y[i];
    const double length = hypot(ex, ey);
    const double qx = px - b->ring_x[i], qy = py - b->ring_y[i];
    const double along = qx * ex + qy * ey;
    const double out = (qx * ey - qy * ex) / length;

    return along >= 0 && along <= length * length && out >= 0 && out < b->distance;
}

/** Is the point in the fan of corner i? */
static bool in_fan(const oql_buffer *b, size_t i, double px, double py)
{
    const double qx = px - b->ring_x[i], qy = py - b->ring_y[i];

    if (qx * qx + qy * qy > b->distance * b->distance) {
        return false;
    }
    for (size_t k = b->start[i]; k + 1 < b->start[i + 1]; ++k) {
        const double ax = b->xy[2 * k] - b->ring_x[i], ay = b->xy[2 * k + 1] - b->ring_y[i];
        const double bx = b->xy[2 * k + 2] - b->ring_x[i], by = b->xy[2 * k + 3] - b->ring_y[i];
        const bool within = ax * qy - ay * qx >= 0 && qx * by - qy * bx >= 0;

        /* inside the chord, seen from the corner */
        if (within && (bx - ax) * (qy - ay) - (by - ay) * (qx - ax) > 0) {
            return true;
        }
    }
    return false;
}

bool oql_buffer_contains(const oql_buffer *b, double px, double py)
{
    if (oql_polygon_contains_xy(b->n_ring, b->ring_x, b->ring_y, px, py)) {
        return true;
    }
    for (size_t i = 0; i < b->n_ring; ++i) {
        if (in_rectangle(b, i, px, py) || in_fan(b, i, px, py)) {
            return true;
        }
    }
    return false;
}

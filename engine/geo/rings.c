/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/rings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/angles.h"
#include "geo/window_shape.h"

/* Below that share of the lengths a sine is taken for rounding. */
#define OQL_STRAIGHT 1e-10
/* Points nearer than that share of the coordinates are taken for one. */
#define OQL_TOUCH 1e-14

void oql_ring_clear(oql_ring *r)
{
    free(r->xy);
    *r = (oql_ring){0};
}

oql_status oql_ring_push(oql_ring *r, double x, double y, oql_err *err)
{
    const oql_status st = oql_reserve(&r->xy, &r->cap, r->n + 1, sizeof *r->xy, err);
    if (st == OQL_OK) {
        r->xy[r->n][0] = x;
        r->xy[r->n++][1] = y;
    }
    return st;
}

oql_status oql_ring_start_at(oql_ring *r, size_t k, oql_err *err)
{
    const size_t n = r->n;
    oql_status st = OQL_OK;
    for (size_t i = 0; i < k; ++i) {
        OQL_TRY(oql_ring_push(r, r->xy[i][0], r->xy[i][1], err));
    }
    r->n = n;
    memmove(r->xy, r->xy + k, n * sizeof *r->xy);
done:
    return st;
}

static double cross(const double a[2], const double b[2])
{
    return a[0] * b[1] - a[1] * b[0];
}

static double dot(const double a[2], const double b[2])
{
    return a[0] * b[0] + a[1] * b[1];
}

static void minus(const double a[2], const double b[2], double out[2])
{
    out[0] = a[0] - b[0];
    out[1] = a[1] - b[1];
}

/* Twice the area, positive when the ring goes counter-clockwise. */
static double area2(size_t n, const double (*xy)[2])
{
    double sum = 0.0;
    for (size_t k = 2; k < n; ++k) {
        double a[2], b[2];
        minus(xy[k - 1], xy[0], a);
        minus(xy[k], xy[0], b);
        sum += cross(a, b);
    }
    return sum;
}

/* Largest coordinate, for what rounding may do. */
static double extent(const oql_ring *r)
{
    double most = 0.0;
    for (size_t k = 0; k < r->n; ++k) {
        most = fmax(most, fmax(fabs(r->xy[k][0]), fabs(r->xy[k][1])));
    }
    return most;
}

/* Whether segments a b and c d are apart by more than gap along a or across it. */
static bool apart_from(const double a[2], const double b[2], const double c[2],
                       const double d[2], double gap)
{
    double ab[2], ac[2], ad[2];
    minus(b, a, ab);
    minus(c, a, ac);
    minus(d, a, ad);
    const double length = sqrt(dot(ab, ab));
    const double x0 = dot(ab, ac), x1 = dot(ab, ad), y0 = cross(ab, ac), y1 = cross(ab, ad);
    const double g = gap * length;
    return (x0 < -g && x1 < -g) || (x0 > length * length + g && x1 > length * length + g) ||
           (y0 < -g && y1 < -g) || (y0 > g && y1 > g);
}

/* Whether both of a, b are by more than gap below both of c, d. */
static bool below(double a, double b, double c, double d, double gap)
{
    return a + gap < c && a + gap < d && b + gap < c && b + gap < d;
}

static bool boxes_apart(const double a[2], const double b[2], const double c[2],
                        const double d[2], double gap)
{
    return below(a[0], b[0], c[0], d[0], gap) || below(c[0], d[0], a[0], b[0], gap) ||
           below(a[1], b[1], c[1], d[1], gap) || below(c[1], d[1], a[1], b[1], gap);
}

/* ---- thinning ---- */

typedef struct {
    size_t from, to; /* corners; n is the first again */
} chord;

typedef struct {
    const oql_ring *in;
    double tolerance, gap;
    bool *gone; /* (n) side k, from corner k, is replaced by a chord */
    chord *out; /* (n) sides of the result in order */
    size_t n_out;
    chord *todo; /* (n) stack of sections */
    bool hard;
} thinning;

static const double *corner(const oql_ring *r, size_t k)
{
    return r->xy[k < r->n ? k : k - r->n];
}

/* Distance of a point from a segment of squared length l2, l = sqrt(l2). The ends of a widened vertical
 * strip lie at the tolerance to the last bit, so the formula is that of GEOS: area over length. */
static double distance_to(const double p[2], const double a[2], const double b[2], double l2,
                          double l)
{
    const double dx = b[0] - a[0], dy = b[1] - a[1];
    const double r = l2 > 0.0 ? ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / l2 : 0.0;
    if (r <= 0.0 || r >= 1.0) {
        const double *end = r <= 0.0 ? a : b;
        const double x = end[0] - p[0], y = end[1] - p[1];
        return sqrt(x * x + y * y);
    }
    return fabs(((a[1] - p[1]) * dx - (a[0] - p[0]) * dy) / l2) * l;
}

/* Corner farthest from the chord, the first of equals. */
static size_t farthest(const oql_ring *r, const chord *c, double *distance)
{
    const double *a = corner(r, c->from), *b = corner(r, c->to);
    const double dx = b[0] - a[0], dy = b[1] - a[1];
    const double l2 = dx * dx + dy * dy, l = sqrt(l2);
    size_t best = c->from;
    *distance = -1.0;
    for (size_t k = c->from + 1; k < c->to; ++k) {
        const double d = distance_to(r->xy[k], a, b, l2, l);
        if (d > *distance) {
            *distance = d;
            best = k;
        }
    }
    return best;
}

/* Two segments from the same corner that do not lie on each other. */
static bool fork_open(const double at[2], const double a[2], const double b[2])
{
    double p[2], q[2];
    minus(a, at, p);
    minus(b, at, q);
    const double s = cross(p, q);
    return s * s > OQL_STRAIGHT * OQL_STRAIGHT * dot(p, p) * dot(q, q) || dot(p, q) < 0.0;
}

/* Whether the chord surely crosses or touches side s at common ends only. */
static bool clear_of(const thinning *t, const chord *c, const chord *s)
{
    const oql_ring *r = t->in;
    const double *a = corner(r, c->from), *b = corner(r, c->to), *p = corner(r, s->from),
                 *q = corner(r, s->to);
    const bool ap = a == p, aq = a == q, bp = b == p, bq = b == q;
    if (ap || aq || bp || bq) {
        const bool twice = (ap || aq) && (bp || bq);
        return !twice && fork_open(ap || aq ? a : b, ap || aq ? b : a, ap || bp ? q : p);
    }
    return boxes_apart(a, b, p, q, t->gap) || apart_from(a, b, p, q, t->gap) ||
           apart_from(p, q, a, b, t->gap);
}

static bool chord_is_free(const thinning *t, const chord *c)
{
    for (size_t k = 0; k < t->in->n; ++k) {
        const chord side = {k, k + 1};
        const bool own = k >= c->from && k < c->to;
        if (!own && !t->gone[k] && !clear_of(t, c, &side)) {
            return false;
        }
    }
    for (size_t k = 0; k < t->n_out; ++k) {
        const bool flat = t->out[k].to > t->out[k].from + 1;
        if (flat && !clear_of(t, c, &t->out[k])) {
            return false;
        }
    }
    return true;
}

/* A ring keeps at least three corners: sections that could leave fewer are parted whatever their
 * size, by how deep they are. `depth` is that of each section of the stack. */
static void thin_sections(thinning *t, size_t *depth)
{
    size_t n = 1;
    t->todo[0] = (chord){0, t->in->n};
    depth[0] = 1;
    while (n > 0 && !t->hard) {
        const chord c = t->todo[--n];
        const size_t level = depth[n];
        double away = 0.0;
        const size_t far = c.from + 1 == c.to ? c.from : farthest(t->in, &c, &away);
        if (far == c.from && c.from + 1 != c.to) {
            t->hard = true; /* not numbers */
            continue;
        }
        const size_t points = t->n_out == 0 ? 0 : t->n_out + 1;
        const bool many = points >= 4 || level + 1 >= 4;
        if (c.from + 1 == c.to || (many && away <= t->tolerance)) {
            if (c.from + 1 != c.to) {
                t->hard = !chord_is_free(t, &c);
                memset(t->gone + c.from, 1, (c.to - c.from) * sizeof *t->gone);
            }
            t->out[t->n_out++] = c;
            continue;
        }
        t->todo[n] = (chord){far, c.to};
        depth[n++] = level + 1;
        t->todo[n] = (chord){c.from, far};
        depth[n++] = level + 1;
    }
}

oql_status oql_ring_thin(const oql_ring *in, double tolerance, oql_ring *out, bool *hard,
                         oql_err *err)
{
    const size_t n = in->n;
    thinning t = {.in = in, .tolerance = tolerance};
    t.gap = OQL_TOUCH * extent(in);
    t.gone = oql_calloc(n, sizeof *t.gone);
    t.out = oql_calloc(n + 1, sizeof *t.out);
    t.todo = oql_calloc(n + 2, sizeof *t.todo);
    size_t *depth = oql_calloc(n + 2, sizeof *depth);
    oql_status st = OQL_OK;

    if (t.gone == NULL || t.out == NULL || t.todo == NULL || depth == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for an outline");
        goto done;
    }
    thin_sections(&t, depth);
    out->n = 0;
    for (size_t k = 0; k < t.n_out; ++k) {
        const double *p = in->xy[t.out[k].from];
        OQL_TRY(oql_ring_push(out, p[0], p[1], err));
    }
    *hard = *hard || t.hard || out->n < 3;
done:
    free(t.gone);
    free(t.out);
    free(t.todo);
    free(depth);
    return st;
}

/* ---- widening ---- */

/* A corner between two edges, seen from outside the ring. */
typedef struct {
    double at[2], before[2], after[2]; /* outward normals, unit */
    double sine, cosine;               /* of the turn, positive where the ring is convex */
} turn;

static bool far_apart(const oql_ring *r, double least)
{
    for (size_t i = 0; i < r->n; ++i) {
        for (size_t j = i + 2; j < r->n; ++j) {
            const double *a = r->xy[i], *b = corner(r, i + 1), *c = r->xy[j],
                         *d = corner(r, j + 1);
            if (j + 1 - i == r->n || boxes_apart(a, b, c, d, least) ||
                apart_from(a, b, c, d, least) || apart_from(c, d, a, b, least)) {
                continue; /* neighbours; or far enough */
            }
            return false;
        }
    }
    return true;
}

static void look(const oql_ring *r, size_t k, double sense, turn *t)
{
    const double *p = r->xy[k == 0 ? r->n - 1 : k - 1], *q = r->xy[k], *s = corner(r, k + 1);
    double u[2], v[2];
    minus(q, p, u);
    minus(s, q, v);
    const double lu = sqrt(dot(u, u)), lv = sqrt(dot(v, v));
    memcpy(t->at, q, sizeof t->at);
    /* counter-clockwise (sense 1) the outside is on the right */
    t->before[0] = sense * u[1] / lu;
    t->before[1] = -sense * u[0] / lu;
    t->after[0] = sense * v[1] / lv;
    t->after[1] = -sense * v[0] / lv;
    t->sine = sense * cross(u, v) / (lu * lv);
    t->cosine = dot(u, v) / (lu * lv);
}

/* How far the inner side of a corner starts from its edges' end. */
static double retreat(const turn *t, double width)
{
    return width * fabs(t->sine) / fmax(1.0 + t->cosine, 1e-12);
}

/* Distance of a corner from the chord between its neighbours. */
static double height2(const oql_ring *r, size_t k)
{
    double p[2], q[2];
    minus(r->xy[k == 0 ? r->n - 1 : k - 1], r->xy[k], p);
    minus(corner(r, k + 1), r->xy[k], q);
    return oql_segment_distance2(p, q);
}

/* Whether GEOS would leave out nothing, close no gap and reverse no edge. */
static bool is_plain(const oql_ring *r, double sense, double width)
{
    turn t;
    look(r, r->n - 1, sense, &t);
    double back = retreat(&t, width);
    for (size_t k = 0; k < r->n; ++k) {
        const double *p = r->xy[k == 0 ? r->n - 1 : k - 1];
        double edge[2];
        look(r, k, sense, &t);
        minus(r->xy[k], p, edge);
        const double ahead = retreat(&t, width);
        if (!(ahead + back <= 0.99 * sqrt(dot(edge, edge)))) { /* too short, or of no length */
            return false;
        }
        if (t.sine <= 0.0 && height2(r, k) < 1e-4 * width * width * 1.01) {
            return false;
        }
        back = ahead;
    }
    return far_apart(r, 3.0 * width);
}

/* Corners of the widened ring at a corner. */
static oql_status round_corner(const turn *t, double width, oql_ring *out, oql_err *err)
{
    const double *n = t->before, *m = t->after;
    oql_status st = OQL_OK;
    if (t->sine < 0.0) { /* concave: where the edges' outer sides meet */
        const double f = width / (1.0 + dot(n, m));
        return oql_ring_push(out, t->at[0] + f * (n[0] + m[0]), t->at[1] + f * (n[1] + m[1]),
                             err);
    }
    OQL_TRY(oql_ring_push(out, t->at[0] + width * n[0], t->at[1] + width * n[1], err));
    if (hypot(m[0] - n[0], m[1] - n[1]) < 1e-3) {
        goto done; /* so straight that one is enough */
    }
    const double sense = cross(n, m) < 0.0 ? -1.0 : 1.0;
    const double all = atan2(fabs(cross(n, m)), dot(n, m)), first = atan2(n[1], n[0]);
    const int parts = (int)(all / (OQL_PI / 4.0) + 0.5);
    for (int i = 1; i < parts; ++i) {
        const double angle = first + sense * all * i / parts;
        OQL_TRY(oql_ring_push(out, t->at[0] + width * cos(angle), t->at[1] + width * sin(angle),
                              err));
    }
    OQL_TRY(oql_ring_push(out, t->at[0] + width * m[0], t->at[1] + width * m[1], err));
done:
    return st;
}

oql_status oql_ring_widen(const oql_ring *in, double width, oql_ring *out, bool *hard,
                          oql_err *err)
{
    const double sense = area2(in->n, (const double(*)[2])in->xy) > 0.0 ? 1.0 : -1.0;
    oql_status st = OQL_OK;

    out->n = 0;
    if (!is_plain(in, sense, width)) {
        *hard = true;
        return OQL_OK;
    }
    for (size_t k = 0; k < in->n; ++k) {
        turn t;
        look(in, k, sense, &t);
        OQL_TRY(round_corner(&t, width, out, err));
    }
    for (size_t i = 1, j = out->n - 1; sense > 0.0 && i < j; ++i, --j) {
        double keep[2];
        memcpy(keep, out->xy[i], sizeof keep);
        memcpy(out->xy[i], out->xy[j], sizeof keep);
        memcpy(out->xy[j], keep, sizeof keep);
    }
done:
    return st;
}

/* ---- uniting ---- */

void oql_rings_clear(oql_rings *r)
{
    for (size_t k = 0; k < r->n; ++k) {
        oql_ring_clear(&r->ring[k]);
    }
    free(r->ring);
    *r = (oql_rings){0};
}

oql_status oql_rings_take(oql_rings *r, oql_ring *ring, oql_err *err)
{
    const oql_status st = oql_reserve(&r->ring, &r->cap, r->n + 1, sizeof *r->ring, err);
    if (st == OQL_OK) {
        r->ring[r->n++] = *ring;
        *ring = (oql_ring){0};
    }
    return st;
}

/* Where a side of a ring of the first set (0) crosses one of the second (1). */
typedef struct {
    size_t ring[2], side[2];
    double along[2]; /* 0 … 1 of the sides */
    double at[2];
    size_t next[2]; /* crossing that follows on each ring */
    bool leaves;    /* the first ring leaves the second one here */
    bool used;
} crossing;

typedef struct {
    const oql_rings *set[2];
    crossing *list;
    size_t n, cap;
    size_t *order; /* (n) scratch */
    bool hard;
} arrangement;

/* Side i of a ring of the first set with side j of one of the second. */
static oql_status cross_sides(arrangement *w, size_t a_ring, size_t i, size_t b_ring, size_t j,
                              double gap, oql_err *err)
{
    const oql_ring *ra = &w->set[0]->ring[a_ring], *rb = &w->set[1]->ring[b_ring];
    const double *a = ra->xy[i], *b = corner(ra, i + 1), *c = rb->xy[j], *d = corner(rb, j + 1);
    double u[2], v[2], ac[2];
    if (boxes_apart(a, b, c, d, gap) || apart_from(a, b, c, d, gap) ||
        apart_from(c, d, a, b, gap)) {
        return OQL_OK;
    }
    minus(b, a, u);
    minus(d, c, v);
    minus(c, a, ac);
    const double lu = sqrt(dot(u, u)), lv = sqrt(dot(v, v)), turned = cross(u, v);
    const double s = cross(ac, v) / turned, t = cross(ac, u) / turned;
    /* ends of one on either side of the other, by more than rounding */
    const double su = fabs(turned) / lv, sv = fabs(turned) / lu;
    const bool proper =
        s * su > gap && (1.0 - s) * su > gap && t * sv > gap && (1.0 - t) * sv > gap;
    if (!proper) {
        w->hard = true;
        return OQL_OK;
    }
    const oql_status st = oql_reserve(&w->list, &w->cap, w->n + 1, sizeof *w->list, err);
    if (st == OQL_OK) {
        w->list[w->n++] = (crossing){.ring = {a_ring, b_ring},
                                     .side = {i, j},
                                     .along = {s, t},
                                     .at = {a[0] + s * u[0], a[1] + s * u[1]},
                                     .leaves = turned < 0.0};
    }
    return st;
}

static void box_of(const oql_ring *r, double low[2], double high[2])
{
    for (int c = 0; c < 2; ++c) {
        low[c] = high[c] = r->xy[0][c];
        for (size_t k = 1; k < r->n; ++k) {
            low[c] = r->xy[k][c] < low[c] ? r->xy[k][c] : low[c];
            high[c] = r->xy[k][c] > high[c] ? r->xy[k][c] : high[c];
        }
    }
}

static oql_status cross_rings(arrangement *w, size_t a_ring, size_t b_ring, double gap,
                              oql_err *err)
{
    const oql_ring *a = &w->set[0]->ring[a_ring], *b = &w->set[1]->ring[b_ring];
    double low[2], high[2];
    oql_status st = OQL_OK;

    box_of(b, low, high);
    for (size_t i = 0; i < a->n && !w->hard; ++i) {
        if (boxes_apart(a->xy[i], corner(a, i + 1), low, high, gap)) {
            continue;
        }
        for (size_t j = 0; j < b->n && !w->hard; ++j) {
            OQL_TRY(cross_sides(w, a_ring, i, b_ring, j, gap, err));
        }
    }
done:
    return st;
}

/* The crossings of ring `ring` of set s in order along it, into w->order; how many. */
static size_t sort_along(arrangement *w, int s, size_t ring)
{
    size_t n = 0;
    for (size_t k = 0; k < w->n; ++k) {
        const crossing *q = &w->list[k];
        if (q->ring[s] != ring) {
            continue;
        }
        size_t i = n++;
        for (; i > 0; --i) {
            const crossing *p = &w->list[w->order[i - 1]];
            if (p->side[s] < q->side[s] ||
                (p->side[s] == q->side[s] && p->along[s] < q->along[s])) {
                break;
            }
            w->order[i] = w->order[i - 1];
        }
        w->order[i] = k;
    }
    return n;
}

static bool leaves(const crossing *c, int s)
{
    return s == 0 ? c->leaves : !c->leaves;
}

static void link_along(arrangement *w, int s, size_t ring)
{
    const size_t n = sort_along(w, s, ring);
    for (size_t k = 0; k < n; ++k) {
        const size_t next = w->order[k + 1 < n ? k + 1 : 0];
        w->list[w->order[k]].next[s] = next;
        /* in and out must alternate, else rounding has misled us */
        w->hard = w->hard || w->list[w->order[k]].leaves == w->list[next].leaves;
    }
}

/* Corners of the ring of set s from after crossing p to before crossing q. */
static oql_status follow(const arrangement *w, int s, const crossing *p, const crossing *q,
                         oql_ring *out, oql_err *err)
{
    const oql_ring *ring = &w->set[s]->ring[p->ring[s]];
    const bool ahead = q->side[s] == p->side[s] && q->along[s] > p->along[s];
    oql_status st = OQL_OK;
    if (!ahead) {
        size_t k = p->side[s];
        do {
            k = k + 1 < ring->n ? k + 1 : 0;
            OQL_TRY(oql_ring_push(out, ring->xy[k][0], ring->xy[k][1], err));
        } while (k != q->side[s]);
    }
done:
    return st;
}

/* The boundary that passes crossing `first`, where the ring of set s leaves the other one. */
static oql_status trace(arrangement *w, int s, size_t first, oql_ring *out, oql_err *err)
{
    const int start = s;
    oql_status st = OQL_OK;
    size_t k = first;
    do {
        crossing *p = &w->list[k];
        OQL_TRY(oql_ring_push(out, p->at[0], p->at[1], err));
        OQL_TRY(follow(w, s, p, &w->list[p->next[s]], out, err));
        p->used = true;
        k = p->next[s];
        s = 1 - s;
    } while (k != first && !w->list[k].used);
    w->hard = w->hard || k != first || s != start;
done:
    return st;
}

static bool is_inside(const double p[2], const oql_ring *r)
{
    int turns = 0;
    for (size_t k = 0; k < r->n; ++k) {
        double a[2], b[2];
        minus(r->xy[k], p, a);
        minus(corner(r, k + 1), p, b);
        if (a[1] <= 0.0 && b[1] > 0.0 && cross(a, b) > 0.0) {
            ++turns;
        } else if (a[1] > 0.0 && b[1] <= 0.0 && cross(a, b) < 0.0) {
            --turns;
        }
    }
    return turns != 0;
}

/* GEOS starts a ring of a union with the second corner of its first piece. */
static oql_status keep(oql_rings *out, oql_ring *ring, size_t first, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(oql_ring_start_at(ring, first + 1 < ring->n ? first + 1 : 0, err));
    OQL_TRY(oql_rings_take(out, ring, err));
done:
    return st;
}

static size_t find_corner(const oql_ring *r, const double at[2])
{
    size_t k = 0;
    while (k + 1 < r->n && (r->xy[k][0] != at[0] || r->xy[k][1] != at[1])) {
        ++k;
    }
    return k;
}

/* A ring that crosses none is kept unless it lies in one of the other set. */
static oql_status keep_alone(const arrangement *w, int s, const oql_ring *ring, oql_rings *out,
                             oql_err *err)
{
    for (size_t k = 0; k < w->set[1 - s]->n; ++k) {
        if (is_inside(ring->xy[0], &w->set[1 - s]->ring[k])) {
            return OQL_OK;
        }
    }
    oql_ring copy = {0};
    oql_status st = OQL_OK;
    for (size_t k = 0; k < ring->n; ++k) {
        OQL_TRY(oql_ring_push(&copy, ring->xy[k][0], ring->xy[k][1], err));
    }
    OQL_TRY(keep(out, &copy, 0, err));
done:
    oql_ring_clear(&copy);
    return st;
}

/* Outer boundaries that have a piece of ring `index` of set s, those not found before; in the order of
 * their first pieces, the first piece being from the ring's start. */
static oql_status keep_boundaries(arrangement *w, int s, size_t index, oql_rings *out,
                                  oql_err *err)
{
    const oql_ring *ring = &w->set[s]->ring[index];
    oql_ring found = {0};
    oql_status st = OQL_OK;
    const size_t n = sort_along(w, s, index);

    if (n == 0) {
        return keep_alone(w, s, ring, out, err);
    }
    const bool outside = !leaves(&w->list[w->order[0]], s); /* so is the start of the ring */
    for (size_t i = 0; i < n && !w->hard; ++i) {
        const size_t k = w->order[outside ? (i + n - 1) % n : i];
        if (!leaves(&w->list[k], s) || w->list[k].used) {
            continue;
        }
        found.n = 0;
        OQL_TRY(trace(w, s, k, &found, err));
        if (area2(found.n, (const double(*)[2])found.xy) < 0.0) { /* else a hole */
            const bool at_start = outside && i == 0;
            OQL_TRY(keep(out, &found, at_start ? find_corner(&found, ring->xy[0]) : 0, err));
        }
    }
done:
    oql_ring_clear(&found);
    return st;
}

oql_status oql_rings_unite(const oql_rings *a, const oql_rings *b, oql_rings *out, bool *hard,
                           oql_err *err)
{
    arrangement w = {.set = {a, b}};
    oql_status st = OQL_OK;

    for (size_t i = 0; i < a->n; ++i) {
        for (size_t j = 0; j < b->n && !w.hard; ++j) {
            const double gap = OQL_TOUCH * fmax(extent(&a->ring[i]), extent(&b->ring[j]));
            OQL_TRY(cross_rings(&w, i, j, gap, err));
        }
    }
    w.order = oql_calloc(w.n, sizeof *w.order);
    if (w.order == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for an outline");
        goto done;
    }
    for (int s = 0; s < 2; ++s) {
        for (size_t k = 0; k < w.set[s]->n; ++k) {
            link_along(&w, s, k);
        }
    }
    for (int s = 0; s < 2; ++s) {
        for (size_t k = 0; k < w.set[s]->n && !w.hard; ++k) {
            OQL_TRY(keep_boundaries(&w, s, k, out, err));
        }
    }
done:
    *hard = *hard || w.hard;
    free(w.list);
    free(w.order);
    return st;
}

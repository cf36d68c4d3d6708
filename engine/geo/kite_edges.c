/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/geodesy.h"
#include "geo/kite_grid.h"

oql_status oql_kite_grid_make(size_t n_row, size_t n_col, oql_kite_grid *out, oql_err *err)
{
    *out = (oql_kite_grid){n_row, n_col, oql_calloc(n_row * n_col, 3 * sizeof(double))};
    if (out->p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu x %zu points", n_row, n_col);
    }
    for (size_t i = 0; i < 3 * n_row * n_col; ++i) {
        out->p[i] = (double)NAN;
    }
    return OQL_OK;
}

/* ---- edges ----
 *
 * Edge k joins points k of the profiles, seen from the reference profile outwards. Where some profiles
 * are too short it has gaps, and falls into runs:
 *
 *     profile    0   1   2   3   4
 *     edge 0     o───o───o───o───o     one run from 0 to 5
 *     edge 1     o───o   .   o───o     runs from 0 to 2 and from 3 to 5
 *
 * Runs from the first profile are cut every step; these cuts give new profiles, straight lines fitted
 * to the cuts of the same number. Runs that start later are cut where they cross these lines. The
 * order of rows is that in which edges first appear, by start, length (longest first) and depth. */
typedef struct {
    size_t from, to, edge;
} run;

static int run_order(const void *a, const void *b)
{
    const run *x = a, *y = b;

    if (x->from != y->from) {
        return x->from < y->from ? -1 : 1;
    }
    if (x->to != y->to) {
        return x->to > y->to ? -1 : 1;
    }
    return x->edge < y->edge ? -1 : x->edge > y->edge;
}

/* Cuts of one run, the first of them in column `col`. */
typedef struct {
    size_t col, edge;
    oql_line cut;
} piece;

/* A new profile in the plane of projection: y = slope x + offset, or x = offset. */
typedef struct {
    bool upright;
    double slope, offset;
} fitted;

typedef struct {
    size_t n_profile; /* of this side, the reference first */
    const oql_line **profile;
    double step_km;
    oql_geo_ortho proj;
    size_t n_run, n_piece, n_line;
    run *run;
    piece *piece;
    fitted *line;
    size_t cap_run, cap_line;
} sider;

static void sider_clear(sider *s)
{
    for (size_t i = 0; i < s->n_piece; ++i) {
        oql_line_clear(&s->piece[i].cut);
    }
    free(s->piece);
    free(s->run);
    free(s->line);
    free((void *)s->profile);
}

static oql_status find_runs(sider *s, oql_err *err)
{
    size_t n_edge = 0;
    oql_status st = OQL_OK;

    for (size_t i = 0; i < s->n_profile; ++i) {
        n_edge = s->profile[i]->n > n_edge ? s->profile[i]->n : n_edge;
    }
    for (size_t k = 0; k < n_edge; ++k) {
        for (size_t i = 0; i < s->n_profile;) {
            size_t to = i;

            while (to < s->n_profile && k < s->profile[to]->n) {
                ++to;
            }
            if (to > i + 1) {
                OQL_TRY(oql_reserve(&s->run, &s->cap_run, s->n_run + 1, sizeof *s->run, err));
                s->run[s->n_run++] = (run){i, to, k};
            }
            i = to > i ? to : i + 1;
        }
    }
    if (s->n_run > 0) {
        qsort(s->run, s->n_run, sizeof *s->run, run_order);
    }
done:
    return st;
}

/* Cut a run every step from its start; of what is over at its end the last point is kept only when
 * there would be fewer than two others. */
static oql_status cut_run(const sider *s, const run *r, piece *out, oql_err *err)
{
    oql_line whole = {0};
    oql_status st = OQL_OK;

    for (size_t i = r->from; i < r->to; ++i) {
        const double *p = s->profile[i]->point + 3 * r->edge;
        OQL_TRY(oql_line_push(&whole, p[0], p[1], p[2], err));
    }
    OQL_TRY(oql_line_resample_whole(&whole, s->step_km, &out->cut, err));
    out->cut.n -= out->cut.n >= 3 ? 1 : 0;
done:
    oql_line_clear(&whole);
    return st;
}

static bool strictly_between(double x, double a, double b)
{
    return x > fmin(a, b) && x < fmax(a, b);
}

/* Cut a segment of a run where it crosses the new profiles. */
static oql_status cross_segment(const sider *s, const double *a, const double *b, piece *out,
                                oql_err *err)
{
    double p[2], q[2], lonlat[2];
    oql_status st = OQL_OK;

    oql_geo_project(&s->proj, a[0], a[1], p);
    oql_geo_project(&s->proj, b[0], b[1], q);
    const double slope = (q[1] - p[1]) / (q[0] - p[0]);
    const double offset = (p[1] + q[1]) / 2.0 - slope * (p[0] + q[0]) / 2.0;

    for (size_t k = 0; k < s->n_line; ++k) {
        const fitted *l = &s->line[k];
        const double x = l->upright ? l->offset : (offset - l->offset) / (l->slope - slope);
        const double y = x * slope + offset;

        if (strictly_between(x, p[0], q[0]) && strictly_between(y, p[1], q[1])) {
            oql_geo_unproject(&s->proj, x, y, lonlat);
            OQL_TRY(oql_line_push(&out->cut, lonlat[0], lonlat[1],
                                  (b[2] - a[2]) * ((x - p[0]) / (q[0] - p[0])) + a[2], err));
            out->col = k < out->col ? k : out->col;
        }
    }
done:
    return st;
}

static oql_status cross_run(const sider *s, const run *r, piece *out, oql_err *err)
{
    oql_status st = OQL_OK;

    out->col = SIZE_MAX;
    for (size_t i = r->from; i + 1 < r->to; ++i) {
        OQL_TRY(cross_segment(s, s->profile[i]->point + 3 * r->edge,
                              s->profile[i + 1]->point + 3 * r->edge, out, err));
    }
    if (out->cut.n == 0) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "kite surface whose profiles get shorter and longer again, so that edge "
                      "%zu between profiles %zu and %zu (from the longest one) meets none of "
                      "those above",
                      r->edge, r->from, r->to - 1);
    }
done:
    return st;
}

/* Least squares through the cuts number `c` of the pieces that start in column `col`; false when
 * there are none. */
static bool fit_line(const sider *s, size_t col, size_t c, fitted *out)
{
    double x0 = 0.0, mx = 0.0, my = 0.0, sxx = 0.0, sxy = 0.0, n = 0.0;
    bool upright = true;

    for (int pass = 0; pass < 2; ++pass) {
        for (size_t i = 0; i < s->n_piece; ++i) {
            double xy[2];

            if (s->piece[i].col != col || c >= s->piece[i].cut.n) {
                continue;
            }
            const double *p = s->piece[i].cut.point + 3 * c;
            oql_geo_project(&s->proj, p[0], p[1], xy);
            if (pass == 0) {
                x0 = n > 0.0 ? x0 : xy[0];
                upright = upright && fabs(x0 - xy[0]) < 1e-5;
                mx += xy[0];
                my += xy[1];
                n += 1.0;
            } else {
                sxx += (xy[0] - mx) * (xy[0] - mx);
                sxy += (xy[0] - mx) * (xy[1] - my);
            }
        }
        mx = pass == 0 && n > 0.0 ? mx / n : mx;
        my = pass == 0 && n > 0.0 ? my / n : my;
    }
    *out = upright ? (fitted){true, 0.0, x0} : (fitted){false, sxy / sxx, my - sxy / sxx * mx};
    return n > 0.0;
}

static oql_status fit_lines(sider *s, size_t col, oql_err *err)
{
    oql_status st = OQL_OK;
    fitted l;

    for (size_t c = 0; fit_line(s, col, c, &l); ++c) {
        OQL_TRY(oql_reserve(&s->line, &s->cap_line, s->n_line + 1, sizeof *s->line, err));
        s->line[s->n_line++] = l;
    }
done:
    return st;
}

static oql_status cut_runs(sider *s, oql_err *err)
{
    oql_status st = OQL_OK;

    s->piece = oql_calloc(s->n_run + 1, sizeof *s->piece);
    if (s->piece == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu edges", s->n_run);
    }
    for (size_t i = 0; i < s->n_run; ++i) {
        if (i > 0 && s->run[i].from != s->run[i - 1].from) {
            OQL_TRY(fit_lines(s, s->run[i - 1].from, err)); /* from the pieces before */
        }
        piece *p = &s->piece[s->n_piece++];

        p->edge = s->run[i].edge;
        OQL_TRY(s->run[i].from == s->run[0].from ? cut_run(s, &s->run[i], p, err)
                                                 : cross_run(s, &s->run[i], p, err));
    }
done:
    return st;
}

/* Put a piece into its row, after what is there; false where it does not fit. */
static bool place(const piece *p, oql_kite_grid *g, size_t row, size_t *used)
{
    const size_t from = p->col > 0 ? p->col : *used;

    if (from < *used) {
        return false;
    }
    memcpy(oql_kite_node(g, row, from), p->cut.point, 3 * p->cut.n * sizeof(double));
    *used = from + p->cut.n;
    return true;
}

/* The pieces as rows of g. */
static oql_status make_rows(const sider *s, oql_kite_grid *g, oql_err *err)
{
    size_t n_col = 0, n_row = 0;
    size_t *edge = oql_calloc(s->n_piece + 1, 2 * sizeof *edge);
    oql_status st = OQL_OK;

    if (edge == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu edges", s->n_piece);
    }
    size_t *used = edge + s->n_piece + 1;
    for (size_t i = 0; i < s->n_piece; ++i) {
        n_col += s->piece[i].col + s->piece[i].cut.n; /* more than enough */
    }
    OQL_TRY(oql_kite_grid_make(s->n_piece, n_col, g, err));
    for (size_t i = 0; i < s->n_piece; ++i) {
        const piece *p = &s->piece[i];
        size_t row = 0;

        while (row < n_row && edge[row] != p->edge) {
            ++row;
        }
        if (row == n_row && p->col == 0 && p->cut.n < 2) {
            continue; /* a single point is no edge */
        }
        edge[row] = p->edge;
        n_row += row == n_row ? 1 : 0;
        if (!place(p, g, row, &used[row])) {
            st =
                OQL_FAIL(err, OQL_EMODEL,
                         "kite surface whose edge %zu crosses the same profile twice", p->edge);
            goto done;
        }
    }
    size_t width = 0;
    for (size_t i = 0; i < n_row; ++i) {
        width = used[i] > width ? used[i] : width;
    }
    for (size_t i = 1; i < n_row; ++i) { /* close up */
        memmove(g->p + 3 * i * width, g->p + 3 * i * g->n_col, 3 * width * sizeof *g->p);
    }
    g->n_row = n_row;
    g->n_col = width;
done:
    free(edge);
    return st;
}

/* One side of the surface: its edges as rows of g. */
oql_status oql_kite_side(size_t n, const oql_line *profile, const oql_geo_ortho *proj,
                         size_t ref, bool forward, double step_km, oql_kite_grid *g,
                         oql_err *err)
{
    sider s = {.n_profile = forward ? n - ref : ref + 1, .step_km = step_km, .proj = *proj};
    oql_status st = OQL_OK;

    s.profile = oql_calloc(s.n_profile, sizeof *s.profile);
    if (s.profile == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "kite surface of %zu profiles", n);
    }
    for (size_t i = 0; i < s.n_profile; ++i) {
        s.profile[i] = &profile[forward ? ref + i : ref - i];
    }
    OQL_TRY(find_runs(&s, err));
    OQL_TRY(cut_runs(&s, err));
    OQL_TRY(make_rows(&s, g, err));
    if (g->n_row == 0) {
        st = OQL_FAIL(err, OQL_EMODEL, "kite surface without edges along strike");
    }
done:
    sider_clear(&s);
    return st;
}

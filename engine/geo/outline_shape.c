/* SPDX-License-Identifier: BSD-3-Clause */
#include "geo/outline_shape.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "geo/geos.h"
#include "geo/window_shape.h"

/* Node k of the 2 n_col of a strip in order around: back along its first row, along the second. */
static const double *strip_node(const double (*xy)[2], size_t n_col, size_t k)
{
    return xy[k < n_col ? n_col - 1 - k : k];
}

/* ---- with rings ---- */

/* A strip and the middle of its bounding box, doubled. */
typedef struct {
    oql_ring ring;
    double middle[2];
} strip_ring;

static void find_middle(strip_ring *s)
{
    for (int c = 0; c < 2; ++c) {
        double low = s->ring.xy[0][c], high = low;
        for (size_t k = 1; k < s->ring.n; ++k) {
            low = fmin(low, s->ring.xy[k][c]);
            high = fmax(high, s->ring.xy[k][c]);
        }
        s->middle[c] = low + high;
    }
}

static int by_x(const void *a, const void *b)
{
    const double x = ((const strip_ring *)a)->middle[0], y = ((const strip_ring *)b)->middle[0];
    return (x > y) - (x < y);
}

static int by_y(const void *a, const void *b)
{
    const double x = ((const strip_ring *)a)->middle[1], y = ((const strip_ring *)b)->middle[1];
    return (x > y) - (x < y);
}

/* The order in which GEOS unites: sorted into slices from west to east, each from south to north, as
 * for a tree of nodes of ten (Leutenegger et al. 1997, doi:10.1109/ICDE.1997.582015). */
static void sort_strips(size_t n, strip_ring *s)
{
    const size_t slices = (size_t)ceil(sqrt(ceil((double)n / 10.0)));
    const size_t each = (n + slices - 1) / slices;
    qsort(s, n, sizeof *s, by_x);
    for (size_t k = 0; k < n; k += each) {
        qsort(s + k, n - k < each ? n - k : each, sizeof *s, by_y);
    }
}

static oql_status make_strip(size_t n_col, const double (*xy)[2], oql_ring *out, bool *hard,
                             oql_err *err)
{
    oql_ring line = {0}, thin = {0};
    oql_status st = OQL_OK;

    for (size_t k = 0; k < 2 * n_col; ++k) {
        const double *p = strip_node(xy, n_col, k);
        OQL_TRY(oql_ring_push(&line, p[0], p[1], err));
    }
    OQL_TRY(oql_ring_thin(&line, OQL_OUTLINE_KM, &thin, hard, err));
    if (!*hard) {
        OQL_TRY(oql_ring_widen(&thin, OQL_OUTLINE_KM, out, hard, err));
    }
done:
    oql_ring_clear(&line);
    oql_ring_clear(&thin);
    return st;
}

/* Union of n strips, of the unions of their two halves. Takes the rings of the strips. */
static oql_status unite_strips(size_t n, strip_ring *s, oql_rings *out, bool *hard,
                               oql_err *err)
{
    oql_rings first = {0}, second = {0};
    oql_status st = OQL_OK;

    if (n == 1) {
        return oql_rings_take(out, &s->ring, err);
    }
    OQL_TRY(unite_strips(n / 2, s, &first, hard, err));
    if (!*hard) {
        OQL_TRY(unite_strips(n - n / 2, s + n / 2, &second, hard, err));
    }
    if (!*hard) {
        OQL_TRY(oql_rings_unite(&first, &second, out, hard, err));
    }
done:
    oql_rings_clear(&first);
    oql_rings_clear(&second);
    return st;
}

oql_status oql_outline_by_rings(size_t n_row, size_t n_col, const double (*xy)[2],
                                oql_ring *out, bool *hard, oql_err *err)
{
    const size_t n = n_row - 1;
    strip_ring *s = oql_calloc(n, sizeof *s);
    oql_rings all = {0};
    oql_status st = OQL_OK;

    *hard = false;
    if (s == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for an outline");
    }
    for (size_t k = 0; k < n && !*hard; ++k) {
        OQL_TRY(make_strip(n_col, xy + k * n_col, &s[k].ring, hard, err));
        if (!*hard) {
            find_middle(&s[k]);
        }
    }
    if (!*hard) {
        sort_strips(n, s);
        OQL_TRY(unite_strips(n, s, &all, hard, err));
        *hard = *hard || all.n != 1;
    }
    if (!*hard) {
        OQL_TRY(oql_ring_thin(&all.ring[0], OQL_OUTLINE_KM, out, hard, err));
    }
done:
    for (size_t k = 0; k < n; ++k) {
        oql_ring_clear(&s[k].ring);
    }
    free(s);
    oql_rings_clear(&all);
    return st;
}

/* ---- with GEOS ---- */

typedef struct {
    GEOSContextHandle_t h;
    char message[200];
} geos;

static void note(const char *message, void *user)
{
    geos *g = user;
    (void)snprintf(g->message, sizeof g->message, "%s", message);
}

/* The strip below a row: its outline simplified, then widened. */
static GEOSGeometry *strip(const geos *g, size_t n_col, const double (*xy)[2])
{
    const unsigned n = 2 * (unsigned)n_col + 1;
    GEOSCoordSequence *seq = GEOSCoordSeq_create_r(g->h, n, 2);
    for (unsigned k = 0; seq != NULL && k < n; ++k) {
        const double *p = strip_node(xy, n_col, k + 1 < n ? k : 0);
        if (!GEOSCoordSeq_setXY_r(g->h, seq, k, p[0], p[1])) {
            GEOSCoordSeq_destroy_r(g->h, seq);
            return NULL;
        }
    }
    GEOSGeometry *line = seq == NULL ? NULL : GEOSGeom_createLineString_r(g->h, seq);
    GEOSGeometry *thin =
        line == NULL ? NULL : GEOSTopologyPreserveSimplify_r(g->h, line, OQL_OUTLINE_KM);
    GEOSGeometry *wide =
        thin == NULL ? NULL
                     : GEOSBufferWithStyle_r(g->h, thin, OQL_OUTLINE_KM, 2, GEOSBUF_CAP_ROUND,
                                             GEOSBUF_JOIN_ROUND, 5.0);
    const GEOSGeometry *outer = wide == NULL ? NULL : GEOSGetExteriorRing_r(g->h, wide);
    GEOSGeometry *shell = outer == NULL ? NULL : GEOSGeom_clone_r(g->h, outer);
    GEOSGeometry *out = shell == NULL ? NULL : GEOSGeom_createPolygon_r(g->h, shell, NULL, 0);
    GEOSGeom_destroy_r(g->h, line);
    GEOSGeom_destroy_r(g->h, thin);
    GEOSGeom_destroy_r(g->h, wide);
    return out;
}

/* Union of the n strips, simplified; NULL on failure. */
static GEOSGeometry *unite(const geos *g, unsigned n, size_t n_col, const double (*xy)[2])
{
    GEOSGeometry **part = calloc(n, sizeof(GEOSGeometry *)), *all = NULL, *joined = NULL,
                 *out = NULL;
    unsigned made = 0;
    while (part != NULL && made < n &&
           (part[made] = strip(g, n_col, xy + made * n_col)) != NULL) {
        ++made;
    }
    if (part != NULL && made == n) {
        all = GEOSGeom_createCollection_r(g->h, GEOS_GEOMETRYCOLLECTION, part, n);
        made = all != NULL ? 0 : made; /* the collection owns the parts */
        joined = all == NULL ? NULL : GEOSUnaryUnion_r(g->h, all);
        out = joined == NULL ? NULL
                             : GEOSTopologyPreserveSimplify_r(g->h, joined, OQL_OUTLINE_KM);
    }
    for (unsigned k = 0; k < made; ++k) {
        GEOSGeom_destroy_r(g->h, part[k]);
    }
    free(part);
    GEOSGeom_destroy_r(g->h, all);
    GEOSGeom_destroy_r(g->h, joined);
    return out;
}

/* The outer ring of a geometry (of its first part) without the closing point. */
static oql_status take_ring(const geos *g, const GEOSGeometry *whole, oql_ring *out, bool *ok,
                            oql_err *err)
{
    const GEOSGeometry *poly = GEOSGetGeometryN_r(g->h, whole, 0);
    const GEOSGeometry *outer = poly == NULL ? NULL : GEOSGetExteriorRing_r(g->h, poly);
    const GEOSCoordSequence *seq = outer == NULL ? NULL : GEOSGeom_getCoordSeq_r(g->h, outer);
    unsigned n = 0;
    oql_status st = OQL_OK;
    *ok = seq != NULL && GEOSCoordSeq_getSize_r(g->h, seq, &n) && n >= 4;
    for (unsigned k = 0; *ok && k + 1 < n; ++k) {
        double x = 0.0, y = 0.0;
        *ok = GEOSCoordSeq_getXY_r(g->h, seq, k, &x, &y) != 0;
        OQL_TRY(oql_ring_push(out, x, y, err));
    }
done:
    return st;
}

/* The outline of n_strip strips, or (0) one strip as it is. */
static oql_status run_geos(unsigned n_strip, size_t n_col, const double (*xy)[2], oql_ring *out,
                           oql_err *err)
{
    oql_status st = oql_geos_load(err);
    if (st != OQL_OK) {
        return st;
    }
    geos g = {.h = GEOS_init_r()};
    bool ok = false;
    if (g.h != NULL) {
        (void)GEOSContext_setErrorMessageHandler_r(g.h, note, &g);
        GEOSGeometry *whole =
            n_strip == 0 ? strip(&g, n_col, xy) : unite(&g, n_strip, n_col, xy);
        if (whole != NULL) {
            st = take_ring(&g, whole, out, &ok, err);
        }
        GEOSGeom_destroy_r(g.h, whole);
        GEOS_finish_r(g.h);
    }
    if (st == OQL_OK && !ok) {
        st = OQL_FAIL(err, OQL_ENUMERIC, "the outline of a rupture cannot be made: %s",
                      g.message[0] == '\0' ? "no ring" : g.message);
    }
    return st;
}

oql_status oql_outline_by_geos(size_t n_row, size_t n_col, const double (*xy)[2], oql_ring *out,
                               oql_err *err)
{
    return run_geos((unsigned)n_row - 1, n_col, xy, out, err);
}

/* ---- either ---- */

/* All rows of a vertical fault have the same nodes, bit for bit. */
static bool is_wall(size_t n_row, size_t n_col, const double (*xy)[2])
{
    for (size_t i = 1; i < n_row; ++i) {
        if (memcmp(xy, xy + i * n_col, n_col * sizeof *xy) != 0) {
            return false;
        }
    }
    return true;
}

/* The strips of a wall are one: GEOS's union of n of them is that one, started one corner later for each
 * halving of n. */
static oql_status outline_of_wall(size_t n_row, size_t n_col, const double (*xy)[2],
                                  oql_ring *out, bool *hard, oql_err *err)
{
    oql_ring one = {0};
    size_t first = 0;
    oql_status st = OQL_OK;

    OQL_TRY(run_geos(0, n_col, xy, &one, err));
    for (size_t n = n_row - 1; n > 1; n /= 2) {
        ++first;
    }
    OQL_TRY(oql_ring_start_at(&one, first % one.n, err));
    OQL_TRY(oql_ring_thin(&one, OQL_OUTLINE_KM, out, hard, err));
done:
    oql_ring_clear(&one);
    return st;
}

oql_status oql_outline_of_nodes(size_t n_row, size_t n_col, const double (*xy)[2],
                                oql_ring *out, oql_err *err)
{
    bool hard = false;
    const oql_status st = is_wall(n_row, n_col, xy)
                              ? outline_of_wall(n_row, n_col, xy, out, &hard, err)
                              : oql_outline_by_rings(n_row, n_col, xy, out, &hard, err);
    if (st != OQL_OK || !hard) {
        return st;
    }
    out->n = 0;
    return oql_outline_by_geos(n_row, n_col, xy, out, err);
}

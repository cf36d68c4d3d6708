/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nrml/source_reader.h"
#include "source/parse.h"

/* Non-parametric sources: ruptures listed one by one. */

static bool check_probs(oql_source_reader *r, const oql_xml_node *node, size_t n,
                        const double *p)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; ++i) {
        sum += p[i];
        if (!(p[i] >= 0.0 && p[i] <= 1.0)) {
            oql_source_reader_mistake(
                r, node, "probability of %zu occurrences is %g, expected within [0, 1]", i,
                p[i]);
            return false;
        }
    }
    if (n < 2 || !(fabs(sum - 1.0) <= 1e-9)) {
        oql_source_reader_mistake(r, node,
                                  "%zu probabilities of occurrence with sum %.12g, expected at "
                                  "least two with sum 1",
                                  n, sum);
        return false;
    }
    return true;
}

static bool read_probs(oql_source_reader *r, const oql_xml_node *node, oql_given_rupture *out)
{
    const char *text = oql_xml_attr_value(node, "probs_occur");
    double *p = NULL;
    oql_err why = {0};
    bool good = false;

    if (text == NULL) {
        oql_source_reader_mistake(r, node, "<%s>, expected probs_occur", node->name);
        return false;
    }
    if (oql_source_reader_good(r,
                               oql_xml_to_doubles(r->path, node->line, "probs_occur", text, &p,
                                                  &out->n_prob, &why),
                               &why) &&
        check_probs(r, node, out->n_prob, p)) {
        out->prob = oql_pool_intern(&r->pool, r->arena, 'p', p, out->n_prob * sizeof *p);
        r->fatal = out->prob == NULL ? OQL_ENOMEM : r->fatal;
        good = out->prob != NULL;
    }
    free(p);
    return good;
}

static bool read_hypocentre(oql_source_reader *r, const oql_xml_node *node, double hypo[3])
{
    static const char *const name[3] = {"lon", "lat", "depth"};
    const oql_xml_node *h = NULL;
    oql_err why = {0};

    if (!oql_source_reader_good(r, oql_parse_need(r->path, node, "hypocenter", &h, &why),
                                &why)) {
        return false;
    }
    for (int k = 0; k < 3; ++k) {
        if (!oql_source_reader_good(r, oql_parse_attr(r->path, h, name[k], &hypo[k], &why),
                                    &why)) {
            return false;
        }
    }
    hypo[0] = oql_round_lonlat(hypo[0]);
    hypo[1] = oql_round_lonlat(hypo[1]);
    if (!(fabs(hypo[0]) <= 180.0 && fabs(hypo[1]) <= 90.0 && hypo[2] < 6371.0)) {
        oql_source_reader_mistake(r, h,
                                  "hypocentre (%g, %g, %g km), expected a place in the Earth",
                                  hypo[0], hypo[1], hypo[2]);
        return false;
    }
    return true;
}

/* The first of a rupture's children that is a surface; any other when there is none. */
static const oql_xml_node *surface_of(const oql_xml_node *node)
{
    static const char *const known[] = {"simpleFaultGeometry", "complexFaultGeometry",
                                        "planarSurface", "griddedSurface", "kiteSurface"};

    for (const oql_xml_node *c = node->first_child; c != NULL; c = c->next) {
        for (size_t k = 0; k < OQL_COUNT(known); ++k) {
            if (strcmp(c->name, known[k]) == 0) {
                return c;
            }
        }
    }
    return NULL;
}

static bool read_surface(oql_source_reader *r, const oql_xml_node *node, oql_given_rupture *out)
{
    const oql_xml_node *surface = surface_of(node);
    const double spacing = r->settings->rupture_mesh_spacing_km;
    oql_fault_geometry *g = oql_arena_alloc(r->arena, 1, sizeof *g);
    oql_err why = {0};

    if (g == NULL) {
        r->fatal = OQL_ENOMEM;
        return false;
    }
    if (surface == NULL) {
        oql_source_reader_mistake(r, node, "<%s> without a surface, expected one", node->name);
        return false;
    }
    if (!oql_source_reader_good(
            r, oql_geometry_parse(r->path, surface, spacing, r->arena, g, &why), &why)) {
        return false;
    }
    g->spacing_km = spacing; /* one written in the model does not count */
    out->geometry = g;
    return oql_source_reader_good_at(r, surface, oql_geometry_check(g, &why), &why);
}

static bool read_rupture(oql_source_reader *r, const oql_xml_node *node, oql_given_rupture *out)
{
    static const char *const known[] = {"simpleFaultRupture", "complexFaultRupture",
                                        "singlePlaneRupture", "multiPlanesRupture",
                                        "griddedRupture"};
    size_t k = 0;
    oql_err why = {0};

    while (k < OQL_COUNT(known) && strcmp(node->name, known[k]) != 0) {
        ++k;
    }
    if (k == OQL_COUNT(known)) {
        oql_source_reader_mistake(r, node, "<%s>, expected a rupture such as <%s>", node->name,
                                  known[0]);
        return false;
    }
    if (!oql_source_reader_good(r, oql_parse_child(r->path, node, "magnitude", &out->mag, &why),
                                &why) ||
        !oql_source_reader_good(r, oql_parse_child(r->path, node, "rake", &out->rake_deg, &why),
                                &why) ||
        !read_hypocentre(r, node, out->hypo) || !read_probs(r, node, out) ||
        !read_surface(r, node, out)) {
        return false;
    }
    if (!(out->mag > 0.0 && out->mag < 12.0)) {
        oql_source_reader_mistake(r, node, "magnitude is %g, expected within (0, 12)",
                                  out->mag);
        return false;
    }
    return true;
}

/* --- ruptures in HDF5 --- */

typedef struct {
    const char *file, *id;
    double *prob, *mag, *rake, *hypo, *mesh, *slice;
    size_t n, n_prob, n_node;
} arrays;

static oql_status read_array(const oql_source_reader *r, const arrays *a, const char *name,
                             size_t dims[2], double **x, oql_err *err)
{
    const oql_array_reader *reader = r->settings->arrays;
    char key[160];

    (void)snprintf(key, sizeof key, "/%s/%s", a->id, name);
    return reader->numbers(reader->user, a->file, key, dims, x, err);
}

static oql_status read_arrays(const oql_source_reader *r, arrays *a, oql_err *err)
{
    const struct {
        const char *name;
        double **x;
        size_t n_col;
    } column[] = {{"magnitude", &a->mag, 1},
                  {"rake", &a->rake, 1},
                  {"hypocenter", &a->hypo, 3},
                  {"slice", &a->slice, 2}};
    size_t dims[2];
    oql_status st = OQL_OK;

    OQL_TRY(read_array(r, a, "probs_occur", dims, &a->prob, err));
    a->n = dims[0];
    a->n_prob = dims[1];
    for (size_t c = 0; c < OQL_COUNT(column); ++c) {
        OQL_TRY(read_array(r, a, column[c].name, dims, column[c].x, err));
        if (dims[0] != a->n || dims[1] != column[c].n_col) {
            st = OQL_FAIL(err, OQL_EMODEL,
                          "%s: /%s/%s has %zu x %zu numbers, expected %zu x %zu", a->file,
                          a->id, column[c].name, dims[0], dims[1], a->n, column[c].n_col);
            goto done;
        }
    }
    OQL_TRY(read_array(r, a, "mesh3d", dims, &a->mesh, err));
    a->n_node = dims[0];
    if (dims[1] != 3) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s: /%s/mesh3d has %zu columns, expected 3", a->file,
                      a->id, dims[1]);
    }
done:
    return st;
}

static bool cloud_of(oql_source_reader *r, const oql_xml_node *node, const arrays *a, size_t i,
                     oql_given_rupture *out)
{
    const double first = a->slice[2 * i], end = a->slice[2 * i + 1];

    if (!(first >= 0.0 && end > first && end <= (double)a->n_node)) {
        oql_source_reader_mistake(r, node,
                                  "rupture %zu has nodes %g to %g, expected some of %zu in %s",
                                  i, first, end, a->n_node, a->file);
        return false;
    }
    const size_t at = (size_t)first, n = (size_t)end - at;
    if (n == 0) {
        oql_source_reader_mistake(r, node, "rupture %zu of %s has no node, expected some", i,
                                  a->file);
        return false;
    }
    oql_fault_geometry *g = oql_arena_alloc(r->arena, 1, sizeof *g);
    oql_polyline *line = oql_arena_alloc(r->arena, 1, sizeof *line);
    double *x = oql_arena_alloc(r->arena, 3 * n, sizeof *x);
    if (g == NULL || line == NULL || x == NULL) {
        r->fatal = OQL_ENOMEM;
        return false;
    }
    for (size_t k = 0; k < n; ++k) {
        for (size_t d = 0; d < 3; ++d) {
            x[d * n + k] = a->mesh[3 * (at + k) + d];
        }
        if (!(fabs(x[k]) <= 180.0 && fabs(x[n + k]) <= 90.0 && x[2 * n + k] < 6371.0)) {
            oql_source_reader_mistake(
                r, node, "node %zu of %s is (%g, %g, %g km), expected a place in the Earth",
                at + k, a->file, x[k], x[n + k], x[2 * n + k]);
            return false;
        }
    }
    *line = (oql_polyline){n, x, x + n, x + 2 * n};
    *g = (oql_fault_geometry){.kind = OQL_GEOM_CLOUD, .n_line = 1, .lines = line};
    out->geometry = g;
    return true;
}

static bool check_numbers(oql_source_reader *r, const oql_xml_node *node, const arrays *a,
                          size_t i, const oql_given_rupture *out)
{
    if (!(out->mag > 0.0 && out->mag < 12.0) || !isfinite(out->rake_deg)) {
        oql_source_reader_mistake(r, node,
                                  "rupture %zu of %s: magnitude %g, rake %g, expected within "
                                  "(0, 12) and finite",
                                  i, a->file, out->mag, out->rake_deg);
        return false;
    }
    if (!(fabs(out->hypo[0]) <= 180.0 && fabs(out->hypo[1]) <= 90.0 && out->hypo[2] < 6371.0)) {
        oql_source_reader_mistake(r, node,
                                  "rupture %zu of %s: hypocentre (%g, %g, %g km), expected a "
                                  "place in the Earth",
                                  i, a->file, out->hypo[0], out->hypo[1], out->hypo[2]);
        return false;
    }
    return true;
}

static void from_arrays(oql_source_reader *r, const oql_xml_node *node, const arrays *a,
                        oql_source *s)
{
    oql_given_rupture *list = oql_arena_alloc(r->arena, a->n, sizeof *list);

    if (list == NULL) {
        r->fatal = OQL_ENOMEM;
        return;
    }
    for (size_t i = 0; i < a->n && r->fatal == OQL_OK; ++i) {
        oql_given_rupture *out = &list[i];

        *out = (oql_given_rupture){
            .mag = a->mag[i], .rake_deg = a->rake[i], .n_prob = a->n_prob, .weight = 1.0};
        for (size_t d = 0; d < 3; ++d) {
            out->hypo[d] = d < 2 ? oql_round_lonlat(a->hypo[3 * i + d]) : a->hypo[3 * i + d];
        }
        if (!check_numbers(r, node, a, i, out) ||
            !check_probs(r, node, a->n_prob, a->prob + i * a->n_prob) ||
            !cloud_of(r, node, a, i, out)) {
            return;
        }
        out->prob = oql_pool_intern(&r->pool, r->arena, 'p', a->prob + i * a->n_prob,
                                    a->n_prob * sizeof(double));
        r->fatal = out->prob == NULL ? OQL_ENOMEM : r->fatal;
    }
    s->n_rupture = a->n;
    s->ruptures = list;
}

/* The HDF5 file has the model's name with another ending. */
const char *oql_source_reader_hdf5(oql_source_reader *r)
{
    const char *dot = strrchr(r->path, '.'), *slash = strrchr(r->path, '/');
    const size_t stem = dot != NULL && (slash == NULL || dot > slash) ? (size_t)(dot - r->path)
                                                                      : strlen(r->path);
    char *file = oql_arena_alloc(r->arena, stem + 6, 1);

    if (file == NULL) {
        r->fatal = OQL_ENOMEM;
        return NULL;
    }
    memcpy(file, r->path, stem);
    memcpy(file + stem, ".hdf5", 6);
    return file;
}

static void read_from_hdf5(oql_source_reader *r, const oql_xml_node *node, oql_source *s)
{
    arrays a = {.file = oql_source_reader_hdf5(r), .id = s->id};
    oql_err why = {0};

    if (a.file == NULL) {
        return;
    }
    if (r->settings->arrays == NULL) {
        oql_source_reader_mistake(r, node, "<%s> without ruptures, expected some", node->name);
        return;
    }
    if (oql_source_reader_good_at(r, node, read_arrays(r, &a, &why), &why)) {
        from_arrays(r, node, &a, s);
    }
    free(a.prob);
    free(a.mag);
    free(a.rake);
    free(a.hypo);
    free(a.mesh);
    free(a.slice);
}

static void read_weights(oql_source_reader *r, const oql_xml_node *node, size_t n,
                         oql_given_rupture *list)
{
    const char *text = oql_xml_attr_value(node, "rup_weights");
    double *w = NULL;
    size_t n_weight = 0;
    oql_err why = {0};

    if (text == NULL ||
        !oql_source_reader_good(
            r,
            oql_xml_to_doubles(r->path, node->line, "rup_weights", text, &w, &n_weight, &why),
            &why)) {
        return;
    }
    if (n_weight != n) {
        oql_source_reader_mistake(r, node, "%zu rup_weights, but %zu ruptures", n_weight, n);
    }
    for (size_t i = 0; i < n && i < n_weight; ++i) {
        list[i].weight = w[i];
        if (!(w[i] >= 0.0)) {
            oql_source_reader_mistake(r, node, "rupture weight %g, expected >= 0", w[i]);
        }
    }
    free(w);
}

void oql_source_read_given(oql_source_reader *r, const oql_xml_node *node, oql_source *s)
{
    const size_t n = oql_xml_count(node, NULL);
    oql_given_rupture *list = NULL;

    s->rake_deg = (double)NAN;
    if (n == 0) {
        read_from_hdf5(r, node, s);
        return;
    }
    list = oql_arena_alloc(r->arena, n, sizeof *list);
    if (list == NULL) {
        r->fatal = OQL_ENOMEM;
        return;
    }
    for (const oql_xml_node *c = node->first_child; c != NULL; c = c->next) {
        list[s->n_rupture].weight = 1.0;
        if (!read_rupture(r, c, &list[s->n_rupture])) {
            return;
        }
        s->n_rupture += 1;
    }
    s->ruptures = list;
    read_weights(r, node, n, list);
}

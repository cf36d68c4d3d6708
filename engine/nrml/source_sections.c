/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "nrml/source_reader.h"
#include "source/parse.h"

/* Multi-fault sources: ruptures that name the sections they break, which other files describe. */

bool oql_source_read_section(oql_source_reader *r, const oql_xml_node *node, oql_section *out)
{
    const char *id = oql_xml_attr_value(node, "id");
    oql_fault_geometry g = {0};
    oql_err why = {0};

    if (strcmp(node->name, "section") != 0 || id == NULL || node->first_child == NULL) {
        oql_source_reader_mistake(r, node, "<%s>, expected a <section> with id and surface",
                                  node->name);
        return false;
    }
    if (!oql_source_reader_good(r,
                                oql_geometry_parse(r->path, node->first_child,
                                                   r->settings->rupture_mesh_spacing_km,
                                                   r->arena, &g, &why),
                                &why)) {
        return false;
    }
    const bool is_plane = g.kind == OQL_GEOM_PLANES && g.n_plane == 1;
    if (!is_plane && !(g.kind == OQL_GEOM_KITES && g.n_kite == 1)) {
        oql_source_reader_mistake(
            r, node,
            "section \"%s\" of %zu surfaces, expected one kiteSurface or planarSurface", id,
            g.kind == OQL_GEOM_KITES ? g.n_kite : g.n_plane);
        return false;
    }
    g.spacing_km = r->settings->rupture_mesh_spacing_km;
    *out = (oql_section){.id = oql_pool_string(&r->pool, r->arena, id),
                         .line = node->line,
                         .kite = is_plane ? (oql_profiles){.plane = g.planes} : g.kites[0]};
    r->fatal = out->id == NULL ? OQL_ENOMEM : r->fatal;
    return out->id != NULL &&
           oql_source_reader_good_at(r, node, oql_geometry_check(&g, &why), &why);
}

/* Ruptures as they are read; the arrays grow, then move to the arena. */
typedef struct {
    size_t n, n_prob, n_member;
    double *mag, *rake, *prob;
    size_t *first;
    const char **member;
    size_t cap_mag, cap_rake, cap_prob, cap_first, cap_member;
} table;

static void clear(table *t)
{
    free(t->mag);
    free(t->rake);
    free(t->prob);
    free(t->first);
    free(t->member);
}

/* Ids separated by white space or commas. */
static oql_status add_members(oql_source_reader *r, table *t, const char *text, oql_err *err)
{
    oql_status st = OQL_OK;

    OQL_TRY(oql_reserve(&t->first, &t->cap_first, t->n + 2, sizeof *t->first, err));
    t->first[t->n] = t->n_member;
    for (const char *p = text + strspn(text, " ,\t\n\r"); *p != '\0';) {
        const size_t n = strcspn(p, " ,\t\n\r");
        char *id = oql_arena_strndup(r->arena, p, n);

        OQL_TRY(
            oql_reserve(&t->member, &t->cap_member, t->n_member + 1, sizeof *t->member, err));
        if (id == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "sections of a rupture");
            goto done;
        }
        t->member[t->n_member] = oql_pool_string(&r->pool, r->arena, id);
        if (t->member[t->n_member++] == NULL) {
            st = OQL_FAIL(err, OQL_ENOMEM, "sections of a rupture");
            goto done;
        }
        p += n;
        p += strspn(p, " ,\t\n\r");
    }
    t->first[t->n + 1] = t->n_member;
done:
    return st;
}

/* OpenQuake rounds magnitudes of these sources to two decimals. */
static oql_status add_rupture(oql_source_reader *r, table *t, double mag, double rake_deg,
                              size_t n_prob, const double *prob, const char *sections,
                              oql_err *err)
{
    oql_status st = OQL_OK;
    double sum = 0.0;

    for (size_t k = 0; k < n_prob; ++k) {
        sum += prob[k];
        if (!(prob[k] >= 0.0 && prob[k] <= 1.0)) {
            return OQL_FAIL(
                err, OQL_EMODEL,
                "rupture %zu: probability of %zu occurrences is %g, expected within "
                "[0, 1]",
                t->n, k, prob[k]);
        }
    }
    if (n_prob < 2 || (t->n > 0 && n_prob != t->n_prob) || !(fabs(sum - 1.0) < 1e-4)) {
        return OQL_FAIL(
            err, OQL_EMODEL,
            "rupture %zu: %zu probabilities of occurrence with sum %g, expected %zu "
            "with sum 1",
            t->n, n_prob, sum, t->n > 0 ? t->n_prob : 2);
    }
    if (!isfinite(rake_deg)) {
        return OQL_FAIL(err, OQL_EMODEL, "rupture %zu: rake is %g, expected an angle", t->n,
                        rake_deg);
    }
    if (!(mag > 0.0 && mag < 12.0)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "rupture %zu: magnitude is %g, expected within (0, 12)", t->n, mag);
    }
    OQL_TRY(oql_reserve(&t->mag, &t->cap_mag, t->n + 1, sizeof *t->mag, err));
    OQL_TRY(oql_reserve(&t->rake, &t->cap_rake, t->n + 1, sizeof *t->rake, err));
    OQL_TRY(oql_reserve(&t->prob, &t->cap_prob, (t->n + 1) * n_prob, sizeof *t->prob, err));
    OQL_TRY(add_members(r, t, sections, err));
    if (t->first[t->n + 1] == t->first[t->n]) {
        return OQL_FAIL(err, OQL_EMODEL, "rupture %zu without sections, expected one at least",
                        t->n);
    }
    t->n_prob = n_prob;
    t->mag[t->n] = nearbyint(mag * 100.0) / 100.0;
    t->rake[t->n] = rake_deg;
    memcpy(t->prob + t->n * n_prob, prob, n_prob * sizeof *prob);
    t->n += 1;
done:
    return st;
}

static bool read_rupture(oql_source_reader *r, const oql_xml_node *node, table *t)
{
    const oql_xml_node *index = oql_xml_child(node, "sectionIndexes");
    const char *ids = index != NULL ? oql_xml_attr_value(index, "indexes") : NULL;
    const char *text = oql_xml_attr_value(node, "probs_occur");
    double mag = 0.0, rake = 0.0, *prob = NULL;
    size_t n_prob = 0;
    oql_err why = {0};
    bool good = false;

    if (ids == NULL || text == NULL) {
        oql_source_reader_mistake(
            r, node, "<%s>, expected a rupture with probs_occur and <sectionIndexes indexes=…>",
            node->name);
        return false;
    }
    if (oql_source_reader_good(r, oql_parse_child(r->path, node, "magnitude", &mag, &why),
                               &why) &&
        oql_source_reader_good(r, oql_parse_child(r->path, node, "rake", &rake, &why), &why) &&
        oql_source_reader_good(
            r,
            oql_xml_to_doubles(r->path, node->line, "probs_occur", text, &prob, &n_prob, &why),
            &why)) {
        good = oql_source_reader_good_at(
            r, node, add_rupture(r, t, mag, rake, n_prob, prob, ids, &why), &why);
    }
    free(prob);
    return good;
}

static oql_status read_hdf5(oql_source_reader *r, const oql_source *s, table *t, oql_err *err)
{
    const oql_array_reader *reader = r->settings->arrays;
    const char *file = oql_source_reader_hdf5(r);
    const char *const name[] = {"mag", "rake", "probs_occur"};
    double *x[3] = {NULL, NULL, NULL};
    size_t dims[3][2], n_text = 0;
    char **text = NULL, key[160];
    oql_status st = OQL_OK;

    if (file == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "name of a file");
    }
    for (size_t k = 0; k < 3; ++k) {
        (void)snprintf(key, sizeof key, "/%s/%s", s->id, name[k]);
        OQL_TRY(reader->numbers(reader->user, file, key, dims[k], &x[k], err));
    }
    (void)snprintf(key, sizeof key, "/%s/rupture_idxs", s->id);
    OQL_TRY(reader->texts(reader->user, file, key, &n_text, &text, err));
    for (size_t k = 0; k < 3; ++k) {
        if (dims[k][0] != n_text || (k < 2 && dims[k][1] != 1)) {
            st = OQL_FAIL(err, OQL_EMODEL,
                          "%s: /%s/%s has %zu x %zu numbers, expected %zu%s as rupture_idxs",
                          file, s->id, name[k], dims[k][0], dims[k][1], n_text,
                          k < 2 ? "" : " rows");
            goto done;
        }
    }
    for (size_t i = 0; i < n_text; ++i) {
        OQL_TRY(add_rupture(r, t, x[0][i], x[1][i], dims[2][1], x[2] + i * dims[2][1], text[i],
                            err));
    }
done:
    for (size_t k = 0; k < 3; ++k) {
        free(x[k]);
    }
    for (size_t i = 0; i < n_text; ++i) {
        free(text[i]);
    }
    free(text);
    return st;
}

static void *keep(oql_source_reader *r, const void *x, size_t n, size_t size)
{
    void *out = oql_arena_alloc(r->arena, n, size);

    if (out == NULL) {
        r->fatal = OQL_ENOMEM;
        return NULL;
    }
    return memcpy(out, x, n * size);
}

static void keep_table(oql_source_reader *r, const table *t, oql_source *s)
{
    oql_section_ruptures *m = oql_arena_alloc(r->arena, 1, sizeof *m);

    if (m == NULL) {
        r->fatal = OQL_ENOMEM;
        return;
    }
    *m = (oql_section_ruptures){.n = t->n,
                                .n_prob = t->n_prob,
                                .mag = keep(r, t->mag, t->n, sizeof *t->mag),
                                .rake_deg = keep(r, t->rake, t->n, sizeof *t->rake),
                                .prob = keep(r, t->prob, t->n * t->n_prob, sizeof *t->prob),
                                .first = keep(r, t->first, t->n + 1, sizeof *t->first),
                                .member = keep(r, t->member, t->n_member, sizeof *t->member),
                                .infer_rates = r->settings->infer_occur_rates};
    s->multi = m;
}

void oql_source_read_multi_fault(oql_source_reader *r, const oql_xml_node *node, oql_source *s)
{
    const oql_xml_node *c = node->first_child;
    table t = {0};
    oql_err why = {0};

    s->rake_deg = (double)NAN;
    if (c != NULL && strcmp(c->name, "faults") == 0) {
        c = c->next; /* names for groups of sections: of no effect on the hazard */
    }
    if (c == NULL && r->settings->arrays == NULL) {
        oql_source_reader_mistake(r, node, "<%s> without ruptures, expected some", node->name);
    } else if (c == NULL) {
        (void)oql_source_reader_good_at(r, node, read_hdf5(r, s, &t, &why), &why);
    }
    for (; c != NULL && !r->bad; c = c->next) {
        (void)read_rupture(r, c, &t);
    }
    if (!r->bad && t.n == 0) {
        oql_source_reader_mistake(r, node, "<%s> without ruptures, expected some", node->name);
    }
    if (!r->bad) {
        keep_table(r, &t, s);
    }
    clear(&t);
}

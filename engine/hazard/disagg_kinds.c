/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/layout.h"
#include "hazard/disagg.h"

static const char *const axis_name[] = {"Mag", "Dist", "Lon", "Lat", "Eps", "TRT"};
enum { TRT = OQL_AXES, NAMES };

static oql_status no_memory(oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the results of the disaggregation");
}

/* Axes of a kind, "TRT_Mag" -> {TRT, OQL_AXIS_MAG}; returns how many, 0 for an unknown one. */
static size_t parse(const char *name, size_t axis[NAMES])
{
    size_t n = 0;
    for (const char *s = name;; ++s) {
        const size_t length = strcspn(s, "_");
        size_t a = 0;
        while (a < NAMES &&
               (strlen(axis_name[a]) != length || strncmp(axis_name[a], s, length) != 0)) {
            ++a;
        }
        if (a == NAMES || n == NAMES) {
            return 0;
        }
        axis[n++] = a;
        s += length;
        if (*s == '\0') {
            return n;
        }
    }
}

size_t oql_disagg_kind_values(const char *name, const oql_bins *bins)
{
    size_t axis[NAMES], n_value = 1;
    const size_t n_axis = parse(name, axis);

    for (size_t i = 0; i < n_axis; ++i) {
        n_value *= axis[i] == TRT ? bins->n_trt : bins->n[axis[i]];
    }
    return n_axis == 0 ? 0 : n_value;
}

static oql_status make_kind(const char *name, const oql_bins *b, const oql_disagg_targets *t,
                            oql_arena *arena, oql_disagg_kind *k, oql_err *err)
{
    size_t axis[NAMES], stride[OQL_AXES] = {0};
    const size_t n_axis = parse(name, axis);

    if (n_axis == 0) {
        return OQL_FAIL(err, OQL_ECONFIG, "disagg_outputs: unknown output '%.40s'", name);
    }
    *k = (oql_disagg_kind){.name = name, .n_axis = n_axis, .n_value = 1};
    for (size_t i = n_axis; i-- > 0;) {
        k->n_bin[i] = axis[i] == TRT ? b->n_trt : b->n[axis[i]];
        if (axis[i] == TRT) {
            k->trt_stride = k->n_value;
        } else {
            stride[axis[i]] = k->n_value;
        }
        k->n_value *= k->n_bin[i];
    }
    const size_t n_map = t->n_site * k->n_value * t->n_imt * t->n_poe;
    k->of_cell = oql_arena_alloc(arena, b->n_cell, sizeof *k->of_cell);
    k->rlzs = oql_arena_alloc(arena, n_map * t->n_rlz, sizeof *k->rlzs);
    k->stats = oql_arena_alloc(arena, n_map, sizeof *k->stats);
    k->sum = oql_arena_alloc(arena, k->n_value, sizeof *k->sum);
    if (k->of_cell == NULL || k->rlzs == NULL || k->stats == NULL || k->sum == NULL) {
        return no_memory(err);
    }
    for (size_t c = 0; c < b->n_cell; ++c) {
        size_t rest = c, value = 0;
        for (size_t a = OQL_AXES; a-- > 0;) {
            value += rest % b->n[a] * stride[a];
            rest /= b->n[a];
        }
        k->of_cell[c] = (uint32_t)value;
    }
    return OQL_OK;
}

oql_status oql_disagg_kinds(const oql_inputs *in, const oql_bins *bins,
                            const oql_disagg_targets *t, oql_arena *arena,
                            oql_disagg_kind **out, size_t *n, oql_err *err)
{
    const oql_job_words *names = &in->job->disagg_outputs;
    oql_disagg_kind *kind = oql_arena_alloc(arena, names->n, sizeof *kind);
    oql_status st = OQL_OK;

    if (kind == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < names->n; ++i) {
        OQL_TRY(make_kind(names->s[i], bins, t, arena, &kind[i], err));
    }
    *out = kind;
    *n = names->n;
done:
    return st;
}

/* ---- writing ---- */

static oql_status write_edges(oql_store *store, const char *key, const oql_edges *e,
                              size_t n_site, bool by_site, oql_err *err)
{
    const size_t dims[2] = {by_site ? n_site : e->n + 1, e->n + 1};
    double *x = oql_calloc(n_site * (e->n + 1), sizeof *x);

    if (x == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < (by_site ? n_site : 1); ++i) {
        memcpy(x + i * (e->n + 1), e[i].edge, (e->n + 1) * sizeof *x);
    }
    const oql_status st = oql_layout_set(store, key, dims, x, err);
    free(x);
    return st;
}

/* Middles of bins, the scale of an axis. */
static oql_status write_axis(oql_store *store, const char *key, const oql_edges *e,
                             oql_err *err)
{
    double *x = oql_calloc(e->n, sizeof *x);

    if (x == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < e->n; ++i) {
        x[i] = (e->edge[i] + e->edge[i + 1]) / 2.0;
    }
    const oql_status st = oql_layout_set(store, key, &e->n, x, err);
    free(x);
    return st;
}

static oql_status write_bins(oql_store *store, const oql_bins *b, size_t n_site, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(write_edges(store, "disagg_bins/Mag", &b->mag, n_site, false, err));
    OQL_TRY(write_edges(store, "disagg_bins/Dist", &b->dist, n_site, false, err));
    OQL_TRY(write_edges(store, "disagg_bins/Lon", b->lon, n_site, true, err));
    OQL_TRY(write_edges(store, "disagg_bins/Lat", b->lat, n_site, true, err));
    OQL_TRY(write_edges(store, "disagg_bins/Eps", &b->eps, n_site, false, err));
    OQL_TRY(write_axis(store, "disagg_mag", &b->mag, err));
    OQL_TRY(write_axis(store, "disagg_dist", &b->dist, err));
    OQL_TRY(write_axis(store, "disagg_eps", &b->eps, err));
    OQL_TRY(oql_layout_set(store, "disagg_trt", &b->n_trt, b->trt, err));
done:
    return st;
}

static oql_status write_targets(oql_store *store, const oql_disagg_targets *t, oql_err *err)
{
    const size_t poes[2] = {t->n_site, t->n_poe};
    const size_t imls[3] = {t->n_site, t->n_imt, t->n_poe};
    const size_t rlzs[2] = {t->n_site, t->n_rlz};
    int32_t *rlz = oql_calloc(t->n_site * t->n_rlz, sizeof *rlz);
    oql_status st = OQL_OK;

    if (rlz == NULL) {
        return no_memory(err);
    }
    for (size_t i = 0; i < t->n_site * t->n_rlz; ++i) {
        rlz[i] = (int32_t)t->rlz[i];
    }
    OQL_TRY(oql_layout_set(store, "disagg_poes", poes, t->poe, err));
    OQL_TRY(oql_layout_set(store, "disagg_imls", imls, t->iml, err));
    OQL_TRY(oql_layout_set(store, "disagg_best_rlzs", rlzs, rlz, err));
done:
    free(rlz);
    return st;
}

/* disagg_rlzs/<name> (N, bins of each axis, M, P, Z) and disagg_stats/<name> without Z. */
static oql_status write_kind(oql_store *store, const oql_disagg_targets *t,
                             const oql_disagg_kind *k, oql_err *err)
{
    size_t dims[OQL_MAX_RANK] = {t->n_site};
    char key[64];
    oql_status st = OQL_OK;

    memcpy(dims + 1, k->n_bin, k->n_axis * sizeof *dims);
    dims[k->n_axis + 1] = t->n_imt;
    dims[k->n_axis + 2] = t->n_poe;
    dims[k->n_axis + 3] = t->n_rlz;
    (void)snprintf(key, sizeof key, "disagg_rlzs/%s", k->name);
    OQL_TRY(oql_layout_set(store, key, dims, k->rlzs, err));
    if (t->n_rlz > 1) {
        (void)snprintf(key, sizeof key, "disagg_stats/%s", k->name);
        OQL_TRY(oql_layout_set(store, key, dims, k->stats, err));
    }
done:
    return st;
}

oql_status oql_disagg_write(const oql_inputs *in, oql_store *store, const oql_bins *bins,
                            const oql_disagg_targets *t, const oql_disagg_kind *kind,
                            size_t n_kind, oql_err *err)
{
    oql_status st = OQL_OK;

    OQL_TRY(write_bins(store, bins, in->sites->n, err));
    OQL_TRY(write_targets(store, t, err));
    for (size_t i = 0; i < n_kind; ++i) {
        OQL_TRY(write_kind(store, t, &kind[i], err));
    }
done:
    return st;
}

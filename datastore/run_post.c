/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/run_file.h"
#include "datastore/store_h5.h"

/* The published file is written in an order that its contents alone decide: all but the curves, then
 * group by group, in each of these slab by slab of sites, of a slab the curves of all its models. The blocks
 * of a calculation end in nearly that order, so most can be copied while others compute. */

enum { SLAB = 1 << 20 };

static size_t group_length(const char *key)
{
    return strcspn(key, "/");
}

/* The first curve of the next group. */
static size_t group_end(const oql_run *r, size_t c)
{
    const size_t n = group_length(r->keys.name[c]);
    size_t end = c;
    while (end < r->n_curves && group_length(r->keys.name[end]) == n &&
           strncmp(r->keys.name[end], r->keys.name[c], n) == 0) {
        ++end;
    }
    return end;
}

/* Everything but the curves and what the live file has for itself. */
static oql_status open_post(oql_run *r, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *s = NULL;
    const double begin = oql_h5_now();
    oql_names skip = {0};
    skip.name = calloc(r->n_groups + 1, sizeof *skip.name);
    if (skip.name == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu groups", r->n_groups);
    }
    OQL_TRY(oql_strdup("status", &skip.name[skip.n++], err));
    for (size_t c = 0; c < r->n_curves; c = group_end(r, c)) {
        char *name = NULL;
        OQL_TRY(oql_strdup(r->keys.name[c], &name, err));
        name[group_length(name)] = '\0';
        skip.name[skip.n++] = name;
    }
    OQL_TRY(oql_h5_create(oql_claim_file(r->claim), false, oql_run_root_room(r->n_groups), &s,
                          err));
    OQL_TRY(oql_store_copy(r->live, "/", s, "/", skip.n, (const char *const *)(void *)skip.name,
                           err));
    s->seconds = oql_h5_now() - begin;
    r->post_curve = r->post_row = 0;
    r->post = s;
    s = NULL;
done:
    oql_names_clear(&skip);
    oql_store_close(s);
    return st;
}

static bool is_finished(const oql_run *r, size_t c, size_t row, size_t rows)
{
    for (size_t b = row / r->site_block; b * r->site_block < row + rows; ++b) {
        if (!oql_run_is_done(r, c, b)) {
            return false;
        }
    }
    return true;
}

/* One slab of all curves of the group at hand; *more = false when it is not finished yet. */
static oql_status copy_next(oql_run *r, size_t slab, bool *more, oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t left = r->n_sites - r->post_row, rows = left < slab ? left : slab;
    const size_t first = r->post_curve, end = group_end(r, first);
    for (size_t c = first; c < end; ++c) {
        *more = *more && is_finished(r, c, r->post_row, rows);
    }
    if (!*more) {
        return OQL_OK;
    }
    if (r->post_row == 0) {
        char *group = NULL;
        OQL_TRY(oql_h5_path(r->keys.name[first], &group, err));
        *strrchr(group, '/') = '\0';
        st = oql_h5_copy_group(r->live, r->post, group, err);
        free(group);
        OQL_TRY(st);
    }
    for (size_t c = first; c < end; ++c) {
        OQL_TRY(oql_h5_copy_rows(r->live, r->post, r->keys.name[c], r->post_row, rows, r->slab,
                                 err));
    }
    r->post_row += rows;
    if (r->post_row == r->n_sites) {
        r->post_row = 0;
        r->post_curve = end;
    }
done:
    return st;
}

static oql_status copy_finished(oql_run *r, oql_err *err)
{
    oql_status st = OQL_OK;
    const oql_array curve = {
        .type = OQL_F64, .rank = 3, .dims = {r->n_sites, r->n_imts, r->n_levels}};
    const size_t rows = oql_h5_slab_rows(&curve, SLAB);
    if (r->slab == NULL) {
        r->slab = oql_calloc(rows * r->n_imts * r->n_levels, sizeof *r->slab);
    }
    if (r->slab == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory to copy curves");
    }
    if (r->post == NULL) {
        OQL_TRY(open_post(r, err));
    }
    const double begin = oql_h5_now(), before = r->post->seconds;
    for (bool more = true; more && r->post_curve < r->n_curves;) {
        OQL_TRY(copy_next(r, rows, &more, err));
    }
    r->post->seconds = before + oql_h5_now() - begin; /* with the reading, and nothing twice */
done:
    return st;
}

static void give_up(oql_run *r)
{
    oql_store_close(r->post);
    r->post = NULL;
    r->given_up = true;
}

void oql_run_ahead(oql_run *r)
{
    oql_err why = {0};
    if (!r->given_up && copy_finished(r, &why) != OQL_OK) {
        give_up(r);
    }
}

oql_status oql_run_post(oql_run *r, oql_store **out, oql_err *err)
{
    oql_status st = OQL_OK;
    for (size_t c = 0; c < r->n_curves; ++c) {
        for (size_t b = 0; b < r->n_blocks; ++b) {
            if (!oql_run_is_done(r, c, b)) {
                return OQL_FAIL(err, OQL_EARG, "block %zu of \"%s\" is not computed yet", b,
                                r->keys.name[c]);
            }
        }
    }
    OQL_TRY(copy_finished(r, err));
    OQL_TRY(oql_store_set_attr_text(r->post, "/", "state", "complete", err));
    r->posted = true;
    *out = r->post;
done:
    if (st != OQL_OK) {
        give_up(r);
    }
    return st;
}

oql_status oql_run_publish(oql_run *r, double seconds, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *s = NULL;
    if (!r->posted) {
        OQL_TRY(oql_run_post(r, &s, err));
    }
    s = r->post;
    if (getenv("SOURCE_DATE_EPOCH") == NULL) { /* set: whole files are to be compared */
        OQL_TRY(oql_store_set_attr_f64(s, "run", "seconds", 1, &seconds, err));
    }
    r->post = NULL; /* publish takes it */
    OQL_TRY(oql_store_publish(s, err));
done:
    if (st != OQL_OK) {
        oql_run_abort(r, err == NULL ? "cannot be published" : err->text);
    } else {
        oql_run_end(r);
    }
    return st;
}

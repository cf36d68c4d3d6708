/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "source/fault_surface.h"

/* Multi-fault sources: ruptures over sections that are described elsewhere. */

static int id_order(const void *id, const void *section)
{
    const oql_section *s = section;

    return strcmp(id, s->id);
}

/* Number of each member among all sections. */
static oql_status find_members(const oql_section_ruptures *m, size_t n_section,
                               const oql_section *sections, size_t *number, oql_err *err)
{
    for (size_t k = 0; k < m->first[m->n]; ++k) {
        const oql_section *s =
            bsearch(m->member[k], sections, n_section, sizeof *sections, id_order);

        if (s == NULL) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "section \"%s\", expected one of the %zu of the geometry models",
                            m->member[k], n_section);
        }
        number[k] = (size_t)(s - sections);
    }
    return OQL_OK;
}

/* Make the sections that the source uses; local[i] = index of section i in the fault, or -1. */
static oql_status use_sections(oql_fault *f, size_t n_number, const size_t *number,
                               size_t n_section, const oql_section *sections, double spacing_km,
                               int32_t *local, oql_err *err)
{
    oql_profiles *used = oql_calloc(n_section + 1, sizeof *used);
    size_t n = 0;
    oql_status st = OQL_OK;

    if (used == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%zu sections", n_section);
    }
    for (size_t i = 0; i < n_section; ++i) {
        local[i] = -1;
    }
    for (size_t k = 0; k < n_number; ++k) {
        local[number[k]] = 0;
    }
    for (size_t i = 0; i < n_section; ++i) {
        if (local[i] == 0) {
            local[i] = (int32_t)n;
            used[n++] = sections[i].kite;
        }
    }
    st = oql_sections_make(f, n, used, spacing_km, true, err);
    free(used);
    return st;
}

typedef struct {
    double mag;
    size_t at;
} entry;

static int by_magnitude(const void *a, const void *b)
{
    const entry *x = a, *y = b;

    if (x->mag != y->mag) {
        return x->mag < y->mag ? -1 : 1;
    }
    return x->at < y->at ? -1 : 1;
}

static double rate_of(const oql_section_ruptures *m, size_t i, double time_yr)
{
    if (!m->infer_rates) {
        return 1.0 + (double)i;
    }
    const double rate = -log(m->prob[i * m->n_prob]) / time_yr;
    return rate > 0.0 ? fmin(rate, 700.0) : 1e-30;
}

static oql_status fill(oql_fault *f, const oql_section_ruptures *m, const size_t *number,
                       const int32_t *local, double time_yr, oql_err *err)
{
    entry *order = oql_calloc(m->n, sizeof *order);
    size_t at = 0;
    oql_status st = OQL_OK;

    f->first = oql_calloc(m->n + 1, sizeof *f->first);
    f->member = oql_calloc(m->first[m->n], sizeof *f->member);
    if (order == NULL || f->first == NULL || f->member == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "%zu ruptures", m->n);
        goto done;
    }
    OQL_TRY(oql_fault_reserve(f, m->n, err));
    for (size_t i = 0; i < m->n; ++i) {
        order[i] = (entry){m->mag[i], i};
    }
    qsort(order, m->n, sizeof *order, by_magnitude);
    for (size_t i = 0; i < m->n; ++i) {
        const size_t from = order[i].at;

        f->mag[i] = order[i].mag;
        f->rake_deg[i] = (double)(float)m->rake_deg[from];
        f->rate_per_yr[i] = rate_of(m, from, time_yr);
        for (size_t k = m->first[from]; k < m->first[from + 1]; ++k) {
            f->member[at++] = local[number[k]];
        }
        f->first[i + 1] = at;
        OQL_TRY(oql_sections_set_rupture(f, i, NULL, err));
    }
    f->n = m->n;
done:
    free(order);
    return st;
}

oql_status oql_source_multi_fault(const oql_source *src, int32_t source, size_t n_section,
                                  const oql_section *sections, double spacing_km,
                                  double time_yr, oql_fault **out, oql_err *err)
{
    const oql_section_ruptures *m = src->multi;
    size_t *number = oql_calloc(m->first[m->n], sizeof *number);
    int32_t *local = oql_calloc(n_section + 1, sizeof *local);
    oql_fault *f = calloc(1, sizeof *f);
    oql_status st = OQL_OK;

    if (number == NULL || local == NULL || f == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "%zu ruptures", m->n);
        goto done;
    }
    f->source = source;
    f->is_joined = true;
    f->reverse = OQL_TRACE_REVERSED;
    OQL_TRY(find_members(m, n_section, sections, number, err));
    OQL_TRY(
        use_sections(f, m->first[m->n], number, n_section, sections, spacing_km, local, err));
    OQL_TRY(fill(f, m, number, local, time_yr, err));
    *out = f;
    f = NULL;
done:
    free(number);
    free(local);
    oql_fault_destroy(f);
    return st;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "job/override_vs30.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static oql_status no_memory(const oql_job *job, oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory for the sites", job->path);
}

/* ASCE 7-22 site class of a velocity, as OpenQuake bins it. */
static const char *soil_class(double vs30)
{
    static const char *const names[] = {"E", "DE", "D", "CD", "C", "BC", "B", "A"};
    static const double upper[] = {152.0, 213.0, 305.0, 442.0, 640.0, 914.0, 1500.0};
    size_t i = 0;

    while (i < OQL_COUNT(upper) && upper[i] < vs30) {
        ++i;
    }
    return names[i];
}

/* A column at the picked sites; NULL stays NULL. False when memory is out. */
static bool pick_column(oql_arena *arena, size_t n, const size_t *pick, double **column)
{
    if (*column == NULL) {
        return true;
    }
    double *x = oql_arena_alloc(arena, n, sizeof *x);
    for (size_t i = 0; x != NULL && i < n; ++i) {
        x[i] = (*column)[pick[i]];
    }
    *column = x;
    return x != NULL;
}

static bool pick_others(oql_sites *s, size_t n, const size_t *pick)
{
    oql_site_column *c = oql_arena_alloc(s->arena, s->n_columns, sizeof *c);
    for (size_t k = 0; c != NULL && k < s->n_columns; ++k) {
        c[k].name = s->columns[k].name;
        double *x = s->columns[k].x == NULL ? NULL : oql_arena_alloc(s->arena, n, sizeof *x);
        const char **t =
            s->columns[k].x != NULL ? NULL : oql_arena_alloc(s->arena, n, sizeof *t);
        if (x == NULL && t == NULL) {
            return false;
        }
        for (size_t i = 0; i < n; ++i) {
            if (x != NULL) {
                x[i] = s->columns[k].x[pick[i]];
            } else {
                t[i] = s->columns[k].text[pick[i]];
            }
        }
        c[k].x = x;
        c[k].text = t;
    }
    s->columns = c;
    return c != NULL;
}

/* Whether a site is there once for each value: several values mean the sites whose velocity is not
 * known, or the only one. */
static bool is_repeated(const oql_job *job, const oql_sites *s, size_t i)
{
    return job->override_vs30_mps.n == 1 || s->n == 1 || s->vs30_mps[i] == -999.0;
}

/* Which site each new one copies, its vs30 and its name. */
static oql_status repeat_sites(const oql_job *job, oql_sites *s, oql_err *err)
{
    const size_t m = job->override_vs30_mps.n;
    const double *value = job->override_vs30_mps.x;
    size_t n = 0;

    for (size_t i = 0; i < s->n; ++i) {
        n += is_repeated(job, s, i) ? m : 1;
    }
    size_t *pick = oql_arena_alloc(s->arena, n, sizeof *pick);
    double *vs30 = oql_arena_alloc(s->arena, n, sizeof *vs30);
    char(*id)[OQL_SITE_ID_BYTES] = oql_arena_alloc(s->arena, n, sizeof *id);
    if (pick == NULL || vs30 == NULL || id == NULL) {
        return no_memory(job, err);
    }
    size_t j = 0;
    for (size_t i = 0; i < s->n; ++i) {
        const bool repeat = is_repeated(job, s, i);
        char name[24];
        (void)snprintf(name, sizeof name, "%zu", repeat ? i : j);
        if (s->custom_id != NULL) {
            (void)snprintf(name, sizeof name, "%.8s", s->custom_id[i]);
        }
        for (size_t k = 0; k < (repeat ? m : 1); ++k, ++j) {
            pick[j] = i;
            vs30[j] = repeat ? value[k] : s->vs30_mps[i];
            if (repeat) {
                (void)snprintf(id[j], sizeof id[j], "%.5s:%.2s", name, soil_class(value[k]));
            } else {
                (void)snprintf(id[j], sizeof id[j], "%.8s", name);
            }
        }
    }
    if (!pick_column(s->arena, n, pick, &s->lon_deg) ||
        !pick_column(s->arena, n, pick, &s->lat_deg) ||
        !pick_column(s->arena, n, pick, &s->depth_km) ||
        !pick_column(s->arena, n, pick, &s->vs30measured) ||
        !pick_column(s->arena, n, pick, &s->z1pt0_m) ||
        !pick_column(s->arena, n, pick, &s->z2pt5_km) ||
        !pick_column(s->arena, n, pick, &s->backarc) ||
        !pick_column(s->arena, n, pick, &s->xvf_km) || !pick_others(s, n, pick)) {
        return no_memory(job, err);
    }
    s->vs30_mps = vs30;
    s->custom_id = id;
    s->n = n;
    return OQL_OK;
}

oql_status oql_sites_override_vs30(const oql_job *job, oql_sites *s, oql_problems *problems,
                                   oql_err *err)
{
    bool japan = false;

    if (job->override_vs30_mps.n == 0 || s->n == 0) {
        return OQL_OK;
    }
    const oql_job_param *p = oql_job_find(job, "override_vs30");
    bool any = false;
    for (size_t i = 0; i < s->n && !any; ++i) {
        any = is_repeated(job, s, i);
    }
    if (!any) {
        oql_problem_warning(problems, p->file, p->line,
                            "override_vs30 of several values has no effect: no site has "
                            "vs30 = -999");
    }
    const oql_status st = repeat_sites(job, s, err);
    if (st != OQL_OK) {
        return st;
    }
    const double c1 = pow(571.0, 4.0), c2 = pow(1360.0, 4.0);
    for (size_t i = 0; i < s->n; ++i) {
        const double v = s->vs30_mps[i];
        if (!isnan(s->z1pt0_m[i])) {
            s->z1pt0_m[i] = exp(-7.15 / 4.0 * log((pow(v, 4.0) + c1) / (c2 + c1)));
        }
        if (!isnan(s->z2pt5_km[i])) {
            s->z2pt5_km[i] = exp(7.089 - 1.144 * log(v));
        }
        japan = japan || (s->lon_deg[i] > 122.0 && s->lon_deg[i] < 154.0 &&
                          s->lat_deg[i] > 20.0 && s->lat_deg[i] < 46.0);
    }
    if (japan) {
        oql_problem_warning(
            problems, p->file, p->line,
            "override_vs30: z1pt0 and z2pt5 follow from vs30 by the relations for "
            "regions other than Japan");
    }
    return OQL_OK;
}

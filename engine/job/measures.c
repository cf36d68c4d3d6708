/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "job/keys.h"

/* Measures and levels, bin edges, and distances by magnitude. */

#define MIN_MAG 2.5 /* OpenQuake's limits of a distance that is one number */
#define MAX_MAG 10.2

static oql_status no_memory(const oql_job_build *b, const oql_job_param *p)
{
    return OQL_FAIL(b->err, OQL_ENOMEM, "%s:%d: out of memory for %s", p->file, p->line,
                    p->key);
}

/* A dictionary, which the caller reads item by item; NULL after a problem. */
static oql_status parse_dict(oql_job_build *b, const oql_job_param *p, const oql_literal **out)
{
    *out = NULL;
    return oql_convert_literal(b, p, out);
}

/* The numbers of a list item, or NULL with a problem. */
static const double *numbers_of(const oql_job_build *b, const oql_job_param *p,
                                const char *what, const oql_literal *list)
{
    double *x = oql_arena_alloc(b->job->arena, list->n, sizeof *x);

    for (size_t i = 0; x != NULL && i < list->n; ++i) {
        if (list->items[i].kind != OQL_LIT_NUMBER) {
            oql_job_bad(b, p, "expected only numbers for %.60s", what);
            return NULL;
        }
        x[i] = list->items[i].number;
    }
    return x;
}

/* Levels must increase strictly; a first level 0 becomes 1e-10, as OpenQuake does. */
static bool check_levels(const oql_job_build *b, const oql_job_param *p, const char *imt,
                         size_t n, double *x)
{
    if (n == 0) {
        oql_job_bad(b, p, "no levels for %s, expected one at least", imt);
        return false;
    }
    for (size_t i = 1; i < n; ++i) {
        if (!(x[i] > x[i - 1])) {
            oql_job_bad(b, p, "level %zu of %s is %g after %g, expected increasing levels",
                        i + 1, imt, x[i], x[i - 1]);
            return false;
        }
    }
    if (x[0] < 0.0) {
        oql_job_bad(b, p, "level 1 of %s is %g, expected a positive number", imt, x[0]);
        return false;
    }
    if (x[0] == 0.0 && n > 1) {
        if (x[1] <= 1e-10) {
            oql_job_bad(b, p, "level 2 of %s is %g, expected more than 1e-10", imt, x[1]);
            return false;
        }
        x[0] = 1e-10;
    }
    return true;
}

/* Measure of a key, not yet among the first n; false after a problem. */
static bool measure_of(const oql_job_build *b, const oql_job_param *p, const char *text,
                       size_t n, const oql_job_measure *seen, oql_imt *out)
{
    oql_err why = {.code = OQL_OK};

    if (oql_imt_parse(text, out, &why) != OQL_OK) {
        oql_problem_error(b->problems, p->file, p->line, "%s: %s", p->key, why.text);
        return false;
    }
    for (size_t i = 0; i < n; ++i) {
        if (oql_imt_is_equal(&seen[i].imt, out)) {
            oql_job_bad(b, p, "%s appears twice, expected once", out->text);
            return false;
        }
    }
    return true;
}

/* Insertion sort: stable, as the order of equal periods is that of the job. */
void oql_job_order_measures(oql_job_build *b, const oql_job_param *p, oql_job_measure *m)
{
    oql_job *job = b->job;

    for (size_t i = 1; i < job->n_measures; ++i) {
        const oql_job_measure x = m[i];
        size_t k = i;
        for (; k > 0 && oql_imt_order(&x.imt, &m[k - 1].imt) < 0; --k) {
            m[k] = m[k - 1];
        }
        m[k] = x;
    }
    job->measures = m;
    job->n_levels = job->n_measures > 0 ? m[0].n_levels : 0;
    for (size_t i = 1; i < job->n_measures; ++i) {
        if (m[i].n_levels != job->n_levels) {
            oql_job_bad(b, p, "%s has %zu levels and %s has %zu, expected as many for each",
                        m[0].imt.text, job->n_levels, m[i].imt.text, m[i].n_levels);
            return;
        }
    }
}

oql_status oql_convert_measures(oql_job_build *b, const oql_job_param *p, void *field)
{
    const oql_literal *v;
    const oql_status st = parse_dict(b, p, &v);
    bool ok = true;
    (void)field;

    if (v == NULL) {
        return st;
    }
    oql_job_measure *m = oql_arena_alloc(b->job->arena, v->n, sizeof *m);
    if (m == NULL) {
        return no_memory(b, p);
    }
    if (v->n == 0) {
        oql_job_bad(b, p, "empty, expected {'PGA': [levels], …}");
        return st;
    }
    size_t n = 0;
    for (size_t i = 0; i < v->n; ++i) {
        const oql_literal *key = &v->keys[i], *item = &v->items[i];
        if (key->kind != OQL_LIT_TEXT) {
            oql_job_bad(b, p, "key %zu is a number, expected a measure in quotes", i + 1);
            ok = false;
        } else if (!measure_of(b, p, key->text, n, m, &m[n].imt)) {
            ok = false;
        } else if (item->kind != OQL_LIT_LIST) {
            oql_job_bad(b, p, "expected a list of levels or logscale(…) for %s", m[n].imt.text);
            ok = false;
        } else {
            double *x = oql_arena_alloc(b->job->arena, item->n, sizeof *x);
            const double *given = numbers_of(b, p, m[n].imt.text, item);
            if (x == NULL) {
                return no_memory(b, p);
            }
            if (given != NULL && item->n > 0) {
                memcpy(x, given, item->n * sizeof *x);
            }
            ok = given != NULL && check_levels(b, p, m[n].imt.text, item->n, x) && ok;
            m[n].n_levels = item->n;
            m[n++].levels = x;
        }
    }
    if (ok) {
        b->job->n_measures = n;
        oql_job_order_measures(b, p, m);
    }
    return st;
}

/* "PGA, SA(0.1)": split at the commas outside parentheses. Levels are left to other keys. */
oql_status oql_convert_measure_names(oql_job_build *b, const oql_job_param *p, void *field)
{
    oql_imt imt;
    (void)field;

    for (const char *at = p->value; *at != '\0';) {
        size_t n = 0;
        for (int depth = 0; at[n] != '\0' && (at[n] != ',' || depth > 0); ++n) {
            depth += (at[n] == '(') - (at[n] == ')');
        }
        const char *name = oql_arena_strndup(b->job->arena, at, n);
        if (name == NULL) {
            return no_memory(b, p);
        }
        (void)measure_of(b, p, name, 0, NULL, &imt);
        at += n + (at[n] == ',');
    }
    return OQL_OK;
}

oql_status oql_convert_measure_dict(oql_job_build *b, const oql_job_param *p, void *field)
{
    oql_job_dict d = {0, NULL};
    const oql_status st = oql_convert_dict(b, p, &d);
    oql_job_entry *e = oql_arena_alloc(b->job->arena, d.n, sizeof *e);
    oql_imt imt;

    if (e == NULL) {
        return no_memory(b, p);
    }
    for (size_t i = 0; i < d.n; ++i) {
        e[i] = d.entry[i];
        if (strcmp(e[i].name, "default") != 0) {
            if (!measure_of(b, p, e[i].name, 0, NULL, &imt)) {
                return st;
            }
            e[i].name = oql_arena_strdup(b->job->arena, imt.text);
            if (e[i].name == NULL) {
                return no_memory(b, p);
            }
        }
    }
    *(oql_job_dict *)field = (oql_job_dict){d.n, e};
    return st;
}

/* {'mag': [5, 6, 7], 'eps': [...]}; 'trt' lists names. */
oql_status oql_convert_bin_edges(oql_job_build *b, const oql_job_param *p, void *field)
{
    static const char axes[] = " mag dist lon lat eps ";
    const oql_literal *v;
    const oql_status st = parse_dict(b, p, &v);
    (void)field;

    if (v == NULL) {
        return st;
    }
    oql_job_edges *e = oql_arena_alloc(b->job->arena, v->n, sizeof *e);
    size_t n = 0;
    if (e == NULL) {
        return no_memory(b, p);
    }
    for (size_t i = 0; i < v->n; ++i) {
        const char *axis = v->keys[i].kind == OQL_LIT_TEXT ? v->keys[i].text : "?";
        char word[16];
        (void)snprintf(word, sizeof word, " %.12s ", axis);
        if (strstr(axes, word) == NULL) {
            oql_job_bad(b, p, "axis '%.40s', expected mag, dist, lon, lat or eps", axis);
            return st;
        }
        if (v->items[i].kind != OQL_LIT_LIST || v->items[i].n < 2) {
            oql_job_bad(b, p, "expected a list of at least 2 edges for '%s'", axis);
            return st;
        }
        const double *x = numbers_of(b, p, axis, &v->items[i]);
        if (x == NULL) {
            return st;
        }
        for (size_t k = 1; k < v->items[i].n; ++k) {
            if (!(x[k] > x[k - 1])) {
                oql_job_bad(b, p, "edge %zu of '%s' is %g after %g, expected increasing edges",
                            k + 1, axis, x[k], x[k - 1]);
                return st;
            }
        }
        e[n++] = (oql_job_edges){axis, {v->items[i].n, x}};
    }
    b->job->n_bin_edges = n;
    b->job->disagg_bin_edges = e;
    return st;
}

/* Distances of one region: a number, or (magnitude, distance) pairs. False after a problem. */
static bool reach_of(const oql_job_build *b, const oql_job_param *p, const char *trt,
                     const oql_literal *v, oql_job_mag_dist *at, oql_job_reach *out)
{
    *out = (oql_job_reach){trt, 2, at};
    if (v->kind == OQL_LIT_NUMBER && v->number >= 0.0) {
        at[0] = (oql_job_mag_dist){MIN_MAG, v->number};
        at[1] = (oql_job_mag_dist){MAX_MAG, v->number};
        return true;
    }
    if (v->kind != OQL_LIT_LIST || v->n < 2) {
        oql_job_bad(
            b, p, "expected km >= 0 or [(magnitude, km), (magnitude, km), …] for '%.60s'", trt);
        return false;
    }
    for (size_t i = 0; i < v->n; ++i) {
        const oql_literal *pair = &v->items[i];
        if (pair->kind != OQL_LIT_LIST || pair->n != 2 ||
            pair->items[0].kind != OQL_LIT_NUMBER || pair->items[1].kind != OQL_LIT_NUMBER) {
            oql_job_bad(b, p, "item %zu of '%.60s', expected (magnitude, km)", i + 1, trt);
            return false;
        }
        at[i] = (oql_job_mag_dist){pair->items[0].number, pair->items[1].number};
        if (!(at[i].mag >= MIN_MAG && at[i].mag <= MAX_MAG)) {
            oql_job_bad(b, p, "magnitude %g of '%.60s', expected %g to %g", at[i].mag, trt,
                        MIN_MAG, MAX_MAG);
            return false;
        }
        if (!(at[i].dist_km >= 0.0) || (i > 0 && !(at[i].mag > at[i - 1].mag))) {
            oql_job_bad(b, p,
                        "pair %zu of '%.60s' is (%g, %g), expected increasing magnitudes "
                        "and km >= 0",
                        i + 1, trt, at[i].mag, at[i].dist_km);
            return false;
        }
    }
    out->n = v->n;
    return true;
}

oql_status oql_convert_max_distance(oql_job_build *b, const oql_job_param *p, void *field)
{
    const oql_literal *v = NULL;
    oql_err why = {.code = OQL_OK};
    const char *text =
        strcmp(p->value, "magdist") == 0 ? "[(3, 0), (6, 150), (10, 600)]" : p->value;
    const oql_status st = oql_literal_parse(text, b->job->arena, &v, &why);
    (void)field;

    if (st == OQL_ENOMEM) {
        return no_memory(b, p);
    }
    if (st != OQL_OK) {
        oql_problem_error(b->problems, p->file, p->line, "%s: %s", p->key, why.text);
        return OQL_OK;
    }
    const bool dict = v->kind == OQL_LIT_DICT;
    const size_t n = dict ? v->n : 1;
    oql_job_reach *r = oql_arena_alloc(b->job->arena, n, sizeof *r);
    if (n == 0) {
        oql_job_bad(b, p, "empty, expected km");
        return OQL_OK;
    }
    for (size_t i = 0; r != NULL && i < n; ++i) {
        const oql_literal *item = dict ? &v->items[i] : v;
        if (dict && v->keys[i].kind != OQL_LIT_TEXT) {
            oql_job_bad(b, p, "key %zu is a number, expected a tectonic region", i + 1);
            return OQL_OK;
        }
        const size_t n_at = item->kind == OQL_LIT_LIST && item->n > 2 ? item->n : 2;
        oql_job_mag_dist *at = oql_arena_alloc(b->job->arena, n_at, sizeof *at);
        if (at == NULL) {
            return no_memory(b, p);
        }
        if (!reach_of(b, p, dict ? v->keys[i].text : "default", item, at, &r[i])) {
            return OQL_OK;
        }
    }
    if (r == NULL) {
        return no_memory(b, p);
    }
    b->job->n_reaches = n;
    b->job->reaches = r;
    return OQL_OK;
}

static double reach_at(const oql_job_reach *r, double mag)
{
    const oql_job_mag_dist *at = r->at;

    if (!(mag >= at[0].mag && mag <= at[r->n - 1].mag)) {
        return 0.0;
    }
    size_t i = 1;
    while (i + 1 < r->n && mag > at[i].mag) {
        ++i;
    }
    if (r->n == 1) {
        return at[0].dist_km;
    }
    const double slope = (at[i].dist_km - at[i - 1].dist_km) / (at[i].mag - at[i - 1].mag);
    return slope * (mag - at[i - 1].mag) + at[i - 1].dist_km;
}

static const oql_job_reach *find_reach(const oql_job_reach *r, size_t n, const char *trt)
{
    const oql_job_reach *other = NULL;
    for (size_t i = 0; i < n; ++i) {
        if (strcmp(r[i].trt, trt) == 0) {
            return &r[i];
        }
        other = strcmp(r[i].trt, "default") == 0 ? &r[i] : other;
    }
    return other;
}

double oql_job_max_distance(const oql_job *job, const char *trt, double mag)
{
    const oql_job_reach *r = find_reach(job->reaches, job->n_reaches, trt);
    return r == NULL ? 0.0 : reach_at(r, mag);
}

double oql_job_reach_km(const oql_job *job, const char *trt)
{
    const oql_job_reach *r = find_reach(job->reaches, job->n_reaches, trt);
    double most = 0.0;
    for (size_t i = 0; r != NULL && i < r->n; ++i) {
        most = fmax(most, r->at[i].dist_km);
    }
    return most;
}

/* Drop the pairs below the magnitude and begin at it. False when nothing is left. */
static bool cut(const oql_job_reach *r, double min_mag, oql_job_mag_dist *at,
                oql_job_reach *out)
{
    size_t n = 0, i = 0;

    while (i < r->n && r->at[i].mag < min_mag) {
        ++i;
    }
    if (i == r->n) {
        return false;
    }
    if (r->at[i].mag > min_mag) {
        at[n++] = (oql_job_mag_dist){min_mag, reach_at(r, min_mag)};
    }
    for (; i < r->n; ++i) {
        at[n++] = r->at[i];
    }
    *out = (oql_job_reach){r->trt, n, at};
    return true;
}

/* The region of greatest distance stands in for a missing default, as in OpenQuake. */
static oql_job_reach default_reach(const oql_job *job)
{
    const oql_job_reach *r = find_reach(job->reaches, job->n_reaches, "default");
    double most = -1.0;

    for (size_t i = 0; r == NULL && i < job->n_reaches; ++i) {
        most = fmax(most, oql_job_reach_km(job, job->reaches[i].trt));
    }
    for (size_t i = 0; r == NULL && i < job->n_reaches; ++i) {
        if (oql_job_reach_km(job, job->reaches[i].trt) == most) {
            r = &job->reaches[i];
        }
    }
    return (oql_job_reach){"default", r->n, r->at};
}

/* Regions named by either key, and the default. */
oql_status oql_job_cut_reaches(oql_job_build *b)
{
    oql_job *job = b->job;
    const oql_job_dict *min = &job->minimum_magnitude;
    const oql_job_param *p = oql_job_find(job, "minimum_magnitude");
    double least = HUGE_VAL;

    if (job->n_reaches == 0) {
        return OQL_OK;
    }
    for (size_t i = 0; i < min->n; ++i) {
        least = fmin(least, min->entry[i].value);
    }
    const size_t cap = job->n_reaches + min->n + 1;
    oql_job_reach *r = oql_arena_alloc(job->arena, cap, sizeof *r);
    if (r == NULL) {
        return OQL_FAIL(b->err, OQL_ENOMEM, "%s: out of memory", job->path);
    }
    size_t n = 0;
    for (size_t i = 0; i < job->n_reaches; ++i) {
        r[n++] = job->reaches[i];
    }
    const oql_job_reach rest = default_reach(job);
    if (find_reach(r, n, "default") == NULL) {
        r[n++] = rest;
    }
    for (size_t i = 0; i < min->n; ++i) {
        const char *trt = min->entry[i].name;
        if (strcmp(find_reach(r, n, trt)->trt, trt) != 0) {
            r[n++] = (oql_job_reach){trt, rest.n, rest.at};
        }
    }
    for (size_t i = 0; p != NULL && i < n; ++i) {
        const double m = oql_job_dict_value(min, r[i].trt, least);
        oql_job_mag_dist *at = oql_arena_alloc(job->arena, r[i].n + 1, sizeof *at);
        if (at == NULL) {
            return OQL_FAIL(b->err, OQL_ENOMEM, "%s: out of memory", job->path);
        }
        if (m > 0.0 && !cut(&r[i], m, at, &r[i])) {
            oql_job_bad(
                b, p,
                "%g is above all magnitudes of maximum_distance for '%.60s', expected less", m,
                r[i].trt);
            return OQL_OK;
        }
    }
    job->reaches = r;
    job->n_reaches = n;
    return OQL_OK;
}

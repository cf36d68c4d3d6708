/* SPDX-License-Identifier: BSD-3-Clause */
#include "results/export_disagg.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/out_file.h"

enum { MAG, DIST, LON, LAT, EPS, EDGES, TRT = EDGES, AXES };
static const char *const axis_name[AXES] = {"Mag", "Dist", "Lon", "Lat", "Eps", "TRT"};

typedef struct {
    const oql_export *e;
    double *lon, *lat; /* (N) */
    size_t n_site, n_imt, n_poe, n_rlz;
    oql_names imt, trt;
    double *edge[EDGES]; /* (E), longitudes and latitudes (N, E) */
    size_t n_bin[AXES];
    double *poe, *iml; /* (N, P), (N, M, P) */
    int64_t *rlz;      /* (N, Z) */
    double *weight;    /* (R) of all realizations */
    double time_yr;
    size_t n_weight, n_file;
} disagg;

static void clear(disagg *d)
{
    free(d->lon);
    free(d->lat);
    for (size_t a = 0; a < EDGES; ++a) {
        free(d->edge[a]);
    }
    free(d->poe);
    free(d->iml);
    free(d->rlz);
    free(d->weight);
    oql_names_clear(&d->imt);
    oql_names_clear(&d->trt);
}

static oql_status read_all(disagg *d, oql_err *err)
{
    oql_store *s = d->e->store;
    double *time = NULL;
    size_t n = 0;
    char key[32];
    oql_status st = OQL_OK;

    OQL_TRY(oql_store_get_f64(s, "sitecol/lon", &d->lon, &d->n_site, err));
    OQL_TRY(oql_store_get_f64(s, "sitecol/lat", &d->lat, &n, err));
    OQL_TRY(oql_store_get_texts(s, "imts", &d->imt, err));
    d->n_imt = d->imt.n;
    for (size_t a = 0; a < EDGES; ++a) {
        (void)snprintf(key, sizeof key, "disagg_bins/%s", axis_name[a]);
        OQL_TRY(oql_store_get_f64(s, key, &d->edge[a], &n, err));
        n = a == LON || a == LAT ? n / d->n_site : n;
        d->n_bin[a] = n == 0 ? 0 : n - 1;
    }
    /* the second is that of layout 1 */
    const char *trt = oql_store_has(s, "disagg_trt") ? "disagg_trt" : "disagg_bins/TRT";
    OQL_TRY(oql_store_get_texts(s, trt, &d->trt, err));
    d->n_bin[TRT] = d->trt.n;
    OQL_TRY(oql_store_get_f64(s, "disagg_poes", &d->poe, &n, err));
    d->n_poe = n / d->n_site;
    OQL_TRY(oql_store_get_f64(s, "disagg_imls", &d->iml, &n, err));
    OQL_TRY(oql_store_get_i64(s, "disagg_best_rlzs", &d->rlz, &n, err));
    d->n_rlz = n / d->n_site;
    OQL_TRY(oql_store_get_f64(s, "weights", &d->weight, &d->n_weight, err));
    for (size_t i = 0; i < n; ++i) {
        if (d->rlz[i] < 0 || (size_t)d->rlz[i] >= d->n_weight) {
            st = OQL_FAIL(err, OQL_EMODEL, "disagg_best_rlzs names %lld, expected 0 … %zu",
                          (long long)d->rlz[i], d->n_weight - 1);
            goto done;
        }
    }
    OQL_TRY(oql_store_attr_f64(s, "/", "investigation_time_yr", &time, &n, err));
    d->time_yr = n > 0 ? time[0] : 0.0;
done:
    free(time);
    return st;
}

/* ---- first lines ---- */

static const double *edges(const disagg *d, size_t axis, size_t site)
{
    const size_t at = axis == LON || axis == LAT ? site * (d->n_bin[axis] + 1) : 0;
    return d->edge[axis] + at;
}

/* Realizations of a site and their weights, which are made to sum to 1. */
static void tell_realizations(const disagg *d, FILE *f, size_t site)
{
    const int64_t *rlz = d->rlz + site * d->n_rlz;
    double sum = 0.0;
    for (size_t z = 0; z < d->n_rlz; ++z) {
        sum += d->weight[rlz[z]];
    }
    fputs(", weights=[", f);
    for (size_t z = 0; z < d->n_rlz; ++z) {
        fprintf(f, "%s%.15g", z == 0 ? "" : ", ", d->weight[rlz[z]] / sum);
    }
    fputs("], rlz_ids=[", f);
    for (size_t z = 0; z < d->n_rlz; ++z) {
        fprintf(f, "%s%lld", z == 0 ? "" : ", ", (long long)rlz[z]);
    }
    fputc(']', f);
}

static void first_line(const disagg *d, FILE *f, size_t n_column, size_t site, bool is_mean)
{
    static const char *const name[EDGES] = {"mag", "dist", "lon", "lat", "eps"};
    fputc('#', f);
    for (size_t i = 1; i < n_column; ++i) {
        fputc(',', f);
    }
    fprintf(f, "\"generated_by='%s', investigation_time=%.15g", d->e->engine, d->time_yr);
    for (size_t a = 0; a < EDGES; ++a) {
        fprintf(f, ", %s_bin_edges=[", name[a]);
        for (size_t i = 0; i <= d->n_bin[a]; ++i) {
            fprintf(f, "%s%.15g", i == 0 ? "" : ", ", edges(d, a, site)[i]);
        }
        fputc(']', f);
    }
    fputs(", tectonic_region_types=[", f);
    for (size_t i = 0; i < d->trt.n; ++i) {
        fprintf(f, "%s'%s'", i == 0 ? "" : ", ", d->trt.name[i]);
    }
    fprintf(f, "], lon=%.15g, lat=%.15g", d->lon[site], d->lat[site]);
    if (!is_mean) {
        tell_realizations(d, f, site);
    }
    fputs("\"\n", f);
}

/* "TRT_Mag" -> axes; returns their number, 0 when one is unknown. */
static size_t parse(const char *kind, size_t axis[AXES])
{
    size_t n = 0;
    for (const char *s = kind;; ++s) {
        const size_t length = strcspn(s, "_");
        size_t a = 0;
        while (a < AXES &&
               (strlen(axis_name[a]) != length || strncmp(axis_name[a], s, length) != 0)) {
            ++a;
        }
        if (a == AXES || n == AXES) {
            return 0;
        }
        axis[n++] = a;
        s += length;
        if (*s == '\0') {
            return n;
        }
    }
}

static void header(const disagg *d, FILE *f, size_t n_axis, const size_t *axis, size_t site,
                   bool is_mean)
{
    fputs("imt,iml,poe", f);
    for (size_t i = 0; i < n_axis; ++i) {
        fputc(',', f);
        for (const char *c = axis_name[axis[i]]; *c != '\0'; ++c) {
            fputc(tolower((unsigned char)*c), f);
        }
    }
    for (size_t z = 0; z < d->n_rlz && !is_mean; ++z) {
        fprintf(f, ",rlz%lld", (long long)d->rlz[site * d->n_rlz + z]);
    }
    fputs(is_mean ? ",mean\n" : "\n", f);
}

/* ---- rows ---- */

/* Order of the measures by name, of the probabilities by value: insertion, they are few. */
static void sort_measures(const disagg *d, size_t *order)
{
    for (size_t i = 0; i < d->n_imt; ++i) {
        size_t k = i;
        for (; k > 0 && strcmp(d->imt.name[order[k - 1]], d->imt.name[i]) > 0; --k) {
            order[k] = order[k - 1];
        }
        order[k] = i;
    }
}

static void sort_poes(const disagg *d, size_t site, size_t *order)
{
    const double *poe = d->poe + site * d->n_poe;
    for (size_t i = 0; i < d->n_poe; ++i) {
        size_t k = i;
        for (; k > 0 && poe[order[k - 1]] > poe[i]; --k) {
            order[k] = order[k - 1];
        }
        order[k] = i;
    }
}

static void write_axes(const disagg *d, FILE *f, size_t n_axis, const size_t *axis, size_t site,
                       size_t value)
{
    size_t index[AXES] = {0};
    for (size_t i = n_axis; i-- > 0;) {
        index[i] = value % d->n_bin[axis[i]];
        value /= d->n_bin[axis[i]];
    }
    for (size_t i = 0; i < n_axis; ++i) {
        if (axis[i] == TRT) {
            fprintf(f, ",%s", d->trt.name[index[i]]);
        } else {
            const double *edge = edges(d, axis[i], site) + index[i];
            fprintf(f, ",%.5E", (edge[0] + edge[1]) / 2.0);
        }
    }
}

/* x: (V, M, P, n) of one site. */
static void write_rows(const disagg *d, FILE *f, size_t n_axis, const size_t *axis, size_t site,
                       const size_t *imts, const size_t *poes, size_t n, const double *x)
{
    size_t n_value = 1;
    for (size_t i = 0; i < n_axis; ++i) {
        n_value *= d->n_bin[axis[i]];
    }
    for (size_t k = 0; k < d->n_imt * d->n_poe; ++k) {
        const size_t m = imts[k / d->n_poe], p = poes[k % d->n_poe];
        for (size_t v = 0; v < n_value; ++v) {
            fprintf(f, "%s,%.5E,%.5E", d->imt.name[m],
                    d->iml[(site * d->n_imt + m) * d->n_poe + p], d->poe[site * d->n_poe + p]);
            write_axes(d, f, n_axis, axis, site, v);
            for (size_t z = 0; z < n; ++z) {
                fprintf(f, ",%.5E", x[((v * d->n_imt + m) * d->n_poe + p) * n + z]);
            }
            fputc('\n', f);
        }
    }
}

static oql_status write_file(disagg *d, const char *kind, bool is_mean, size_t site,
                             const double *x, oql_err *err)
{
    char path[4096];
    size_t axis[AXES];
    const size_t n_axis = parse(kind, axis), n = is_mean ? 1 : d->n_rlz;
    size_t *order = calloc(d->n_imt + d->n_poe, sizeof *order);
    FILE *f = NULL;
    oql_status st = OQL_OK;

    if (order == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory to export \"%s\"", kind);
    }
    const int length = snprintf(path, sizeof path, "%s/%s%s%s-%zu_%lld.csv", d->e->dir, kind,
                                is_mean ? "-mean" : "", d->e->traditional ? "-traditional" : "",
                                site, (long long)d->e->id);
    if (n_axis == 0 || length < 0 || (size_t)length >= sizeof path) {
        st = OQL_FAIL(err, OQL_EIO, "%s: cannot name a file for \"%s\"", d->e->dir, kind);
        goto done;
    }
    OQL_TRY(oql_out_open(path, &f, err));
    sort_measures(d, order);
    sort_poes(d, site, order + d->n_imt);
    first_line(d, f, 3 + n_axis + n, site, is_mean);
    header(d, f, n_axis, axis, site, is_mean);
    write_rows(d, f, n_axis, axis, site, order, order + d->n_imt, n, x);
    OQL_TRY(oql_out_close(f, path, err));
    ++d->n_file;
done:
    free(order);
    return st;
}

/* Probabilities of the bins become shares of the rate of all bins, which sum to 1 for each measure,
 * level and realization. x: (V, rest) of one site; rates as they were cut when they were made. */
static void to_shares(double *x, size_t n_value, size_t n_rest)
{
    const double most = 100.0;
    for (size_t k = 0; k < n_rest; ++k) {
        double sum = 0.0;
        for (size_t v = 0; v < n_value; ++v) {
            x[v * n_rest + k] = fmin(-log1p(-x[v * n_rest + k]), most);
            sum += x[v * n_rest + k];
        }
        for (size_t v = 0; v < n_value && sum > 0.0; ++v) {
            x[v * n_rest + k] /= sum;
        }
    }
}

/* All sites of an array disagg_rlzs/<kind> (N, V, M, P, Z) or disagg_stats/<kind> (N, V, M, P). */
static oql_status write_kind(disagg *d, const char *group, const char *kind, oql_err *err)
{
    const bool is_mean = strcmp(group, "disagg_stats") == 0;
    char key[96];
    double *x = NULL;
    size_t n = 0;
    oql_status st = OQL_OK;

    (void)snprintf(key, sizeof key, "%s/%s", group, kind);
    OQL_TRY(oql_store_get_f64(d->e->store, key, &x, &n, err));
    const size_t of_site = n / d->n_site;
    for (size_t site = 0; site < d->n_site; ++site) {
        double sum = 0.0;
        for (size_t i = 0; i < of_site; ++i) {
            sum += x[site * of_site + i];
        }
        if (sum > 0.0 && d->e->traditional) {
            const size_t n_rest = d->n_imt * d->n_poe * (is_mean ? 1 : d->n_rlz);
            to_shares(x + site * of_site, of_site / n_rest, n_rest);
        }
        if (sum > 0.0) {
            OQL_TRY(write_file(d, kind, is_mean, site, x + site * of_site, err));
        }
    }
done:
    free(x);
    return st;
}

static oql_status write_group(disagg *d, const char *group, oql_err *err)
{
    oql_names kinds = {0};
    oql_status st = OQL_OK;

    if (!oql_store_has(d->e->store, group)) {
        return OQL_OK;
    }
    OQL_TRY(oql_store_keys(d->e->store, group, &kinds, err));
    for (size_t i = 0; i < kinds.n; ++i) {
        OQL_TRY(write_kind(d, group, kinds.name[i], err));
    }
done:
    oql_names_clear(&kinds);
    return st;
}

oql_status oql_export_disagg(const oql_export *e, size_t *n_file, oql_err *err)
{
    disagg d = {.e = e};
    oql_status st = OQL_OK;

    *n_file = 0;
    if (!oql_store_has(e->store, "disagg_best_rlzs")) {
        return OQL_OK;
    }
    OQL_TRY(read_all(&d, err));
    if (d.n_site > 0) {
        OQL_TRY(write_group(&d, "disagg_rlzs", err));
        OQL_TRY(write_group(&d, "disagg_stats", err));
    }
    *n_file = d.n_file;
done:
    clear(&d);
    return st;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "results/export_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/export_by_src.h"
#include "results/export_disagg.h"
#include "results/out_file.h"

/* What all files share: the axes of the arrays. */
typedef struct {
    const oql_export *e;
    size_t n_site, n_imt, n_lvl, n_soil, n_rlz, n_poe;
    double *lon, *lat, *depth; /* (N) */
    oql_names imt, stat, site_id, path;
    bool has_site_id, has_depth; /* of any site */
    double *iml;                 /* (M, L) */
    double *soil;                /* (A) levels on soil, NULL when nothing is amplified */
    double *poe;                 /* (P) */
    double *weight;              /* (R) */
    double time_yr;
    size_t n_file;
} axes;

static void clear(axes *a)
{
    free(a->lon);
    free(a->lat);
    free(a->depth);
    free(a->iml);
    free(a->soil);
    free(a->poe);
    free(a->weight);
    oql_names_clear(&a->imt);
    oql_names_clear(&a->stat);
    oql_names_clear(&a->site_id);
    oql_names_clear(&a->path);
}

static oql_status read_axes(axes *a, oql_err *err)
{
    oql_store *s = a->e->store;
    size_t n = 0;
    double *time = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_store_get_f64(s, "sitecol/lon", &a->lon, &a->n_site, err));
    OQL_TRY(oql_store_get_f64(s, "sitecol/lat", &a->lat, &n, err));
    if (oql_store_has(s, "sitecol/depth")) {
        OQL_TRY(oql_store_get_f64(s, "sitecol/depth", &a->depth, &n, err));
        for (size_t i = 0; i < n; ++i) {
            a->has_depth = a->has_depth || a->depth[i] != 0.0;
        }
    }
    a->has_site_id = oql_store_has(s, "sitecol/custom_site_id");
    if (a->has_site_id) {
        OQL_TRY(oql_store_get_texts(s, "sitecol/custom_site_id", &a->site_id, err));
    }
    OQL_TRY(oql_store_get_texts(s, "imts", &a->imt, err));
    a->n_imt = a->imt.n;
    OQL_TRY(oql_store_get_f64(s, "imls", &a->iml, &n, err));
    a->n_lvl = a->n_imt == 0 ? 0 : n / a->n_imt;
    if (oql_store_has(s, "soil_levels")) {
        OQL_TRY(oql_store_get_f64(s, "soil_levels", &a->soil, &a->n_soil, err));
    }
    if (oql_store_has(s, "stats")) {
        OQL_TRY(oql_store_get_texts(s, "stats", &a->stat, err));
    }
    if (oql_store_has(s, "poes")) {
        OQL_TRY(oql_store_get_f64(s, "poes", &a->poe, &a->n_poe, err));
    }
    OQL_TRY(oql_store_get_f64(s, "weights", &a->weight, &a->n_rlz, err));
    OQL_TRY(oql_store_get_texts(s, "rlz_paths", &a->path, err));
    OQL_TRY(oql_store_attr_f64(s, "/", "investigation_time_yr", &time, &n, err));
    a->time_yr = n > 0 ? time[0] : 0.0;
done:
    free(time);
    return st;
}

/* ---- files ---- */

/* OpenQuake's first line: commas for the columns that are not used, then the facts. */
static void first_line(const axes *a, FILE *f, size_t n_column, const char *kind,
                       const char *imt)
{
    fputc('#', f);
    for (size_t i = 1; i < n_column; ++i) {
        fputc(',', f);
    }
    fprintf(f, "\"generated_by='%s', kind='%s', investigation_time=%.15g%s%s%s\"\n",
            a->e->engine, kind, a->time_yr, imt == NULL ? "" : ", imt='",
            imt == NULL ? "" : imt, imt == NULL ? "" : "'");
}

/* Ids first where sites have them; curves always have the depth, maps and spectra only where a site
 * has one: OpenQuake's habits. */
static void site_header(const axes *a, FILE *f, bool is_curve)
{
    fputs(a->has_site_id ? "custom_site_id,lon,lat" : "lon,lat", f);
    if (is_curve || a->has_depth) {
        fputs(",depth", f);
    }
}

static void site_columns(const axes *a, FILE *f, size_t i, bool is_curve)
{
    if (a->has_site_id) {
        fprintf(f, "%s,", a->site_id.name[i]);
    }
    fprintf(f, "%.5f,%.5f", a->lon[i], a->lat[i]);
    if (is_curve || a->has_depth) {
        fprintf(f, ",%.5f", a->depth == NULL ? 0.0 : a->depth[i]);
    }
}

/* ---- one kind (statistic or realization) of an array (N, K, A, B) ---- */

static oql_status read_kind(const axes *a, const char *key, size_t k, size_t d2, size_t d3,
                            double **out, oql_err *err)
{
    const size_t start[4] = {0, k, 0, 0}, count[4] = {a->n_site, 1, d2, d3};
    double *x = calloc(a->n_site * d2 * d3 + 1, sizeof *x);
    if (x == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory to export \"%s\"", key);
    }
    const oql_status st = oql_store_read(a->e->store, key, OQL_F64, 0, start, count, x, err);
    if (st != OQL_OK) {
        free(x);
        return st;
    }
    *out = x;
    return OQL_OK;
}

static oql_status write_curves(axes *a, const char *key, size_t k, const char *kind,
                               oql_err *err)
{
    double *x = NULL;
    FILE *f = NULL;
    char name[256], path[4096];
    oql_status st = OQL_OK;

    const bool soil = a->soil != NULL;
    const size_t n_lvl = soil ? a->n_soil : a->n_lvl;
    OQL_TRY(read_kind(a, key, k, a->n_imt, n_lvl, &x, err));
    for (size_t m = 0; m < a->n_imt; ++m) {
        (void)snprintf(name, sizeof name, "hazard_curve-%s-%s", kind, a->imt.name[m]);
        OQL_TRY(oql_out_open_csv(a->e, name, path, sizeof path, &f, err));
        first_line(a, f, n_lvl + 3 + a->has_site_id, kind, a->imt.name[m]);
        site_header(a, f, true);
        for (size_t l = 0; l < n_lvl; ++l) {
            fprintf(f, ",poe-%.7g", soil ? a->soil[l] : a->iml[m * n_lvl + l]);
        }
        fputc('\n', f);
        for (size_t i = 0; i < a->n_site; ++i) {
            site_columns(a, f, i, true);
            for (size_t l = 0; l < n_lvl; ++l) {
                fprintf(f, ",%.6E", x[(i * a->n_imt + m) * n_lvl + l]);
            }
            fputc('\n', f);
        }
        OQL_TRY(oql_out_close(f, path, err));
        ++a->n_file;
    }
done:
    free(x);
    return st;
}

static oql_status write_map(axes *a, const char *key, size_t k, const char *kind, oql_err *err)
{
    double *x = NULL;
    FILE *f = NULL;
    char name[256], path[4096];
    oql_status st = OQL_OK;

    OQL_TRY(read_kind(a, key, k, a->n_imt, a->n_poe, &x, err));
    (void)snprintf(name, sizeof name, "hazard_map-%s", kind);
    OQL_TRY(oql_out_open_csv(a->e, name, path, sizeof path, &f, err));
    first_line(a, f, a->n_imt * a->n_poe + 2 + a->has_site_id, kind, NULL);
    site_header(a, f, false);
    for (size_t m = 0; m < a->n_imt; ++m) {
        for (size_t p = 0; p < a->n_poe; ++p) {
            fprintf(f, ",%s-%.15g", a->imt.name[m], a->poe[p]);
        }
    }
    fputc('\n', f);
    for (size_t i = 0; i < a->n_site; ++i) {
        site_columns(a, f, i, false);
        for (size_t c = 0; c < a->n_imt * a->n_poe; ++c) {
            fprintf(f, ",%.6E", x[i * a->n_imt * a->n_poe + c]);
        }
        fputc('\n', f);
    }
    OQL_TRY(oql_out_close(f, path, err));
    ++a->n_file;
done:
    free(x);
    return st;
}

/* Measures of a spectrum: PGA and SA, in their order. */
static bool is_spectral(const char *imt)
{
    return strcmp(imt, "PGA") == 0 || strncmp(imt, "SA(", 3) == 0;
}

static oql_status write_spectra(axes *a, const char *key, size_t k, const char *kind,
                                oql_err *err)
{
    double *x = NULL;
    FILE *f = NULL;
    char name[256], path[4096];
    size_t n_period = 0;
    oql_status st = OQL_OK;

    for (size_t m = 0; m < a->n_imt; ++m) {
        n_period += is_spectral(a->imt.name[m]);
    }
    OQL_TRY(read_kind(a, key, k, a->n_poe, n_period, &x, err));
    (void)snprintf(name, sizeof name, "hazard_uhs-%s", kind);
    OQL_TRY(oql_out_open_csv(a->e, name, path, sizeof path, &f, err));
    first_line(a, f, n_period * a->n_poe + 2 + a->has_site_id, kind, NULL);
    site_header(a, f, false);
    for (size_t p = 0; p < a->n_poe; ++p) {
        for (size_t m = 0; m < a->n_imt; ++m) {
            if (is_spectral(a->imt.name[m])) {
                fprintf(f, ",%.6f~%s", a->poe[p], a->imt.name[m]);
            }
        }
    }
    fputc('\n', f);
    for (size_t i = 0; i < a->n_site; ++i) {
        site_columns(a, f, i, false);
        for (size_t c = 0; c < n_period * a->n_poe; ++c) {
            fprintf(f, ",%.6E", x[i * n_period * a->n_poe + c]);
        }
        fputc('\n', f);
    }
    OQL_TRY(oql_out_close(f, path, err));
    ++a->n_file;
done:
    free(x);
    return st;
}

typedef oql_status writer(axes *a, const char *key, size_t k, const char *kind, oql_err *err);

/* Statistics always; realizations when they are kept and more than one. */
static oql_status write_kinds(axes *a, const char *stem, writer *write, oql_err *err)
{
    char key[64], kind[64];
    oql_status st = OQL_OK;

    (void)snprintf(key, sizeof key, "%s_stats", stem);
    if (oql_store_has(a->e->store, key)) {
        for (size_t k = 0; k < a->stat.n; ++k) {
            OQL_TRY(write(a, key, k, a->stat.name[k], err));
        }
    }
    (void)snprintf(key, sizeof key, "%s_rlzs", stem);
    if (oql_store_has(a->e->store, key) && (a->n_rlz > 1 || a->stat.n == 0)) {
        for (size_t k = 0; k < a->n_rlz; ++k) {
            (void)snprintf(kind, sizeof kind, "rlz-%03zu", k);
            OQL_TRY(write(a, key, k, kind, err));
        }
    }
done:
    return st;
}

static oql_status write_realizations(axes *a, oql_err *err)
{
    FILE *f = NULL;
    char path[4096];
    const oql_status st = oql_out_open_csv(a->e, "realizations", path, sizeof path, &f, err);
    if (st != OQL_OK) {
        return st;
    }
    fputs("rlz_id,branch_path,weight\n", f);
    for (size_t r = 0; r < a->n_rlz; ++r) {
        fprintf(f, "%zu,%s,%.7g\n", r, a->path.name[r], a->weight[r]);
    }
    ++a->n_file;
    return oql_out_close(f, path, err);
}

oql_status oql_export_csv(const oql_export *e, size_t *n_file, oql_err *err)
{
    axes a = {.e = e};
    size_t n_disagg = 0, n_by_src = 0;
    oql_status st = OQL_OK;

    OQL_TRY(read_axes(&a, err));
    OQL_TRY(write_realizations(&a, err));
    OQL_TRY(write_kinds(&a, a.soil != NULL ? "soil_hcurves" : "hcurves", write_curves, err));
    OQL_TRY(write_kinds(&a, "hmaps", write_map, err));
    OQL_TRY(write_kinds(&a, "uhs", write_spectra, err));
    OQL_TRY(oql_export_disagg(e, &n_disagg, err));
    OQL_TRY(oql_export_by_src(e, &n_by_src, err));
    if (n_file != NULL) {
        *n_file = a.n_file + n_disagg + n_by_src;
    }
done:
    clear(&a);
    return st;
}

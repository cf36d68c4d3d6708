/* SPDX-License-Identifier: BSD-3-Clause */
#include "results/export_by_src.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results/out_file.h"

typedef struct {
    const oql_export *e;
    size_t n_site, n_lvl;
    oql_names imt, source;
    double *lon, *lat, *iml; /* (N), (N), (M, L) */
    size_t n_file;
} axes;

static void first_line(const axes *a, FILE *f, size_t n_column, size_t site)
{
    fputc('#', f);
    for (size_t i = 1; i < n_column; ++i) {
        fputc(',', f);
    }
    fprintf(f, "\"generated_by='%s', lon=%.15g, lat=%.15g", a->e->engine, a->lon[site],
            a->lat[site]);
}

/* ---- rates ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static oql_status write_rates(axes *a, size_t site, oql_err *err)
{
    const size_t n_imt = a->imt.n, n_src = a->source.n;
    const size_t start[4] = {site, 0, 0, 0}, count[4] = {1, n_imt, a->n_lvl, n_src};
    double *x = calloc(n_imt * a->n_lvl * n_src + 1, sizeof *x);
    const char **sorted = calloc(n_imt + 1, sizeof *sorted);
    char name[64], path[4096];
    FILE *f = NULL;
    oql_status st = OQL_OK;

    if (x == NULL || sorted == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory to export the rates by source");
        goto done;
    }
    OQL_TRY(oql_store_read(a->e->store, "mean_rates_by_src", OQL_F64, 0, start, count, x, err));
    (void)snprintf(name, sizeof name, "mean_rates_by_src-%zu", site);
    OQL_TRY(oql_out_open_csv(a->e, name, path, sizeof path, &f, err));
    first_line(a, f, 4, site);
    fputs("\"\nsource_id,imt,iml,afoe\n", f);
    for (size_t m = 0; m < n_imt; ++m) {
        sorted[m] = a->imt.name[m];
    }
    qsort(sorted, n_imt, sizeof *sorted, by_text);
    for (size_t u = 0; u < n_src; ++u) {
        for (size_t k = 0; k < n_imt; ++k) {
            size_t m = 0;
            while (strcmp(a->imt.name[m], sorted[k]) != 0) {
                ++m;
            }
            for (size_t l = 0; l < a->n_lvl; ++l) {
                const double rate = x[(m * a->n_lvl + l) * n_src + u];
                if (rate > 0.0) {
                    fprintf(f, "%s,%s,%.5E,%.5E\n", a->source.name[u], sorted[k],
                            a->iml[m * a->n_lvl + l], rate);
                }
            }
        }
    }
    OQL_TRY(oql_out_close(f, path, err));
    ++a->n_file;
done:
    free(x);
    free(sorted);
    return st;
}

/* ---- disaggregation ---- */

static double middle(const double *edge, size_t i)
{
    return 0.5 * (edge[i] + edge[i + 1]);
}

/* Edges of magnitude, distance and epsilon. */
typedef struct {
    double *edge[3];
    size_t n[3]; /* bins */
    oql_names imt;
    double *iml; /* (N, I) */
} bins;

static void write_cells(FILE *f, const bins *b, const char *source, const double *x)
{
    for (size_t i = 0; i < b->n[0] * b->n[1] * b->n[2]; ++i) {
        const size_t mag = i / (b->n[1] * b->n[2]), dist = i / b->n[2] % b->n[1],
                     eps = i % b->n[2];
        for (size_t m = 0; m < b->imt.n; ++m) {
            const double rate = x[i * b->imt.n + m];
            if (rate > 0.0) {
                fprintf(f, "%s,%.5E,%.5E,%.5E,%s,%.5E\n", source, middle(b->edge[0], mag),
                        middle(b->edge[1], dist), middle(b->edge[2], eps), b->imt.name[m],
                        rate);
            }
        }
    }
}

static oql_status write_disagg(axes *a, const bins *b, size_t site, oql_err *err)
{
    const size_t n_value = b->n[0] * b->n[1] * b->n[2] * b->imt.n;
    oql_names source = {0};
    double *x = NULL;
    char key[64], name[64], path[4096];
    FILE *f = NULL;
    oql_status st = OQL_OK;

    (void)snprintf(key, sizeof key, "mean_disagg_by_src_ids/%zu", site);
    if (!oql_store_has(a->e->store, key)) {
        return OQL_OK; /* not asked for */
    }
    OQL_TRY(oql_store_get_texts(a->e->store, key, &source, err));
    (void)snprintf(key, sizeof key, "mean_disagg_by_src/%zu", site);
    const size_t start[3] = {0, 0, 0}, count[3] = {source.n, n_value / b->imt.n, b->imt.n};
    x = calloc(source.n * n_value + 1, sizeof *x);
    if (x == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory to export the sources");
        goto done;
    }
    OQL_TRY(oql_store_read(a->e->store, key, OQL_F64, 0, start, count, x, err));
    (void)snprintf(name, sizeof name, "mean_disagg_by_src");
    if (a->n_site > 1) {
        (void)snprintf(name, sizeof name, "mean_disagg_by_src-%zu", site);
    }
    OQL_TRY(oql_out_open_csv(a->e, name, path, sizeof path, &f, err));
    first_line(a, f, 6, site);
    for (size_t m = 0; m < b->imt.n; ++m) {
        fprintf(f, "%s'%s': %.15g", m == 0 ? ", iml_disagg={" : ", ", b->imt.name[m],
                b->iml[site * b->imt.n + m]);
    }
    fputs("}\"\nsource_id,mag,dist,eps,imt,afoe\n", f);
    for (size_t u = 0; u < source.n; ++u) {
        write_cells(f, b, source.name[u], x + u * n_value);
    }
    OQL_TRY(oql_out_close(f, path, err));
    ++a->n_file;
done:
    oql_names_clear(&source);
    free(x);
    return st;
}

static oql_status write_disaggs(axes *a, oql_err *err)
{
    static const char *const key[] = {"disagg_bins/Mag", "disagg_bins/Dist", "disagg_bins/Eps"};
    bins b = {0};
    size_t n = 0;
    oql_status st = OQL_OK;

    for (size_t i = 0; i < 3; ++i) {
        OQL_TRY(oql_store_get_f64(a->e->store, key[i], &b.edge[i], &n, err));
        b.n[i] = n == 0 ? 0 : n - 1;
    }
    OQL_TRY(oql_store_get_texts(a->e->store, "mean_disagg_by_src_imts", &b.imt, err));
    OQL_TRY(oql_store_get_f64(a->e->store, "mean_disagg_by_src_imls", &b.iml, &n, err));
    for (size_t i = 0; i < a->n_site; ++i) {
        OQL_TRY(write_disagg(a, &b, i, err));
    }
done:
    for (size_t i = 0; i < 3; ++i) {
        free(b.edge[i]);
    }
    free(b.iml);
    oql_names_clear(&b.imt);
    return st;
}

oql_status oql_export_by_src(const oql_export *e, size_t *n_file, oql_err *err)
{
    axes a = {.e = e};
    size_t n = 0;
    oql_status st = OQL_OK;

    if (!oql_store_has(e->store, "mean_rates_by_src")) {
        return OQL_OK;
    }
    OQL_TRY(oql_store_get_f64(e->store, "sitecol/lon", &a.lon, &a.n_site, err));
    OQL_TRY(oql_store_get_f64(e->store, "sitecol/lat", &a.lat, &n, err));
    OQL_TRY(oql_store_get_texts(e->store, "imts", &a.imt, err));
    OQL_TRY(oql_store_get_texts(e->store, "source_ids", &a.source, err));
    OQL_TRY(oql_store_get_f64(e->store, "imls", &a.iml, &n, err));
    a.n_lvl = a.imt.n == 0 ? 0 : n / a.imt.n;
    for (size_t i = 0; i < a.n_site; ++i) {
        OQL_TRY(write_rates(&a, i, err));
    }
    if (oql_store_has(e->store, "mean_disagg_by_src_imts")) {
        OQL_TRY(write_disaggs(&a, err));
    }
    *n_file = a.n_file;
done:
    free(a.lon);
    free(a.lat);
    free(a.iml);
    oql_names_clear(&a.imt);
    oql_names_clear(&a.source);
    return st;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "gmm/eval_csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/number.h"
#include "gmm/gmm.h"
#include "gmm/work.h"

enum { BLOCK = 256 };

typedef struct {
    oql_arena *arena;
    oql_csv *csv;
    oql_gmm *gmm;
    oql_imt *imt;
    oql_work *work;
    double *column[OQL_CTX_N]; /* (rows of the file), NULL where it has none */
    double *block[OQL_CTX_N];  /* (BLOCK) */
    double *row[4];            /* (M, BLOCK) mean, sigma, tau, phi */
} job;

static oql_status out_of_memory(oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the contexts");
}

/* Numbers as they stand; text as its code. */
static oql_status read_column(job *j, size_t col, double **out, oql_err *err)
{
    const size_t n = oql_csv_rows(j->csv);
    double *x = oql_arena_alloc(j->arena, n + 1, sizeof *x);
    if (x == NULL) {
        return out_of_memory(err);
    }
    for (size_t i = 0; i < n; ++i) {
        const char *cell = oql_csv_cell(j->csv, i, col);
        if (strcmp(cell, "True") == 0 || strcmp(cell, "False") == 0) {
            x[i] = cell[0] == 'T' ? 1.0 : 0.0;
        } else if (!oql_parse_double(cell, &x[i])) {
            x[i] = oql_gmm_text_code(cell);
        }
    }
    *out = x;
    return OQL_OK;
}

static oql_status read_contexts(job *j, const char *path, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(oql_csv_read(path, OQL_CSV_HEADER, &j->csv, err));
    for (size_t c = 0; c < oql_csv_cols(j->csv); ++c) {
        const oql_ctx_param p = oql_ctx_param_by_name(oql_csv_name(j->csv, c));
        if (p == OQL_CTX_N) {
            return OQL_FAIL(err, OQL_ECONFIG, "%s:1: unknown parameter \"%s\"", path,
                            oql_csv_name(j->csv, c));
        }
        OQL_TRY(read_column(j, c, &j->column[p], err));
    }
    if (j->column[OQL_MAG] == NULL) {
        return OQL_FAIL(err, OQL_ECONFIG, "%s:1: no column \"mag\"", path);
    }
    const uint64_t needs = oql_gmm_needs(j->gmm);
    for (int p = 0; p < OQL_CTX_N; ++p) {
        if ((needs & OQL_BIT(p)) != 0 && j->column[p] == NULL) {
            return OQL_FAIL(err, OQL_ECONFIG, "%s:1: no column \"%s\", which the model needs",
                            path, oql_ctx_param_name((oql_ctx_param)p));
        }
    }
done:
    return st;
}

static oql_status alloc_buffers(job *j, size_t n_imt, oql_err *err)
{
    for (int p = 0; p < OQL_CTX_N; ++p) {
        if (j->column[p] != NULL) {
            j->block[p] = oql_arena_alloc(j->arena, BLOCK, sizeof(double));
            if (j->block[p] == NULL) {
                return out_of_memory(err);
            }
        }
    }
    for (size_t k = 0; k < 4; ++k) {
        j->row[k] = oql_arena_alloc(j->arena, n_imt * BLOCK, sizeof(double));
        if (j->row[k] == NULL) {
            return out_of_memory(err);
        }
    }
    return oql_work_create(oql_gmm_work_bytes(j->gmm, BLOCK), &j->work, err);
}

/* Shortest text that reads back as the same number. */
static void print_number(FILE *out, double x, char end)
{
    char text[OQL_DOUBLE_TEXT];
    (void)fprintf(out, "%s%c", oql_double_text(x, text), end);
}

/* Rows first .. first+n share a magnitude. */
static void eval_block(job *j, size_t first, size_t n, size_t n_imt, FILE *out)
{
    oql_ctx ctx = {.n = n, .stride = (n + 7) / 8 * 8, .work = j->work};
    ctx.mag = j->column[OQL_MAG][first];
    for (int p = 0; p < OQL_CTX_N; ++p) {
        if (j->column[p] == NULL) {
            continue;
        }
        bool constant = true;
        for (size_t i = 0; i < ctx.stride; ++i) {
            j->block[p][i] = j->column[p][first + (i < n ? i : n - 1)];
            constant = constant && j->block[p][i] == j->block[p][0];
        }
        ctx.constant |= constant ? OQL_BIT(p) : 0;
        ctx.col[p] = j->block[p];
    }
    const oql_gmm_out res = {j->row[0], j->row[1], j->row[2], j->row[3]};
    oql_gmm_eval(j->gmm, &ctx, &res);
    for (size_t i = 0; i < n; ++i) {
        for (size_t m = 0; m < n_imt; ++m) {
            for (size_t k = 0; k < 4; ++k) {
                print_number(out, j->row[k][m * ctx.stride + i],
                             m + 1 == n_imt && k == 3 ? '\n' : ',');
            }
        }
    }
}

static void print_header(const char *const *text, size_t n_imt, FILE *out)
{
    static const char *const what[4] = {"mean", "sigma", "tau", "phi"};
    for (size_t m = 0; m < n_imt; ++m) {
        const char *quote = strchr(text[m], ',') == NULL ? "" : "\"";
        for (size_t k = 0; k < 4; ++k) {
            (void)fprintf(out, "%s%s:%s%s%s", quote, what[k], text[m], quote,
                          m + 1 == n_imt && k == 3 ? "\n" : ",");
        }
    }
}

oql_status oql_gmm_eval_csv(const char *model, const char *path, size_t n_imt,
                            const char *const *imt, FILE *out, oql_err *err)
{
    oql_status st = OQL_OK;
    job j = {0};
    const oql_gmm_spec *spec = NULL;

    OQL_TRY(oql_arena_create(&j.arena, err));
    OQL_TRY(oql_gmm_spec_parse(j.arena, model, 0, NULL, NULL, "model", 1, &spec, err));
    j.imt = oql_arena_alloc(j.arena, n_imt + 1, sizeof *j.imt);
    if (j.imt == NULL) {
        st = out_of_memory(err);
        goto done;
    }
    for (size_t m = 0; m < n_imt; ++m) {
        OQL_TRY(oql_imt_parse(imt[m], &j.imt[m], err));
    }
    OQL_TRY(oql_gmm_create(spec, n_imt, j.imt, &j.gmm, err));
    OQL_TRY(read_contexts(&j, path, err));
    OQL_TRY(alloc_buffers(&j, n_imt, err));
    print_header(imt, n_imt, out);
    const size_t n = oql_csv_rows(j.csv);
    for (size_t first = 0, last; first < n; first = last) {
        const double *mag = j.column[OQL_MAG];
        for (last = first + 1; last < n && last - first < BLOCK && mag[last] == mag[first];) {
            ++last;
        }
        eval_block(&j, first, last - first, n_imt, out);
    }
done:
    oql_work_destroy(j.work);
    oql_gmm_destroy(j.gmm);
    oql_csv_destroy(j.csv);
    oql_arena_destroy(j.arena);
    return st;
}

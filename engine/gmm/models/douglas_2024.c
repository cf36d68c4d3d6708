/* SPDX-License-Identifier: BSD-3-Clause */
/** Douglas, Aldama-Bustos, Tallett-Williams, Davi & Tromans (2024), the United Kingdom: a tree of 162
 *  branches and its summaries of five and three, for both distances. The coefficients are files of
 *  the user's model folder, as the authors publish them:
 *
 *      Douglas_et_al_2024_COEFFS/Coeffs_162_branch_rjb.csv   Branch, Period, b1 ... b10
 *                                Coeffs_5_branch_rrup.csv    Weighting Option, Branch, Period, ...
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/csv.h"
#include "base/memory.h"
#include "coeffs/douglas_2024_sigma.h"
#include "gmm/models/children.h"
#include "gmm/models/terms.h"
#include "gmm/table.h"

enum { N_COEF = 10, MAX_PERIOD = 64 };

typedef struct {
    int branches;
    bool rrup;
} variant;

typedef struct {
    size_t n;
    const char *imt[MAX_PERIOD];
    double period_s[MAX_PERIOD], b[MAX_PERIOD * N_COEF];
} state;

typedef struct {
    double b1, b2, b3, b4, b5, b6, b7, b8, b9, b10;
    oql_coef_douglas_2024_sigma s;
} row;

/** Row r of the file as one of the state; 0.01 s stands for PGA. */
static oql_status take_row(const oql_csv *csv, size_t r, size_t period, const size_t *col,
                           state *s, oql_err *err)
{
    oql_status st = OQL_OK;

    if (s->n == MAX_PERIOD) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: more than %d periods for one branch",
                        oql_csv_path(csv), oql_csv_line(csv, r), (int)MAX_PERIOD);
    }
    OQL_TRY(oql_csv_number(csv, r, period, false, &s->period_s[s->n], err));
    s->imt[s->n] = "SA";
    if (s->period_s[s->n] == 0.01) {
        s->imt[s->n] = "PGA";
        s->period_s[s->n] = 0.0;
    }
    for (size_t k = 0; k < N_COEF; ++k) {
        OQL_TRY(oql_csv_number(csv, r, col[k], false, &s->b[s->n * N_COEF + k], err));
    }
    s->n++;
done:
    return st;
}

/** Rows of one branch; `option` NULL: the file has no weighting options. */
static oql_status take_branch(const oql_csv *csv, double branch, const char *option, state *s,
                              oql_err *err)
{
    size_t at_branch, at_period, at_option = 0, col[N_COEF];
    char name[8];
    oql_status st = OQL_OK;

    OQL_TRY(oql_csv_need(csv, "Branch", &at_branch, err));
    OQL_TRY(oql_csv_need(csv, "Period", &at_period, err));
    if (option != NULL) {
        OQL_TRY(oql_csv_need(csv, "Weighting Option", &at_option, err));
    }
    for (size_t k = 0; k < N_COEF; ++k) {
        (void)snprintf(name, sizeof name, "b%zu", k + 1);
        OQL_TRY(oql_csv_need(csv, name, &col[k], err));
    }
    for (size_t r = 0; r < oql_csv_rows(csv); ++r) {
        double b = 0.0;
        OQL_TRY(oql_csv_number(csv, r, at_branch, false, &b, err));
        if (b == branch &&
            (option == NULL || strcmp(oql_csv_cell(csv, r, at_option), option) == 0)) {
            OQL_TRY(take_row(csv, r, at_period, col, s, err));
        }
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"branch", "weightopt"};
    static const char *const options[] = {"original", "updated"};
    const variant *v = oql_gmm_variant(g);
    double branch = v->branches == 162 && v->rrup ? 1.0 : 0.0;
    size_t option = 0;
    char file[64];
    const char *path = NULL;
    oql_arena *arena = NULL;
    oql_csv *csv = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[0], &branch, err));
    OQL_TRY(oql_gmm_arg_choice(spec, known[1], OQL_COUNT(options), options, &option, err));
    if (!(branch >= 1.0 && branch <= v->branches && branch == floor(branch))) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: branch: found %g, expected 1 to %d",
                      OQL_AT(spec), spec->name, branch, v->branches);
        goto done;
    }
    (void)snprintf(file, sizeof file, "Coeffs_%d_branch_%s.csv", v->branches,
                   v->rrup ? "rrup" : "rjb");
    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(oql_gmm_find_file(spec, "Douglas_et_al_2024_COEFFS", file, arena, &path, err));
    OQL_TRY(oql_csv_read(path, OQL_CSV_HEADER, &csv, err));
    OQL_TRY(take_branch(csv, branch, v->branches == 162 ? NULL : options[option],
                        oql_gmm_state(g), err));
done:
    oql_csv_destroy(csv);
    oql_arena_destroy(arena);
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    static const char *const column[N_COEF] = {"b1", "b2", "b3", "b4", "b5",
                                               "b6", "b7", "b8", "b9", "b10"};
    const state *s = oql_gmm_state_c(g);
    const oql_coeff_table t = {"of that branch", s->n,   N_COEF, s->imt,
                               s->period_s,      column, s->b};
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&t, imt, &r->b1, err));
    OQL_TRY(oql_coeff_row(&oql_table_douglas_2024_sigma, imt, &r->s.s1, err));
done:
    return st;
}

/** The paper has no deviation: that of Al Atik (2015, PEER Report 2015/07), the global ergodic
 *  model, table 5.22. DEVIATION: between M 5.5 and 6.5 it falls with twice the slope of equation
 *  5.20, as OpenQuake 3.25 has it, which makes a step at M 6.5. */
static double sigma_at(const oql_coef_douglas_2024_sigma *s, double mag)
{
    const double low = oql_ramp(mag, 4.5, s->s1, 5.0, s->s2);
    const double mid = oql_ramp(mag, 5.0, s->s2, 5.5, s->s3);
    const double high = s->s3 + (s->s4 - s->s3) * (mag - 5.5) / 0.5;

    return mag <= 5.0 ? low : (mag <= 5.5 ? mid : (mag <= 6.5 ? high : s->s4));
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *dist = x->col[v->rrup ? OQL_RRUP : OQL_RJB];
    const double ln_50 = 3.912023005428146, ln_100 = 4.605170185988092;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double mag = x->mag, near = r->b7 * oql_exp(r->b8 * mag), near2 = near * near;
        const double base = r->b1 + r->b2 * mag + r->b3 * (8.5 - mag) * (8.5 - mag) -
                            2.2830607269796044; /* ln 9.80665 */
        const double decay = r->b5 + r->b6 * mag, b4 = 0.5 * r->b4, b9 = r->b9, b10 = r->b10;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double ln_r = oql_log(oql_fmax(dist[i], 50.0));
            l.mean[i] = base + b4 * oql_log(dist[i] * dist[i] + near2) + decay * dist[i] +
                        b9 * (ln_r - ln_50) + b10 * oql_fmax(ln_r - ln_100, 0.0);
        }
        oql_fill_total(x->n, sigma_at(&r->s, mag), &l);
    }
}

#define CLASS(class_name, n, dist, is_rrup)                                                    \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Douglas, Aldama-Bustos, Tallett-Williams, Davi & Tromans "      \
                              "(2024). Ground-motion models for earthquakes occurring in the " \
                              "United Kingdom. Bulletin of Earthquake Engineering 22, "        \
                              "4265-4302, with its erratum",                                   \
                 .doi = "10.1007/s10518-024-01943-8",                                          \
                 .trt = OQL_TRT_STABLE,                                                        \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_BIT(dist),                                        \
                 .mag = OQL_RANGE(3.5, 7.25),                                                  \
                 .period_s = OQL_RANGE(0.01, 10.0)},                                           \
        .variant = &(const variant){n, is_rrup}, .state_size = sizeof(state),                  \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

static const oql_gmm_class classes[] = {
    CLASS("Douglas_Et_Al_2024Rjb", 162, OQL_RJB, false),
    CLASS("Douglas_Et_Al_2024Rjb_3branch", 3, OQL_RJB, false),
    CLASS("Douglas_Et_Al_2024Rjb_5branch", 5, OQL_RJB, false),
    CLASS("Douglas_Et_Al_2024Rrup", 162, OQL_RRUP, true),
    CLASS("Douglas_Et_Al_2024Rrup_3branch", 3, OQL_RRUP, true),
    CLASS("Douglas_Et_Al_2024Rrup_5branch", 5, OQL_RRUP, true),
};

OQL_GMM_FAMILY(douglas_2024) = {OQL_COUNT(classes), classes, 0, NULL};

/* SPDX-License-Identifier: BSD-3-Clause */
/** Average spectral acceleration from the spectral accelerations of another model and their
 *  correlation: the geometric mean over periods (Kohrangi et al. 2018, doi:10.1007/
 *  s10518-017-0160-0). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "coeffs/akkar_2014_correlation.h"
#include "gmm/models/children.h"
#include "gmm/models/terms.h"

/** Correlation between two periods: Baker & Jayaram (2008), doi:10.1193/1.2857544, and the fit of the
 *  same shape to residuals of the 2020 European hazard model; the table of Akkar, Sandikkaya & Ay
 *  (2014), doi:10.1007/s10518-013-9537-1; or full correlation. */
typedef enum { BAKER_JAYARAM, ESHM20, FULL, AKKAR } correlation;

typedef struct {
    double d1, d2, d3, d4, d5;
} shape;

/** A measure AvgSA: where its periods lie among those of the base model. */
typedef struct {
    size_t n;      /**< periods; 0: another measure, copied from the base model */
    size_t *at;    /**< (n) measure of the base model at or below the period */
    double *share; /**< (n) weight of the next one, 0 without interpolation */
    double *rho;   /**< (n, n) correlation */
    size_t copy;   /**< for other measures */
} target;

typedef struct {
    const oql_gmm *base;
    size_t n_base;
    size_t n;       /**< M */
    target *target; /**< (M) */
} state;

static double correlate(const shape *d, double t1, double t2)
{
    const double lo = fmin(t1, t2), hi = fmax(t1, t2), quarter = OQL_TWO_PI / 4.0;
    const double c1 = 1.0 - cos(quarter - log(hi / fmax(lo, d->d4)) * d->d1);
    const double c2 = hi < d->d5 ? 1.0 - d->d2 * (1.0 - 1.0 / (1.0 + exp(100.0 * hi - 5.0))) *
                                             (hi - lo) / (hi - d->d3)
                                 : 0.0;
    const double c3 = hi < d->d4 ? c2 : c1;
    const double c4 = c1 + 0.5 * (sqrt(c3) - c3) * (1.0 + cos(2.0 * quarter * lo / d->d4));

    if (hi <= d->d4) {
        return c2;
    }
    if (lo > d->d4) {
        return c1;
    }
    return hi < d->d5 ? fmin(c2, c4) : c4;
}

/** The row before a period of Akkar's table, and the share of the next one. */
static size_t akkar_row(double period, double *share)
{
    const oql_coeff_table *t = &oql_table_akkar_2014_correlation;
    size_t i = 0;

    while (i + 2 < t->n_row && period >= t->period_s[i + 1]) {
        ++i;
    }
    *share = (period - t->period_s[i]) / (t->period_s[i + 1] - t->period_s[i]);
    return i;
}

/** Between the periods of the table, linear in both. */
static double akkar(double t1, double t2)
{
    double f1, f2;
    const size_t i = akkar_row(t1, &f1), j = akkar_row(t2, &f2);
    const double *a = oql_coeff_row_at(&oql_table_akkar_2014_correlation, i) + j;
    const double *b = oql_coeff_row_at(&oql_table_akkar_2014_correlation, i + 1) + j;
    const double at_a = a[0] + f2 * (a[1] - a[0]), at_b = b[0] + f2 * (b[1] - b[0]);

    return at_a + f1 * (at_b - at_a);
}

static double rho_of(size_t kind, double t1, double t2)
{
    static const shape baker_jayaram = {0.366, 0.105, 0.0099, 0.109, 0.2};
    static const shape eshm20 = {0.18141134, 0.1555742, -0.10851875, 0.08, 0.2};

    if (t1 == t2 || kind == FULL) {
        return 1.0;
    }
    if (kind == AKKAR) {
        return akkar(t1, t2);
    }
    return correlate(kind == ESHM20 ? &eshm20 : &baker_jayaram, t1, t2);
}

static oql_status set_target(target *t, size_t n, const double *period, size_t kind,
                             size_t n_all, const double *all, oql_err *err)
{
    for (size_t i = 0; i < n && kind == AKKAR; ++i) {
        if (period[i] < 0.01 || period[i] > 4.0) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "corr_func = \"akkar\": found the period %g s, expected 0.01 to 4",
                            period[i]);
        }
    }
    t->n = n;
    t->at = oql_calloc(n, sizeof *t->at);
    t->share = oql_calloc(n, sizeof *t->share);
    t->rho = oql_calloc(n * n, sizeof *t->rho);
    if (t->at == NULL || t->share == NULL || t->rho == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    for (size_t i = 0; i < n; ++i) {
        size_t k = 0;
        while (k + 1 < n_all && all[k + 1] <= period[i]) {
            ++k;
        }
        t->at[i] = k;
        if (k + 1 < n_all && period[i] > all[k]) {
            t->share[i] = (period[i] - all[k]) / (all[k + 1] - all[k]);
        }
        for (size_t j = 0; j < n; ++j) {
            t->rho[i * n + j] = i == j ? 1.0 : rho_of(kind, period[i], period[j]);
        }
    }
    return OQL_OK;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static bool is_average(const oql_imt *imt)
{
    return imt->kind == OQL_IMT_AVGSA;
}

/** The base model for all periods and the measures that are not averages. */
static oql_status add_base(oql_gmm *g, const oql_gmm_spec *spec, size_t n_known,
                           const char *const *known, size_t n_all, const double *all,
                           oql_err *err)
{
    state *s = oql_gmm_state(g);
    const size_t n = oql_gmm_n_imt(g);
    oql_imt *imt = oql_calloc(n_all + n, sizeof *imt);
    oql_gmm_arg *args = oql_calloc(spec->n_args, sizeof *args);
    oql_gmm_spec base = *spec;
    oql_status st = OQL_OK;

    if (imt == NULL || args == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
        goto done;
    }
    for (size_t i = 0; i < n_all; ++i) {
        imt[i] = oql_imt_sa(all[i]);
    }
    s->n_base = n_all;
    for (size_t m = 0; m < n; ++m) {
        if (!is_average(oql_gmm_imt(g, m))) {
            s->target[m].copy = s->n_base;
            imt[s->n_base++] = *oql_gmm_imt(g, m);
        }
    }
    base.name = NULL;
    OQL_TRY(oql_gmm_arg_text(spec, "gmpe_name", &base.name, err));
    if (base.name == NULL) {
        st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: expected gmpe_name = \"NAME\"", OQL_AT(spec),
                      spec->name);
        goto done;
    }
    base.n_args = 0;
    for (size_t i = 0; i < spec->n_args; ++i) {
        size_t k = 0;
        while (k < n_known && strcmp(known[k], spec->args[i].key) != 0) {
            ++k;
        }
        if (k == n_known) {
            args[base.n_args++] = spec->args[i];
        }
    }
    base.args = args;
    OQL_TRY(oql_gmm_add_child(g, &base, s->n_base, imt, &s->base, err));
done:
    free(args);
    free(imt);
    return st;
}

static oql_status alloc_targets(oql_gmm *g, oql_err *err)
{
    state *s = oql_gmm_state(g);

    s->target = oql_calloc(oql_gmm_n_imt(g), sizeof *s->target);
    if (s->target == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
    }
    s->n = oql_gmm_n_imt(g);
    return OQL_OK;
}

static oql_status read_correlation(const oql_gmm_spec *spec, size_t *kind, oql_err *err)
{
    static const char *const names[] = {"baker_jayaram", "eshm20", "none", "akkar"};

    return oql_gmm_arg_choice(spec, "corr_func", OQL_COUNT(names), names, kind, err);
}

/* The same periods for every AvgSA, given as a list. */
static oql_status init_generic(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"gmpe_name", "avg_periods", "corr_func"};
    const oql_gmm_value *v = oql_gmm_spec_get(spec, "avg_periods");
    state *s = oql_gmm_state(g);
    double *period = NULL, *sorted = NULL;
    size_t kind = FULL;
    oql_status st = OQL_OK;

    if (v == NULL || v->type != OQL_ARG_ARRAY || v->as.array.n == 0) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: avg_periods: expected a list of periods",
                        OQL_AT(spec), spec->name);
    }
    const size_t n = v->as.array.n;
    OQL_TRY(read_correlation(spec, &kind, err));
    OQL_TRY(alloc_targets(g, err));
    period = oql_calloc(n, sizeof *period);
    sorted = oql_calloc(n, sizeof *sorted);
    if (period == NULL || sorted == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
        goto done;
    }
    for (size_t i = 0; i < n; ++i) {
        if (!oql_gmm_value_number(&v->as.array.item[i], &period[i]) || period[i] <= 0.0) {
            st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: avg_periods: expected periods > 0",
                          OQL_AT(spec), spec->name);
            goto done;
        }
    }
    memcpy(sorted, period, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_value);
    for (size_t m = 0; m < s->n; ++m) {
        if (is_average(oql_gmm_imt(g, m))) {
            OQL_TRY(set_target(&s->target[m], n, period, kind, n, sorted, err));
        }
    }
    OQL_TRY(add_base(g, spec, OQL_COUNT(known), known, n, sorted, err));
done:
    free(sorted);
    free(period);
    return st;
}

/** n numbers from lo to hi, in the arithmetic of numpy.linspace. */
static void line_space(double lo, double hi, size_t n, double *out)
{
    const double step = (hi - lo) / (double)(n - 1);

    for (size_t i = 0; i < n; ++i) {
        out[i] = (double)i * step + lo;
    }
    out[n - 1] = hi;
}

/** All periods of all averages, each once; when they are too many, `most` equally spaced ones.
 * */
static size_t merge_periods(size_t n, double *all, size_t most)
{
    size_t k = 0;

    if (n == 0) {
        return 0;
    }
    qsort(all, n, sizeof *all, by_value);
    for (size_t i = 1; i < n; ++i) {
        if (all[i] != all[k]) {
            all[++k] = all[i];
        }
    }
    ++k;
    if (k > most) {
        line_space(all[0], all[k - 1], most, all);
        k = most;
    }
    return k;
}

/** Arguments of the indirect average. */
typedef struct {
    double t_low, t_high, n_per, max_per;
    size_t kind;
} indirect;

static oql_status read_indirect(const oql_gmm_spec *spec, indirect *a, oql_err *err)
{
    oql_status st = OQL_OK;

    *a = (indirect){0.2, 1.5, 10.0, 30.0, FULL};
    OQL_TRY(read_correlation(spec, &a->kind, err));
    OQL_TRY(oql_gmm_arg_number(spec, "t_low", &a->t_low, err));
    OQL_TRY(oql_gmm_arg_number(spec, "t_high", &a->t_high, err));
    OQL_TRY(oql_gmm_arg_number(spec, "n_per", &a->n_per, err));
    OQL_TRY(oql_gmm_arg_number(spec, "max_num_per", &a->max_per, err));
    if (!(a->t_high > a->t_low) || !(a->t_low > 0.0) || !(a->n_per >= 2.0) ||
        !(a->n_per <= 1000.0) || !(a->max_per >= 2.0)) {
        st = OQL_FAIL(
            err, OQL_EMODEL,
            "%s:%d: %s: expected 0 < t_low < t_high, n_per from 2 to 1000, max_num_per >= 2",
            OQL_AT(spec), spec->name);
    }
done:
    return st;
}

/* Periods from t_low T to t_high T for each AvgSA(T). */
static oql_status init_indirect(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"gmpe_name", "corr_func", "t_low",
                                        "t_high",    "n_per",     "max_num_per"};
    state *s = oql_gmm_state(g);
    double *period = NULL, *all = NULL;
    size_t n_all = 0;
    indirect a;
    oql_status st = OQL_OK;

    OQL_TRY(read_indirect(spec, &a, err));
    OQL_TRY(alloc_targets(g, err));
    const size_t n = (size_t)a.n_per;
    period = oql_calloc(n * (s->n + 1), sizeof *period);
    all = oql_calloc(n * (s->n + 1), sizeof *all);
    if (period == NULL || all == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a model");
        goto done;
    }
    for (size_t m = 0; m < s->n; ++m) {
        const double t = oql_gmm_imt(g, m)->period_s;
        if (is_average(oql_gmm_imt(g, m))) {
            if (!(t > 0.0)) {
                st = OQL_FAIL(err, OQL_EMODEL, "%s:%d: %s: expected AvgSA with a period",
                              OQL_AT(spec), spec->name);
                goto done;
            }
            line_space(a.t_low * t, a.t_high * t, n, period + m * n);
            memcpy(all + n_all, period + m * n, n * sizeof *all);
            n_all += n;
        }
    }
    n_all = merge_periods(n_all, all, (size_t)a.max_per);
    for (size_t m = 0; m < s->n; ++m) {
        if (is_average(oql_gmm_imt(g, m))) {
            OQL_TRY(set_target(&s->target[m], n, period + m * n, a.kind, n_all, all, err));
        }
    }
    OQL_TRY(add_base(g, spec, OQL_COUNT(known), known, n_all, all, err));
done:
    free(all);
    free(period);
    return st;
}

static void clear(oql_gmm *g)
{
    state *s = oql_gmm_state(g);

    for (size_t m = 0; m < s->n; ++m) {
        free(s->target[m].at);
        free(s->target[m].share);
        free(s->target[m].rho);
    }
    free(s->target);
}

/** Mean and deviation at one period of a target, interpolated linearly in the period. */
static void at_period(const oql_ctx *x, const oql_gmm_out *base, const target *t, size_t i,
                      double *mean, double *sigma)
{
    const double w = t->share[i];
    const oql_lanes a = oql_lanes_of(x, base, t->at[i]);
    const oql_lanes b = oql_lanes_of(x, base, t->at[i] + (w > 0.0 ? 1 : 0));

    OQL_SIMD
    for (size_t k = 0; k < x->n; ++k) {
        mean[k] = a.mean[k] + w * (b.mean[k] - a.mean[k]);
        sigma[k] = a.sigma[k] + w * (b.sigma[k] - a.sigma[k]);
    }
}

static void eval_target(const oql_ctx *x, const oql_gmm_out *base, const target *t,
                        const oql_lanes *l)
{
    const size_t mark = oql_work_mark(x->work);
    const double per_n = 1.0 / (double)t->n;
    double *mean = oql_work_rows(x->work, 4, x->stride);
    double *si = mean + x->stride, *sj = si + x->stride, *unused = sj + x->stride;

    oql_fill(x->n, 0.0, l->mean);
    oql_fill_sigmas(x->n, 0.0, 0.0, 0.0, l);
    for (size_t i = 0; i < t->n; ++i) {
        at_period(x, base, t, i, mean, si);
        OQL_SIMD
        for (size_t k = 0; k < x->n; ++k) {
            l->mean[k] += per_n * mean[k];
        }
        for (size_t j = 0; j <= i; ++j) {
            const double rho = (i == j ? 1.0 : 2.0) * t->rho[i * t->n + j];
            at_period(x, base, t, j, unused, sj);
            OQL_SIMD
            for (size_t k = 0; k < x->n; ++k) {
                l->sigma[k] += rho * si[k] * sj[k];
            }
        }
    }
    OQL_SIMD
    for (size_t k = 0; k < x->n; ++k) {
        l->sigma[k] = per_n * sqrt(l->sigma[k]);
    }
    oql_work_release(x->work, mark);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    const oql_gmm_out base = oql_child_rows(x, s->n_base);

    oql_gmm_eval(s->base, x, &base);
    for (size_t m = 0; m < s->n; ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        if (s->target[m].n == 0) {
            oql_child_copy(x, &base, s->target[m].copy, out, m);
        } else {
            eval_target(x, &base, &s->target[m], &l);
        }
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, title, init_function)                                                \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = title,                                                           \
                 .doi = "10.1007/s10518-017-0216-5",                                           \
                 .trt = "",                                                                    \
                 .measures = "",                                                               \
                 .component = "",                                                              \
                 .needs = OQL_NEED_MAG},                                                       \
        .state_size = sizeof(state), .init = init_function, .eval = eval, .clear = clear       \
    }

static const oql_gmm_class classes[] = {
    CLASS("GenericGmpeAvgSA",
          "Kohrangi, Kotha & Bazzurro (2018). Ground-motion models for average spectral "
          "acceleration in a period range: direct and indirect methods. Bulletin of Earthquake "
          "Engineering 16, 45-65",
          init_generic),
    CLASS("GmpeIndirectAvgSA",
          "Kohrangi, Kotha & Bazzurro (2018). Ground-motion models for average spectral "
          "acceleration in a period range: direct and indirect methods. Bulletin of Earthquake "
          "Engineering 16, 45-65",
          init_indirect),
};

OQL_GMM_FAMILY(mgmpe_generic_gmpe_avgsa) = {OQL_COUNT(classes), classes, 0, NULL};

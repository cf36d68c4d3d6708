/* SPDX-License-Identifier: BSD-3-Clause */
/** Taherian, Silva, Kalakonas & Vicente (2024), Southwest Iberia: a neural network of one hidden
 *  layer of six neurons, the same for all measures, for earthquakes inland and offshore. */
#include "gmm/family.h"

#include "coeffs/taherian_2024.h"
#include "gmm/models/terms.h"

enum { N_NEURON = 6 };

/* Weights of the inputs of the hidden layer: 1 offshore, magnitude, Joyner-Boore distance, depth,
 * 1 for normal faulting; and its bias. */
static const struct {
    double offshore, mag, rjb, depth, normal, bias;
} neuron[N_NEURON] = {
    {-0.016299034, -1.6419003, -22.109283, -2.1139205, -0.01600038, -0.97804064},
    {-3.5626454, 0.034373622, 0.26910052, 0.4649173, 0.016119517, 4.274232},
    {-0.10336779, 5.709178, -1.1425326, 0.16271676, 0.033006128, 0.10107211},
    {-0.2898931, 10.311469, -0.341137, 0.13330148, 0.019439787, -0.8428407},
    {-0.36084267, -0.5273623, -3.5419717, 0.05657823, -0.006012339, 0.5025322},
    {-0.10394411, 6.249729, -0.94938, -0.021897634, -0.047135152, -2.7997584}};

/* Scalings of the inputs to [0, 1]. */
#define MAG_SCALE   0.18181818181818182
#define MAG_SHIFT   -0.5454545454545454
#define RJB_SCALE   0.0016666666666666668
#define DEPTH_SCALE 0.035807897789936545
#define DEPTH_SHIFT -0.07248234670638956

#define LN_981 6.888572459565363 /* the unit of the network, not 980.665 cm/s2 */

typedef struct {
    oql_coef_taherian_2024 c;
} row;

/* The network's periods, PGA standing for 0.01 s; between them everything is linear in the period. */
static oql_status between_periods(const oql_imt *imt, double *to, oql_err *err)
{
    const oql_coeff_table *t = &oql_table_taherian_2024;
    const double *lo = NULL, *hi = NULL, period = imt->period_s;
    double t_lo = 0.0, t_hi = HUGE_VAL;

    for (size_t i = 0; i < t->n_row; ++i) {
        const bool is_pga = strcmp(t->imt[i], "PGA") == 0;
        const double at = is_pga ? 0.01 : t->period_s[i];
        if (at > 0.0 && at <= period && at > t_lo) {
            t_lo = at;
            lo = oql_coeff_row_at(t, i);
        }
        if (at >= period && at < t_hi) {
            t_hi = at;
            hi = oql_coeff_row_at(t, i);
        }
    }
    if (lo == NULL || hi == NULL) {
        return OQL_FAIL(err, OQL_EMODEL, "%s is outside of the network's periods", imt->text);
    }
    const double share = t_hi > t_lo ? (period - t_lo) / (t_hi - t_lo) : 0.0;
    for (size_t k = 0; k < t->n_col; ++k) {
        to[k] = lo[k] + share * (hi[k] - lo[k]);
    }
    return OQL_OK;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    (void)g;
    OQL_TRY(imt->kind == OQL_IMT_SA
                ? between_periods(imt, &r->c.w1, err)
                : oql_coeff_row(&oql_table_taherian_2024, imt, &r->c.w1, err));
    r->c.b -= imt->kind == OQL_IMT_PGV ? 0.0 : LN_981;
done:
    return st;
}

/** Answers of the hidden layer, (N_NEURON, stride). */
static void hidden_rows(const oql_ctx *x, double offshore, double *h)
{
    const double *rjb = x->col[OQL_RJB], *depth = x->col[OQL_HYPO_DEPTH];
    const double *rake = x->col[OQL_RAKE];
    const double mag = MAG_SCALE * x->mag + MAG_SHIFT;

    for (size_t k = 0; k < N_NEURON; ++k) {
        double *y = h + k * x->stride;
        const double per_km = neuron[k].rjb * RJB_SCALE, normal = neuron[k].normal;
        const double base = neuron[k].bias + neuron[k].offshore * offshore +
                            neuron[k].mag * mag + neuron[k].depth * DEPTH_SHIFT;
        const double deep = neuron[k].depth * DEPTH_SCALE;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const bool is_normal = ((rake[i] >= -120.0) & (rake[i] <= -60.0)) |
                                   ((rake[i] >= 240.0) & (rake[i] <= 300.0));
            const double z =
                base + per_km * rjb[i] + deep * depth[i] + (is_normal ? normal : 0.0);
            y[i] = 1.0 / (1.0 + oql_exp(-z));
        }
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *offshore = oql_gmm_variant(g);
    const size_t mark = oql_work_mark(x->work), s = x->stride;
    double *h = oql_work_rows(x->work, N_NEURON, s);

    hidden_rows(x, *offshore, h);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_taherian_2024 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double w1 = C->w1, w2 = C->w2, w3 = C->w3, w4 = C->w4, w5 = C->w5, w6 = C->w6;
        const double b = C->b;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = b + w1 * h[i] + w2 * h[s + i] + w3 * h[2 * s + i] + w4 * h[3 * s + i] +
                        w5 * h[4 * s + i] + w6 * h[5 * s + i];
        }
        oql_fill_sigmas(x->n, C->sigma, C->tau, C->phi, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, offshore)                                                            \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Taherian, Silva, Kalakonas & Vicente (2024). An earthquake "    \
                              "ground-motion model for Southwest Iberia. Bulletin of the "     \
                              "Seismological Society of America 114(5), 2613-2638",            \
                 .doi = "10.1785/0120230250",                                                  \
                 .trt = OQL_TRT_STABLE,                                                        \
                 .measures = "PGA PGV SA",                                                     \
                 .component = "Median horizontal",                                             \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_DEPTH | OQL_NEED_RJB,        \
                 .mag = OQL_RANGE(3.0, 8.5),                                                   \
                 .dist_km = OQL_RANGE(0.0, 600.0),                                             \
                 .depth_km = OQL_RANGE(2.0, 30.0),                                             \
                 .period_s = OQL_RANGE(0.01, 4.0)},                                            \
        .variant = &(const double){offshore}, .row_size = sizeof(row), .prepare = prepare,     \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("Taherian2024Inland", 0.0),
    CLASS("Taherian2024Offshore", 1.0),
};

OQL_GMM_FAMILY(taherian_2024) = {OQL_COUNT(classes), classes, 0, NULL};

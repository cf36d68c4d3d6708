/* SPDX-License-Identifier: BSD-3-Clause */
/** Derras, Bard & Cotton (2014), Europe: a neural network of one hidden layer, whose five
 *  neurons are the same for all measures; and with distances for point ruptures, for
 *  Germany. */
#include "gmm/family.h"

#include "coeffs/derras_2014.h"
#include "gmm/models/terms.h"

typedef enum { PUBLISHED, GERMANY } variant;

typedef struct {
    oql_coef_derras_2014 c;
    double ln_unit;
} row;

enum { N_NEURON = 5 };

/* Weights and bias of the hidden layer, from the electronic supplement; the inputs are log10
 * distance, magnitude, log10 vs30, depth and style of faulting. */
static const double weight[N_NEURON][N_NEURON] = {
    {2.64789163499967, -1.07021796037281, 0.17408775755006, 0.0921912871948344,
     -0.0137636792052785},
    {-1.90867543649709, -0.535017368544537, -0.705141622684165, 0.167611582811541,
     -0.0266104896709684},
    {0.203542142916709, 1.78055763562862, -0.0804945913340041, 0.0135963560304775,
     0.061508209289909},
    {-0.69273749797066, 0.441505231956003, 0.775579972551313, -0.0317177329335344,
     -0.163065710494178},
    {0.0161628210842544, 0.218141338606675, -1.60609944707351, -0.0416362555063091,
     0.0260579832482612}};
static const double bias[N_NEURON] = {-1.27123248786939, 1.51261102820133, 0.591089008801986,
                                      -0.126622688054921, -0.415721221840192};

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);

    return *v == GERMANY ? oql_init_adjustment(g, spec, err)
                         : oql_gmm_args_check(spec, 0, NULL, err);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    /* from m/s2 to g, from m/s to cm/s */
    r->ln_unit = oql_ln_unit(imt) + 2.0 * OQL_LN10;
    return oql_coeff_row(&oql_table_derras_2014, imt, &r->c.tmin, err);
}

/* Distance; for ruptures without extent (width 0) it is estimated from the hypocentral one. */
static void distance_row(variant v, const oql_ctx *x, double *dist)
{
    const double *rjb = x->col[OQL_RJB];
    const bool points = v == GERMANY;
    const double *rhypo = points ? x->col[OQL_RHYPO] : rjb;
    const double *width = points ? x->col[OQL_WIDTH] : rjb;
    const double shift = 4.853 + 1.347e-6 * oql_pow(x->mag, 8.163);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double rrup = oql_fmax(rhypo[i] - shift, 3.0);
        const double estimate = sqrt(rrup * rrup - 9.0);
        const double r = points ? (width[i] <= 0.001 ? estimate : rjb[i]) : rjb[i];
        dist[i] = oql_fmax(r, 0.1);
    }
}

/* Outputs of the neurons. */
static void hidden_rows(const oql_ctx *x, const double *dist, double *neuron)
{
    const double *vs30 = x->col[OQL_VS30], *depth = x->col[OQL_HYPO_DEPTH];
    const double *rake = x->col[OQL_RAKE];
    const double log_r0 = -1.0, log_r1 = 2.7379873263334309;              /* 0.1 and 547 km */
    const double log_v0 = 1.9637878273455553, log_v1 = 3.203495257476981; /* 92, 1597.7 m/s */
    const double mag = 2.0 * (x->mag - 3.6) / (7.6 - 3.6) - 1.0;

    for (size_t k = 0; k < N_NEURON; ++k) {
        double *h = neuron + k * x->stride;
        const double *w = weight[k], b = bias[k] + weight[k][1] * mag;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double r = 2.0 * (oql_log10(dist[i]) - log_r0) / (log_r1 - log_r0) - 1.0;
            const double v = 2.0 * (oql_log10(vs30[i]) - log_v0) / (log_v1 - log_v0) - 1.0;
            const double z = 2.0 * depth[i] / 25.0 - 1.0;
            /* classes 1, 3 and 4 of 4 */
            const double style = oql_by_style_45(rake[i], 1.0, -1.0, 1.0 / 3.0);
            h[i] = oql_tanh(w[0] * r + w[2] * v + w[3] * z + w[4] * style + b);
        }
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *ln_factor = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work), stride = x->stride;
    double *dist = oql_work_rows(x->work, 1 + N_NEURON, stride), *h = dist + stride;

    distance_row(*v, x, dist);
    hidden_rows(x, dist, h);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_derras_2014 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double scale = OQL_LN10 * (C->tmax - C->tmin) / 2.0;
        const double base =
            OQL_LN10 * C->tmin + scale * (C->B_2 + 1.0) + r->ln_unit + *ln_factor;
        const double w1 = scale * C->W_21, w2 = scale * C->W_22, w3 = scale * C->W_23;
        const double w4 = scale * C->W_24, w5 = scale * C->W_25;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + w1 * h[i] + w2 * h[stride + i] + w3 * h[2 * stride + i] +
                        w4 * h[3 * stride + i] + w5 * h[4 * stride + i];
        }
        oql_fill_parts(x->n, OQL_LN10 * C->tau, OQL_LN10 * C->phi, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Derras, Bard & Cotton (2014). Towards fully data driven ground-motion "      \
                 "prediction models for Europe. Bulletin of Earthquake Engineering 12(1), "    \
                 "495-516",                                                                    \
    .doi = "10.1007/s10518-013-9481-0", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",       \
    .component = OQL_IMC_GEOMEAN, .mag = OQL_RANGE(4.0, 7.0),                                  \
    .dist_km = OQL_RANGE(5.0, 200.0), .depth_km = OQL_RANGE(0.0, 25.0),                        \
    .period_s = OQL_RANGE(0.01, 4.0)

#define CLASS(class_name, kind, more_needs)                                                    \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_DEPTH | OQL_NEED_RJB |       \
                          OQL_NEED_VS30 | (more_needs),                                        \
                 PAPER},                                                                       \
        .variant = &(const variant){kind}, .state_size = sizeof(double),                       \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

static const oql_gmm_class classes[] = {
    CLASS("DerrasEtAl2014", PUBLISHED, 0),
    CLASS("DerrasEtAl2014RhypoGermany", GERMANY, OQL_NEED_RHYPO | OQL_BIT(OQL_WIDTH)),
};

OQL_GMM_FAMILY(derras_2014) = {OQL_COUNT(classes), classes, 0, NULL};

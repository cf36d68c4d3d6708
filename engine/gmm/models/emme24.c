/* SPDX-License-Identifier: BSD-3-Clause */
/** The backbone of the 2024 hazard model of the Middle East (EMME24): Chiou & Youngs (2014)
 *  with five scalings of the median and three sets of deviations. */
#include "gmm/family.h"

#include "coeffs/emme24_median_1.h"
#include "coeffs/emme24_median_2.h"
#include "coeffs/emme24_median_3.h"
#include "coeffs/emme24_median_4.h"
#include "coeffs/emme24_median_5.h"
#include "coeffs/emme24_sigma_1.h"
#include "coeffs/emme24_sigma_2.h"
#include "coeffs/emme24_sigma_3.h"
#include "gmm/models/terms.h"
#include "gmm/models/wrap_args.h"

typedef struct {
    const oql_coeff_table *median, *sigma;
} variant;

typedef struct {
    oql_coef_emme24_median_1 c;
    oql_coef_emme24_sigma_1 s;
    double d[5]; /* of the near-source correction */
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const oql_gmm **child = oql_gmm_state(g);
    return oql_add_same(g, spec, "ChiouYoungs2014", child, err);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    static const double pgv[5] = {0.0367, 0.0069, -0.0316, -0.3334, 0.0112};
    static const double other[5] = {-0.0037, 0.0126, -0.0131, -0.3888, -0.0591};
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(v->median, imt, &r->c.c1, err));
    OQL_TRY(oql_coeff_row(v->sigma, imt, &r->s.tau1, err));
    memcpy(r->d, imt->kind == OQL_IMT_PGV ? pgv : other, sizeof r->d);
done:
    return st;
}

/* Scaling of the median and correction within 11 km. */
static void add_scaling(const row *r, const oql_ctx *x, double *mean)
{
    const oql_coef_emme24_median_1 *C = &r->c;
    const double dm = x->mag - C->Mref, d65 = x->mag - 6.5, h2 = C->hfict * C->hfict;
    const double base =
        C->c1 + C->c2 * dm + C->c3 * dm * dm + r->d[0] + r->d[1] * d65 + r->d[2] * d65 * d65;
    const double slope = C->c4 + C->c6 * dm, bend = C->c5, ref2 = C->Rref * C->Rref;
    const double small = r->d[3] * oql_fmin(x->mag - 4.8, 0.0);
    const double large = r->d[4] * oql_fmax(x->mag - 7.2, 0.0);
    const double *rrup = x->col[OQL_RRUP];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double ln_r = 0.5 * oql_log((rrup[i] * rrup[i] + h2) / ref2);
        const double dist = oql_fmax(rrup[i], 1.0);
        mean[i] += base + slope * ln_r + bend * ln_r * ln_r +
                   small * oql_log(oql_fmax(11.0 - dist, 1.0)) +
                   large * oql_log(oql_fmax(dist - 9.0, 1.0));
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const oql_gmm *const *child = oql_gmm_state_c(g);

    oql_gmm_eval(*child, x, out);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        add_scaling(r, x, l.mean);
        oql_fill_parts(x->n, oql_ramp(x->mag, 5.0, r->s.tau1, 6.2, r->s.tau2),
                       oql_ramp(x->mag, 5.0, r->s.phi1, 6.0, r->s.phi2), &l);
    }
}

#define PAPER                                                                                  \
    .reference =                                                                               \
        "Danciu et al. (2024). The 2024 update of the earthquake hazard model of the "         \
        "Middle East (EMME24); backbone: Chiou & Youngs (2014), Earthquake Spectra "           \
        "30(3), 1117-1153",                                                                    \
    .doi = "10.1193/072813EQS219M", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",           \
    .component = OQL_IMC_ROTD50,                                                               \
    .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_ZTOR) |             \
             OQL_NEED_RJB | OQL_NEED_RRUP | OQL_BIT(OQL_RX) | OQL_NEED_VS30 |                  \
             OQL_BIT(OQL_VS30MEASURED) | OQL_BIT(OQL_Z1PT0),                                   \
    .period_s = OQL_RANGE(0.01, 10.0)

#define CLASS(median, sigma)                                                                   \
    {                                                                                          \
        .info = {.name = "EMME24BB_GMM" #median "SGM" #sigma, PAPER},                          \
        .variant = &(const variant){&oql_table_emme24_median_##median,                         \
                                    &oql_table_emme24_sigma_##sigma},                          \
        .state_size = sizeof(const oql_gmm *), .row_size = sizeof(row), .init = init,          \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS(1, 1), CLASS(1, 2), CLASS(1, 3), CLASS(2, 1), CLASS(2, 2),
    CLASS(2, 3), CLASS(3, 1), CLASS(3, 2), CLASS(3, 3), CLASS(4, 1),
    CLASS(4, 2), CLASS(4, 3), CLASS(5, 1), CLASS(5, 2), CLASS(5, 3),
};

OQL_GMM_FAMILY(emme24) = {OQL_COUNT(classes), classes, 0, NULL};

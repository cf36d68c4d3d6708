/* SPDX-License-Identifier: BSD-3-Clause */
/** Raghukanth & Iyengar (2007), peninsular India and its regions. */
#include <math.h>

#include "coeffs/raghukanth_iyengar_2007_bedrock.h"
#include "coeffs/raghukanth_iyengar_2007_site.h"
#include "gmm/models/terms.h"

typedef struct {
    size_t region; /**< 0 all of the peninsula, then the order of the table's columns */
} variant;

typedef struct {
    double c1, c2, c3, c4, sigma; /**< bedrock */
    oql_coef_raghukanth_iyengar_2007_site site;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    oql_coef_raghukanth_iyengar_2007_bedrock C;
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_raghukanth_iyengar_2007_bedrock, imt, &C.c1, err));
    OQL_TRY(oql_coeff_row(&oql_table_raghukanth_iyengar_2007_site, imt, &r->site.A_a1, err));
    const double *c = &C.c1 + 5 * v->region;
    r->c1 = c[0];
    r->c2 = c[1];
    r->c3 = c[2];
    r->c4 = c[3];
    r->sigma = c[4];
done:
    return st;
}

/** One of the values of NEHRP classes by vs30; bedrock above 3600 m/s, nothing is published
 * below
 *  180 m/s. */
static inline double by_class(double vs30, double a, double b, double c, double d,
                              double undefined)
{
    const double ab = vs30 >= 1500.0 ? (vs30 > 3600.0 ? 0.0 : a) : b;
    const double de = vs30 >= 180.0 ? d : undefined;

    return vs30 >= 760.0 ? ab : (vs30 >= 360.0 ? c : de);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO], *vs30 = x->col[OQL_VS30];
    const double d = x->mag - 6.0, none = (double)NAN;
    const size_t mark = oql_work_mark(x->work);
    double *ln_r = oql_work_rows(x->work, 1, x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        ln_r[i] = oql_log(rhypo[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_raghukanth_iyengar_2007_site *C = &r->site;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = r->c1 + r->c2 * d + r->c3 * d * d;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double u = vs30[i];
            const double a1 = by_class(u, C->A_a1, C->B_a1, C->C_a1, C->D_a1, none);
            const double a2 = by_class(u, C->A_a2, C->B_a2, C->C_a2, C->D_a2, none);
            const double s = by_class(u, C->A_sigma, C->B_sigma, C->C_sigma, C->D_sigma, none);
            const double rock = base - ln_r[i] - r->c4 * rhypo[i];
            l.mean[i] = rock + a1 * oql_exp(rock) + a2;
            l.sigma[i] = sqrt(r->sigma * r->sigma + s * s);
            l.tau[i] = 0.0;
            l.phi[i] = 0.0;
        }
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, region)                                                              \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Raghukanth & Iyengar (2007). Estimation of seismic spectral "   \
                              "acceleration in peninsular India. Journal of Earth System "     \
                              "Science 116(3), 199-214",                                       \
                 .doi = "",                                                                    \
                 .trt = OQL_TRT_STABLE,                                                        \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_NEED_MAG | OQL_NEED_RHYPO | OQL_NEED_VS30,                       \
                 .period_s = OQL_RANGE(0.01, 4.0)},                                            \
        .variant = &(const variant){region}, .row_size = sizeof(row), .prepare = prepare,      \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("RaghukanthIyengar2007", 0),
    CLASS("RaghukanthIyengar2007KoynaWarna", 1),
    CLASS("RaghukanthIyengar2007Southern", 2),
    CLASS("RaghukanthIyengar2007WesternCentral", 3),
};

OQL_GMM_FAMILY(raghukanth_iyengar_2007) = {OQL_COUNT(classes), classes, 0, NULL};

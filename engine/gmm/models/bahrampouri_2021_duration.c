/* SPDX-License-Identifier: BSD-3-Clause */
/** Bahrampouri, Rodriguez-Marek & Green (2021): significant durations in Japan. Terms are
 *  rounded to four decimals, as in the reference implementation. */
#include "gmm/family.h"

#include "coeffs/bahrampouri_2021_duration_asc.h"
#include "coeffs/bahrampouri_2021_duration_sinter.h"
#include "coeffs/bahrampouri_2021_duration_sslab.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
    bool interface; /* all ruptures count as reverse */
} variant;

typedef oql_coef_bahrampouri_2021_duration_asc coef;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    coef *C = row;
    oql_coef_bahrampouri_2021_duration_sinter i;
    oql_status st = OQL_OK;

    if (!v->interface) {
        return oql_coeff_row(v->table, imt, &C->m1, err);
    }
    OQL_TRY(oql_coeff_row(v->table, imt, &i.m1, err));
    *C = (coef){i.m1, i.m2, i.m3_RS, i.m3_RS, i.m3_RS, i.M1,  i.M2,      i.r1,    i.r2,
                i.R1, i.s1, i.s2,    i.s3,    i.sig,   i.tau, i.phi_s2s, i.phi_ss};
done:
    return st;
}

/* Four decimals; adding the constant rounds to an integer, halves to even. */
static inline double round_4(double x)
{
    return (x * 1e4 + OQL_ROUND_MAGIC - OQL_ROUND_MAGIC) / 1e4;
}

static void eval_mean(const coef *C, const oql_ctx *x, double *mean)
{
    const double source = oql_exp10(C->m1 * (x->mag - C->m2));
    const double strike_slip = round_4(source + C->m3_SS), normal = round_4(source + C->m3_NS);
    const double reverse = round_4(source + C->m3_RS);
    const double slope = C->r1 + C->r2 * (x->mag - 4.0), r1 = C->R1;
    const double far = oql_ramp(x->mag, C->M1, 0.0, C->M2, 1.0);
    const double s1 = C->s1, s2 = C->s2, s3 = C->s3;
    const double knee = 412.39 * 412.39, top = 1360.0 * 1360.0 + knee;
    const double *rrup = x->col[OQL_RRUP], *rake = x->col[OQL_RAKE];
    const double *vs30 = x->col[OQL_VS30], *z1pt0 = x->col[OQL_Z1PT0];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double thrust = ((rake[i] >= 45.0) & (rake[i] <= 135.0)) ? reverse : strike_slip;
        const double f_source = ((rake[i] <= -45.0) & (rake[i] >= -135.0)) ? normal : thrust;
        const double f_path =
            round_4(slope * (oql_fmin(rrup[i], r1) + far * oql_fmax(rrup[i] - r1, 0.0)));
        const double expected =
            oql_exp(-5.23 / 2.0 * oql_log((vs30[i] * vs30[i] + knee) / top) - 0.9);
        const double z = z1pt0[i] == -999.0 ? expected : z1pt0[i];
        const double basin = s2 * oql_fmin(round_4(z - expected), 250.0);
        mean[i] = oql_log(f_source + f_path) +
                  round_4(s1 * oql_log(oql_fmin(vs30[i], 600.0) / 600.0) + basin + s3);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(C, x, l.mean);
        oql_fill_sigmas(x->n, C->sig, C->tau,
                        sqrt(C->phi_ss * C->phi_ss + C->phi_s2s * C->phi_s2s), &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Bahrampouri, Rodriguez-Marek & Green (2021). Ground motion prediction "      \
                 "equations for significant duration using the KiK-net database. Earthquake "  \
                 "Spectra 37(2), 903-920",                                                     \
    .doi = "10.1177/8755293020970971", .measures = "RSD575 RSD595",                            \
    .component = OQL_IMC_GEOMEAN,                                                              \
    .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_NEED_RRUP | OQL_NEED_VS30 | OQL_BIT(OQL_Z1PT0)

#define CLASS(class_name, region, ...)                                                         \
    {                                                                                          \
        .info = {.name = class_name, .trt = region, PAPER},                                    \
        .variant = &(const variant){__VA_ARGS__}, .row_size = sizeof(coef),                    \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("BahrampouriEtAldm2021Asc", OQL_TRT_ACTIVE, &oql_table_bahrampouri_2021_duration_asc,
          false),
    CLASS("BahrampouriEtAldm2021SInter", OQL_TRT_INTERFACE,
          &oql_table_bahrampouri_2021_duration_sinter, true),
    CLASS("BahrampouriEtAldm2021SSlab", OQL_TRT_INSLAB,
          &oql_table_bahrampouri_2021_duration_sslab, false),
};

OQL_GMM_FAMILY(bahrampouri_2021_duration) = {OQL_COUNT(classes), classes, 0, NULL};

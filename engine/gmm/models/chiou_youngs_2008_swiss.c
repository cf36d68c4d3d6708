/* SPDX-License-Identifier: BSD-3-Clause */
/** Chiou & Youngs (2008) with the adjustments of the 2015 Swiss hazard model. */
#include "gmm/family.h"

#include "coeffs/chiou_youngs_2008.h"
#include "coeffs/chiou_youngs_2008_swiss01.h"
#include "coeffs/chiou_youngs_2008_swiss04.h"
#include "coeffs/chiou_youngs_2008_swiss06.h"
#include "gmm/models/children.h"
#include "gmm/models/swiss_terms.h"
#include "gmm/models/terms.h"

/* The variant of a class is its table of adjustments; the state, the model. */
typedef struct {
    oql_coef_chiou_youngs_2008 c;
    oql_swiss_row swiss;
} row;

#define SWISS_VS30 620.0

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const oql_gmm **child = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_gmm_add_child_named(g, "ChiouYoungs2008", oql_gmm_n_imt(g), oql_gmm_imt(g, 0),
                                    child, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_chiou_youngs_2008, imt, &r->c.c2, err));
    OQL_TRY(oql_coeff_row(oql_gmm_variant(g), imt, &r->swiss.k_adj, err));
done:
    return st;
}

/* Deviations: tau grows with the nonlinearity of the site, which comes from the reference
 * motion. */
static void add_nonlinear_tau(const row *r, const oql_ctx *x, const double *reference,
                              const oql_lanes *l)
{
    const oql_coef_chiou_youngs_2008 *C = &r->c;
    const double tau0 = oql_ramp(x->mag, 5.0, C->tau1, 7.0, C->tau2);
    const double b = C->phi2 * (oql_exp(C->phi3 * (SWISS_VS30 - 360.0)) -
                                oql_exp(C->phi3 * (1130.0 - 360.0)));
    const double c = C->phi4, basin = C->phi8;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double y = oql_exp(reference[i] - basin), phi = l->phi[i];
        const double tau = tau0 * oql_fabs(1.0 + b * y / (y + c));
        l->tau[i] = tau;
        l->sigma[i] = sqrt(phi * phi + tau * tau);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const oql_gmm *const *child = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    const oql_ctx swiss = oql_ctx_with(x, OQL_VS30, SWISS_VS30);
    const oql_ctx on_rock = oql_ctx_with(x, OQL_VS30, 1130.0);
    /* at 1130 m/s without sediments the site terms are phi8 alone */
    const oql_ctx bare = oql_ctx_with(&on_rock, OQL_Z1PT0, 0.0);
    const oql_gmm_out reference = oql_child_rows(x, oql_gmm_n_imt(g));

    oql_gmm_eval(*child, &swiss, out);
    oql_gmm_eval(*child, &bare, &reference);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        oql_swiss_apply(&r->swiss, x, x->col[OQL_RJB], 0.0, &l);
        add_nonlinear_tau(r, x, reference.mean + m * x->stride, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference =                                                                               \
        "Chiou & Youngs (2008). An NGA model for the average horizontal component of "         \
        "peak ground motion and response spectra. Earthquake Spectra 24(1), 173-215; "         \
        "adjusted by Edwards, Cauzzi, Danciu & Fah (2016), Bulletin of the "                   \
        "Seismological Society of America 106, 1840-1857",                                     \
    .doi = "10.1193/1.2894832", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",               \
    .component = OQL_IMC_GMROTI50,                                                             \
    .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_ZTOR) |             \
             OQL_NEED_RJB | OQL_NEED_RRUP | OQL_BIT(OQL_RX) | OQL_NEED_VS30 |                  \
             OQL_BIT(OQL_VS30MEASURED) | OQL_BIT(OQL_Z1PT0),                                   \
    .period_s = OQL_RANGE(0.01, 10.0)

#define CLASS(number)                                                                          \
    {                                                                                          \
        .info = {.name = "ChiouYoungs2008SWISS" #number, PAPER},                               \
        .variant = &oql_table_chiou_youngs_2008_swiss##number,                                 \
        .state_size = sizeof(const oql_gmm *), .row_size = sizeof(row), .init = init,          \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS(01),
    CLASS(04),
    CLASS(06),
};

OQL_GMM_FAMILY(chiou_youngs_2008_swiss) = {OQL_COUNT(classes), classes, 0, NULL};

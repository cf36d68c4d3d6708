/* SPDX-License-Identifier: BSD-3-Clause */
/** Models adjusted to Armenian data: a shift of the median by a magnitude-dependent number of
 *  between-event deviations, and scaled deviations. */
#include "gmm/family.h"

#include "coeffs/armenia_2016_akkarrjb2014.h"
#include "coeffs/armenia_2016_bindi2014rjb.h"
#include "coeffs/armenia_2016_boore2014lowq.h"
#include "coeffs/armenia_2016_cauzzi2014.h"
#include "coeffs/armenia_2016_chiouyoungs2014.h"
#include "coeffs/armenia_2016_kale2015.h"
#include "coeffs/armenia_2016_kotha2016.h"
#include "gmm/models/terms.h"
#include "gmm/models/wrap_args.h"

typedef struct {
    const char *name; /* of the model that is adjusted */
    const oql_coeff_table *table;
} variant;

typedef oql_coef_armenia_2016_cauzzi2014 coef;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    const oql_gmm **child = oql_gmm_state(g);
    return oql_add_same(g, spec, v->name, child, err);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    coef *C = row;
    return oql_coeff_row(v->table, imt, &C->a, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const oql_gmm *const *child = oql_gmm_state_c(g);

    oql_gmm_eval(*child, x, out);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double shift = C->a + C->b * x->mag, f_tau = C->tau_adj, f_phi = C->sig_adj;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double tau = l.tau[i] * f_tau, phi = l.phi[i] * f_phi;
            l.mean[i] += shift * l.tau[i];
            l.tau[i] = tau;
            l.phi[i] = phi;
            l.sigma[i] = sqrt(tau * tau + phi * phi);
        }
    }
}

#define PAPER                                                                                  \
    .reference = "Probabilistic seismic hazard assessment for Armenia (2016). World Bank and " \
                 "Global Earthquake Model; adjustment of published models to local data",      \
    .doi = "", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA"

#define CLASS(class_name, adjusted, coeffs, imc, more_needs)                                   \
    {                                                                                          \
        .info = {.name = class_name "Armenia",                                                 \
                 .component = imc,                                                             \
                 .needs = OQL_NEED_MAG | OQL_NEED_VS30 | (more_needs),                         \
                 PAPER},                                                                       \
        .variant = &(const variant){adjusted, &(coeffs)},                                      \
        .state_size = sizeof(const oql_gmm *), .row_size = sizeof(coef), .init = init,         \
        .prepare = prepare, .eval = eval                                                       \
    }

#define RAKE_RJB  (OQL_NEED_RAKE | OQL_NEED_RJB)
#define RAKE_RRUP (OQL_NEED_RAKE | OQL_NEED_RRUP)
#define FAULT                                                                                  \
    (OQL_NEED_RAKE | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_ZTOR) | OQL_NEED_RJB | OQL_NEED_RRUP |     \
     OQL_BIT(OQL_RX) | OQL_BIT(OQL_VS30MEASURED) | OQL_BIT(OQL_Z1PT0))

static const oql_gmm_class classes[] = {
    CLASS("AkkarEtAlRjb2014", "AkkarEtAlRjb2014", oql_table_armenia_2016_akkarrjb2014,
          OQL_IMC_GEOMEAN, RAKE_RJB),
    CLASS("BindiEtAl2014Rjb", "BindiEtAl2014Rjb", oql_table_armenia_2016_bindi2014rjb,
          OQL_IMC_GEOMEAN, RAKE_RJB),
    CLASS("BooreEtAl2014LowQ", "BooreEtAl2014LowQ", oql_table_armenia_2016_boore2014lowq,
          OQL_IMC_ROTD50, RAKE_RJB),
    CLASS("CauzziEtAl2014", "CauzziEtAl2014", oql_table_armenia_2016_cauzzi2014,
          OQL_IMC_GEOMEAN, RAKE_RRUP),
    CLASS("ChiouYoungs2014", "ChiouYoungs2014", oql_table_armenia_2016_chiouyoungs2014,
          OQL_IMC_ROTD50, FAULT),
    CLASS("KaleEtAl2015", "KaleEtAl2015Turkey", oql_table_armenia_2016_kale2015,
          OQL_IMC_GEOMEAN, RAKE_RJB),
    CLASS("KothaEtAl2016", "KothaEtAl2016Turkey", oql_table_armenia_2016_kotha2016,
          OQL_IMC_GEOMEAN, OQL_NEED_RJB),
};

OQL_GMM_FAMILY(armenia_2016) = {OQL_COUNT(classes), classes, 0, NULL};

/* SPDX-License-Identifier: BSD-3-Clause */
/** Drouet & Cotton (2015): stochastic models for the French Alps by distance metric, rock (800
 *  m/s, or hard rock HR of 2000 m/s) and stress drop (of all magnitudes, or 50 bar). */
#include "gmm/family.h"

#include "coeffs/drouet_alpes_2015_repi.h"
#include "coeffs/drouet_alpes_2015_repi_50bars.h"
#include "coeffs/drouet_alpes_2015_repihr.h"
#include "coeffs/drouet_alpes_2015_rhyp.h"
#include "coeffs/drouet_alpes_2015_rhyp_50bars.h"
#include "coeffs/drouet_alpes_2015_rhyphr.h"
#include "coeffs/drouet_alpes_2015_rjb.h"
#include "coeffs/drouet_alpes_2015_rjb_50bars.h"
#include "coeffs/drouet_alpes_2015_rjbhr.h"
#include "coeffs/drouet_alpes_2015_rjbhr_50bars.h"
#include "coeffs/drouet_alpes_2015_rrup.h"
#include "coeffs/drouet_alpes_2015_rrup_50bars.h"
#include "coeffs/drouet_alpes_2015_rruphr.h"
#include "coeffs/drouet_alpes_2015_rruphr_50bars.h"
#include "gmm/models/terms.h"

typedef oql_coef_drouet_alpes_2015_rjb coef;

typedef struct {
    const oql_coeff_table *table;
    oql_ctx_param distance;
} variant;

typedef struct {
    coef c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;

    /* from m/s2 to g, from m/s to cm/s */
    r->ln_unit = oql_ln_unit(imt) + 2.0 * OQL_LN10;
    return oql_coeff_row(v->table, imt, &r->c.c1, err);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *dist = x->col[v->distance], dm = x->mag - 8.0;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const coef *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c1 + C->c2 * dm + C->c3 * dm * dm + r->ln_unit;
        const double slope = 0.5 * (C->c4 + C->c5 * x->mag), h2 = C->c6 * C->c6, linear = C->c7;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + slope * oql_log(dist[i] * dist[i] + h2) + linear * dist[i];
        }
        oql_fill_parts(x->n, C->tau, C->sigma, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Drouet & Cotton (2015). Regional stochastic GMPEs in low-seismicity areas: " \
                 "scaling and aleatory variability analysis, application to the French Alps. " \
                 "Bulletin of the Seismological Society of America 105(4), 1883-1902",         \
    .doi = "10.1785/0120140240", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",              \
    .component = OQL_IMC_GEOMEAN, .period_s = OQL_RANGE(0.01, 3.0)

#define CLASS(class_name, param, coeffs)                                                       \
    {                                                                                          \
        .info = {.name = "DrouetAlpes2015" class_name,                                         \
                 .needs = OQL_NEED_MAG | OQL_BIT(param),                                       \
                 PAPER},                                                                       \
        .variant = &(const variant){&(coeffs), param}, .row_size = sizeof(row),                \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("Repi", OQL_REPI, oql_table_drouet_alpes_2015_repi),
    CLASS("RepiHR", OQL_REPI, oql_table_drouet_alpes_2015_repihr),
    CLASS("Repi_50bars", OQL_REPI, oql_table_drouet_alpes_2015_repi_50bars),
    CLASS("Rhyp", OQL_RHYPO, oql_table_drouet_alpes_2015_rhyp),
    CLASS("RhypHR", OQL_RHYPO, oql_table_drouet_alpes_2015_rhyphr),
    CLASS("Rhyp_50bars", OQL_RHYPO, oql_table_drouet_alpes_2015_rhyp_50bars),
    CLASS("Rjb", OQL_RJB, oql_table_drouet_alpes_2015_rjb),
    CLASS("RjbHR", OQL_RJB, oql_table_drouet_alpes_2015_rjbhr),
    CLASS("RjbHR_50bars", OQL_RJB, oql_table_drouet_alpes_2015_rjbhr_50bars),
    CLASS("Rjb_50bars", OQL_RJB, oql_table_drouet_alpes_2015_rjb_50bars),
    CLASS("Rrup", OQL_RRUP, oql_table_drouet_alpes_2015_rrup),
    CLASS("RrupHR", OQL_RRUP, oql_table_drouet_alpes_2015_rruphr),
    CLASS("RrupHR_50bars", OQL_RRUP, oql_table_drouet_alpes_2015_rruphr_50bars),
    CLASS("Rrup_50bars", OQL_RRUP, oql_table_drouet_alpes_2015_rrup_50bars),
};

OQL_GMM_FAMILY(drouet_alpes_2015) = {OQL_COUNT(classes), classes, 0, NULL};

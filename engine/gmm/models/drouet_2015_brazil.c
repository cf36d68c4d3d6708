/* SPDX-License-Identifier: BSD-3-Clause */
/** Drouet (2015), Brazil: stochastic model with a fixed saturation or with the hypocentral
 *  depth. */
#include "gmm/family.h"

#include "coeffs/drouet_2015_brazil_depth.h"
#include "coeffs/drouet_2015_brazil_plain.h"
#include "gmm/models/terms.h"

typedef enum { PLAIN, WITH_DEPTH } variant;

typedef struct {
    oql_coef_drouet_2015_brazil_plain c; /* c6 is 0 with depth */
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_coef_drouet_2015_brazil_depth d;
    oql_status st = OQL_OK;

    /* from m/s2 to g, from m/s to cm/s */
    r->ln_unit = oql_ln_unit(imt) + 2.0 * OQL_LN10;
    if (*v == PLAIN) {
        return oql_coeff_row(&oql_table_drouet_2015_brazil_plain, imt, &r->c.c1, err);
    }
    OQL_TRY(oql_coeff_row(&oql_table_drouet_2015_brazil_depth, imt, &d.c1, err));
    r->c = (oql_coef_drouet_2015_brazil_plain){d.c1, d.c2, d.c3,    d.c4, d.c5,
                                               0.0,  d.c6, d.sigma, d.tau};
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const bool by_depth = *v == WITH_DEPTH;
    const double *rjb = x->col[OQL_RJB], dm = x->mag - 8.0;
    const double *depth = by_depth ? x->col[OQL_HYPO_DEPTH] : rjb;

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_drouet_2015_brazil_plain *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c1 + C->c2 * dm + C->c3 * dm * dm + r->ln_unit;
        const double slope = 0.5 * (C->c4 + C->c5 * x->mag), linear = C->c7, fixed = C->c6;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double h = by_depth ? depth[i] : fixed;
            l.mean[i] = base + slope * oql_log(rjb[i] * rjb[i] + h * h) + linear * rjb[i];
        }
        oql_fill_parts(x->n, C->tau, C->sigma, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Drouet (2015). Stochastic ground-motion model for Brazil; method as in "     \
                 "Drouet & Cotton (2015), Bulletin of the Seismological Society of America "   \
                 "105(4), 1883-1902",                                                          \
    .doi = "10.1785/0120140240", .trt = OQL_TRT_STABLE, .measures = "PGA PGV SA",              \
    .component = OQL_IMC_GEOMEAN, .period_s = OQL_RANGE(0.01, 3.0)

#define CLASS(class_name, kind, more_needs)                                                    \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_RJB | (more_needs),                          \
                 PAPER},                                                                       \
        .variant = &(const variant){kind}, .row_size = sizeof(row), .prepare = prepare,        \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("DrouetBrazil2015", PLAIN, 0),
    CLASS("DrouetBrazil2015withDepth", WITH_DEPTH, OQL_NEED_DEPTH),
};

OQL_GMM_FAMILY(drouet_2015_brazil) = {OQL_COUNT(classes), classes, 0, NULL};

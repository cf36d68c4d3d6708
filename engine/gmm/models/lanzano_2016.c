/* SPDX-License-Identifier: BSD-3-Clause */
/** Lanzano et al. (2016), northern Italy: attenuation differs north and south of a line through
 *  the Po Plain, with a basin term. */
#include "gmm/family.h"

#include "coeffs/lanzano_2016_rhypo.h"
#include "coeffs/lanzano_2016_rjb.h"
#include "gmm/models/terms.h"

typedef enum { RJB, RHYPO } variant;

typedef struct {
    oql_coef_lanzano_2016_rjb c; /* h is 0 for the hypocentral distance */
    double ln_unit;
} row;

static oql_status prepare_rhypo(const oql_imt *imt, row *r, oql_err *err)
{
    oql_coef_lanzano_2016_rhypo c;
    const oql_status st = oql_coeff_row(&oql_table_lanzano_2016_rhypo, imt, &c.a, err);

    if (st == OQL_OK) {
        r->c = (oql_coef_lanzano_2016_rjb){
            c.a, c.b1,  c.b2,  c.c11, c.c21, c.c12, c.c22, c.c13,  c.c23, c.c14, c.c24,
            0.0, c.fNF, c.fTF, c.fUN, c.sA,  c.sB,  c.sC,  c.dbas, c.tau, c.phi, c.SigmaTot};
    }
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;

    r->ln_unit = oql_ln_unit(imt);
    return *v == RJB ? oql_coeff_row(&oql_table_lanzano_2016_rjb, imt, &r->c.a, err)
                     : prepare_rhypo(imt, r, err);
}

static void eval_mean(const row *r, const oql_ctx *x, const double *dist, double *mean)
{
    const oql_coef_lanzano_2016_rjb *C = &r->c;
    const double dm = x->mag - 5.0, h2 = C->h * C->h;
    const double base = OQL_LN10 * (C->a + C->b1 * dm + C->b2 * dm * dm) + r->ln_unit;
    const double north_near = C->c11 + C->c21 * dm, north_far = C->c12 + C->c22 * dm;
    const double south_near = C->c13 + C->c23 * dm, south_far = C->c14 + C->c24 * dm;
    const double normal = OQL_LN10 * C->fNF, thrust = OQL_LN10 * C->fTF;
    const double unknown = OQL_LN10 * C->fUN, basin = OQL_LN10 * C->dbas;
    const double a = OQL_LN10 * C->sA, b = OQL_LN10 * C->sB, c = OQL_LN10 * C->sC;
    const double *lon = x->col[OQL_LON], *lat = x->col[OQL_LAT], *vs30 = x->col[OQL_VS30];
    const double *rake = x->col[OQL_RAKE], *bas = x->col[OQL_BAS];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const bool north = lat[i] >= 48.3 - 0.33 * lon[i];
        const double ln_r = 0.5 * oql_log((dist[i] * dist[i] + h2) / 4900.0);
        const double near = north ? north_near : south_near;
        const double far = north ? north_far : south_far;
        mean[i] = base + (ln_r <= 0.0 ? near : far) * ln_r + oql_by_ec8(vs30[i], a, b, c, c) +
                  (bas[i] == 1.0 ? basin : 0.0) +
                  oql_by_style(rake[i], unknown, normal, thrust);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *dist = x->col[*v == RJB ? OQL_RJB : OQL_RHYPO];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, dist, l.mean);
        oql_fill_sigmas(x->n, OQL_LN10 * r->c.SigmaTot, OQL_LN10 * r->c.tau,
                        OQL_LN10 * r->c.phi, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Lanzano, D'Amico, Felicetta, Puglia, Luzi, Pacor & Bindi (2016). "           \
                 "Ground-motion prediction equations for region-specific probabilistic "       \
                 "seismic-hazard analysis. Bulletin of the Seismological Society of America "  \
                 "106(1), 73-92",                                                              \
    .doi = "10.1785/0120150096", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",              \
    .component = OQL_IMC_GEOMEAN, .period_s = OQL_RANGE(0.04, 4.0)

#define SITE                                                                                   \
    (OQL_NEED_VS30 | OQL_BIT(OQL_LON) | OQL_BIT(OQL_LAT) | OQL_BIT(OQL_BAS) | OQL_NEED_MAG |   \
     OQL_NEED_RAKE)

#define CLASS(class_name, kind, distance)                                                      \
    {                                                                                          \
        .info = {.name = class_name, .needs = SITE | (distance), PAPER},                       \
        .variant = &(const variant){kind}, .row_size = sizeof(row), .prepare = prepare,        \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("LanzanoEtAl2016_RJB", RJB, OQL_NEED_RJB),
    CLASS("LanzanoEtAl2016_Rhypo", RHYPO, OQL_NEED_RHYPO),
};

OQL_GMM_FAMILY(lanzano_2016) = {OQL_COUNT(classes), classes, 0, NULL};

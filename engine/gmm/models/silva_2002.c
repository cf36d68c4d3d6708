/* SPDX-License-Identifier: BSD-3-Clause */
/** Silva, Gregor & Darragh (2002), eastern North America: with saturation on hard rock, and as
 *  in the 2008 US national maps. */
#include "gmm/family.h"

#include "coeffs/silva_2002_double.h"
#include "coeffs/silva_2002_nshmp.h"
#include "coeffs/silva_2002_single.h"
#include "gmm/models/terms.h"

typedef enum { HARD_ROCK, MAPS_MW, MAPS_MBLG_1987, MAPS_MBLG_1996 } form;

typedef struct {
    const oql_coeff_table *table;
    form form;
} variant;

typedef struct {
    oql_coef_silva_2002_nshmp c;
    double cap;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_coef_silva_2002_single s;
    oql_status st = OQL_OK;

    r->cap = OQL_NO_CAP;
    if (v->form == HARD_ROCK) {
        OQL_TRY(oql_coeff_row(v->table, imt, &s.c1, err));
        r->c = (oql_coef_silva_2002_nshmp){s.c1, s.c2, s.c4, s.c6, s.c7, s.c10, s.sigma};
    } else {
        OQL_TRY(oql_coeff_row(v->table, imt, &r->c.c1, err));
        r->cap = oql_nshmp_cap(imt);
    }
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double mag = v->form == MAPS_MBLG_1987   ? oql_mw_atkinson_boore_1987(x->mag)
                       : v->form == MAPS_MBLG_1996 ? oql_mw_johnston_1996(x->mag)
                                                   : x->mag;
    const double *rjb = x->col[OQL_RJB];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_silva_2002_nshmp *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c1 + C->c2 * mag + C->c10 * (mag - 6.0) * (mag - 6.0);
        const double slope = C->c6 + C->c7 * mag, h = oql_exp(C->c4), cap = r->cap;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = oql_fmin(base + slope * oql_log(rjb[i] + h), cap);
        }
        oql_fill_total(x->n, C->sigma, &l);
    }
}

#define PAPER                                                                                  \
    .reference = "Silva, Gregor & Darragh (2002). Development of regional hard rock "          \
                 "attenuation relations for central and eastern North America. Pacific "       \
                 "Engineering and Analysis, El Cerrito",                                       \
    .doi = "", .trt = OQL_TRT_STABLE, .measures = "PGA SA", .component = OQL_IMC_GEOMEAN,      \
    .needs = OQL_NEED_MAG | OQL_NEED_RJB, .mag = OQL_RANGE(4.0, 8.0),                          \
    .dist_km = OQL_RANGE(0.0, 1000.0)

#define CLASS(class_name, from_s, to_s, ...)                                                   \
    {                                                                                          \
        .info = {.name = class_name, .period_s = OQL_RANGE(from_s, to_s), PAPER},              \
        .variant = &(const variant){__VA_ARGS__}, .row_size = sizeof(row), .prepare = prepare, \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("SilvaEtAl2002DoubleCornerSaturation", 0.01, 10.0, &oql_table_silva_2002_double,
          HARD_ROCK),
    CLASS("SilvaEtAl2002MblgAB1987NSHMP2008", 0.1, 5.0, &oql_table_silva_2002_nshmp,
          MAPS_MBLG_1987),
    CLASS("SilvaEtAl2002MblgJ1996NSHMP2008", 0.1, 5.0, &oql_table_silva_2002_nshmp,
          MAPS_MBLG_1996),
    CLASS("SilvaEtAl2002MwNSHMP2008", 0.1, 5.0, &oql_table_silva_2002_nshmp, MAPS_MW),
    CLASS("SilvaEtAl2002SingleCornerSaturation", 0.01, 10.0, &oql_table_silva_2002_single,
          HARD_ROCK),
};

OQL_GMM_FAMILY(silva_2002) = {OQL_COUNT(classes), classes, 0, NULL};

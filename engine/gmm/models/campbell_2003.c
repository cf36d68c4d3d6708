/* SPDX-License-Identifier: BSD-3-Clause */
/** Campbell (2003, erratum 2004), hybrid empirical, eastern North America; with the SHARE
 *  adjustment and the forms of the 2008 US national maps. */
#include "gmm/family.h"

#include "coeffs/campbell_2003.h"
#include "coeffs/campbell_2003_nshmp.h"
#include "coeffs/campbell_2003_share.h"
#include "gmm/models/share_terms.h"
#include "gmm/models/terms.h"

typedef enum { PUBLISHED, SHARE, MAPS_MW, MAPS_MBLG_1987, MAPS_MBLG_1996 } variant;

/* Coefficients by meaning: the maps' table numbers them otherwise. */
typedef struct {
    double c1, c2, c3;      /* magnitude */
    double slope, h, h_mag; /* near distance: slope * ln R, saturation h exp(h_mag M) */
    double linear, linear_mag;
    double after_70, after_130;
    double c11, c12, c13; /* sigma */
    double cap;
    oql_share_row share;
} row;

static oql_status prepare_published(const oql_imt *imt, row *r, oql_err *err)
{
    oql_coef_campbell_2003 c;
    const oql_status st = oql_coeff_row(&oql_table_campbell_2003, imt, &c.c1, err);

    if (st == OQL_OK) {
        *r = (row){c.c1, c.c2,  c.c3,  c.c4,  c.c7,  c.c8,       c.c5,           c.c6,
                   c.c9, c.c10, c.c11, c.c12, c.c13, OQL_NO_CAP, {0.0, 0.0, 0.0}};
    }
    return st;
}

static oql_status prepare_maps(const oql_imt *imt, row *r, oql_err *err)
{
    oql_coef_campbell_2003_nshmp c;
    const oql_status st = oql_coeff_row(&oql_table_campbell_2003_nshmp, imt, &c.c1, err);

    if (st == OQL_OK) {
        *r = (row){c.c1,           c.c2, c.c3, c.c4,  c.c5,  c.c6,  c.c9,
                   c.c10,          c.c7, c.c8, c.c11, c.c12, c.c13, oql_nshmp_cap(imt),
                   {0.0, 0.0, 0.0}};
    }
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    if (*v != PUBLISHED && *v != SHARE) {
        return prepare_maps(imt, r, err);
    }
    OQL_TRY(prepare_published(imt, r, err));
    if (*v == SHARE) {
        oql_coef_campbell_2003_share f;
        OQL_TRY(oql_coeff_row(&oql_table_campbell_2003_share, imt, &f.Frss, err));
        r->share = oql_share_prepare(f.Frss, f.AFrock);
    }
done:
    return st;
}

static double moment_magnitude(variant v, double mag)
{
    return v == MAPS_MBLG_1987   ? oql_mw_atkinson_boore_1987(mag)
           : v == MAPS_MBLG_1996 ? oql_mw_johnston_1996(mag)
                                 : mag;
}

/* Equations 30 to 34. */
static void eval_mean(const row *r, const oql_ctx *x, double mag, const double *over_70,
                      const double *over_130, double *mean)
{
    const double to_max = 8.5 - mag, h = r->h * oql_exp(r->h_mag * mag), h2 = h * h;
    const double base = r->c1 + r->c2 * mag + r->c3 * to_max * to_max;
    const double linear = r->linear + r->linear_mag * mag, slope = 0.5 * r->slope;
    const double f70 = r->after_70, f130 = r->after_130, cap = r->cap;
    const double *rrup = x->col[OQL_RRUP];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        mean[i] = oql_fmin(base + slope * oql_log(rrup[i] * rrup[i] + h2) + linear * rrup[i] +
                               f70 * over_70[i] + f130 * over_130[i],
                           cap);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double mag = moment_magnitude(*v, x->mag), *rrup = x->col[OQL_RRUP];
    const double ln_70 = 4.2484952420493594, ln_130 = 4.867534450455582;
    const size_t mark = oql_work_mark(x->work);
    double *over_70 = oql_work_rows(x->work, 2, x->stride), *over_130 = over_70 + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double ln_r = oql_log(rrup[i]);
        over_70[i] = oql_fmax(ln_r - ln_70, 0.0);
        over_130[i] = oql_fmax(ln_r - ln_130, 0.0);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, mag, over_70, over_130, l.mean);
        if (*v == SHARE) {
            oql_share_add(&r->share, x, l.mean);
        }
        oql_fill_total(x->n, mag < 7.16 ? r->c11 + r->c12 * mag : r->c13, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Campbell (2003). Prediction of strong ground motion using the "              \
                 "hybrid empirical method and its use in the development of "                  \
                 "ground-motion (attenuation) relations in eastern North "                     \
                 "America. Bulletin of the Seismological Society of America "                  \
                 "93(3), 1012-1033; erratum (2004) 94(6), 2418",                               \
    .doi = "10.1785/0120020002", .trt = OQL_TRT_STABLE, .measures = "PGA SA",                  \
    .component = OQL_IMC_GEOMEAN, .mag = OQL_RANGE(5.0, 8.2),                                  \
    .dist_km = OQL_RANGE(0.0, 1000.0)

#define CLASS(class_name, from_s, to_s, kind, more_needs)                                      \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .period_s = OQL_RANGE(from_s, to_s),                                          \
                 .needs = OQL_NEED_MAG | OQL_NEED_RRUP | (more_needs),                         \
                 PAPER},                                                                       \
        .variant = &(const variant){kind}, .row_size = sizeof(row), .prepare = prepare,        \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("Campbell2003", 0.02, 4.0, PUBLISHED, 0),
    CLASS("Campbell2003MblgAB1987NSHMP2008", 0.1, 2.0, MAPS_MBLG_1987, 0),
    CLASS("Campbell2003MblgJ1996NSHMP2008", 0.1, 2.0, MAPS_MBLG_1996, 0),
    CLASS("Campbell2003MwNSHMP2008", 0.1, 2.0, MAPS_MW, 0),
    CLASS("Campbell2003SHARE", 0.02, 4.0, SHARE, OQL_NEED_RAKE),
};

OQL_GMM_FAMILY(campbell_2003) = {OQL_COUNT(classes), classes, 0, NULL};

/* SPDX-License-Identifier: BSD-3-Clause */
/** Toro et al. (1997) for central and eastern North America with the 2002 modification for
 *  large magnitudes and short distances; with the SHARE adjustment. */
#include "gmm/family.h"

#include "coeffs/toro_2002.h"
#include "coeffs/toro_2002_share.h"
#include "gmm/models/share_terms.h"
#include "gmm/models/terms.h"

typedef enum { PUBLISHED, SHARE } variant;

typedef struct {
    oql_coef_toro_2002 c;
    oql_share_row share;
    double period_s, scale;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_toro_2002, imt, &r->c.c1, err));
    if (*v == SHARE) {
        oql_coef_toro_2002_share f;
        OQL_TRY(oql_coeff_row(&oql_table_toro_2002_share, imt, &f.Frss, err));
        r->share = oql_share_prepare(f.Frss, f.AFrock);
    }
    r->period_s = imt->period_s;
    /* OpenQuake scales the ln at the two added periods; its numbers are the reference */
    r->scale = oql_imt_is_sa(imt, 3.0)   ? 1.0 / 0.612
               : oql_imt_is_sa(imt, 4.0) ? 1.0 / 0.559
                                         : 1.0;
done:
    return st;
}

/* Equation 3 with the saturation of equation 4-3 of the modification. */
static void eval_mean(const row *r, const oql_ctx *x, double *mean)
{
    const oql_coef_toro_2002 *C = &r->c;
    const double dm = x->mag - 6.0, h = C->c7 * oql_exp(-1.25 + 0.227 * x->mag);
    const double base = C->c1 + C->c2 * dm + C->c3 * dm * dm, scale = r->scale, h2 = h * h;
    const double near = C->c4, far = C->c5 - C->c4, linear = C->c6;
    const double ln_100 = 4.605170185988092;
    const double *rjb = x->col[OQL_RJB];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double dist = sqrt(rjb[i] * rjb[i] + h2), ln_r = oql_log(dist);
        mean[i] =
            scale * (base - near * ln_r - far * oql_fmax(ln_r - ln_100, 0.0) - linear * dist);
    }
}

/* Aleatory and epistemic uncertainty, equations 5 and 6. */
static void eval_sigma(const row *r, const oql_ctx *x, double *sigma)
{
    const oql_coef_toro_2002 *C = &r->c;
    const double low = oql_ramp(x->mag, 5.0, C->m50, 5.5, C->m55);
    const double by_mag = x->mag < 5.5 ? low : oql_ramp(x->mag, 5.5, C->m55, 8.0, C->m80);
    const double epistemic =
        r->period_s < 1.0 ? 0.36 + 0.07 * (x->mag - 6.0) : 0.34 + 0.06 * (x->mag - 6.0);
    const double fixed = by_mag * by_mag + epistemic * epistemic, r5 = C->r5, r20 = C->r20;
    const double *rjb = x->col[OQL_RJB];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double by_dist = oql_ramp(rjb[i], 5.0, r5, 20.0, r20);
        sigma[i] = sqrt(fixed + by_dist * by_dist);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, x, l.mean);
        if (*v == SHARE) {
            oql_share_add(&r->share, x, l.mean);
        }
        eval_sigma(r, x, l.sigma);
        oql_fill(x->n, 0.0, l.tau);
        oql_fill(x->n, 0.0, l.phi);
    }
}

#define PAPER                                                                                  \
    .reference = "Toro, Abrahamson & Schneider (1997). Model of strong ground "                \
                 "motions from earthquakes in central and eastern North America:"              \
                 " best estimates and uncertainties. Seismological Research "                  \
                 "Letters 68(1), 41-57; Toro (2002). Modification of the Toro "                \
                 "et al. (1997) attenuation equations for large magnitudes and "               \
                 "short distances. Risk Engineering",                                          \
    .doi = "10.1785/gssrl.68.1.41", .trt = OQL_TRT_STABLE, .measures = "PGA SA",               \
    .component = OQL_IMC_GEOMEAN, .mag = OQL_RANGE(5.0, 8.0),                                  \
    .dist_km = OQL_RANGE(1.0, 500.0), .period_s = OQL_RANGE(0.03, 4.0)

#define CLASS(class_name, kind, more_needs)                                                    \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_RJB | (more_needs),                          \
                 PAPER},                                                                       \
        .variant = &(const variant){kind}, .row_size = sizeof(row), .prepare = prepare,        \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("ToroEtAl2002", PUBLISHED, 0),
    CLASS("ToroEtAl2002SHARE", SHARE, OQL_NEED_RAKE),
};

static const oql_gmm_alias aliases[] = {
    {"ExampleA2021", "ToroEtAl2002", ""}, /* OpenQuake's example of how to write a model */
};

OQL_GMM_FAMILY(toro_2002) = {OQL_COUNT(classes), classes, OQL_COUNT(aliases), aliases};

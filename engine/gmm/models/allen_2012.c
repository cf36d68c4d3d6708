/* SPDX-License-Identifier: BSD-3-Clause */
/** Allen (2012), southeastern Australia: shallow (less than 10 km) and deep events; rock of 820
 *  m/s, or with the site terms of Seyhan & Stewart (2014). */
#include "gmm/family.h"

#include "coeffs/allen_2012_deep.h"
#include "coeffs/allen_2012_shallow.h"
#include "gmm/models/bssa14_site.h"
#include "gmm/models/terms.h"

typedef oql_coef_allen_2012_deep coef;

typedef enum { ROCK, SITE_SS14 } variant;

typedef struct {
    coef shallow, deep;
    oql_coef_boore_2014 site;
} row;

#define ROCK_VS30 820.0

static oql_status fill_row(variant v, const oql_imt *imt, row *r, oql_err *err)
{
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_allen_2012_shallow, imt, &r->shallow.c0, err));
    OQL_TRY(oql_coeff_row(&oql_table_allen_2012_deep, imt, &r->deep.c0, err));
    if (v == SITE_SS14) {
        OQL_TRY(oql_coeff_row(&oql_table_boore_2014, imt, &r->site.e0, err));
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(fill_row(*v, &pga, oql_gmm_state(g), err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    return fill_row(*v, imt, to, err);
}

/* The equation at one magnitude, natural logarithms. */
typedef struct {
    double base, near, h2, r1, mid, ln_r1, far, ln_r2;
} terms;

static terms terms_of(const coef *C, double mag)
{
    const double m = mag - 4.0, h = 1.0 + C->c5 * m;
    const double r1 = oql_fmax(90.0 + C->c8 * m, 1.0), r2 = oql_fmax(150.0 + C->c11 * m, 1.0);
    const terms t = {OQL_LN10 * (C->c0 + C->c1 * m + C->c2 * m * m) + OQL_LN_GAL_TO_G,
                     0.5 * (C->c3 + C->c4 * m),
                     h * h,
                     r1,
                     C->c6 + C->c7 * m,
                     oql_log(r1),
                     C->c9 + C->c10 * m,
                     oql_log(r2)};
    return t;
}

static inline double at_distance(const terms *t, double dist, double ln_r)
{
    const double near = oql_fmin(dist, t->r1);
    return t->base + t->near * oql_log(near * near + t->h2) +
           t->mid * oql_fmax(ln_r - t->ln_r1, 0.0) + t->far * oql_fmax(ln_r - t->ln_r2, 0.0);
}

static void rock_row(const row *r, const oql_ctx *x, double *mean)
{
    const terms shallow = terms_of(&r->shallow, x->mag), deep = terms_of(&r->deep, x->mag);
    const double *rrup = x->col[OQL_RRUP], *depth = x->col[OQL_HYPO_DEPTH];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double ln_r = oql_log(rrup[i]);
        const double a = at_distance(&shallow, rrup[i], ln_r);
        const double b = at_distance(&deep, rrup[i], ln_r);
        mean[i] = depth[i] < 10.0 ? a : b;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const row *pga = oql_gmm_state_c(g);
    const double *depth = x->col[OQL_HYPO_DEPTH];
    const size_t mark = oql_work_mark(x->work);
    double *ln_pga = oql_work_rows(x->work, 2, x->stride), *ln_760 = ln_pga + x->stride;

    if (*v == SITE_SS14) {
        rock_row(pga, x, ln_pga);
        oql_bssa14_pga_760(&pga->site, ROCK_VS30, x, ln_pga, ln_760);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double shallow = OQL_LN10 * r->shallow.sigma, deep = OQL_LN10 * r->deep.sigma;
        rock_row(r, x, l.mean);
        if (*v == SITE_SS14) {
            oql_bssa14_site_add(&r->site, ROCK_VS30, x, ln_pga, ln_760, l.mean);
        }
        oql_fill_total(x->n, 0.0, &l);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.sigma[i] = depth[i] < 10.0 ? shallow : deep;
        }
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Allen (2012). Stochastic ground-motion prediction equations for "            \
                 "southeastern Australian earthquakes using updated source and attenuation "   \
                 "parameters. Geoscience Australia Record 2012/69",                            \
    .doi = "", .trt = OQL_TRT_STABLE, .measures = "PGA SA", .component = "Median horizontal",  \
    .period_s = OQL_RANGE(0.01, 4.0)

#define CLASS(class_name, kind, more_needs)                                                    \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RRUP | (more_needs),        \
                 PAPER},                                                                       \
        .variant = &(const variant){kind}, .state_size = sizeof(row), .row_size = sizeof(row), \
        .init = init, .prepare = prepare, .eval = eval                                         \
    }

static const oql_gmm_class classes[] = {
    CLASS("Allen2012", ROCK, 0),
    CLASS("Allen2012_SS14", SITE_SS14, OQL_NEED_VS30),
};

OQL_GMM_FAMILY(allen_2012) = {OQL_COUNT(classes), classes, 0, NULL};

/* SPDX-License-Identifier: BSD-3-Clause */
/** Somerville et al. (2009): non-cratonic Australia and the Yilgarn craton; rock of 865 m/s, or
 *  with the site terms of Seyhan & Stewart (2014). */
#include "gmm/family.h"

#include "coeffs/somerville_2009_noncratonic.h"
#include "coeffs/somerville_2009_yilgarn.h"
#include "gmm/models/bssa14_site.h"
#include "gmm/models/terms.h"

typedef oql_coef_somerville_2009_noncratonic coef;

typedef struct {
    const oql_coeff_table *table;
    bool site;
} variant;

typedef struct {
    coef c;
    oql_coef_boore_2014 site;
} row;

#define ROCK_VS30 865.0

static oql_status fill_row(const variant *v, const oql_imt *imt, row *r, oql_err *err)
{
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(v->table, imt, &r->c.c1, err));
    if (v->site) {
        OQL_TRY(oql_coeff_row(&oql_table_boore_2014, imt, &r->site.e0, err));
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(fill_row(oql_gmm_variant(g), &pga, oql_gmm_state(g), err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    return fill_row(oql_gmm_variant(g), imt, to, err);
}

static void rock_row(const coef *C, const oql_ctx *x, double *mean)
{
    const double dm = x->mag - 6.4, to_max = 8.5 - x->mag;
    const double base = C->c1 + C->c8 * to_max * to_max + (x->mag < 6.4 ? C->c2 : C->c7) * dm;
    const double near = C->c3, both = C->c4 * dm, linear = C->c5, far = C->c6;
    const double ln_r1 = 0.5 * oql_log(2536.0); /* at 50 km */
    const double *rjb = x->col[OQL_RJB];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double ln_r = 0.5 * oql_log(rjb[i] * rjb[i] + 36.0);
        mean[i] = base + both * ln_r + linear * rjb[i] + near * oql_fmin(ln_r, ln_r1) +
                  far * oql_fmax(ln_r - ln_r1, 0.0);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const row *pga = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    double *ln_pga = oql_work_rows(x->work, 2, x->stride), *ln_760 = ln_pga + x->stride;

    if (v->site) {
        rock_row(&pga->c, x, ln_pga);
        oql_bssa14_pga_760(&pga->site, ROCK_VS30, x, ln_pga, ln_760);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        rock_row(&r->c, x, l.mean);
        if (v->site) {
            oql_bssa14_site_add(&r->site, ROCK_VS30, x, ln_pga, ln_760, l.mean);
        }
        oql_fill_total(x->n, r->c.sigma, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Somerville, Graves, Collins, Song, Ni & Cummins (2009). Source and ground "  \
                 "motion models for Australian earthquakes. Annual Conference of the "         \
                 "Australian Earthquake Engineering Society, Newcastle",                       \
    .doi = "", .trt = OQL_TRT_STABLE, .measures = "PGA PGV SA", .component = OQL_IMC_GEOMEAN,  \
    .period_s = OQL_RANGE(0.01, 10.0)

#define CLASS(class_name, more_needs, ...)                                                     \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_RJB | (more_needs),                          \
                 PAPER},                                                                       \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(row),                   \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

#define NONCRATONIC &oql_table_somerville_2009_noncratonic
#define YILGARN     &oql_table_somerville_2009_yilgarn

static const oql_gmm_class classes[] = {
    CLASS("SomervilleEtAl2009NonCratonic", 0, NONCRATONIC, false),
    CLASS("SomervilleEtAl2009NonCratonic_SS14", OQL_NEED_VS30, NONCRATONIC, true),
    CLASS("SomervilleEtAl2009YilgarnCraton", 0, YILGARN, false),
    CLASS("SomervilleEtAl2009YilgarnCraton_SS14", OQL_NEED_VS30, YILGARN, true),
};

OQL_GMM_FAMILY(somerville_2009) = {OQL_COUNT(classes), classes, 0, NULL};

/* SPDX-License-Identifier: BSD-3-Clause */
/** Gupta (2010), slab earthquakes below the Indo-Burmese ranges: the form of Atkinson & Boore
 * (2003)
 *  with new constants. */
#include "coeffs/gupta_2010.h"
#include "gmm/models/terms.h"

typedef oql_coef_gupta_2010 coef;

typedef struct {
    coef pga;
} state;

typedef struct {
    coef c;
    double soil_slope; /**< reduction of the soil terms from 100 to 500 gal of rock motion */
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    state *s = oql_gmm_state(g);
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_coeff_row(&oql_table_gupta_2010, &pga, &s->pga.c1, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    if (imt->period_s < 1.0) {
        r->soil_slope = imt->period_s <= 0.5 ? 1.0 : 1.0 / imt->period_s - 1.0;
    }
    return oql_coeff_row(&oql_table_gupta_2010, imt, &r->c.c1, err);
}

/** Columns shared by all measures. */
typedef struct {
    double *depth, *dist, *spread, *pga;
} rows;

/* log10 of gal on rock; the term c8 of the region is in c1 already. */
static inline double rock(const coef *C, double base, double depth, double dist, double spread)
{
    return base + C->c3 * depth + C->c4 * dist - spread;
}

static void shared_rows(const state *s, double mag, const oql_ctx *x, const rows *w)
{
    const double slope = oql_exp10(0.301 - 0.01 * mag) / OQL_LN10;
    const double delta = 0.00724 * oql_exp10(0.507 * mag);
    const double base = s->pga.c1 + s->pga.c2 * mag;
    const double *rrup = x->col[OQL_RRUP], *depth = x->col[OQL_HYPO_DEPTH];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        w->depth[i] = oql_clamp(depth[i], 0.0, 100.0);
        w->dist[i] = sqrt(rrup[i] * rrup[i] + delta * delta);
        w->spread[i] = slope * oql_log(w->dist[i]);
        w->pga[i] = oql_exp10(rock(&s->pga, base, w->depth[i], w->dist[i], w->spread[i]));
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double mag = oql_fmin(x->mag, 8.0);
    const double *vs30 = x->col[OQL_VS30];
    const size_t mark = oql_work_mark(x->work), n = x->stride;
    double *a = oql_work_rows(x->work, 4, n);
    const rows w = {a, a + n, a + 2 * n, a + 3 * n};

    shared_rows(oql_gmm_state_c(g), mag, x, &w);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const coef *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c1 + C->c2 * mag;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double strong = oql_clamp((w.pga[i] - 100.0) / 400.0, 0.0, 1.0);
            const double de = vs30[i] < 180.0 ? C->c7 : C->c6;
            const double bc = vs30[i] > 760.0 ? 0.0 : C->c5;
            const double site = vs30[i] > 360.0 ? bc : de;
            const double y = rock(C, base, w.depth[i], w.dist[i], w.spread[i]) +
                             (1.0 - r->soil_slope * strong) * site;
            l.mean[i] = OQL_LN10 * y + OQL_LN_GAL_TO_G;
        }
        oql_fill_total(x->n, OQL_LN10 * C->sigma, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "Gupta2010SSlab",
              .reference = "Gupta (2010). Response spectral attenuation relations for in-slab "
                           "earthquakes in Indo-Burmese subduction zone. Soil Dynamics and "
                           "Earthquake Engineering 30(5), 368-377",
              .doi = "",
              .trt = OQL_TRT_INSLAB,
              .measures = "PGA SA",
              .component = OQL_IMC_GEOMEAN,
              .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RRUP | OQL_NEED_VS30,
              .period_s = OQL_RANGE(0.04, 3.0)},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(gupta_2010) = {OQL_COUNT(classes), classes, 0, NULL};

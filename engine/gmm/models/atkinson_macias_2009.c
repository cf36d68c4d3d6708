/* SPDX-License-Identifier: BSD-3-Clause */
/** Atkinson & Macias (2009), great interface earthquakes of Cascadia. */
#include "coeffs/atkinson_macias_2009.h"
#include "gmm/models/ba08_site.h"
#include "gmm/models/basin_us23.h"
#include "gmm/models/terms.h"

typedef struct {
    oql_basin_args basin;
    bool ba08_site;
    oql_coef_boore_atkinson_2008 pga; /**< for the site term */
} state;

typedef struct {
    oql_coef_atkinson_macias_2009 c;
    oql_coef_basin_cb14 basin;
    oql_coef_boore_atkinson_2008_site site;
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"ba08_site_term", "cb14_basin_term", "m9_basin_term"};
    state *s = oql_gmm_state(g);
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[0], &s->ba08_site, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[1], &s->basin.cb14, err));
    OQL_TRY(oql_gmm_arg_bool(spec, known[2], &s->basin.m9, err));
    if (s->basin.cb14 || s->basin.m9) {
        oql_gmm_add_needs(g, OQL_BIT(OQL_Z2PT5) | OQL_NEED_VS30);
    }
    if (s->ba08_site) {
        oql_gmm_add_needs(g, OQL_NEED_VS30 | OQL_NEED_RAKE | OQL_NEED_RJB);
        OQL_TRY(oql_coeff_row(&oql_table_boore_atkinson_2008, &pga, &s->pga.c1, err));
    }
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_atkinson_macias_2009, imt, &r->c.c0, err));
    OQL_TRY(oql_coeff_row(&oql_table_basin_cb14, imt, &r->basin.c14, err));
    if (s->ba08_site) {
        OQL_TRY(oql_coeff_row(&oql_table_boore_atkinson_2008_site, imt, &r->site.blin, err));
    }
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    double *dist = oql_work_rows(x->work, 5, x->stride);
    double *ln_dist = dist + x->stride;
    const double *rrup = x->col[OQL_RRUP];
    const double near_km = x->mag * x->mag - 3.1 * x->mag - 14.55, dm = x->mag - 8.0;
    oql_ba08_rows site = {0};

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        dist[i] = sqrt(rrup[i] * rrup[i] + near_km * near_km);
        ln_dist[i] = oql_log(dist[i]);
    }
    if (s->ba08_site) {
        site = oql_ba08_site_rows(&s->pga, x, dist + 2 * x->stride);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_atkinson_macias_2009 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = (C->c0 + C->c3 * dm + C->c4 * dm * dm) * OQL_LN10 + OQL_LN_GAL_TO_G;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + C->c1 * ln_dist[i] + C->c2 * OQL_LN10 * dist[i];
        }
        if (s->ba08_site) {
            oql_ba08_site_add(&r->site, &site, x->n, l.mean);
        }
        oql_basin_add(s->basin, &r->basin, oql_gmm_imt(g, m)->period_s, x, l.mean);
        oql_fill_total(x->n, C->sigma * OQL_LN10, &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "AtkinsonMacias2009",
              .reference = "Atkinson & Macias (2009). Predicted ground motions for great "
                           "interface earthquakes in the Cascadia subduction zone. Bulletin of "
                           "the Seismological Society of America 99(3), 1552-1578",
              .doi = "10.1785/0120080147",
              .trt = OQL_TRT_INTERFACE,
              .measures = "PGA SA",
              .component = OQL_IMC_RANDOM,
              .needs = OQL_NEED_MAG | OQL_NEED_RRUP,
              .mag = OQL_RANGE(7.5, 9.0),
              .dist_km = OQL_RANGE(0.0, 1000.0),
              .period_s = OQL_RANGE(0.05, 10.0)},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(atkinson_macias_2009) = {OQL_COUNT(classes), classes, 0, NULL};

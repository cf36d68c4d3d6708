/* SPDX-License-Identifier: BSD-3-Clause */
/** Atkinson & Boore (2003), subduction earthquakes of the world, Cascadia and Japan. */
#include "coeffs/atkinson_boore_2003_sinter.h"
#include "coeffs/atkinson_boore_2003_sslab.h"
#include "coeffs/atkinson_boore_2003_sslab_cascadia.h"
#include "coeffs/atkinson_boore_2003_sslab_japan.h"
#include "gmm/models/terms.h"

/** How a class differs. */
typedef struct {
    const oql_coeff_table *table;
    bool slab;
    bool maps_2008; /**< half of class C's term above 760 m/s; interface: depth of 20 km */
} variant;

typedef oql_coef_atkinson_boore_2003_sinter coef; /* the tables have the same columns */

typedef struct {
    coef c;
    coef other;          /**< partner of the erratum's average for 0.2 and 0.4 s */
    double other_weight; /**< its weight, 0 for other measures */
    double soil_slope;   /**< reduction of the soil terms from 100 to 500 gal of rock motion */
    double mean_scale;
} row;

typedef struct {
    coef pga;
} state;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    state *s = oql_gmm_state(g);
    const oql_imt pga = oql_imt_pga();
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_coeff_row(v->table, &pga, &s->pga.c1, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(v->table, imt, &r->c.c1, err));
    if (!v->slab && (oql_imt_is_sa(imt, 0.2) || oql_imt_is_sa(imt, 0.4))) {
        const oql_imt partner = oql_imt_sa(imt->period_s == 0.2 ? 0.4 : 0.2);
        OQL_TRY(oql_coeff_row(v->table, &partner, &r->other.c1, err));
        r->other_weight = 0.667;
    }
    if (imt->period_s < 1.0) {
        r->soil_slope = imt->period_s <= 0.5 ? 1.0 : 1.0 / imt->period_s - 1.0;
    }
    /* The paper ends at 3 s. OpenQuake has a row for 4 s and divides the ln mean by 0.55
     * there. */
    r->mean_scale = oql_imt_is_sa(imt, 4.0) ? 1.0 / 0.55 : 1.0;
done:
    return st;
}

/** Columns shared by all measures. */
typedef struct {
    double *depth;  /**< capped at 100 km */
    double *dist;   /**< with near-source saturation, km */
    double *spread; /**< g log10(R) */
    double *pga;    /**< on rock, gal */
} rows;

static void eval_shared(const oql_gmm *g, const oql_ctx *x, double mag, const rows *w)
{
    const variant *v = oql_gmm_variant(g);
    const state *s = oql_gmm_state_c(g);
    const double slope = oql_exp10(v->slab ? 0.301 - 0.01 * mag : 1.2 - 0.18 * mag) / OQL_LN10;
    const double delta = 0.00724 * oql_exp10(0.507 * mag);
    const double rock = s->pga.c1 + s->pga.c2 * mag;
    const double *rrup = x->col[OQL_RRUP], *depth = x->col[OQL_HYPO_DEPTH];
    const bool fixed = v->maps_2008 && !v->slab;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        w->depth[i] = oql_clamp(fixed ? 20.0 : depth[i], 0.0, 100.0);
        w->dist[i] = sqrt(rrup[i] * rrup[i] + delta * delta);
        w->spread[i] = slope * oql_log(w->dist[i]);
        w->pga[i] =
            oql_exp10(rock + s->pga.c3 * w->depth[i] + s->pga.c4 * w->dist[i] - w->spread[i]);
    }
}

/* log10 of gal by equation 1, times weight, added to or put into mean. */
static void add_mean(const coef *C, const row *r, const variant *v, const oql_ctx *x,
                     double mag, double weight, const rows *w, double *mean)
{
    const double base = C->c1 + C->c2 * mag;
    const double site_b = v->maps_2008 ? 0.5 * C->c5 : 0.0;
    const double *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double sl =
            1.0 - r->soil_slope * oql_clamp((w->pga[i] - 100.0) / 400.0, 0.0, 1.0);
        const double de = vs30[i] < 180.0 ? C->c7 : C->c6;
        const double bc = vs30[i] > 760.0 ? site_b : C->c5;
        const double site = vs30[i] > 360.0 ? bc : de;
        mean[i] += weight *
                   (base + C->c3 * w->depth[i] + C->c4 * w->dist[i] - w->spread[i] + sl * site);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double mag = oql_fmin(x->mag, v->slab ? 8.0 : 8.5);
    const size_t mark = oql_work_mark(x->work);
    double *a = oql_work_rows(x->work, 4, x->stride);
    const rows w = {a, a + x->stride, a + 2 * x->stride, a + 3 * x->stride};

    eval_shared(g, x, mag, &w);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        oql_fill(x->n, 0.0, l.mean);
        if (r->other_weight > 0.0) {
            add_mean(&r->c, r, v, x, mag, 0.333, &w, l.mean);
            add_mean(&r->other, r, v, x, mag, r->other_weight, &w, l.mean);
        } else {
            add_mean(&r->c, r, v, x, mag, 1.0, &w, l.mean);
        }
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = (l.mean[i] * OQL_LN10 + OQL_LN_GAL_TO_G) * r->mean_scale;
        }
        oql_fill_sigmas(x->n, OQL_LN10 * r->c.sigma, OQL_LN10 * r->c.s2, OQL_LN10 * r->c.s1,
                        &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, from_s, to_s, region, ...)                                           \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .period_s = OQL_RANGE(from_s, to_s),                                          \
                 .reference = "Atkinson & Boore (2003). Empirical ground-motion relations "    \
                              "for subduction-zone earthquakes and their application to "      \
                              "Cascadia and other regions. Bulletin of the Seismological "     \
                              "Society of America 93(4), 1703-1729; erratum 98(5), 2567-2569", \
                 .doi = "10.1785/0120020156",                                                  \
                 .trt = region,                                                                \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_RANDOM,                                                  \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RRUP | OQL_NEED_VS30,       \
                 .mag = OQL_RANGE(5.0, 8.3),                                                   \
                 .dist_km = OQL_RANGE(0.0, 1000.0)},                                           \
        .variant = &(const variant){__VA_ARGS__}, .state_size = sizeof(state),                 \
        .row_size = sizeof(row), .init = init, .prepare = prepare, .eval = eval                \
    }

#define WORLD    &oql_table_atkinson_boore_2003_sslab
#define CASCADIA &oql_table_atkinson_boore_2003_sslab_cascadia
#define JAPAN    &oql_table_atkinson_boore_2003_sslab_japan
#define INTER    &oql_table_atkinson_boore_2003_sinter

static const oql_gmm_class classes[] = {
    CLASS("AtkinsonBoore2003SInter", 0.04, 4.0, OQL_TRT_INTERFACE, INTER, false, false),
    CLASS("AtkinsonBoore2003SInterNSHMP2008", 0.04, 4.0, OQL_TRT_INTERFACE, INTER, false, true),
    CLASS("AtkinsonBoore2003SSlab", 0.04, 4.0, OQL_TRT_INSLAB, WORLD, true, false),
    CLASS("AtkinsonBoore2003SSlabNSHMP2008", 0.04, 4.0, OQL_TRT_INSLAB, WORLD, true, true),
    CLASS("AtkinsonBoore2003SSlabCascadia", 0.04, 3.0, OQL_TRT_INSLAB, CASCADIA, true, false),
    CLASS("AtkinsonBoore2003SSlabCascadiaNSHMP2008", 0.04, 3.0, OQL_TRT_INSLAB, CASCADIA, true,
          true),
    CLASS("AtkinsonBoore2003SSlabJapan", 0.04, 3.0, OQL_TRT_INSLAB, JAPAN, true, false),
    CLASS("AtkinsonBoore2003SSlabJapanNSHMP2008", 0.04, 3.0, OQL_TRT_INSLAB, JAPAN, true, true),
};

OQL_GMM_FAMILY(atkinson_boore_2003) = {OQL_COUNT(classes), classes, 0, NULL};

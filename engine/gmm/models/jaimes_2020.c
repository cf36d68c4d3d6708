/* SPDX-License-Identifier: BSD-3-Clause */
/** Jaimes & Garcia-Soto (2020), in-slab earthquakes of Mexico: horizontal, vertical and V/H. */
#include "coeffs/jaimes_2020_horizontal.h"
#include "coeffs/jaimes_2020_ratio.h"
#include "coeffs/jaimes_2020_vertical.h"
#include "gmm/models/terms.h"

typedef enum { HORIZONTAL, VERTICAL, RATIO } component;

typedef struct {
    component what;
} variant;

typedef struct {
    double c1, c2, c3, c5, by_r;
    double sigma, tau, phi;
} row;

/** Deviation of the difference of two correlated variables. */
static double difference(double a, double b, double rho)
{
    return sqrt(a * a + b * b - 2.0 * rho * a * b);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_status st = OQL_OK;

    if (v->what == RATIO) {
        oql_coef_jaimes_2020_ratio C;
        OQL_TRY(oql_coeff_row(&oql_table_jaimes_2020_ratio, imt, &C.c1, err));
        r->c1 = C.c1;
        r->c2 = C.c2;
        r->by_r = C.c3;
        r->tau = difference(C.sv_b, C.sh_b, C.rho_b);
        r->phi = difference(C.sv_w, C.sh_w, C.rho_w);
        r->sigma = sqrt(r->tau * r->tau + r->phi * r->phi);
    } else {
        oql_coef_jaimes_2020_horizontal C;
        OQL_TRY(oql_coeff_row(v->what == VERTICAL ? &oql_table_jaimes_2020_vertical
                                                  : &oql_table_jaimes_2020_horizontal,
                              imt, &C.c1, err));
        r->c1 = C.c1 + oql_ln_unit(imt);
        r->c2 = C.c2;
        r->c3 = C.c3;
        r->by_r = C.c4;
        r->c5 = C.c5;
        r->sigma = C.s_t;
        r->tau = C.s_b;
        r->phi = C.s_w;
    }
done:
    return st;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    /* the distance to the fault counts only for large earthquakes */
    const double *r = x->col[x->mag > 6.5 ? OQL_RRUP : OQL_RHYPO];
    const double *depth = x->col[OQL_HYPO_DEPTH];
    const double delta = 0.0075 * oql_exp10(0.507 * x->mag);
    const size_t mark = oql_work_mark(x->work);
    double *dist = oql_work_rows(x->work, 2, x->stride);
    double *ln_dist = dist + x->stride;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        dist[i] = sqrt(r[i] * r[i] + delta * delta);
        ln_dist[i] = oql_log(dist[i]);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *C = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = C->c1 + C->c2 * x->mag;
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = base + C->c3 * ln_dist[i] + C->by_r * dist[i] +
                        C->c5 * (oql_fmin(depth[i], 75.0) - 50.0);
        }
        oql_fill_sigmas(x->n, C->sigma, C->tau, C->phi, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, component_name, what)                                                \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Jaimes & Garcia-Soto (2020). Updated ground motion prediction " \
                              "model for Mexican intermediate-depth intraslab earthquakes "    \
                              "including V/H ratios. Earthquake Spectra 36(3), 1298-1330",     \
                 .doi = "10.1177/8755293019899947",                                            \
                 .trt = OQL_TRT_INSLAB,                                                        \
                 .measures = "PGA PGV SA",                                                     \
                 .component = component_name,                                                  \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RRUP | OQL_NEED_RHYPO |     \
                          OQL_NEED_VS30,                                                       \
                 .period_s = OQL_RANGE(0.01, 5.0)},                                            \
        .variant = &(const variant){what}, .row_size = sizeof(row), .prepare = prepare,        \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("JaimesEtAl2020SSlab", OQL_IMC_GEOMEAN, HORIZONTAL),
    CLASS("JaimesEtAl2020SSlabVHratio", "Vertical-to-Horizontal Ratio", RATIO),
    CLASS("JaimesEtAl2020SSlabVert", OQL_IMC_VERTICAL, VERTICAL),
};

OQL_GMM_FAMILY(jaimes_2020) = {OQL_COUNT(classes), classes, 0, NULL};

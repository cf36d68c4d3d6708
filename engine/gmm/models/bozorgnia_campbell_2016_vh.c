/* SPDX-License-Identifier: BSD-3-Clause */
/** Bozorgnia & Campbell (2016): ratio of vertical to horizontal motion, from the two models and
 *  the correlation of their residuals. */
#include "gmm/family.h"

#include "coeffs/bozorgnia_campbell_2016_vh.h"
#include "gmm/models/children.h"
#include "gmm/models/terms.h"

typedef struct {
    const char *vertical, *horizontal; /* names of the two models */
} variant;

typedef struct {
    const oql_gmm *vertical, *horizontal;
} state;

typedef oql_coef_bozorgnia_campbell_2016_vh coef;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    const size_t n = oql_gmm_n_imt(g);
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_gmm_add_child_named(g, v->vertical, n, oql_gmm_imt(g, 0), &s->vertical, err));
    OQL_TRY(
        oql_gmm_add_child_named(g, v->horizontal, n, oql_gmm_imt(g, 0), &s->horizontal, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    coef *C = row;

    (void)g;
    return oql_coeff_row(&oql_table_bozorgnia_campbell_2016_vh, imt, &C->rhow1, err);
}

/* Deviation of a difference of correlated quantities. */
static inline double difference(double a, double b, double rho)
{
    return sqrt(a * a + b * b - 2.0 * rho * a * b);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    const oql_gmm_out horizontal = oql_child_rows(x, oql_gmm_n_imt(g));

    oql_gmm_eval(s->vertical, x, out);
    oql_gmm_eval(s->horizontal, x, &horizontal);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const coef *C = oql_gmm_row(g, m);
        const oql_lanes v = oql_lanes_of(x, out, m), h = oql_lanes_of(x, &horizontal, m);
        const double between = oql_ramp(x->mag, 4.5, C->rhob1, 5.5, C->rhob2);
        const double within = oql_ramp(x->mag, 4.5, C->rhow1, 5.5, C->rhow2);

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double tau = difference(v.tau[i], h.tau[i], between);
            const double phi = difference(v.phi[i], h.phi[i], within);
            v.mean[i] -= h.mean[i];
            v.tau[i] = tau;
            v.phi[i] = phi;
            v.sigma[i] = sqrt(tau * tau + phi * phi);
        }
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Bozorgnia & Campbell (2016). Ground motion model for the "                   \
                 "vertical-to-horizontal (V/H) ratios of PGA, PGV, and response spectra. "     \
                 "Earthquake Spectra 32(2), 951-978",                                          \
    .doi = "10.1193/100614EQS151M", .trt = OQL_TRT_ACTIVE, .measures = "PGA PGV SA",           \
    .component = "Vertical-to-Horizontal Ratio",                                               \
    .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_ZTOR) |             \
             OQL_BIT(OQL_WIDTH) | OQL_NEED_DEPTH | OQL_NEED_RRUP | OQL_NEED_RJB |              \
             OQL_BIT(OQL_RX) | OQL_NEED_VS30 | OQL_BIT(OQL_Z2PT5),                             \
    .mag = OQL_RANGE(3.3, 8.5), .dist_km = OQL_RANGE(0.0, 300.0),                              \
    .period_s = OQL_RANGE(0.01, 10.0)

#define CLASS(suffix, vertical, horizontal)                                                    \
    {                                                                                          \
        .info = {.name = "BozorgniaCampbell2016" suffix "VH", PAPER},                          \
        .variant = &(const variant){"BozorgniaCampbell2016" vertical,                          \
                                    "CampbellBozorgnia2014" horizontal},                       \
        .state_size = sizeof(state), .row_size = sizeof(coef), .init = init,                   \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("", "", ""),
    CLASS("AveQJapanSite", "AveQJapanSite", "JapanSite"),
    CLASS("HighQ", "HighQ", "HighQ"),
    CLASS("HighQJapanSite", "HighQJapanSite", "HighQJapanSite"),
    CLASS("LowQ", "LowQ", "LowQ"),
    CLASS("LowQJapanSite", "LowQJapanSite", "LowQJapanSite"),
};

OQL_GMM_FAMILY(bozorgnia_campbell_2016_vh) = {OQL_COUNT(classes), classes, 0, NULL};

/* SPDX-License-Identifier: BSD-3-Clause */
/** Toro et al. (1997) as the 2008 US national maps use it: B/C site conditions, magnitudes Mblg
 *  or Mw, finite-fault correction of 2002. */
#include "gmm/family.h"

#include "coeffs/toro_1997_mblg.h"
#include "coeffs/toro_1997_mw.h"
#include "gmm/models/terms.h"

typedef struct {
    const oql_coeff_table *table;
    bool mblg;
} variant;

typedef struct {
    oql_coef_toro_1997_mw c;
    double cap;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;

    r->cap = oql_nshmp_cap(imt);
    return oql_coeff_row(v->table, imt, &r->c.c1, err);
}

/* Exponent of the finite-fault correction; of Mblg, the average of two conversions. */
static double fault_exponent(double mag, bool mblg)
{
    const double mw =
        mblg ? 0.5 * (oql_mw_johnston_1996(mag) + oql_mw_atkinson_boore_1987(mag)) : mag;
    return -1.25 + 0.227 * mw;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *rjb = x->col[OQL_RJB];
    const double fault = oql_exp(fault_exponent(x->mag, v->mblg)), dm = x->mag - 6.0;
    const size_t mark = oql_work_mark(x->work);
    double *far = oql_work_rows(x->work, 1, x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        far[i] = oql_fmax(oql_log(rjb[i] / 100.0), 0.0);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const oql_coef_toro_1997_mw *C = &r->c;
        const double base = C->c1 + C->c2 * dm + C->c3 * dm * dm, h = C->c7 * fault;
        const double c4 = 0.5 * C->c4, c5 = C->c5 - C->c4, c6 = C->c6, cap = r->cap;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double r2 = rjb[i] * rjb[i] + h * h;
            l.mean[i] = oql_fmin(base - c4 * oql_log(r2) - c6 * sqrt(r2) - c5 * far[i], cap);
        }
        oql_fill_total(x->n, C->sigma, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Toro, Abrahamson & Schneider (1997). Model of strong ground "                \
                 "motions from earthquakes in central and eastern North America:"              \
                 " best estimates and uncertainties. Seismological Research "                  \
                 "Letters 68(1), 41-57; as in Petersen et al. (2008). "                        \
                 "Documentation for the 2008 update of the United States "                     \
                 "national seismic hazard maps. USGS Open-File Report 2008-1128",              \
    .doi = "10.1785/gssrl.68.1.41", .trt = OQL_TRT_STABLE, .measures = "PGA SA",               \
    .component = OQL_IMC_GEOMEAN, .needs = OQL_NEED_MAG | OQL_NEED_RJB,                        \
    .mag = OQL_RANGE(4.0, 8.0), .dist_km = OQL_RANGE(0.0, 1000.0),                             \
    .period_s = OQL_RANGE(0.1, 2.0)

#define CLASS(class_name, ...)                                                                 \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){__VA_ARGS__},         \
        .row_size = sizeof(row), .prepare = prepare, .eval = eval                              \
    }

static const oql_gmm_class classes[] = {
    CLASS("ToroEtAl1997MblgNSHMP2008", &oql_table_toro_1997_mblg, true),
    CLASS("ToroEtAl1997MwNSHMP2008", &oql_table_toro_1997_mw, false),
};

OQL_GMM_FAMILY(toro_1997) = {OQL_COUNT(classes), classes, 0, NULL};

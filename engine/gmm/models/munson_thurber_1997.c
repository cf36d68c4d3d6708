/* SPDX-License-Identifier: BSD-3-Clause */
/** Munson & Thurber (1997), the island of Hawaii. */
#include "gmm/models/terms.h"

/** The extension of the 2001 hazard map of Hawaii (Klein et al. 2001): magnitudes above 7 and
 * the
 *  spectral periods 0.2 and 0.3 s. */
typedef struct {
    bool hawaii;
} variant;

typedef struct {
    double ln_ratio; /**< to PGA */
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;

    if (imt->kind != OQL_IMT_PGA && !(v->hawaii && imt->kind == OQL_IMT_SA)) {
        return OQL_FAIL(err, OQL_EMODEL, "%s is not defined by this model", imt->text);
    }
    /* Other periods than the map's two get the value of PGA, as in OpenQuake. */
    if (oql_imt_is_sa(imt, 0.2)) {
        r->ln_ratio = log(2.5);
    } else if (oql_imt_is_sa(imt, 0.3)) {
        r->ln_ratio = log(2.2);
    }
    return OQL_OK;
}

/** Change of log10 PGA that the map's authors apply to large magnitudes. */
static double large_magnitude(double mag)
{
    const double above = 1.0 - (mag - 6.0);
    const double high = 0.1512 + 0.387 * above, middle = 0.171 * above;

    return mag > 7.7 ? high : (mag > 7.0 ? middle : 0.0);
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *rjb = x->col[OQL_RJB], *vs30 = x->col[OQL_VS30];
    const double base =
        0.518 + 0.387 * (x->mag - 6.0) + (v->hawaii ? large_magnitude(x->mag) : 0.0);
    const size_t mark = oql_work_mark(x->work);
    double *ln_pga = oql_work_rows(x->work, 1, x->stride);

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r = sqrt(rjb[i] * rjb[i] + 11.29 * 11.29);
        const double soil = vs30[i] <= 200.0 ? 0.335 : 0.0;
        ln_pga[i] = OQL_LN10 * (base - 0.00256 * r + soil) - oql_log(r);
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            l.mean[i] = ln_pga[i] + r->ln_ratio;
        }
        oql_fill_total(x->n, 0.237 * OQL_LN10, &l);
    }
    oql_work_release(x->work, mark);
}

#define CLASS(class_name, is_hawaii, measure_names, component_name)                            \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Munson & Thurber (1997). Analysis of the attenuation of "       \
                              "strong ground motion on the island of Hawaii. Bulletin of the " \
                              "Seismological Society of America 87(4), 945-960",               \
                 .doi = "10.1785/BSSA0870040945",                                              \
                 .trt = OQL_TRT_VOLCANIC,                                                      \
                 .measures = measure_names,                                                    \
                 .component = component_name,                                                  \
                 .needs = OQL_NEED_MAG | OQL_NEED_RJB | OQL_NEED_VS30,                         \
                 .mag = OQL_RANGE(4.0, 8.0),                                                   \
                 .dist_km = OQL_RANGE(0.0, 88.0)},                                             \
        .variant = &(const variant){is_hawaii}, .row_size = sizeof(row), .prepare = prepare,   \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("MunsonThurber1997", false, "PGA", OQL_IMC_HORIZONTAL),
    CLASS("MunsonThurber1997Hawaii", true, "PGA SA", OQL_IMC_HORIZONTAL),
    CLASS("MunsonThurber1997Vector", false, "PGA",
          "Square root of sum of squares of peak horizontals"),
};

OQL_GMM_FAMILY(munson_thurber_1997) = {OQL_COUNT(classes), classes, 0, NULL};

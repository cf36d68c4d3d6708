/* SPDX-License-Identifier: BSD-3-Clause */
/** Skarlatoudis et al. (2013): slab earthquakes of the Hellenic arc, fore arc and back arc. */
#include "gmm/family.h"

#include "coeffs/skarlatoudis_2013.h"
#include "coeffs/skarlatoudis_2013_scaled.h"
#include "gmm/models/terms.h"

/* The variant of a class is its table. */
typedef struct {
    oql_coef_skarlatoudis_2013 c;
    double ln_unit;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    r->ln_unit = oql_ln_unit(imt);
    return oql_coeff_row(oql_gmm_variant(g), imt, &r->c.c1, err);
}

/* Distance factor of the arc terms, equation 3: it sets in farther out for shallow events. */
static inline double arc_factor(double rhypo, double depth)
{
    const double shallow = rhypo < 335.0 ? (205.0 - rhypo) / 150.0 : 1.0;
    const double deep = rhypo < 240.0 ? (140.0 - rhypo) / 100.0 : 1.0;
    const double a = rhypo < 205.0 ? 0.0 : shallow, b = rhypo < 140.0 ? 0.0 : deep;
    return depth < 80.0 ? a : b;
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const double *rhypo = x->col[OQL_RHYPO], *depth = x->col[OQL_HYPO_DEPTH];
    const double *vs30 = x->col[OQL_VS30], *backarc = x->col[OQL_BACKARC];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_coef_skarlatoudis_2013 *C = &r->c;
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double base = OQL_LN10 * (C->c1 + C->c2 * (x->mag - 5.5)) + r->ln_unit;
        const double linear = OQL_LN10 * C->c32, stiff = OQL_LN10 * C->c61;
        const double soft = OQL_LN10 * C->c62;
        const double fore0 = OQL_LN10 * C->c41, fore1 = OQL_LN10 * C->c42;
        const double back0 = OQL_LN10 * C->c51, back1 = OQL_LN10 * C->c52;

        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double factor = arc_factor(rhypo[i], depth[i]);
            const double arc =
                backarc[i] == 1.0 ? back0 + back1 * factor : fore0 + fore1 * factor;
            const double site = vs30[i] < 360.0 ? soft : (vs30[i] < 760.0 ? stiff : 0.0);
            l.mean[i] = base - 1.7 * oql_log(rhypo[i]) + linear * (rhypo[i] - 1.0) + site +
                        (depth[i] >= 100.0 ? arc : 0.0);
        }
        oql_fill_sigmas(x->n, OQL_LN10 * C->epsilon, OQL_LN10 * C->tau, OQL_LN10 * C->sigma,
                        &l);
    }
}

#define PAPER                                                                                  \
    .reference =                                                                               \
        "Skarlatoudis, Papazachos, Margaris, Ventouzi & Kalogeras (2013). "                    \
        "Ground-motion prediction equations of intermediate-depth earthquakes in the "         \
        "Hellenic arc, southern Aegean subduction area. Bulletin of the "                      \
        "Seismological Society of America 103(3), 1952-1968",                                  \
    .doi = "10.1785/0120120265", .trt = OQL_TRT_INSLAB, .measures = "PGA PGV SA",              \
    .component = OQL_IMC_ROTD50,                                                               \
    .needs =                                                                                   \
        OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_NEED_RHYPO | OQL_NEED_VS30 | OQL_BIT(OQL_BACKARC)

#define CLASS(class_name, from_s, to_s, table)                                                 \
    {                                                                                          \
        .info = {.name = class_name, .period_s = OQL_RANGE(from_s, to_s), PAPER},              \
        .variant = &(table), .row_size = sizeof(row), .prepare = prepare, .eval = eval         \
    }

static const oql_gmm_class classes[] = {
    CLASS("SkarlatoudisEtAlSSlab2013", 0.01, 4.0, oql_table_skarlatoudis_2013),
    CLASS("SkarlatoudisEtAlSSlab2013_scaled", 0.05, 4.0, oql_table_skarlatoudis_2013_scaled),
};

OQL_GMM_FAMILY(skarlatoudis_2013) = {OQL_COUNT(classes), classes, 0, NULL};

/* SPDX-License-Identifier: BSD-3-Clause */
/** Arteta et al. (2023): crustal earthquakes in northern South America, with the length of the
 *  path through the volcanic region. */
#include "gmm/family.h"

#include "coeffs/arteta_2023.h"
#include "coeffs/arteta_2023_site.h"
#include "gmm/models/arteta_site.h"
#include "gmm/models/terms.h"

typedef enum { SITE_HV, SITE_VS30 } variant;

typedef struct {
    oql_coef_arteta_2023 c;
    oql_coef_arteta_2023_site site;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;
    oql_status st = OQL_OK;

    (void)g;
    OQL_TRY(oql_coeff_row(&oql_table_arteta_2023, imt, &r->c.Tetha1, err));
    OQL_TRY(oql_coeff_row(&oql_table_arteta_2023_site, imt, &r->site.s2, err));
done:
    return st;
}

static void eval_mean(const row *r, bool by_vs30, const oql_ctx *x, double *mean)
{
    const oql_coef_arteta_2023 *C = &r->c;
    const double to_max = 8.5 - x->mag, dm = x->mag - C->M1;
    const double base = C->Tetha1 + C->Tetha3 * to_max * to_max + C->Tetha2 * oql_fmin(dm, 0.0);
    const double slope = 0.5 * (C->Tetha4 + 0.275 * dm), linear = C->Tetha5;
    const double volcanic = C->Tetha6, deep = C->Tetha7;
    const double s[4] = {r->site.s2, r->site.s3, r->site.s4, r->site.s5};
    /* the reference implementation takes the rupture distance where the site's spectrum is
     * known */
    const double *dist = x->col[by_vs30 ? OQL_RHYPO : OQL_RRUP];
    const double *rvolc = x->col[OQL_RVOLC], *depth = x->col[OQL_HYPO_DEPTH];
    const double *vs30 = by_vs30 ? x->col[OQL_VS30] : dist;
    const double *period = by_vs30 ? dist : x->col[OQL_THV];
    const double *amplitude = by_vs30 ? dist : x->col[OQL_PHV];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double site = by_vs30 ? oql_arteta_site_vs30(s, vs30[i])
                                    : oql_arteta_site_hv(s, period[i], amplitude[i]);
        mean[i] = base + slope * oql_log(dist[i] * dist[i] + 20.25) + linear * dist[i] +
                  volcanic * rvolc[i] + deep * depth[i] + site;
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(r, *v == SITE_VS30, x, l.mean);
        oql_fill_sigmas(x->n, r->c.Sigma, r->c.Tau, r->c.Phi, &l);
    }
}

#define PAPER                                                                                  \
    .reference =                                                                               \
        "Arteta, Pajaro, Mercado, Montejo, Arcila & Abrahamson (2023). "                       \
        "Ground-motion model (GMM) for crustal earthquakes in northern South America "         \
        "(NoSAm Crustal GMM). Bulletin of the Seismological Society of America "               \
        "113(1), 186-203",                                                                     \
    .doi = "10.1785/0120220168", .trt = OQL_TRT_ACTIVE, .measures = "PGA SA",                  \
    .component = OQL_IMC_ROTD50, .period_s = OQL_RANGE(0.01, 10.0)

#define CLASS(class_name, kind, more_needs)                                                    \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .needs = OQL_NEED_MAG | OQL_NEED_DEPTH | OQL_BIT(OQL_RVOLC) | (more_needs),   \
                 PAPER},                                                                       \
        .variant = &(const variant){kind}, .row_size = sizeof(row), .prepare = prepare,        \
        .eval = eval                                                                           \
    }

static const oql_gmm_class classes[] = {
    CLASS("ArtetaEtAl2023", SITE_HV, OQL_NEED_RRUP | OQL_BIT(OQL_THV) | OQL_BIT(OQL_PHV)),
    CLASS("ArtetaEtAl2023_Vs30", SITE_VS30, OQL_NEED_RHYPO | OQL_NEED_VS30),
};

OQL_GMM_FAMILY(arteta_2023) = {OQL_COUNT(classes), classes, 0, NULL};

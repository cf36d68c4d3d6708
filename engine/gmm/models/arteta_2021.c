/* SPDX-License-Identifier: BSD-3-Clause */
/** Arteta et al. (2021): interface and slab earthquakes in northern South America. */
#include "gmm/family.h"

#include "coeffs/arteta_2021_sinter.h"
#include "coeffs/arteta_2021_sinter_site.h"
#include "coeffs/arteta_2021_sslab.h"
#include "coeffs/arteta_2021_sslab_site.h"
#include "gmm/models/arteta_site.h"
#include "gmm/models/terms.h"

typedef struct {
    bool slab, by_vs30;
} variant;

typedef struct {
    double t1, t2, t3, t4, t5, t6; /* t6: back arc, slab alone */
    double mc1, tau, phi1, phi2;
    oql_coef_arteta_2021_sinter_site site;
} row;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const variant *v = oql_gmm_variant(g);
    row *r = to;
    oql_coef_arteta_2021_sinter a;
    oql_coef_arteta_2021_sslab b;
    oql_status st = OQL_OK;

    if (v->slab) {
        OQL_TRY(oql_coeff_row(&oql_table_arteta_2021_sslab, imt, &b.Teta1, err));
        *r = (row){b.Teta1,
                   b.Teta2,
                   b.Teta3,
                   b.Teta4,
                   b.Teta5,
                   b.Teta6,
                   6.5,
                   b.Tau,
                   b.Phi1,
                   b.Phi2,
                   {0.0, 0.0, 0.0, 0.0}};
        OQL_TRY(oql_coeff_row(&oql_table_arteta_2021_sslab_site, imt, &r->site.s2, err));
    } else {
        OQL_TRY(oql_coeff_row(&oql_table_arteta_2021_sinter, imt, &a.Teta1, err));
        *r = (row){a.Teta1,
                   a.Teta2,
                   a.Teta3,
                   a.Teta4,
                   a.Teta5,
                   0.0,
                   a.MC1,
                   a.Tau,
                   a.Phi1,
                   a.Phi2,
                   {0.0, 0.0, 0.0, 0.0}};
        OQL_TRY(oql_coeff_row(&oql_table_arteta_2021_sinter_site, imt, &r->site.s2, err));
    }
done:
    return st;
}

static void eval_mean(const row *r, const variant *v, const oql_ctx *x, const double *dist,
                      double *mean)
{
    const double to_max = 10.0 - x->mag, below = oql_fmin(x->mag - r->mc1, 0.0);
    const double base = r->t1 + r->t2 * below + r->t3 * to_max * to_max;
    const double slope = r->t4 + 0.1 * (x->mag - 7.0), linear = r->t5, back = r->t6;
    const double near_km = 10.0 * oql_exp(0.4 * (x->mag - 6.0));
    const double s[4] = {r->site.s2, r->site.s3, r->site.s4, r->site.s5};
    const bool by_vs30 = v->by_vs30;
    const double *vs30 = by_vs30 ? x->col[OQL_VS30] : dist;
    const double *period = by_vs30 ? dist : x->col[OQL_THV];
    const double *amplitude = by_vs30 ? dist : x->col[OQL_PHV];
    const double *backarc = v->slab ? x->col[OQL_BACKARC] : dist;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double site = by_vs30 ? oql_arteta_site_vs30(s, vs30[i])
                                    : oql_arteta_site_hv(s, period[i], amplitude[i]);
        mean[i] = base + slope * oql_log(dist[i] + near_km) + linear * dist[i] + site +
                  back * backarc[i];
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const double *dist = x->col[v->slab ? OQL_RHYPO : OQL_RRUP];

    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        const double tau = r->tau, phi1 = r->phi1, phi2 = r->phi2;
        eval_mean(r, v, x, dist, l.mean);
        OQL_SIMD
        for (size_t i = 0; i < x->n; ++i) {
            const double phi = oql_ramp(dist[i], 150.0, phi1, 200.0, phi2);
            l.tau[i] = tau;
            l.phi[i] = phi;
            l.sigma[i] = sqrt(tau * tau + phi * phi);
        }
    }
}

#define PAPER                                                                                  \
    .reference = "Arteta, Pajaro, Mercado, Montejo, Arcila & Abrahamson (2021). "              \
                 "Ground-motion model for subduction earthquakes in northern South America. "  \
                 "Earthquake Spectra 37(4), 2419-2452",                                        \
    .doi = "10.1177/87552930211027585", .measures = "PGA SA", .component = OQL_IMC_ROTD50,     \
    .period_s = OQL_RANGE(0.01, 10.0)

#define CLASS(class_name, region, more_needs, ...)                                             \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .trt = region,                                                                \
                 .needs = OQL_NEED_MAG | (more_needs),                                         \
                 PAPER},                                                                       \
        .variant = &(const variant){__VA_ARGS__}, .row_size = sizeof(row), .prepare = prepare, \
        .eval = eval                                                                           \
    }

#define HV   (OQL_BIT(OQL_THV) | OQL_BIT(OQL_PHV))
#define SLAB (OQL_NEED_RHYPO | OQL_BIT(OQL_BACKARC))

static const oql_gmm_class classes[] = {
    CLASS("ArtetaEtAl2021Inter", OQL_TRT_INTERFACE, OQL_NEED_RRUP | HV, false, false),
    CLASS("ArtetaEtAl2021InterVs30", OQL_TRT_INTERFACE, OQL_NEED_RRUP | OQL_NEED_VS30, false,
          true),
    CLASS("ArtetaEtAl2021Slab", OQL_TRT_INSLAB, SLAB | HV, true, false),
    CLASS("ArtetaEtAl2021SlabVs30", OQL_TRT_INSLAB, SLAB | OQL_NEED_VS30, true, true),
};

OQL_GMM_FAMILY(arteta_2021) = {OQL_COUNT(classes), classes, 0, NULL};

/* SPDX-License-Identifier: BSD-3-Clause */
/** Bozorgnia & Campbell (2016): vertical motion, in the form of Campbell & Bozorgnia (2014);
 *  with regional attenuation and Japanese sites. Equation numbers are those of the 2016
 *  paper. */
#include "gmm/family.h"

#include "coeffs/bozorgnia_campbell_2016.h"
#include "gmm/models/terms.h"

typedef oql_coef_bozorgnia_campbell_2016 coef;

typedef struct {
    double japan, attenuation; /* SJ: 0 or 1; sgn: 1 high Q (China), -1 low Q (Japan), 0 */
    coef pga;
} state;

typedef struct {
    coef c;
    bool floor; /* not less than PGA */
} row;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"SJ", "sgn"};
    const oql_imt pga = oql_imt_pga();
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[0], &s->japan, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[1], &s->attenuation, err));
    s->japan = s->japan != 0.0 ? 1.0 : 0.0;
    OQL_TRY(oql_coeff_row(&oql_table_bozorgnia_campbell_2016, &pga, &s->pga.c0, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    row *r = to;

    (void)g;
    r->floor = imt->kind == OQL_IMT_SA && imt->period_s < 0.25;
    return oql_coeff_row(&oql_table_bozorgnia_campbell_2016, imt, &r->c.c0, err);
}

/* Terms of the hanging wall and the basin that all measures share. */
typedef struct {
    double *inside, *outside; /* relative distance from the trace, over and past the rupture */
    double *hanging;          /* product of the factors of distance, depth and dip */
    double *shallow;          /* z2.5 - 1 km where that is negative */
} rows;

static void shared_rows(const state *s, const oql_ctx *x, const rows *w)
{
    const double *rx = x->col[OQL_RX], *rjb = x->col[OQL_RJB], *rrup = x->col[OQL_RRUP];
    const double *dip = x->col[OQL_DIP], *width = x->col[OQL_WIDTH], *ztor = x->col[OQL_ZTOR];
    const double *vs30 = x->col[OQL_VS30], *z2pt5 = x->col[OQL_Z2PT5];
    const double r2 = 62.0 * x->mag - 350.0, japan = s->japan;
    const double z0 = japan != 0.0 ? 5.359 : 7.089, z1 = japan != 0.0 ? 1.102 : 1.144;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double r1 = width[i] * oql_cos(dip[i] * (OQL_TWO_PI / 360.0));
        const double f_rrup = rrup[i] > 0.0 ? (rrup[i] - rjb[i]) / rrup[i] : 1.0;
        const double f_z = ztor[i] > 16.66 ? 0.0 : 1.0 - 0.06 * ztor[i];
        const double expected = oql_exp(z0 - z1 * oql_log(vs30[i]));
        const double z = z2pt5[i] == -999.0 ? expected : z2pt5[i];
        w->inside[i] = rx[i] < r1 ? rx[i] / r1 : -1.0;
        w->outside[i] = (rx[i] - r1) / (r2 - r1);
        w->hanging[i] = rx[i] < 0.0 ? 0.0 : f_rrup * f_z * (90.0 - dip[i]) / 45.0;
        w->shallow[i] = oql_fmin(z - 1.0, 0.0);
    }
}

/* Equations 2, 9, 15 and 18: what depends on magnitude alone. */
typedef struct {
    double magnitude, style, hanging, depth, dip;
} by_mag;

static by_mag by_mag_of(const coef *C, double mag)
{
    const double steep = 1.0 + C->a2 * (mag - 6.5);
    const double hinge = mag < 5.5 ? 0.0 : (mag > 6.5 ? steep : (mag - 5.5) * steep);
    const by_mag b = {C->c0 + C->c1 * mag + C->c2 * oql_fmax(mag - 4.5, 0.0) +
                          C->c3 * oql_fmax(mag - 5.5, 0.0) + C->c4 * oql_fmax(mag - 6.5, 0.0),
                      oql_clamp(mag - 4.5, 0.0, 1.0), C->c10 * hinge,
                      oql_ramp(mag, 5.5, C->c17, 6.5, C->c18),
                      C->c19 * oql_clamp(5.5 - mag, 0.0, 1.0)};
    return b;
}

static void eval_mean(const coef *C, const state *s, const oql_ctx *x, const rows *w,
                      double *mean)
{
    const by_mag b = by_mag_of(C, x->mag);
    const double slope = 0.5 * (C->c5 + C->c6 * x->mag), near2 = C->c7 * C->c7;
    const double reverse = b.style * C->c8, normal = b.style * C->c9;
    const double h1 = C->h1, h2 = C->h2, h3 = C->h3, h5 = C->h5, h6 = C->h6;
    const double c11 = C->c11 + s->japan * C->c13, c12 = s->japan * C->c12, k1 = C->k1;
    const double basin = C->c14 + C->c15 * s->japan, ln_200 = oql_log(200.0 / C->k1);
    const double linear = C->c20 + (s->attenuation > 0.0   ? C->Dc20_CH
                                    : s->attenuation < 0.0 ? C->Dc20_JP
                                                           : 0.0);
    const double *rrup = x->col[OQL_RRUP], *rake = x->col[OQL_RAKE], *dip = x->col[OQL_DIP];
    const double *depth = x->col[OQL_HYPO_DEPTH], *vs30 = x->col[OQL_VS30];

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double u = w->inside[i], v = w->outside[i], ln_v = oql_log(vs30[i] / k1);
        const double over = h1 + (h2 + h3 * u) * u;
        const double past = oql_fmax(1.0 + (h5 + h6 * v) * v, 0.0);
        mean[i] = b.magnitude + slope * oql_log(rrup[i] * rrup[i] + near2) +
                  oql_by_style(rake[i], 0.0, normal, reverse) +
                  b.hanging * w->hanging[i] * (u >= 0.0 ? over : past) + c11 * ln_v +
                  c12 * oql_fmin(ln_v - ln_200, 0.0) + basin * w->shallow[i] +
                  b.depth * oql_clamp(depth[i] - 7.0, 0.0, 13.0) + b.dip * dip[i] +
                  linear * oql_fmax(rrup[i] - 80.0, 0.0);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    double *pga = oql_work_rows(x->work, 5, x->stride);
    const rows w = {pga + x->stride, pga + 2 * x->stride, pga + 3 * x->stride,
                    pga + 4 * x->stride};

    shared_rows(s, x, &w);
    eval_mean(&s->pga, s, x, &w, pga);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(&r->c, s, x, &w, l.mean);
        if (r->floor) {
            OQL_SIMD
            for (size_t i = 0; i < x->n; ++i) {
                l.mean[i] = oql_fmax(l.mean[i], pga[i]);
            }
        }
        oql_fill_parts(x->n, oql_ramp(x->mag, 4.5, r->c.tau1, 5.5, r->c.tau2),
                       oql_ramp(x->mag, 4.5, r->c.phi1, 5.5, r->c.phi2), &l);
    }
    oql_work_release(x->work, mark);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "BozorgniaCampbell2016",
              .reference = "Bozorgnia & Campbell (2016). Vertical ground motion model for PGA, "
                           "PGV, and linear response spectra using the NGA-West2 database. "
                           "Earthquake Spectra 32(2), 979-1004",
              .doi = "",
              .trt = OQL_TRT_ACTIVE,
              .measures = "PGA PGV SA",
              .component = OQL_IMC_VERTICAL,
              .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_BIT(OQL_DIP) | OQL_BIT(OQL_ZTOR) |
                       OQL_BIT(OQL_WIDTH) | OQL_NEED_DEPTH | OQL_NEED_RRUP | OQL_NEED_RJB |
                       OQL_BIT(OQL_RX) | OQL_NEED_VS30 | OQL_BIT(OQL_Z2PT5),
              .mag = {3.3, 8.5},
              .dist_km = {0.0, 300.0},
              .period_s = {0.01, 10.0}},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval},
};

#define ALIAS(suffix, args)                                                                    \
    {                                                                                          \
        "BozorgniaCampbell2016" suffix, "BozorgniaCampbell2016", args                          \
    }

static const oql_gmm_alias aliases[] = {
    ALIAS("AveQJapanSite", "SJ = 1"),           ALIAS("HighQ", "sgn = 1"),
    ALIAS("HighQJapanSite", "SJ = 1\nsgn = 1"), ALIAS("LowQ", "sgn = -1"),
    ALIAS("LowQJapanSite", "SJ = 1\nsgn = -1"),
};

OQL_GMM_FAMILY(bozorgnia_campbell_2016) = {OQL_COUNT(classes), classes, OQL_COUNT(aliases),
                                           aliases};

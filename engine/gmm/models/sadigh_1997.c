/* SPDX-License-Identifier: BSD-3-Clause */
/* Sadigh et al. (1997): strong motion of shallow crustal earthquakes in California.
 *
 * Rock (table 2) and deep soil (table 4) have equations of their own; a site is rock when its vs30
 * is above 750 m/s (p. 180). Rock distinguishes magnitudes up to and above 6.5.
 */
#include "coeffs/sadigh_1997_rock_high.h"
#include "coeffs/sadigh_1997_rock_low.h"
#include "coeffs/sadigh_1997_rock_sigma.h"
#include "coeffs/sadigh_1997_soil.h"
#include "gmm/lanes.h"

#define ROCK_VS30 750.0
#define LN_1_2    0.1823215567939546 /* ln 1.2: reverse faulting on rock, footnote of table 2 */

typedef struct {
    oql_coef_sadigh_1997_rock_low low;
    oql_coef_sadigh_1997_rock_high high;
    oql_coef_sadigh_1997_rock_sigma rock_sigma;
    oql_coef_sadigh_1997_soil soil;
} row;

/* What the magnitude decides, for one measure: ln y = a + b ln(rrup + e) + c ln(rrup + 2). */
typedef struct {
    double a, a_reverse, b, c, e, sigma;
} term;

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    (void)g;
    oql_status st = OQL_OK;
    row *r = to;
    OQL_TRY(oql_coeff_row(&oql_table_sadigh_1997_rock_low, imt, (double *)&r->low, err));
    OQL_TRY(oql_coeff_row(&oql_table_sadigh_1997_rock_high, imt, (double *)&r->high, err));
    OQL_TRY(
        oql_coeff_row(&oql_table_sadigh_1997_rock_sigma, imt, (double *)&r->rock_sigma, err));
    OQL_TRY(oql_coeff_row(&oql_table_sadigh_1997_soil, imt, (double *)&r->soil, err));
done:
    return st;
}

/* The term in (8.5 - M)^2.5 ends at M 8.5. */
static double above_8_5(double mag)
{
    return oql_pow(oql_fmax(8.5 - mag, 1e-30), 2.5);
}

static term rock_term(const row *r, double mag)
{
    const double m = oql_fmin(mag, 8.5);
    const double *c = mag <= 6.5 ? &r->low.c1 : &r->high.c1;
    const oql_coef_sadigh_1997_rock_sigma *s = &r->rock_sigma;
    term t;
    t.a = c[0] + c[1] * m + c[2] * above_8_5(m);
    t.a_reverse = t.a + LN_1_2;
    t.b = c[3];
    t.e = oql_exp(c[4] + c[5] * m);
    t.c = c[6];
    t.sigma = mag > s->maxmag ? s->maxsigma : s->sigma0 + s->magfactor * mag;
    return t;
}

/* Table 4; constants of its footnote. */
static term soil_term(const row *r, double mag)
{
    const double m = oql_fmin(mag, 8.5);
    const double shape = m + r->soil.c7 * above_8_5(m);
    const bool is_low = mag <= 6.5;
    term t;
    t.a = -2.17 + r->soil.c6ss + shape;
    t.a_reverse = -1.92 + r->soil.c6r + shape;
    t.b = -1.7;
    t.e = (is_low ? 2.1863 : 0.3825) * oql_exp((is_low ? 0.32 : 0.5882) * m);
    t.c = 0.0;
    t.sigma = r->soil.sigma0 + r->soil.magfactor * oql_fmin(mag, 7.0);
    return t;
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const double *rrup = ctx->col[OQL_RRUP], *rake = ctx->col[OQL_RAKE];
    const double *vs30 = ctx->col[OQL_VS30];
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const term rock = rock_term(r, ctx->mag), soil = soil_term(r, ctx->mag);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            const bool is_rock = vs30[i] > ROCK_VS30;
            const bool is_reverse = (rake[i] >= 45.0) & (rake[i] <= 135.0);
            const double a = is_rock ? (is_reverse ? rock.a_reverse : rock.a)
                                     : (is_reverse ? soil.a_reverse : soil.a);
            const double b = is_rock ? rock.b : soil.b;
            const double c = is_rock ? rock.c : soil.c;
            const double e = is_rock ? rock.e : soil.e;
            l.mean[i] = a + b * oql_log(rrup[i] + e) + c * oql_log(rrup[i] + 2.0);
            l.sigma[i] = is_rock ? rock.sigma : soil.sigma;
            l.tau[i] = 0.0;
            l.phi[i] = 0.0;
        }
    }
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "SadighEtAl1997",
              .reference =
                  "Sadigh, Chang, Egan, Makdisi & Youngs (1997), Attenuation relationships for "
                  "shallow crustal earthquakes based on California strong motion data, "
                  "Seismological Research Letters 68(1), 180-189",
              .doi = "10.1785/gssrl.68.1.180",
              .trt = "Active Shallow Crust",
              .measures = "PGA SA",
              .component = "Average Horizontal",
              .needs =
                  OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RAKE) | OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_VS30),
              .mag = {4.0, 8.0},
              .dist_km = {0.0, 100.0},
              .period_s = {0.075, 4.0}},
     .row_size = sizeof(row),
     .prepare = prepare,
     .eval = eval},
};

OQL_GMM_FAMILY(sadigh_1997) = {.n_class = OQL_COUNT(classes), .classes = classes};

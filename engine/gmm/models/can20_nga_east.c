/* SPDX-License-Identifier: BSD-3-Clause */
/* Stable crust of the sixth-generation hazard model of Canada: thirteen tables of NGA-East motion on
 * hard rock (3000 m/s). The site term is the larger of two: Boore & Atkinson (2008) carried from 760
 * to 2000 and 3000 m/s, and the simulations of Harmon et al. (2019) with the nonlinear term of
 * Hashash et al. (2020), for SA only.
 */
#include <stdio.h>

#include "boore_atkinson_2008.h"
#include "canada_2020.h"
#include "coeffs/canada_2020_boore_campbell.h"
#include "coeffs/canada_2020_boore_campbell_peak.h"
#include "coeffs/canada_2020_harmon.h"
#include "coeffs/nga_east_nonlinear.h"
#include "table_terms.h"

#define LN10    2.302585092994046
#define LN_760  6.633318433280377
#define LN_3000 8.006367567650246

typedef struct {
    oql_gmm_table *table;
    oql_ctx_param metric;
    const double *pga; /* log10 values */
} state;

typedef struct {
    const double *motion, *total;
    oql_coef_boore_atkinson_2008_site soil;
    oql_coef_canada_2020_harmon harmon;
    oql_coef_nga_east_nonlinear nl;
    double ln_760, ln_2000; /* ln of 2000 to 760 m/s and of 3000 to 2000 m/s, where constant */
    double v_ref, unit;
    bool is_pga, is_pgv;
} row;

/* Epicentral distance that goes with rrup for a rupture of the magnitude at 10 km depth. */
typedef struct {
    double top, reach;
} geometry;

static geometry geometry_of(double mag)
{
    const double width = 0.6 * oql_exp10(-1.01 + 0.32 * mag);
    const geometry g = {oql_fmax(10.0 - 0.5 * width, 0.0),
                        0.3 * 0.6 * oql_exp10(-2.44 + 0.59 * mag)};
    return g;
}

static double repi_of(geometry g, double rrup)
{
    const double r = rrup < g.top ? g.top + 0.001 : rrup;
    return sqrt(r * r - g.top * g.top) + g.reach;
}

/* ln of the ratio of 2000 to 3000 m/s of PGA (column 0) or PGV (6): linear in magnitude and rrup. */
static double peak_ratio(size_t column, double mag, double rrup)
{
    const oql_coeff_table *t = &oql_table_canada_2020_boore_campbell_peak;
    const double m = oql_fmin(oql_fmax(mag, 3.0), 8.0) - 3.0;
    const double k_m = oql_fmin(m, 4.0);
    const size_t j = column + (size_t)k_m;
    const double part = m - (double)(size_t)k_m;
    double y = 0.0;
    for (size_t i = 0; i < t->n_row; ++i) {
        const double *a = oql_coeff_row_at(t, i);
        const double here = a[j] + (a[j + 1] - a[j]) * part;
        if (i == 0) {
            y = here;
            continue;
        }
        const double *b = oql_coeff_row_at(t, i - 1);
        const double before = b[j] + (b[j + 1] - b[j]) * part;
        const double r0 = t->period_s[i - 1], r1 = t->period_s[i]; /* first column: km */
        y += (here - before) * oql_clip01((rrup - r0) / (r1 - r0));
    }
    return oql_log(y);
}

/* Boore & Atkinson (2008) below 760 m/s, then linear in ln vs30 through 2000 and 3000 m/s. */
static double carried(const row *r, double mag, double vs30, double rrup, double repi,
                      double ln_pga)
{
    const double ln_v = oql_log(vs30);
    const bool is_peak = r->is_pga || r->is_pgv;
    const double f2000 = is_peak ? peak_ratio(r->is_pgv ? 6 : 0, mag, rrup) : r->ln_2000;
    const double f760 = r->is_pga ? -0.690775 + 0.15 * oql_log(repi) : r->ln_760;
    if (vs30 >= 3000.0) {
        return 0.0;
    }
    if (ln_v >= OQL_SHM6_LN_2000) {
        return f2000 * (LN_3000 - ln_v) / (LN_3000 - OQL_SHM6_LN_2000);
    }
    if (vs30 > 760.0) {
        return f2000 + f760 * (OQL_SHM6_LN_2000 - ln_v) / (OQL_SHM6_LN_2000 - LN_760);
    }
    const double to_760 = peak_ratio(0, mag, rrup) + LN10 * (-0.3 + 0.15 * oql_log10(repi));
    const oql_ba08_site s = oql_ba08_site_of(vs30, ln_pga + to_760);
    return f2000 + f760 + r->soil.blin * s.ln_v + r->soil.b1 * s.w1 + r->soil.b2 * s.w2;
}

static double simulated(const row *r, double vs30, double ln_pga)
{
    const oql_coef_canada_2020_harmon *H = &r->harmon;
    const double to_vc = oql_fmin(oql_log(vs30 / H->Vc), 0.0);
    const double to_vl = oql_fmin(oql_log(vs30 / H->VL), 0.0);
    const double linear = H->c1 * to_vc + to_vl * (H->c2 + H->c3 * to_vl);
    const double v = oql_fmin(vs30, r->v_ref), f5 = r->nl.f5;
    const double f2 = r->nl.f4 * (oql_exp(f5 * (v - 360.0)) - oql_exp(f5 * (r->v_ref - 360.0)));
    const double rock = oql_log((oql_exp(ln_pga) + r->nl.f3) / r->nl.f3);
    return linear + (vs30 < r->nl.Vc ? f2 * rock : 0.0);
}

static void add_site(const oql_ctx *ctx, const row *r, const double *ln_pga, double *mean)
{
    const double *vs30 = ctx->col[OQL_VS30], *rrup = ctx->col[OQL_RRUP];
    const geometry g = geometry_of(ctx->mag);
    for (size_t i = 0; i < ctx->n; ++i) {
        const double repi = repi_of(g, rrup[i]);
        const double a = carried(r, ctx->mag, vs30[i], rrup[i], repi, ln_pga[i]);
        const bool is_peak = r->is_pga || r->is_pgv;
        mean[i] += r->unit + (is_peak ? a : oql_fmax(a, simulated(r, vs30[i], ln_pga[i])));
    }
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(ctx->work);
    const oql_table_place by_rrup = oql_table_locate(st->table, ctx, ctx->col[OQL_RRUP], false);
    const oql_table_place by_metric =
        oql_table_locate(st->table, ctx, ctx->col[st->metric], false);
    double *pga = oql_work_rows(ctx->work, 1, ctx->stride);
    oql_table_motion(st->table, ctx, &by_metric, st->pga, false, pga);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(ctx, out, m);
        oql_table_motion(st->table, ctx, &by_rrup, r->motion, false, l.mean);
        oql_table_sigma(st->table, ctx, &by_metric, r->total, l.sigma);
        oql_fill(ctx->n, 0.0, l.tau);
        oql_fill(ctx->n, 0.0, l.phi);
        add_site(ctx, r, pga, l.mean);
    }
    oql_work_release(ctx->work, mark);
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    oql_status st = OQL_OK;
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    oql_coef_canada_2020_hard_rock hard;
    OQL_TRY(oql_shm6_check(imt, err));
    OQL_TRY(oql_gmm_table_measure(s->table, &s->table->motion, imt, &r->motion, err));
    OQL_TRY(oql_gmm_table_measure(s->table, &s->table->total, imt, &r->total, err));
    OQL_TRY(oql_coeff_row(&oql_table_boore_atkinson_2008_site, imt, (double *)&r->soil, err));
    OQL_TRY(oql_coeff_row(&oql_table_canada_2020_hard_rock, imt, (double *)&hard, err));
    r->is_pga = imt->kind == OQL_IMT_PGA;
    r->is_pgv = imt->kind == OQL_IMT_PGV;
    r->ln_760 = oql_log(hard.c);
    r->v_ref = imt->period_s >= 0.4 ? 3000.0 : 760.0;
    r->unit = r->is_pgv ? -oql_log(980.665) : 0.0;
    if (imt->kind == OQL_IMT_SA) {
        oql_coef_canada_2020_boore_campbell C;
        OQL_TRY(oql_coeff_row(&oql_table_canada_2020_boore_campbell, imt, (double *)&C, err));
        OQL_TRY(oql_coeff_row(&oql_table_canada_2020_harmon, imt, (double *)&r->harmon, err));
        OQL_TRY(oql_coeff_row(&oql_table_nga_east_nonlinear, imt, (double *)&r->nl, err));
        r->ln_2000 = oql_log(C.c);
    }
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"submodel"};
    oql_status st = OQL_OK;
    state *s = oql_gmm_state(g);
    const oql_imt pga = {.kind = OQL_IMT_PGA, .text = "PGA"};
    const oql_gmm_value *given = oql_gmm_spec_get(spec, "submodel");
    const char *submodel = NULL;
    char file[128], number[24];
    OQL_TRY(oql_gmm_args_check(spec, 1, known, err));
    if (given != NULL && given->type == OQL_ARG_INT) { /* an attribute "10" is a number */
        (void)snprintf(number, sizeof number, "%lld", (long long)given->as.integer);
        submodel = number;
    } else {
        OQL_TRY(oql_gmm_arg_text(spec, "submodel", &submodel, err));
    }
    if (submodel == NULL) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: argument submodel expected, \"01\" to \"13\"",
                        spec->name);
    }
    (void)snprintf(file, sizeof file, "SHM6-trial_NGA-East_Model_%s_AA13_sigma.vs3000.hdf5",
                   submodel);
    OQL_TRY(oql_gmm_table_open(spec, "can20/NGA-East-13", file, &s->table, err));
    OQL_TRY(oql_table_metric(s->table, &s->metric, err));
    oql_gmm_add_needs(g, OQL_BIT(s->metric));
    OQL_TRY(oql_gmm_table_measure(s->table, &s->table->motion, &pga, &s->pga, err));
done:
    return st;
}

static void clear(oql_gmm *g)
{
    oql_gmm_table_destroy(((state *)oql_gmm_state(g))->table);
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "CanadaSHM6_StableCrust_NGAEast",
              .reference = "Kolaj, Halchuk & Adams (2023), Sixth-generation seismic hazard "
                           "model of Canada, Geological Survey of Canada Open File 8924",
              .doi = "",
              .trt = "Stable Shallow Crust",
              .measures = "PGA PGV SA",
              .component = "Average Horizontal (RotD50)",
              .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RRUP) | OQL_BIT(OQL_VS30),
              .period_s = {0.05, 10.0}},
     .state_size = sizeof(state),
     .row_size = sizeof(row),
     .init = init,
     .prepare = prepare,
     .eval = eval,
     .clear = clear},
};

OQL_GMM_FAMILY(can20_nga_east) = {.n_class = OQL_COUNT(classes), .classes = classes};

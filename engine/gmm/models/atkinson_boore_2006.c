/* SPDX-License-Identifier: BSD-3-Clause */
/** Atkinson & Boore (2006), eastern North America: hard rock, B/C rock and soil; with the
 *  stress scaling of Atkinson & Boore (2011) and the forms of the 2008 US national maps. */
#include "gmm/family.h"

#include "coeffs/atkinson_boore_2006_bc.h"
#include "coeffs/atkinson_boore_2006_rock.h"
#include "coeffs/atkinson_boore_2006_stress.h"
#include "gmm/models/boore_atkinson_2008.h"
#include "gmm/models/terms.h"

typedef enum { MAG_MBLG_1987, MAG_MBLG_1996, MAG_MW, MAG_NONE } mag_kind;

typedef struct {
    bool modified; /* stress drop falls with magnitude */
    double min_rrup_km;
} variant;

typedef struct {
    size_t mag_eq;    /* a mag_kind; all but MAG_NONE are the forms of the national maps */
    double scale_fac; /* ln2 ratio of the stress drop to 140 bar */
    oql_coef_atkinson_boore_2006_bc pga;
} state;

typedef struct {
    oql_coef_atkinson_boore_2006_rock rock;
    oql_coef_atkinson_boore_2006_bc bc;
    oql_coef_atkinson_boore_2006_stress stress;
    oql_coef_boore_atkinson_2008_site site;
    double ln_unit, cap;
} row;

/* A linear combination of the distance functions, log10 units. */
typedef struct {
    double base, f0, f1, f2, linear;
} terms;

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const known[] = {"mag_eq", "scale_fac"};
    static const char *const kinds[] = {"Mblg87", "Mblg96", "Mw", "NA"};
    const oql_imt pga = oql_imt_pga();
    state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    s->mag_eq = MAG_NONE;
    OQL_TRY(oql_gmm_args_check(spec, OQL_COUNT(known), known, err));
    OQL_TRY(oql_gmm_arg_choice(spec, known[0], OQL_COUNT(kinds), kinds, &s->mag_eq, err));
    OQL_TRY(oql_gmm_arg_number(spec, known[1], &s->scale_fac, err));
    OQL_TRY(oql_coeff_row(&oql_table_atkinson_boore_2006_bc, &pga, &s->pga.c1, err));
done:
    return st;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_atkinson_boore_2006_rock, imt, &r->rock.c1, err));
    OQL_TRY(oql_coeff_row(&oql_table_atkinson_boore_2006_bc, imt, &r->bc.c1, err));
    OQL_TRY(oql_coeff_row(&oql_table_atkinson_boore_2006_stress, imt, &r->stress.delta, err));
    OQL_TRY(oql_coeff_row(&oql_table_boore_atkinson_2008_site, imt, &r->site.blin, err));
    r->ln_unit = oql_ln_unit(imt);
    r->cap = s->mag_eq == MAG_NONE ? OQL_NO_CAP : oql_nshmp_cap(imt);
done:
    return st;
}

static terms terms_of(const oql_coef_atkinson_boore_2006_bc *C, double mag)
{
    const terms t = {C->c1 + C->c2 * mag + C->c3 * mag * mag, C->c8 + C->c9 * mag,
                     C->c4 + C->c5 * mag, C->c6 + C->c7 * mag, C->c10};
    return t;
}

static double magnitude(const state *s, double mag)
{
    return s->mag_eq == MAG_MBLG_1987   ? oql_mw_atkinson_boore_1987(mag)
           : s->mag_eq == MAG_MBLG_1996 ? oql_mw_johnston_1996(mag)
                                        : mag;
}

/* log2 of the stress drop over 140 bar; equation 6 of Atkinson & Boore (2011). */
static double stress_scale(const variant *v, const state *s, double mag)
{
    if (s->mag_eq != MAG_NONE) {
        return s->scale_fac;
    }
    if (!v->modified) {
        return 0.0;
    }
    const double log10_drop = 3.45 - 0.2 * oql_fmax(mag, 5.0);
    return (log10_drop - 2.146128035678238) / 0.3010299956639812;
}

/* Equation 6 of the paper, log10 units. */
static double stress_term(const oql_coef_atkinson_boore_2006_stress *S, double mag,
                          double scale)
{
    const double over = oql_fmax(mag - S->M1, 0.0) / (S->Mh - S->M1);
    return scale * oql_fmin(0.05 + S->delta * over, S->delta + 0.05);
}

typedef struct {
    double *f0, *f1, *f2, *dist, *ln_v, *w1, *w2, *pga;
} rows;

/* Distance functions, site weights and ln PGA on B/C rock (without the stress term). */
static void shared_rows(const terms *pga, double min_km, const oql_ctx *x, const rows *w)
{
    const double *rrup = x->col[OQL_RRUP], *vs30 = x->col[OQL_VS30];
    const double log10_70 = 1.845098040014257, log10_140 = 2.146128035678238;
    const terms t = *pga;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double dist = oql_fmax(rrup[i], min_km), log_r = oql_log10(dist);
        const double ln_v = oql_log(vs30[i] / 760.0);
        double s1, s2;
        oql_ba08_slope(vs30[i], ln_v, &s1, &s2);
        w->dist[i] = dist;
        w->f0[i] = oql_fmax(1.0 - log_r, 0.0);
        w->f1[i] = oql_fmin(log_r, log10_70);
        w->f2[i] = oql_fmax(log_r - log10_140, 0.0);
        w->ln_v[i] = ln_v;
        w->w1[i] = s1;
        w->w2[i] = s2;
        w->pga[i] = OQL_LN10 * (t.base + t.f0 * w->f0[i] + t.f1 * w->f1[i] + t.f2 * w->f2[i] +
                                t.linear * dist) +
                    OQL_LN_GAL_TO_G;
    }
}

static void eval_mean(const row *r, const oql_ctx *x, double mag, double scale, const rows *w,
                      double *mean)
{
    /* both tables have the same columns */
    oql_coef_atkinson_boore_2006_bc rock;
    memcpy(&rock, &r->rock, sizeof rock);
    const terms hard = terms_of(&rock, mag), bc = terms_of(&r->bc, mag);
    const double stress = OQL_LN10 * stress_term(&r->stress, mag, scale);
    const double ln_unit = r->ln_unit + stress, cap = r->cap;
    const double blin = r->site.blin, b1 = r->site.b1, b2 = r->site.b2;
    const double *vs30 = x->col[OQL_VS30];
    const rows k = *w;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double on_hard = hard.base + hard.f0 * k.f0[i] + hard.f1 * k.f1[i] +
                               hard.f2 * k.f2[i] + hard.linear * k.dist[i];
        const double on_bc = bc.base + bc.f0 * k.f0[i] + bc.f1 * k.f1[i] + bc.f2 * k.f2[i] +
                             bc.linear * k.dist[i];
        const double soil = blin * k.ln_v[i] +
                            (b1 * k.w1[i] + b2 * k.w2[i]) * oql_ba08_shape(k.pga[i] + stress);
        const double ln_mean = vs30[i] < 2000.0 ? OQL_LN10 * on_bc + soil : OQL_LN10 * on_hard;
        mean[i] = oql_fmin(ln_mean + ln_unit, cap);
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const variant *v = oql_gmm_variant(g);
    const state *s = oql_gmm_state_c(g);
    const double mag = magnitude(s, x->mag), scale = stress_scale(v, s, x->mag);
    const terms pga = terms_of(&s->pga, mag);
    const size_t mark = oql_work_mark(x->work);
    double *first = oql_work_rows(x->work, 8, x->stride);
    const rows w = {first,
                    first + x->stride,
                    first + 2 * x->stride,
                    first + 3 * x->stride,
                    first + 4 * x->stride,
                    first + 5 * x->stride,
                    first + 6 * x->stride,
                    first + 7 * x->stride};

    shared_rows(&pga, v->min_rrup_km, x, &w);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        eval_mean(oql_gmm_row(g, m), x, mag, scale, &w, l.mean);
        oql_fill_total(x->n, 0.3 * OQL_LN10, &l);
    }
    oql_work_release(x->work, mark);
}

#define PAPER                                                                                  \
    .reference = "Atkinson & Boore (2006). Earthquake ground-motion prediction "               \
                 "equations for eastern North America. Bulletin of the "                       \
                 "Seismological Society of America 96(6), 2181-2205; Atkinson & "              \
                 "Boore (2011). Modifications to existing ground-motion "                      \
                 "prediction equations in light of new data, 101(3), 1121-1135, "              \
                 "doi:10.1785/0120100270",                                                     \
    .doi = "10.1785/0120050245", .trt = OQL_TRT_STABLE, .measures = "PGA PGV SA",              \
    .component = OQL_IMC_GEOMEAN, .needs = OQL_NEED_MAG | OQL_NEED_RRUP | OQL_NEED_VS30,       \
    .mag = OQL_RANGE(3.5, 8.0), .dist_km = OQL_RANGE(1.0, 1000.0),                             \
    .period_s = OQL_RANGE(0.025, 5.0)

#define CLASS(class_name, is_modified, min_km)                                                 \
    {                                                                                          \
        .info = {.name = class_name, PAPER}, .variant = &(const variant){is_modified, min_km}, \
        .state_size = sizeof(state), .row_size = sizeof(row), .init = init,                    \
        .prepare = prepare, .eval = eval                                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("AtkinsonBoore2006", false, 1.0),
    CLASS("AtkinsonBoore2006Modified2011", true, 1.0),
    CLASS("AtkinsonBoore2006SGS", false, 5.0),
};

#define ALIAS(name, mag_eq, scale_fac)                                                         \
    {                                                                                          \
        "AtkinsonBoore2006" name "NSHMP2008", "AtkinsonBoore2006",                             \
            "mag_eq = \"" mag_eq "\"\nscale_fac = " scale_fac                                  \
    }

static const oql_gmm_alias aliases[] = {
    ALIAS("MblgAB1987bar140", "Mblg87", "0.0"),
    ALIAS("MblgAB1987bar200", "Mblg87", "0.5146"),
    ALIAS("MblgJ1996bar140", "Mblg96", "0.0"),
    ALIAS("MblgJ1996bar200", "Mblg96", "0.5146"),
    ALIAS("Mwbar140", "Mw", "0.0"),
    ALIAS("Mwbar200", "Mw", "0.5146"),
};

OQL_GMM_FAMILY(atkinson_boore_2006) = {OQL_COUNT(classes), classes, OQL_COUNT(aliases),
                                       aliases};

/* SPDX-License-Identifier: BSD-3-Clause */
/** Site amplification models of the SERA project, put on top of any ground-motion model that is
 *  evaluated for rock: code spectra (Pitilakis et al., revised Eurocode 8) and Sandikkaya &
 *  Dinsever (2018). */
#include "gmm/family.h"

#include <math.h>

#include "coeffs/sandikkaya_dinsever_2018_region.h"
#include "coeffs/sandikkaya_dinsever_2018_site.h"
#include "gmm/models/children.h"
#include "gmm/models/imt_table.h"
#include "gmm/models/terms.h"

enum { MAX_ARGS = 32, N_LEVEL = 6, N_CLASS = 8 };

/* ---- the model on rock ---- */

/* Own arguments are taken out, the others belong to the model that gmpe_name names. */
static oql_status add_rock(oql_gmm *g, const oql_gmm_spec *spec, size_t n_own,
                           const char *const *own, size_t n_imt, const oql_imt *imt,
                           const oql_gmm **child, oql_err *err)
{
    const oql_gmm_value *name = oql_gmm_spec_get(spec, "gmpe_name");
    oql_gmm_arg args[MAX_ARGS];
    oql_gmm_spec rock = *spec;

    if (name == NULL || name->type != OQL_ARG_STRING) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s:%d: %s: the argument gmpe_name is missing, expected the name of a "
                        "ground-motion model",
                        spec->path, spec->line, spec->name);
    }
    rock.name = name->as.string;
    rock.text = name->as.string;
    rock.n_args = 0;
    rock.args = args;
    for (size_t i = 0; i < spec->n_args; ++i) {
        bool mine = false;
        for (size_t k = 0; k < n_own; ++k) {
            mine = mine || strcmp(own[k], spec->args[i].key) == 0;
        }
        if (!mine && rock.n_args < MAX_ARGS) {
            args[rock.n_args++] = spec->args[i];
        }
    }
    return oql_gmm_add_child(g, &rock, n_imt, imt, child, err);
}

/* ---- code spectra ---- */

typedef enum { KIND_PITILAKIS, KIND_EUROCODE, KIND_DEFAULT } code_kind;

/* Factors at short (s) and long (l) periods by class and level of rock motion. */
typedef struct {
    double s[N_CLASS][N_LEVEL], l[N_CLASS][N_LEVEL];
} code_factors;

typedef struct {
    code_kind kind;
    const code_factors *factors;
} code_variant;

typedef struct {
    double rock_vs30;
    const oql_gmm *spectrum, *rock; /* at PGA and SA(1.0); at the job's measures */
} code_state;

static const char *const class_names[N_CLASS] = {"A", "B1", "B2", "C1", "C2", "C3", "D", "E"};

/* Pitilakis, Riga & Anastasiadis (2018), doi:10.1007/s10518-018-0375-y, tables for FS and F1 */
static const code_factors pitilakis_2018 = {{{1.0, 1.0, 1.0, 1.0, 1.0, 1.0},
                                             {1.3, 1.3, 1.2, 1.2, 1.2, 1.2},
                                             {1.4, 1.3, 1.3, 1.2, 1.1, 1.1},
                                             {1.7, 1.6, 1.4, 1.3, 1.3, 1.2},
                                             {1.6, 1.5, 1.3, 1.2, 1.1, 1.0},
                                             {1.8, 1.6, 1.4, 1.2, 1.1, 1.0},
                                             {2.2, 1.9, 1.6, 1.4, 1.2, 1.0},
                                             {1.7, 1.6, 1.6, 1.5, 1.5, 1.5}},
                                            {{1.0, 1.0, 1.0, 1.0, 1.0, 1.0},
                                             {1.4, 1.4, 1.4, 1.4, 1.3, 1.3},
                                             {1.6, 1.5, 1.5, 1.5, 1.4, 1.3},
                                             {1.7, 1.6, 1.5, 1.5, 1.4, 1.3},
                                             {2.1, 2.0, 1.9, 1.8, 1.8, 1.7},
                                             {3.2, 3.0, 2.7, 2.5, 2.4, 2.3},
                                             {4.1, 3.8, 3.3, 3.0, 2.8, 2.7},
                                             {1.3, 1.3, 1.2, 1.2, 1.2, 1.2}}};

/* Pitilakis, Riga & Apostolaki (2020), SERA deliverable 26.4 */
static const code_factors pitilakis_2020 = {{{1.0, 1.0, 1.0, 1.0, 1.0, 1.0},
                                             {1.3, 1.3, 1.3, 1.2, 1.2, 1.2},
                                             {1.3, 1.3, 1.2, 1.2, 1.2, 1.1},
                                             {1.7, 1.7, 1.6, 1.5, 1.5, 1.4},
                                             {1.6, 1.5, 1.3, 1.2, 1.1, 1.0},
                                             {1.7, 1.6, 1.4, 1.2, 1.2, 1.1},
                                             {1.8, 1.7, 1.5, 1.4, 1.3, 1.2},
                                             {1.7, 1.6, 1.6, 1.5, 1.5, 1.4}},
                                            {{1.0, 1.0, 1.0, 1.0, 1.0, 1.0},
                                             {1.1, 1.1, 1.1, 1.1, 1.1, 1.1},
                                             {1.4, 1.4, 1.3, 1.3, 1.3, 1.3},
                                             {1.5, 1.5, 1.4, 1.4, 1.4, 1.4},
                                             {2.3, 2.2, 2.0, 1.9, 1.9, 1.8},
                                             {2.4, 2.3, 2.1, 2.0, 2.0, 1.9},
                                             {4.0, 3.5, 3.0, 2.7, 2.4, 2.3},
                                             {1.2, 1.1, 1.1, 1.1, 1.1, 1.1}}};

static oql_status code_init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const own[] = {"gmpe_name", "reference_velocity"};
    const oql_imt two[2] = {oql_imt_pga(), oql_imt_sa(1.0)};
    code_state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    s->rock_vs30 = 800.0;
    OQL_TRY(oql_gmm_arg_number(spec, own[1], &s->rock_vs30, err));
    OQL_TRY(add_rock(g, spec, OQL_COUNT(own), own, 2, two, &s->spectrum, err));
    OQL_TRY(add_rock(g, spec, OQL_COUNT(own), own, oql_gmm_n_imt(g), oql_gmm_imt(g, 0),
                     &s->rock, err));
done:
    return st;
}

static oql_status code_prepare(const oql_gmm *g, const oql_imt *imt, void *row, oql_err *err)
{
    (void)g;
    (void)row;
    return imt->kind == OQL_IMT_PGA || imt->kind == OQL_IMT_SA
               ? OQL_OK
               : OQL_FAIL(err, OQL_EMODEL, "%s is not defined by a code spectrum", imt->text);
}

/* Interpolated between levels of 0.25 g; below the first the weakest level counts. */
static inline double level_factor(const double *f, double s_s)
{
    const double at = (oql_clamp(s_s, 0.25, 1.25) - 0.25) / 0.25;
    const int j = (int)oql_fmin(at, 3.0);
    const double strong = f[j + 1] + (at - (double)j) * (f[j + 2] - f[j + 1]);
    return s_s < 0.25 ? f[0] : strong;
}

static void pitilakis_rows(const oql_ctx *x, const code_factors *f, double *s_s, double *s_1)
{
    const double *class = x->col[OQL_EC8_P18];

    for (size_t i = 0; i < x->n; ++i) {
        const double rock = s_s[i];
        for (size_t k = 0; k < N_CLASS; ++k) {
            if (class[i] == oql_gmm_text_code(class_names[k])) {
                s_s[i] *= level_factor(f->s[k], rock);
                s_1[i] *= level_factor(f->l[k], rock);
                break;
            }
        }
    }
}

/* Letter of the revised Eurocode 8 from vs30 and the depth of 800 m/s. */
static char eurocode_class(double vs30, double h800)
{
    if (vs30 >= 400.0) {
        return h800 > 5.0 ? 'B' : 'A';
    }
    if (h800 > 100.0) {
        return 'F';
    }
    if (vs30 >= 250.0) {
        return h800 > 30.0 ? 'C' : (h800 > 5.0 ? 'E' : 'A');
    }
    return h800 > 30.0 ? 'D' : 'E';
}

static void eurocode_rows(const oql_ctx *x, double *s_s, double *s_1)
{
    const double *vs30 = x->col[OQL_VS30], *h800 = x->col[OQL_H800];

    for (size_t i = 0; i < x->n; ++i) {
        const double v2 = vs30[i] * vs30[i], norm = vs30[i] / 800.0;
        const double alpha = 1.0 - 2000.0 * s_s[i] * 9.80665 / v2;
        const double beta = 1.0 - 2000.0 * s_1[i] * 9.80665 / v2;
        const char class = eurocode_class(vs30[i], h800[i]);
        if (class == 'A') {
            continue;
        }
        const double depth = h800[i] / 30.0;
        const double a = class == 'E' ? alpha * depth * (4.0 - h800[i] / 10.0) : alpha;
        const double b = class == 'E' ? beta * depth : beta;
        s_s[i] *= oql_pow(norm, -0.25 * a) * (class == 'F' ? 0.9 : 1.0);
        s_1[i] *= oql_pow(norm, -0.7 * b) * (class == 'F' ? 1.25 : 1.0);
    }
}

static void default_rows(const oql_ctx *x, double *s_s, double *s_1)
{
    static const char *const name[] = {"A", "B", "C", "D", "E", "F"};
    static const double short_period[] = {1.0, 1.2, 1.35, 1.5, 1.7, 1.35};
    static const double long_period[] = {1.0, 1.6, 2.25, 3.2, 3.0, 4.0};
    const double *class = x->col[OQL_EC8];

    for (size_t i = 0; i < x->n; ++i) {
        for (size_t k = 0; k < OQL_COUNT(name); ++k) {
            if (class[i] == oql_gmm_text_code(name[k])) {
                s_s[i] *= short_period[k];
                s_1[i] *= long_period[k];
                break;
            }
        }
    }
}

/* The code's spectrum through s_s (plateau) and s_1 (at 1 s) at one period. */
static void code_spectrum(size_t n, double period, const double *s_s, const double *s_1,
                          const double *rock_1, double *mean)
{
    const double t_a = 0.03, f0 = 2.5;

    for (size_t i = 0; i < n; ++i) {
        const double t_c = s_1[i] / s_s[i], t_b = oql_clamp(t_c / 5.0, 0.05, 0.1);
        const double t_d = rock_1[i] > 0.1 ? 1.0 + 10.0 * rock_1[i] : 2.0;
        double y = s_s[i];

        if (period <= t_a) {
            y = s_s[i] / f0;
        } else if (t_d < period) {
            y = t_d * s_1[i] / (period * period);
        } else if (t_c < period) {
            y = s_1[i] / period;
        } else if (period <= t_b) {
            y = s_s[i] / (t_b - t_a) * (period - t_a + (t_b - period) / f0);
        }
        mean[i] = oql_log(y);
    }
}

static void code_eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const code_variant *v = oql_gmm_variant(g);
    const code_state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    const oql_ctx on_rock = oql_ctx_with(x, OQL_VS30, s->rock_vs30);
    const oql_gmm_out two = oql_child_rows(x, 2);
    double *s_s = oql_work_rows(x->work, 3, x->stride);
    double *s_1 = s_s + x->stride, *rock_1 = s_1 + x->stride;

    oql_gmm_eval(s->spectrum, &on_rock, &two);
    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        s_s[i] = 2.5 * oql_exp(two.mean[i]);
        rock_1[i] = oql_exp(two.mean[x->stride + i]);
        s_1[i] = rock_1[i];
    }
    switch (v->kind) {
    case KIND_PITILAKIS:
        pitilakis_rows(x, v->factors, s_s, s_1);
        break;
    case KIND_EUROCODE:
        eurocode_rows(x, s_s, s_1);
        break;
    case KIND_DEFAULT:
        default_rows(x, s_s, s_1);
        break;
    }
    oql_gmm_eval(s->rock, &on_rock, out); /* for the deviations */
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        code_spectrum(x->n, oql_gmm_imt(g, m)->period_s, s_s, s_1, rock_1,
                      out->mean + m * x->stride);
    }
    oql_work_release(x->work, mark);
}

/* ---- Sandikkaya & Dinsever (2018) ---- */

typedef struct {
    double rock_vs30;
    size_t region; /* column of the table of regions; its count: none */
    oql_imt_table phi0;
    const oql_gmm *rock;
} dinsever_state;

typedef struct {
    oql_coef_sandikkaya_dinsever_2018_site c;
    double slope, phi0; /* phi0 0: from the model on rock */
} dinsever_row;

static oql_status dinsever_init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const own[] = {"gmpe_name", "reference_velocity", "region", "phi_0"};
    static const char *const regions[] = {"USNZ", "JP", "TW", "CH", "WA", "TRGR", "WMT", "NWE"};
    dinsever_state *s = oql_gmm_state(g);
    oql_status st = OQL_OK;

    s->rock_vs30 = 760.0;
    s->region = OQL_COUNT(regions);
    OQL_TRY(oql_gmm_arg_number(spec, own[1], &s->rock_vs30, err));
    OQL_TRY(oql_gmm_arg_choice(spec, own[2], OQL_COUNT(regions), regions, &s->region, err));
    OQL_TRY(oql_imt_table_read(spec, own[3], &s->phi0, err));
    OQL_TRY(add_rock(g, spec, OQL_COUNT(own), own, oql_gmm_n_imt(g), oql_gmm_imt(g, 0),
                     &s->rock, err));
done:
    return st;
}

static oql_status dinsever_prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const dinsever_state *s = oql_gmm_state_c(g);
    dinsever_row *r = to;
    double slope[8];
    oql_status st = OQL_OK;

    OQL_TRY(oql_coeff_row(&oql_table_sandikkaya_dinsever_2018_site, imt, &r->c.b1, err));
    r->slope = r->c.b1;
    if (s->region < OQL_COUNT(slope)) {
        OQL_TRY(oql_coeff_row(&oql_table_sandikkaya_dinsever_2018_region, imt, slope, err));
        r->slope += slope[s->region];
    }
    if (s->phi0.n > 0) {
        OQL_TRY(oql_imt_table_at(&s->phi0, "phi_0", imt, &r->phi0, err));
    }
done:
    return st;
}

/* Amplification and site-to-site deviation; sites without a depth (-999) get NaN. */
static void dinsever_add(const dinsever_row *r, const oql_ctx *x, const oql_lanes *l)
{
    const oql_coef_sandikkaya_dinsever_2018_site *C = &r->c;
    const double *vs30 = x->col[OQL_VS30], *z1pt0 = x->col[OQL_Z1PT0];
    /* 0.1 g as the reference implementation writes it: in m/s2, though the motion is in g */
    const double weak = 0.1 * 9.80665, phi0 = r->phi0, slope = r->slope;
    const double b2 = C->b2, b3 = C->b3, s = C->sigma_s * C->c0, c1 = C->c1, c2 = C->c2;
    const double none = (double)NAN;

    OQL_SIMD
    for (size_t i = 0; i < x->n; ++i) {
        const double rock = oql_exp(l->mean[i]), ln_v = oql_log(vs30[i]);
        const double soft = oql_exp(-oql_exp(2.0 * ln_v - 11.0));
        const double depth = z1pt0[i] > 0.0 ? oql_log(z1pt0[i]) : none;
        const double phi_rock = phi0 > 0.0 ? phi0 : 0.85 * l->phi[i];
        const double s2s = s * (c1 * oql_log(oql_clamp(rock, 0.005, 0.35)) +
                                c2 * oql_log(oql_clamp(vs30[i], 150.0, 600.0)));
        const double phi2 = phi_rock * phi_rock + s2s * s2s;
        l->mean[i] += slope * oql_log(oql_fmin(vs30[i], 1000.0) / 760.0) + b2 * depth +
                      b3 * oql_log((rock + weak) / weak) * soft;
        l->phi[i] = sqrt(phi2);
        l->sigma[i] = sqrt(phi2 + l->tau[i] * l->tau[i]);
    }
}

static void dinsever_eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const dinsever_state *s = oql_gmm_state_c(g);
    const size_t mark = oql_work_mark(x->work);
    const oql_ctx on_rock = oql_ctx_with(x, OQL_VS30, s->rock_vs30);

    oql_gmm_eval(s->rock, &on_rock, out);
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const oql_lanes l = oql_lanes_of(x, out, m);
        dinsever_add(oql_gmm_row(g, m), x, &l);
    }
    oql_work_release(x->work, mark);
}

/* ---- classes ---- */

#define PITILAKIS                                                                              \
    .reference = "Pitilakis, Riga & Anastasiadis (2018). Towards the revision of EC8: "        \
                 "proposal for an alternative site classification scheme and associated "      \
                 "intensity dependent spectral amplification factors. Soil Dynamics and "      \
                 "Earthquake Engineering 126, 105137; Pitilakis, Riga & Apostolaki (2020). "   \
                 "SERA deliverable 26.4",                                                      \
    .doi = "10.1016/j.soildyn.2018.03.030",                                                    \
    .needs = OQL_NEED_MAG | OQL_NEED_VS30 | OQL_BIT(OQL_EC8_P18)

#define EUROCODE                                                                               \
    .reference =                                                                               \
        "Paolucci, Aimar, Ciancimino, Dotti, Foti, Lanzano, Mattevi, Pacor & Vanini "          \
        "(2021). Checking the site categorization criteria and amplification factors "         \
        "of the 2021 draft of Eurocode 8 part 1-1. Bulletin of Earthquake "                    \
        "Engineering 19, 4199-4234",                                                           \
    .doi = ""

#define CODE(class_name, kind, factors, ...)                                                   \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .trt = "",                                                                    \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_HORIZONTAL,                                              \
                 __VA_ARGS__},                                                                 \
        .variant = &(const code_variant){kind, factors}, .state_size = sizeof(code_state),     \
        .init = code_init, .prepare = code_prepare, .eval = code_eval                          \
    }

static const oql_gmm_class classes[] = {
    CODE("Eurocode8Amplification", KIND_EUROCODE, NULL, EUROCODE,
         .needs = OQL_NEED_MAG | OQL_NEED_VS30 | OQL_BIT(OQL_H800)),
    CODE("Eurocode8AmplificationDefault", KIND_DEFAULT, NULL, EUROCODE,
         .needs = OQL_NEED_MAG | OQL_BIT(OQL_EC8)),
    CODE("PitilakisEtAl2018", KIND_PITILAKIS, &pitilakis_2018, PITILAKIS),
    CODE("PitilakisEtAl2020", KIND_PITILAKIS, &pitilakis_2020, PITILAKIS),
    {.info = {.name = "SandikkayaDinsever2018",
              .reference =
                  "Sandikkaya & Dinsever (2018). A site amplification model for crustal "
                  "earthquakes. Geosciences 8(7), 264",
              .doi = "10.3390/geosciences8070264",
              .trt = "",
              .measures = "PGA SA",
              .component = OQL_IMC_HORIZONTAL,
              .needs = OQL_NEED_MAG | OQL_NEED_VS30 | OQL_BIT(OQL_Z1PT0)},
     .state_size = sizeof(dinsever_state),
     .row_size = sizeof(dinsever_row),
     .init = dinsever_init,
     .prepare = dinsever_prepare,
     .eval = dinsever_eval},
};

OQL_GMM_FAMILY(sera_amplification_models) = {OQL_COUNT(classes), classes, 0, NULL};

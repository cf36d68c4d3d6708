/* SPDX-License-Identifier: BSD-3-Clause */
/** Aristeidou, Shahnazaryan & O'Reilly (2024): a neural network for shallow crustal earthquakes, many
 *  measures at once. Its weights are read from the file that the authors publish (gmm_ann.hdf5):
 *
 *      9 parameters ─► scaled to [-3, 3] ─► softmax (9) ─► tanh (150) ─► log10 of 169 measures
 *
 *  A measure between two periods is linear in ln T; as the last layer is linear too, its weights are
 *  combined once for each measure.
 */
#include <stdio.h>

#include "gmm/family.h"
#include "gmm/models/terms.h"
#include "gmm/table.h"

enum { N_IN = 9, N_HIDDEN = 150, LANES = 8 };

/* Parameters in the order of the network, with the limits of their scaling. */
static const struct {
    const char *name;
    double lo, hi;
} inputs[N_IN] = {{"Rjb", 0.0, 299.44},    {"Rrup", 0.07, 299.59},    {"D_hyp", 2.3, 18.65},
                  {"magnitude", 4.5, 7.9}, {"Vs30", 106.83, 1269.78}, {"mechanism", 0.0, 4.0},
                  {"Z2pt5", 0.0, 7780.0},  {"Rx", -297.13, 292.39},   {"Ztor", 0.0, 16.23}};

typedef struct {
    oql_arena *arena;
    double w0[N_IN][N_IN], b0[N_IN];         /* w[input][output] */
    double w1[N_IN][N_HIDDEN], b1[N_HIDDEN]; /* w[input][output] */
    const double *w2[N_HIDDEN], *b2;         /* (n_out) each */
    size_t n_out;
    const char *const *out;                 /* (n_out) names: "SA_RotD50(0.1)" */
    const double *total, *between, *within; /* (n_out) log10 */
} state;

typedef struct {
    double w[N_HIDDEN], b; /* ln of the measure */
    double sigma, tau, phi;
} row;

/* ---- the file ---- */

static oql_status read_layer(const oql_gmm_spec *spec, state *s, size_t layer, size_t n_in,
                             size_t n_out, const double **w, const double **b, oql_err *err)
{
    char key[N_HIDDEN + 1][80];
    oql_gmm_array a[N_HIDDEN + 1] = {{NULL, false, 0, NULL, NULL}};
    oql_status st = OQL_OK;

    for (size_t i = 0; i < n_in; ++i) {
        (void)snprintf(key[i], sizeof key[i], "/weights/layer_%zu/matrix_%zu", layer, i);
    }
    (void)snprintf(key[n_in], sizeof key[n_in], "/biases/layer_%zu", layer);
    for (size_t i = 0; i <= n_in; ++i) {
        a[i].key = key[i];
    }
    OQL_TRY(oql_gmm_read_arrays(spec, "aristeidou_2024_assets", "gmm_ann.hdf5", s->arena,
                                n_in + 1, a, err));
    for (size_t i = 0; i <= n_in; ++i) {
        if (a[i].n != n_out) {
            return OQL_FAIL(err, OQL_EMODEL, "gmm_ann.hdf5: %s has %zu values, expected %zu",
                            a[i].key, a[i].n, n_out);
        }
    }
    for (size_t i = 0; i < n_in; ++i) {
        w[i] = a[i].x;
    }
    *b = a[n_in].x;
done:
    return st;
}

static oql_status read_outputs(const oql_gmm_spec *spec, state *s, oql_err *err)
{
    oql_gmm_array a[] = {{"/parameters", true, 0, NULL, NULL},
                         {"/output_ims", true, 0, NULL, NULL},
                         {"/total_stdev", false, 0, NULL, NULL},
                         {"/inter_stdev", false, 0, NULL, NULL},
                         {"/intra_stdev", false, 0, NULL, NULL}};
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_read_arrays(spec, "aristeidou_2024_assets", "gmm_ann.hdf5", s->arena,
                                OQL_COUNT(a), a, err));
    for (size_t i = 0; i < N_IN; ++i) {
        if (a[0].n != N_IN || strcmp(a[0].text[i], inputs[i].name) != 0) {
            return OQL_FAIL(err, OQL_EMODEL, "gmm_ann.hdf5: /parameters %zu is not %s", i,
                            inputs[i].name);
        }
    }
    for (size_t i = 2; i < OQL_COUNT(a); ++i) {
        if (a[i].n != a[1].n) {
            return OQL_FAIL(err, OQL_EMODEL, "gmm_ann.hdf5: %s has %zu values, expected %zu",
                            a[i].key, a[i].n, a[1].n);
        }
    }
    s->n_out = a[1].n;
    s->out = a[1].text;
    s->total = a[2].x;
    s->between = a[3].x;
    s->within = a[4].x;
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    state *s = oql_gmm_state(g);
    const double *w[N_HIDDEN], *b;
    oql_status st = OQL_OK;

    OQL_TRY(oql_gmm_args_check(spec, 0, NULL, err));
    OQL_TRY(oql_arena_create(&s->arena, err));
    OQL_TRY(read_outputs(spec, s, err));
    OQL_TRY(read_layer(spec, s, 0, N_IN, N_IN, w, &b, err));
    for (size_t i = 0; i < N_IN; ++i) {
        memcpy(s->w0[i], w[i], sizeof s->w0[i]);
    }
    memcpy(s->b0, b, sizeof s->b0);
    OQL_TRY(read_layer(spec, s, 1, N_IN, N_HIDDEN, w, &b, err));
    for (size_t i = 0; i < N_IN; ++i) {
        memcpy(s->w1[i], w[i], sizeof s->w1[i]);
    }
    memcpy(s->b1, b, sizeof s->b1);
    OQL_TRY(read_layer(spec, s, 2, N_HIDDEN, s->n_out, s->w2, &s->b2, err));
done:
    return st;
}

static void clear(oql_gmm *g)
{
    oql_arena_destroy(((state *)oql_gmm_state(g))->arena);
}

/* ---- measures ---- */

/* Name of a measure without its period, as the network has it for a component. */
static void base_name(const oql_imt *imt, const char *component, size_t size, char *name)
{
    const bool by_component =
        imt->kind == OQL_IMT_SA || imt->kind == OQL_IMT_SA_AVG2 || imt->kind == OQL_IMT_SA_AVG3;
    const char *own = imt->kind == OQL_IMT_RSD575   ? "Ds575"
                      : imt->kind == OQL_IMT_RSD595 ? "Ds595"
                                                    : oql_imt_name(imt->kind);
    (void)snprintf(name, size, "%s%s%s", own, by_component ? "_" : "",
                   by_component ? component : "");
}

/* Period of output k when it has that name, else -1; 0 for one without period. */
static double period_of(const state *s, size_t k, const char *name)
{
    const size_t n = strlen(name);
    double period = 0.0;
    if (strncmp(s->out[k], name, n) != 0 || (s->out[k][n] != '\0' && s->out[k][n] != '(')) {
        return -1.0;
    }
    if (s->out[k][n] == '(' && sscanf(s->out[k] + n + 1, "%lf", &period) != 1) {
        return -1.0;
    }
    return period;
}

/* Outputs on both sides of the measure's period, and the share of the upper one. */
static bool locate(const state *s, const oql_imt *imt, const char *name, size_t *lo, size_t *hi,
                   double *share)
{
    double below = -1.0, above = HUGE_VAL;
    for (size_t k = 0; k < s->n_out; ++k) {
        const double t = period_of(s, k, name);
        if (t >= 0.0 && t <= imt->period_s && t > below) {
            below = t;
            *lo = k;
        }
        if (t >= imt->period_s && t < above) {
            above = t;
            *hi = k;
        }
    }
    *share = above > below ? log(imt->period_s / below) / log(above / below) : 0.0;
    return below >= 0.0 && above < HUGE_VAL;
}

static oql_status prepare(const oql_gmm *g, const oql_imt *imt, void *to, oql_err *err)
{
    const state *s = oql_gmm_state_c(g);
    row *r = to;
    char name[64];
    size_t lo = 0, hi = 0;
    double t = 0.0;

    base_name(imt, oql_gmm_variant(g), sizeof name, name);
    if (!locate(s, imt, name, &lo, &hi, &t)) {
        return OQL_FAIL(err, OQL_EMODEL, "%s is not among the network's measures", imt->text);
    }
    for (size_t k = 0; k < N_HIDDEN; ++k) {
        r->w[k] = OQL_LN10 * ((1.0 - t) * s->w2[k][lo] + t * s->w2[k][hi]);
    }
    r->b = OQL_LN10 * ((1.0 - t) * s->b2[lo] + t * s->b2[hi]);
    r->sigma = OQL_LN10 * ((1.0 - t) * s->total[lo] + t * s->total[hi]);
    r->tau = OQL_LN10 * ((1.0 - t) * s->between[lo] + t * s->between[hi]);
    r->phi = OQL_LN10 * ((1.0 - t) * s->within[lo] + t * s->within[hi]);
    return OQL_OK;
}

/* ---- contexts ---- */

/* Code of the style of faulting: 0 strike slip, 1 normal, 2 reverse, 3 and 4 between. */
static double mechanism(double rake)
{
    if (rake > 30.0 && rake <= 150.0) {
        return rake > 60.0 && rake <= 120.0 ? 2.0 : 3.0;
    }
    if (rake > -150.0 && rake <= -30.0) {
        return rake > -120.0 && rake <= -60.0 ? 1.0 : 4.0;
    }
    return 0.0;
}

/* Parameters of lane i, scaled. Sites without a depth (-999) have the one of their vs30, Campbell &
 * Bozorgnia (2014) for California. */
static void scaled(const oql_ctx *x, size_t i, double in[N_IN])
{
    const double vs30 = x->col[OQL_VS30][i], z = x->col[OQL_Z2PT5][i];
    const double z2pt5 = z == -999.0 ? oql_exp(7.089 - 1.144 * oql_log(vs30)) : z;
    const double value[N_IN] = {x->col[OQL_RJB][i],
                                x->col[OQL_RRUP][i],
                                x->col[OQL_HYPO_DEPTH][i],
                                x->mag,
                                vs30,
                                mechanism(x->col[OQL_RAKE][i]),
                                1000.0 * z2pt5,
                                x->col[OQL_RX][i],
                                x->col[OQL_ZTOR][i]};
    for (size_t k = 0; k < N_IN; ++k) {
        in[k] = (value[k] - inputs[k].lo) / (inputs[k].hi - inputs[k].lo) * 6.0 - 3.0;
    }
}

/* Softmax of the first layer. */
static void first_layer(const state *s, const double in[N_IN], double out[N_IN])
{
    double top = -HUGE_VAL, sum = 0.0;
    for (size_t k = 0; k < N_IN; ++k) {
        out[k] = s->b0[k];
        for (size_t j = 0; j < N_IN; ++j) {
            out[k] += s->w0[j][k] * in[j];
        }
        top = oql_fmax(top, out[k]);
    }
    for (size_t k = 0; k < N_IN; ++k) {
        out[k] = oql_exp(out[k] - top);
        sum += out[k];
    }
    for (size_t k = 0; k < N_IN; ++k) {
        out[k] /= sum;
    }
}

/* Hidden layer for a few lanes from i on. */
static void hidden_layer(const state *s, const oql_ctx *x, size_t i,
                         double hidden[N_HIDDEN][LANES])
{
    double in[N_IN], first[N_IN], to[N_IN][LANES];
    for (size_t lane = 0; lane < LANES; ++lane) {
        scaled(x, i + lane < x->n ? i + lane : x->n - 1, in);
        first_layer(s, in, first);
        for (size_t k = 0; k < N_IN; ++k) {
            to[k][lane] = first[k];
        }
    }
    for (size_t k = 0; k < N_HIDDEN; ++k) {
        double *h = hidden[k];
        oql_fill(LANES, s->b1[k], h);
        for (size_t j = 0; j < N_IN; ++j) {
            const double w = s->w1[j][k];
            OQL_SIMD
            for (size_t lane = 0; lane < LANES; ++lane) {
                h[lane] += w * to[j][lane];
            }
        }
        OQL_SIMD
        for (size_t lane = 0; lane < LANES; ++lane) {
            h[lane] = oql_tanh(h[lane]);
        }
    }
}

static void eval(const oql_gmm *g, const oql_ctx *x, const oql_gmm_out *out)
{
    const state *s = oql_gmm_state_c(g);
    double hidden[N_HIDDEN][LANES], y[LANES];

    for (size_t i = 0; i < x->n; i += LANES) {
        const size_t n = x->n - i < LANES ? x->n - i : LANES;
        hidden_layer(s, x, i, hidden);
        for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
            const row *r = oql_gmm_row(g, m);
            oql_fill(LANES, r->b, y);
            for (size_t k = 0; k < N_HIDDEN; ++k) {
                const double w = r->w[k];
                OQL_SIMD
                for (size_t lane = 0; lane < LANES; ++lane) {
                    y[lane] += w * hidden[k][lane];
                }
            }
            memcpy(oql_lanes_of(x, out, m).mean + i, y, n * sizeof *y);
        }
    }
    for (size_t m = 0; m < oql_gmm_n_imt(g); ++m) {
        const row *r = oql_gmm_row(g, m);
        const oql_lanes l = oql_lanes_of(x, out, m);
        oql_fill_sigmas(x->n, r->sigma, r->tau, r->phi, &l);
    }
}

#define CLASS(class_name, defined, horizontal, text)                                           \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Aristeidou, Shahnazaryan & O'Reilly (2024). Artificial neural " \
                              "network-based ground motion model for next-generation seismic " \
                              "intensity measures. Soil Dynamics and Earthquake Engineering "  \
                              "184, 108851",                                                   \
                 .doi = "10.1016/j.soildyn.2024.108851",                                       \
                 .trt = OQL_TRT_ACTIVE,                                                        \
                 .measures = defined,                                                          \
                 .component = horizontal,                                                      \
                 .sided = true,                                                                \
                 .needs = OQL_NEED_MAG | OQL_NEED_RAKE | OQL_BIT(OQL_ZTOR) | OQL_NEED_DEPTH |  \
                          OQL_NEED_RRUP | OQL_NEED_RJB | OQL_BIT(OQL_RX) | OQL_NEED_VS30 |     \
                          OQL_BIT(OQL_Z2PT5),                                                  \
                 .mag = OQL_RANGE(4.5, 7.9),                                                   \
                 .dist_km = OQL_RANGE(0.0, 300.0),                                             \
                 .depth_km = OQL_RANGE(2.3, 18.65),                                            \
                 .period_s = OQL_RANGE(0.01, 5.0)},                                            \
        .variant = text, .state_size = sizeof(state), .row_size = sizeof(row), .init = init,   \
        .prepare = prepare, .eval = eval, .clear = clear                                       \
    }

static const oql_gmm_class classes[] = {
    CLASS("AristeidouEtAl2024", "PGA PGV PGD SA Sa_avg2 Sa_avg3", OQL_IMC_ROTD50, "RotD50"),
    CLASS("AristeidouEtAl2024Geomean", "SA Sa_avg2 Sa_avg3 RSD595 RSD575 FIV3", OQL_IMC_GEOMEAN,
          "geomean"),
    CLASS("AristeidouEtAl2024RotD100", "SA Sa_avg2 Sa_avg3", OQL_IMC_ROTD100, "RotD100"),
};

OQL_GMM_FAMILY(aristeidou_2024) = {OQL_COUNT(classes), classes, 0, NULL};

/* SPDX-License-Identifier: BSD-3-Clause */
/* bench_gmm: what the mean and the standard deviations of every ground-motion model cost, in ns of
 * processor time for a (context, measure), at 256 lanes and 8 measures (fewer where a model has no
 * more). Two shapes: "ruptures", many ruptures at one site (site parameters constant); "sites", one
 * rupture at many sites (rupture parameters constant). Models that cannot be made from their name
 * alone are counted as skipped. One JSON object a line; bench/run sorts the table.
 */
#include <string.h>

#include <math.h>

#include "bench.h"
#include "coeffs/akkar_bommer_2010.h"
#include "gmm/gmm.h"
#include "gmm/work.h"
#include "kernels/isa.h"
#include "roof_model.h"

enum { LANES = 256, MEASURES = 8 };

static const char *const candidates[] = {
    "PGA",       "SA(0.05)", "SA(0.1)",      "SA(0.2)",     "SA(0.3)",    "SA(0.5)",
    "SA(1.0)",   "SA(2.0)",  "PGV",          "SA(0.15)",    "SA(0.4)",    "SA(0.75)",
    "SA(1.5)",   "IA",       "CAV",          "RSD595",      "RSD575",     "RSD",
    "RSD2080",   "MMI",      "JMA",          "PGD",         "EAS(1.0)",   "EAS(2.0)",
    "FAS(1.0)",  "FAS(2.0)", "DRVT(1.0)",    "AvgSA",       "AvgSA(1.0)", "AvgSA(0.5)",
    "FIV3(1.0)", "LSD",      "Sa_avg2(1.0)", "Sa_avg3(1.0)"};

/* Range of the values of a parameter; lo == hi is a value that does not vary. */
typedef struct {
    double lo, hi;
    bool of_site;
} range;

static range range_of(oql_ctx_param p)
{
    switch (p) {
    case OQL_MAG:
        return (range){6.5, 6.5, false};
    case OQL_RAKE:
        return (range){-90.0, 90.0, false};
    case OQL_DIP:
        return (range){30.0, 90.0, false};
    case OQL_STRIKE:
        return (range){0.0, 360.0, false};
    case OQL_ZTOR:
        return (range){0.0, 10.0, false};
    case OQL_ZBOT:
        return (range){12.0, 25.0, false};
    case OQL_WIDTH:
        return (range){5.0, 25.0, false};
    case OQL_HYPO_DEPTH:
        return (range){5.0, 60.0, false};
    case OQL_HYPO_LON:
    case OQL_HYPO_LAT:
        return (range){10.0, 12.0, false};
    case OQL_VS30:
        return (range){200.0, 1200.0, true};
    case OQL_Z1PT0:
        return (range){20.0, 800.0, true};
    case OQL_Z2PT5:
    case OQL_Z1PT4:
        return (range){0.3, 4.0, true};
    case OQL_SLOPE:
        return (range){0.01, 0.2, true};
    case OQL_LON:
    case OQL_LAT:
    case OQL_CLON:
    case OQL_CLAT:
        return (range){10.0, 12.0, p == OQL_LON || p == OQL_LAT};
    case OQL_H800:
    case OQL_F0:
    case OQL_FPEAK:
        return (range){1.0, 20.0, true};
    case OQL_KAPPA0:
        return (range){0.01, 0.05, true};
    case OQL_VS30MEASURED:
    case OQL_BACKARC:
    case OQL_BAS:
    case OQL_REGION:
    case OQL_SOILTYPE:
    case OQL_IN_CSHM:
        return (range){0.0, 0.0, p != OQL_IN_CSHM};
    default:
        /* distances vary in both shapes; what is left of the site is positive */
        return (range){5.0, 200.0, p >= OQL_XVF};
    }
}

static bool is_distance(oql_ctx_param p)
{
    return p >= OQL_RRUP && p <= OQL_CLAT;
}

static double text_code(oql_ctx_param p)
{
    return p == OQL_SITECLASS ? oql_gmm_text_code("C")
           : p == OQL_GEOLOGY ? oql_gmm_text_code("HOLOC")
                              : oql_gmm_text_code("B");
}

typedef struct {
    double *column[2][OQL_CTX_N]; /* of shape 0 ruptures, 1 sites */
    uint64_t constant[2];
} contexts;

static void fill(contexts *c)
{
    for (int shape = 0; shape < 2; ++shape) {
        for (oql_ctx_param p = 0; p < OQL_CTX_N; ++p) {
            uint64_t state = 1000 + (uint64_t)p;
            const range r = range_of(p);
            const bool text =
                p == OQL_SITECLASS || p == OQL_GEOLOGY || p == OQL_EC8 || p == OQL_EC8_P18;
            const bool of_site = r.of_site || text;
            const bool varies =
                !text && r.lo != r.hi && (is_distance(p) || of_site == (shape == 1));
            double *x = c->column[shape][p] = bench_alloc(LANES, sizeof(double));
            for (size_t i = 0; i < LANES; ++i) {
                const double share = varies ? bench_random(&state) : 0.5;
                x[i] = text ? text_code(p) : r.lo + (r.hi - r.lo) * share;
            }
            c->constant[shape] |= varies ? 0 : OQL_BIT(p);
        }
    }
}

typedef struct {
    const oql_gmm *gmm;
    oql_ctx ctx;
    oql_gmm_out out;
} eval;

static void run_eval(void *user)
{
    const eval *e = user;
    oql_gmm_eval(e->gmm, &e->ctx, &e->out);
}

static double cost(const oql_gmm *g, const contexts *c, int shape, oql_work *work,
                   double *const row[4], double budget)
{
    eval e = {.gmm = g,
              .ctx = {.n = LANES, .stride = LANES, .mag = 6.5, .work = work},
              .out = {row[0], row[1], row[2], row[3]}};
    const uint64_t needs = oql_gmm_needs(g) | OQL_BIT(OQL_MAG);
    for (int p = 0; p < OQL_CTX_N; ++p) {
        e.ctx.col[p] = (needs & OQL_BIT(p)) != 0 ? c->column[shape][p] : NULL;
    }
    e.ctx.constant = c->constant[shape] & needs;
    return bench_seconds(run_eval, &e, budget);
}

/* The first MEASURES of the candidates that a model defines. */
static size_t find_measures(const oql_gmm_spec *spec, oql_imt *imt)
{
    size_t n = 0;
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates && n < MEASURES; ++i) {
        oql_gmm *g = NULL;
        oql_err err = {0};
        if (oql_imt_parse(candidates[i], &imt[n], &err) == OQL_OK &&
            oql_gmm_create(spec, 1, &imt[n], &g, &err) == OQL_OK) {
            ++n;
        }
        oql_gmm_destroy(g);
    }
    return n;
}

static bool bench_model(const char *name, const contexts *c, double *const row[4],
                        double budget)
{
    oql_arena *arena = NULL;
    const oql_gmm_spec *spec = NULL;
    oql_gmm *g = NULL;
    oql_work *work = NULL;
    oql_imt imt[MEASURES];
    oql_err err = {0};
    bool done = false;

    if (oql_arena_create(&arena, &err) != OQL_OK ||
        oql_gmm_spec_parse(arena, name, 0, NULL, NULL, name, 1, &spec, &err) != OQL_OK) {
        goto done;
    }
    const size_t m = find_measures(spec, imt);
    if (m == 0 || oql_gmm_create(spec, m, imt, &g, &err) != OQL_OK ||
        oql_work_create(oql_gmm_work_bytes(g, LANES), &work, &err) != OQL_OK) {
        goto done;
    }
    const double per = 1e9 / (double)(m * LANES);
    const double ruptures = cost(g, c, 0, work, row, budget) * per;
    const double sites = cost(g, c, 1, work, row, budget) * per;
    printf(
        "{\"model\": \"%s\", \"measures\": %zu, \"ruptures_ns\": %.4g, \"sites_ns\": %.4g}\n",
        name, m, ruptures, sites);
    (void)fflush(stdout);
    done = true;
done:
    oql_work_destroy(work);
    oql_gmm_destroy(g);
    oql_arena_destroy(arena);
    return done;
}

/* ---- the roof ---- */

#if defined(__x86_64__)
typedef struct {
    size_t n_imt;
    oql_roof_model c[MEASURES];
    const double *rjb, *rake;
    double *const *row;
} roof_bed;

static void run_roof(void *user)
{
    const roof_bed *b = user;
    oql_roof_model_v4(LANES, b->n_imt, b->c, b->rjb, b->rake, b->row);
}

/* Akkar & Bommer (2010) by hand for the ruptures of one site, beside what the model takes; exits when
 * they do not agree. */
static void bench_roof(const contexts *c, double *const row[4], double budget)
{
    static const char *const name = "AkkarBommer2010";
    const double ln10 = 2.302585092994045684, mag = 6.5;
    roof_bed b = {.rjb = c->column[0][OQL_RJB], .rake = c->column[0][OQL_RAKE], .row = row};
    double *other[4];
    oql_imt imt[MEASURES];
    oql_gmm *g = NULL;
    oql_work *work = NULL;
    oql_err err = {0};
    const oql_gmm_spec spec = {.name = name, .text = name, .path = "bench"};

    for (b.n_imt = 0; b.n_imt < MEASURES; ++b.n_imt) {
        oql_coef_akkar_bommer_2010 k;
        oql_roof_model *m = &b.c[b.n_imt];
        if (oql_imt_parse(candidates[b.n_imt], &imt[b.n_imt], &err) != OQL_OK ||
            oql_coeff_row(&oql_table_akkar_bommer_2010, &imt[b.n_imt], &k.b1, &err) != OQL_OK) {
            exit(EXIT_FAILURE);
        }
        const double vs30 = c->column[0][OQL_VS30][0];
        const double site = vs30 < 360.0 ? k.b7 : (vs30 <= 750.0 ? k.b8 : 0.0);
        m->base = ln10 * (k.b1 + k.b2 * mag + k.b3 * mag * mag + site) - log(980.665);
        m->slope = 0.5 * (k.b4 + k.b5 * mag);
        m->h2 = k.b6 * k.b6;
        m->normal = ln10 * k.b9;
        m->reverse = ln10 * k.b10;
        m->sigma = ln10 * k.SigmaTot;
        m->tau = ln10 * k.tau;
        m->phi = ln10 * k.Sigma1;
    }
    for (size_t k = 0; k < 4; ++k) {
        other[k] = bench_alloc((size_t)MEASURES * LANES, sizeof(double));
    }
    if (oql_gmm_create(&spec, b.n_imt, imt, &g, &err) != OQL_OK ||
        oql_work_create(oql_gmm_work_bytes(g, LANES), &work, &err) != OQL_OK) {
        exit(EXIT_FAILURE);
    }
    const double per = 1e9 / (double)(b.n_imt * LANES);
    const double model = cost(g, c, 0, work, other, budget) * per;
    const double roof = bench_seconds(run_roof, &b, budget) * per;
    for (size_t i = 0; i < b.n_imt * LANES; ++i) {
        if (fabs(row[0][i] - other[0][i]) > 1e-9 || fabs(row[1][i] - other[1][i]) > 1e-12) {
            fprintf(stderr, "bench_gmm: the roof gives %.15g, the model %.15g\n", row[0][i],
                    other[0][i]);
            exit(EXIT_FAILURE);
        }
    }
    printf("{\"roof\": \"%s\", \"ruptures_ns\": %.4g, \"roof_ns\": %.4g, \"share\": %.3f}\n",
           name, model, roof, roof / model);
    oql_work_destroy(work);
    oql_gmm_destroy(g);
    for (size_t k = 0; k < 4; ++k) {
        free(other[k]);
    }
}
#endif

/* Arguments: budget in seconds for each measurement; then names (default: all classes; aliases
 * differ from their class in arguments only and are left out). */
int main(int argc, char **argv)
{
    const double budget = argc > 1 ? strtod(argv[1], NULL) : 0.004;
    double *row[4];
    contexts c = {0};
    size_t n_skipped = 0, n = 0;

    for (size_t k = 0; k < 4; ++k) {
        row[k] = bench_alloc((size_t)MEASURES * LANES, sizeof(double));
    }
    fill(&c);
    for (size_t i = 0; i < oql_gmm_count(); ++i) {
        const char *name, *alias_of, *args;
        (void)oql_gmm_at(i, &name, &alias_of, &args);
        bool wanted = argc <= 2 && alias_of == NULL;
        for (int a = 2; a < argc; ++a) {
            wanted = wanted || strcmp(argv[a], name) == 0;
        }
        if (wanted) {
            ++n;
            if (!bench_model(name, &c, row, budget)) {
                ++n_skipped;
                printf("{\"skipped\": \"%s\"}\n", name);
            }
        }
    }
#if defined(__x86_64__)
    if (strcmp(oql_isa_name(), "v4") == 0) {
        bench_roof(&c, row, budget);
    }
#endif
    printf("{\"isa\": \"%s\", \"models\": %zu, \"skipped_count\": %zu}\n", oql_isa_name(), n,
           n_skipped);
    for (size_t k = 0; k < 4; ++k) {
        free(row[k]);
    }
    for (int shape = 0; shape < 2; ++shape) {
        for (size_t p = 0; p < OQL_CTX_N; ++p) {
            free(c.column[shape][p]);
        }
    }
    return 0;
}

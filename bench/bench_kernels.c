/* SPDX-License-Identifier: BSD-3-Clause */
/* bench_kernels: throughput of the hot loops at every instruction-set level that this machine has,
 * beside the roof (roof.h) where one is written. One JSON object a line; bench/run makes the table.
 *
 * Two kinds of contexts: "wide", sigmas so large that no level is saturated in any lane, so that
 * every probability is computed; "real", 45 levels from 0.005 to 2.13 g under ruptures spread over
 * a disc of 200 km around a site, sorted by distance, where most probabilities are 0. `share` is the
 * part of the probabilities that skipping by vectors of 16 lanes leaves to compute, and the roof of
 * such a block is that share of the plain roof.
 */
#include <math.h>
#include <string.h>

#include "bench.h"
#include "kernels/kernels.h"
#include "roof.h"

enum { LEVELS = 48, MAX_LANES = 1024 };

typedef struct {
    const oql_kernels *k;
    const oql_roofs *roofs; /* NULL where none is written */
    oql_survival s;
    size_t n;
    double *mean, *sigma, *rate, *slope, *offset, *x, *acc, *roof_acc, *work;
    float *slope_f, *offset_f, *rate_f, *x_f, *acc_f, *work_f;
    double sum[LEVELS];
} bed;

static void bed_create(bed *b)
{
    double **const d[] = {&b->mean, &b->sigma, &b->rate, &b->slope, &b->offset};
    for (size_t i = 0; i < sizeof d / sizeof *d; ++i) {
        *d[i] = bench_alloc(MAX_LANES, sizeof(double));
    }
    b->x = bench_alloc(LEVELS, sizeof(double));
    b->acc = bench_alloc(LEVELS * MAX_LANES, sizeof(double));
    b->roof_acc = bench_alloc(LEVELS * MAX_LANES, sizeof(double));
    b->work = bench_alloc(3 * MAX_LANES, sizeof(double));
    b->slope_f = bench_alloc(MAX_LANES, sizeof(float));
    b->offset_f = bench_alloc(MAX_LANES, sizeof(float));
    b->rate_f = bench_alloc(MAX_LANES, sizeof(float));
    b->x_f = bench_alloc(LEVELS, sizeof(float));
    b->acc_f = bench_alloc(LEVELS * MAX_LANES, sizeof(float));
    b->work_f = bench_alloc((2 * LEVELS + 1) * OQL_SINGLE_WIDTH, sizeof(float));
}

static void bed_destroy(bed *b)
{
    void *const all[] = {b->mean,     b->sigma,  b->rate,     b->slope, b->offset,
                         b->x,        b->acc,    b->roof_acc, b->work,  b->slope_f,
                         b->offset_f, b->rate_f, b->x_f,      b->acc_f, b->work_f};
    for (size_t i = 0; i < sizeof all / sizeof *all; ++i) {
        free(all[i]);
    }
}

/* Contexts of either kind, see above. */
static void bed_fill(bed *b, bool wide)
{
    uint64_t state = UINT64_C(20100106);
    const double scale = b->s.kind == OQL_SURVIVAL_MILLS ? 1.0 : 1.0 / b->s.t;
    for (size_t l = 0; l < LEVELS; ++l) {
        const double share = (double)l / (LEVELS - 1);
        b->x[l] = wide ? -2.5 + 5.0 * share : log(0.005) + share * log(2.13 / 0.005);
        b->x_f[l] = (float)b->x[l];
    }
    for (size_t i = 0; i < b->n; ++i) {
        const double km = 200.0 * sqrt(((double)i + 0.5) / (double)b->n);
        const double noise = bench_random(&state) - 0.5;
        b->mean[i] = wide ? 0.6 * noise : 2.2 - 1.3 * log(km + 8.0) + 0.4 * noise;
        b->sigma[i] = (wide ? 2.0 : 0.6) + 0.2 * bench_random(&state);
        b->rate[i] = 1e-4 * (0.5 + bench_random(&state));
        b->slope[i] = scale / b->sigma[i];
        b->offset[i] = -b->mean[i] * b->slope[i];
        b->slope_f[i] = (float)b->slope[i];
        b->offset_f[i] = (float)b->offset[i];
        b->rate_f[i] = (float)b->rate[i];
    }
}

/* Part of the probabilities that are not saturated in all of the 16 lanes of their vector. */
static double computed_share(const bed *b)
{
    size_t computed = 0;
    for (size_t i = 0; i < b->n; i += 16) {
        double lo = 1e300, hi = -1e300;
        for (size_t j = i; j < i + 16; ++j) {
            lo = fmin(lo, b->mean[j] - b->s.t * b->sigma[j]);
            hi = fmax(hi, b->mean[j] + b->s.t * b->sigma[j]);
        }
        for (size_t l = 0; l < LEVELS; ++l) {
            computed += b->x[l] > lo && b->x[l] < hi ? 16 : 0;
        }
    }
    return (double)computed / (double)(b->n * LEVELS);
}

static void run_one_site(void *user)
{
    bed *b = user;
    b->k->exceed_one_site(&b->s, b->n, b->mean, b->sigma, b->rate, LEVELS, b->x, b->acc,
                          b->work);
}

static void run_single(void *user)
{
    bed *b = user;
    for (size_t i = 0; i < b->n; i += OQL_SINGLE_LANES) {
        const size_t n = b->n - i < OQL_SINGLE_LANES ? b->n - i : OQL_SINGLE_LANES;
        b->k->exceed_one_site_single(&b->s, n, b->mean + i, b->sigma + i, b->rate + i, LEVELS,
                                     0.0, b->x_f, b->sum, b->work_f);
    }
}

static void run_many_sites(void *user)
{
    bed *b = user;
    b->k->exceed_many_sites(&b->s, b->n, b->mean, b->sigma, b->rate, LEVELS, b->x, b->acc, b->n,
                            b->work);
}

typedef struct {
    void (*loop)(const oql_roof *);
    oql_roof roof;
} roof_run;

static void run_roof(void *user)
{
    const roof_run *r = user;
    r->loop(&r->roof);
}

/* Seconds of a roof loop, 0 where there is none. */
static double roof_seconds(const bed *b, void (*loop)(const oql_roof *), bool single,
                           double budget)
{
    if (loop == NULL) {
        return 0.0;
    }
    roof_run r = {loop, {b->n, LEVELS, b->slope, b->offset, b->rate, b->x, &b->s, b->roof_acc}};
    if (single) {
        r.roof = (oql_roof){b->n,      LEVELS, b->slope_f, b->offset_f,
                            b->rate_f, b->x_f, &b->s,      b->acc_f};
    }
    return bench_seconds(run_roof, &r, budget);
}

/* The roof is one only if it computes the same: the greatest relative difference of a level's sum
 * from the kernel's, for one site. */
static double roof_error(bed *b, void (*loop)(const oql_roof *))
{
    const size_t width = strcmp(b->k->name, "v4") == 0 ? 8 : 4;
    double worst = 0.0;
    memset(b->acc, 0, LEVELS * OQL_LANES * sizeof *b->acc);
    memset(b->roof_acc, 0, LEVELS * OQL_LANES * sizeof *b->acc);
    run_one_site(b);
    loop(&(oql_roof){b->n, LEVELS, b->slope, b->offset, b->rate, b->x, &b->s, b->roof_acc});
    for (size_t l = 0; l < LEVELS; ++l) {
        double ours = 0.0, roof = 0.0;
        for (size_t j = 0; j < OQL_LANES; ++j) {
            ours += b->acc[l * OQL_LANES + j];
        }
        for (size_t j = 0; j < width; ++j) {
            roof += b->roof_acc[l * width + j];
        }
        worst = fmax(worst, fabs(roof - ours) / (ours + 1e-9));
    }
    return worst;
}

static void report(const bed *b, const char *kernel, bool wide, double seconds, double roof)
{
    const double per = 1e9 / (double)(b->n * LEVELS);
    const double share = computed_share(b);
    printf("{\"kernel\": \"%s\", \"isa\": \"%s\", \"t\": %g, \"n\": %zu, \"contexts\": \"%s\", "
           "\"ns\": %.5g, \"share\": %.4f",
           kernel, b->k->name, b->s.t, b->n, wide ? "wide" : "real", seconds * per, share);
    if (roof > 0.0) {
        printf(", \"roof_ns\": %.5g, \"ratio\": %.4f", roof * per * share,
               roof * share / seconds);
    }
    printf("}\n");
    (void)fflush(stdout);
}

static void bench_exceedance(bed *b, bool wide, double budget)
{
    const bool mills = b->s.kind == OQL_SURVIVAL_MILLS;
    const oql_roofs *r = b->roofs;
    void (*one)(const oql_roof *) = r == NULL ? NULL : mills ? r->one_site_mills : r->one_site;
    void (*many)(const oql_roof *) = r == NULL ? NULL
                                     : mills   ? r->many_sites_mills
                                               : r->many_sites;
    bed_fill(b,
             true); /* the roof is that of probabilities in the middle, all of them computed */
    if (one != NULL && roof_error(b, one) > 1e-6) {
        fprintf(stderr, "bench_kernels: the roof %s does not compute what the kernel does\n",
                b->k->name);
        exit(EXIT_FAILURE);
    }
    const double one_s = roof_seconds(b, one, false, budget);
    const double many_s = roof_seconds(b, many, false, budget);
    bed_fill(b, wide);
    memset(b->acc, 0, LEVELS * MAX_LANES * sizeof *b->acc);
    report(b, "exceed_one_site", wide, bench_seconds(run_one_site, b, budget), one_s);
    memset(b->acc, 0, LEVELS * MAX_LANES * sizeof *b->acc);
    report(b, "exceed_many_sites", wide, bench_seconds(run_many_sites, b, budget), many_s);
    if (b->s.has_single) {
        bed_fill(b, true);
        const double roof =
            roof_seconds(b, r == NULL ? NULL : r->one_site_single, true, budget);
        bed_fill(b, wide);
        report(b, "exceed_one_site_single", wide, bench_seconds(run_single, b, budget), roof);
    }
}

typedef struct {
    const oql_kernels *k;
    oql_planar_soa planes;
    oql_planar_site site;
    oql_planar_out out;
    size_t n;
    unsigned wanted;
} plane_bed;

static void run_planes(void *user)
{
    const plane_bed *p = user;
    p->k->planar_distances(&p->planes, 0, p->n, &p->site, p->wanted, &p->out);
}

/* Columns need not be of true planes: the loops have no branch on data. */
static void bench_planes(const oql_kernels *k, size_t n, double budget)
{
    static const struct {
        const char *name;
        unsigned wanted;
    } what[] = {{"rrup", 0},
                {"rrup rjb", OQL_WANT_RJB},
                {"all six",
                 OQL_WANT_RJB | OQL_WANT_RX | OQL_WANT_RY0 | OQL_WANT_REPI | OQL_WANT_RHYPO}};
    plane_bed p = {.k = k, .n = n, .site = {6370.0, 10.0, 5.0, 0.99, 0.1, 0.05, 0.0}};
    double **const column[] = {
#define BENCH_COLUMN(c) &p.planes.c,
        OQL_PLANAR_LIST(BENCH_COLUMN)
#undef BENCH_COLUMN
    };
    double **const row[] = {&p.out.rrup, &p.out.rjb,  &p.out.rx,
                            &p.out.ry0,  &p.out.repi, &p.out.rhypo};
    const size_t n_column = sizeof column / sizeof *column, n_row = sizeof row / sizeof *row;
    uint64_t state = 7;
    for (size_t c = 0; c < n_column; ++c) {
        *column[c] = bench_alloc(n, sizeof(double));
        for (size_t i = 0; i < n; ++i) {
            (*column[c])[i] = bench_random(&state) - 0.5;
        }
    }
    for (size_t r = 0; r < n_row; ++r) {
        *row[r] = bench_alloc(n, sizeof(double));
    }
    for (size_t w = 0; w < sizeof what / sizeof *what; ++w) {
        p.wanted = what[w].wanted;
        printf("{\"kernel\": \"planar_distances %s\", \"isa\": \"%s\", \"n\": %zu, "
               "\"ns\": %.5g}\n",
               what[w].name, k->name, n,
               bench_seconds(run_planes, &p, budget) * 1e9 / (double)n);
        (void)fflush(stdout);
    }
    for (size_t c = 0; c < n_column; ++c) {
        free(*column[c]);
    }
    for (size_t r = 0; r < n_row; ++r) {
        free(*row[r]);
    }
}

/* ---- collapsed ruptures (hazard/collapsed.h) ---- */

enum {
    COLUMNS = 1088,
    CUTS = 48,
    COLLAPSED = 16
}; /* values; those cut off in a bin, its planes */

typedef struct {
    const oql_kernels *k;
    float *rows, *sum, x[COLLAPSED], rate[COLLAPSED], weight[OQL_COLLAPSE_POINTS];
} collapse_bed;

static void run_rows(void *user)
{
    const collapse_bed *c = user;
    c->k->add_rows(COLUMNS, c->weight, c->rows, c->sum);
}

static void run_clipped(void *user)
{
    const collapse_bed *c = user;
    c->k->add_clipped(CUTS, COLUMNS, c->rows, COLLAPSED, c->x, c->rate, c->sum);
}

/* ns a multiplication and addition of a row, and a (plane, cut-off value). */
static void bench_collapsed(const oql_kernels *k, double budget)
{
    const size_t n_row = (size_t)COLUMNS * OQL_COLLAPSE_POINTS;
    collapse_bed c = {.k = k,
                      .rows = bench_alloc(n_row, sizeof(float)),
                      .sum = bench_alloc(COLUMNS, sizeof(float))};
    uint64_t state = 11;
    for (size_t i = 0; i < n_row; ++i) {
        c.rows[i] = (float)(bench_random(&state) - 0.5);
    }
    for (size_t i = 0; i < COLLAPSED; ++i) {
        c.x[i] = (float)(2.0 * bench_random(&state) - 1.0);
        c.rate[i] = (float)(1e-4 * bench_random(&state));
    }
    for (size_t i = 0; i < OQL_COLLAPSE_POINTS; ++i) {
        c.weight[i] = (float)(1e-4 * bench_random(&state));
    }
    memset(c.sum, 0, COLUMNS * sizeof *c.sum);
    printf("{\"kernel\": \"add_rows\", \"isa\": \"%s\", \"n\": %d, \"ns\": %.5g}\n", k->name,
           COLUMNS, bench_seconds(run_rows, &c, budget) * 1e9 / (double)n_row);
    printf("{\"kernel\": \"add_clipped\", \"isa\": \"%s\", \"n\": %d, \"ns\": %.5g}\n", k->name,
           COLLAPSED,
           bench_seconds(run_clipped, &c, budget) * 1e9 / (double)(CUTS * COLLAPSED));
    (void)fflush(stdout);
    free(c.rows);
    free(c.sum);
}

static const oql_roofs *roofs_of(const char *isa)
{
#if defined(__x86_64__)
    if (strcmp(isa, "v4") == 0) {
        return &oql_roofs_v4;
    }
    if (strcmp(isa, "v3") == 0) {
        return &oql_roofs_v3;
    }
#endif
    (void)isa;
    return NULL;
}

int main(int argc, char **argv)
{
    static const char *const isas[] = {"v1", "v3", "v4"};
    static const size_t lanes[] = {64, 256, 1024};
    static const double truncation[] = {2.0, 3.0, 6.0};
    const double budget = argc > 1 ? strtod(argv[1], NULL) : 0.05;
    bed b = {0};

    bed_create(&b);
    for (size_t a = 0; a < sizeof isas / sizeof *isas; ++a) {
        b.k = oql_kernels_by_name(isas[a]);
        if (b.k == NULL) {
            continue;
        }
        b.roofs = roofs_of(isas[a]);
        for (size_t t = 0; t < sizeof truncation / sizeof *truncation; ++t) {
            if (oql_survival_init(&b.s, truncation[t], NULL) != OQL_OK) {
                return EXIT_FAILURE;
            }
            for (size_t i = 0; i < sizeof lanes / sizeof *lanes; ++i) {
                b.n = lanes[i];
                bench_exceedance(&b, true, budget);
                bench_exceedance(&b, false, budget);
            }
        }
        bench_planes(b.k, 256, budget);
        bench_collapsed(b.k, budget);
    }
    bed_destroy(&b);
    return 0;
}

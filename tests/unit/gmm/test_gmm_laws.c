/* SPDX-License-Identifier: BSD-3-Clause */
/* Laws of every registered model that can be made from its name, for every measure it declares:
 * bits that depend neither on the shape of a job nor on the size of a block, motion that falls off
 * with distance, spectra without jumps, and a range of periods that is the one declared. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/imt.h"
#include "base/memory.h"
#include "gmm_block.h"

enum { WIDE = 72, MAX_IMT = 8 };

/* ---- models ---- */

static const char *name_at(size_t i)
{
    const char *name, *alias_of, *args;
    (void)oql_gmm_at(i, &name, &alias_of, &args);
    return name;
}

static bool starts_with(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

static oql_gmm *make(const char *name, size_t n, const oql_imt *imt)
{
    const oql_gmm_spec spec = {.name = name, .text = name, .path = "test"};
    oql_gmm *g = NULL;
    oql_err err = {.code = OQL_OK};
    return oql_gmm_create(&spec, n, imt, &g, &err) == OQL_OK ? g : NULL;
}

static oql_imt parse(const char *text)
{
    oql_imt imt;
    oql_err err = {.code = OQL_OK};
    cr_assert_eq(oql_imt_parse(text, &imt, &err), OQL_OK, "%s", err.text);
    return imt;
}

/* A model for (at most MAX_IMT of) the measures that it answers; NULL when none can be had from its
 * name alone (wrappers, models that read files). */
static oql_gmm *make_all(const char *name, oql_imt *imt, size_t *n)
{
    static const char *const texts[] = {
        "PGA",      "SA(0.2)",  "SA(1.0)", "PGV",       "PGD",      "IA",      "CAV",
        "MMI",      "JMA",      "LSD",     "RSD575",    "RSD595",   "RSD2080", "Sa_avg2(1.0)",
        "EAS(1.0)", "FAS(1.0)", "AvgSA",   "FIV3(1.0)", "DRVT(1.0)"};
    *n = 0;
    for (size_t i = 0; i < OQL_COUNT(texts) && *n < MAX_IMT; ++i) {
        imt[*n] = parse(texts[i]);
        oql_gmm *g = make(name, 1, &imt[*n]);
        *n += g != NULL;
        oql_gmm_destroy(g);
    }
    return *n == 0 ? NULL : make(name, *n, imt);
}

/* ---- blocks of any length ---- */

typedef struct {
    double col[OQL_CTX_N][WIDE], answer[4][MAX_IMT * WIDE];
    oql_ctx ctx;
    oql_gmm_out out;
} block;

static block *create_block(const gmm_block *usual)
{
    block *b = oql_calloc(1, sizeof *b);
    cr_assert_not_null(b);
    b->ctx = (oql_ctx){.stride = WIDE, .mag = usual->ctx.mag, .work = usual->ctx.work};
    b->out = (oql_gmm_out){b->answer[0], b->answer[1], b->answer[2], b->answer[3]};
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        b->ctx.col[p] = b->col[p];
        for (size_t i = 0; i < WIDE; ++i) {
            b->col[p][i] = usual->col[p][0];
        }
    }
    return b;
}

/* What differs from rupture to rupture, and what from site to site; distances follow from both. */
static void set_lane(block *b, size_t i, size_t rupture, size_t site)
{
    const double r = (double)rupture, s = (double)site;
    const double repi = 8.0 + 11.0 * s + 3.0 * r, z = 2.0 + 3.0 * r, depth = z + 4.0;
    b->col[OQL_RAKE][i] = -150.0 + 45.0 * r;
    b->col[OQL_DIP][i] = 90.0 - 10.0 * r;
    b->col[OQL_ZTOR][i] = z;
    b->col[OQL_HYPO_DEPTH][i] = depth;
    b->col[OQL_WIDTH][i] = 9.0 + r;
    b->col[OQL_VS30][i] = 250.0 + 90.0 * s;
    b->col[OQL_Z1PT0][i] = 400.0 - 30.0 * s;
    b->col[OQL_Z2PT5][i] = 2.0 - 0.2 * s;
    b->col[OQL_REPI][i] = repi;
    b->col[OQL_RJB][i] = repi;
    b->col[OQL_RX][i] = 0.8 * repi;
    b->col[OQL_RY0][i] = 0.6 * repi;
    b->col[OQL_RRUP][i] = hypot(repi, z);
    b->col[OQL_RHYPO][i] = hypot(repi, depth);
}

/* The columns are declared constant that are: this is what lets a model hoist work. */
static void eval(block *b, const oql_gmm *g, size_t n)
{
    b->ctx.n = n;
    b->ctx.constant = 0;
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        bool constant = true;
        for (size_t i = 1; i < n; ++i) {
            constant = constant && b->col[p][i] == b->col[p][0];
        }
        b->ctx.constant |= constant ? OQL_BIT(p) : 0;
    }
    memset(b->answer, 0xff, sizeof b->answer); /* not numbers */
    oql_gmm_eval(g, &b->ctx, &b->out);
}

/* Lane i of one block against lane k of another, bit by bit. */
static bool same(const block *a, size_t i, const block *b, size_t k, size_t n_imt)
{
    for (size_t m = 0; m < n_imt; ++m) {
        for (size_t what = 0; what < 4; ++what) {
            if (memcmp(&a->answer[what][m * WIDE + i], &b->answer[what][m * WIDE + k],
                       sizeof(double)) != 0) {
                return false;
            }
        }
    }
    return true;
}

/* ---- the shape of a job, the size of a block ---- */

enum { RUPTURES = 5, SITES = 7 };

/* Many sites of one rupture, many ruptures at one site, and all together: the same bits. */
Test(gmm_laws, both_shapes_of_a_job_give_the_same_bits, .timeout = 60)
{
    gmm_block *usual = gmm_block_create(6.4);
    block *all = create_block(usual), *part = create_block(usual);
    size_t made = 0;
    for (size_t i = 0; i < RUPTURES * SITES; ++i) {
        set_lane(all, i, i / SITES, i % SITES);
    }
    for (size_t k = 0; k < oql_gmm_count(); ++k) {
        oql_imt imt[MAX_IMT];
        size_t n_imt;
        oql_gmm *g = make_all(name_at(k), imt, &n_imt);
        made += g != NULL;
        for (size_t r = 0; g != NULL && r < RUPTURES; r += 2) {
            eval(all, g, RUPTURES * SITES);
            for (size_t s = 0; s < SITES; ++s) {
                set_lane(part, s, r, s);
            }
            eval(part, g, SITES);
            for (size_t s = 0; s < SITES; ++s) {
                cr_expect(same(all, r * SITES + s, part, s, n_imt), "%s: site %zu", name_at(k),
                          s);
            }
        }
        for (size_t s = 0; g != NULL && s < SITES; s += 3) {
            for (size_t r = 0; r < RUPTURES; ++r) {
                set_lane(part, r, r, s);
            }
            eval(part, g, RUPTURES);
            for (size_t r = 0; r < RUPTURES; ++r) {
                cr_expect(same(all, r * SITES + s, part, r, n_imt), "%s: rupture %zu",
                          name_at(k), r);
            }
        }
        oql_gmm_destroy(g);
    }
    cr_expect_gt(made, 100);
    free(all);
    free(part);
    gmm_block_destroy(usual);
}

/* Blocks of 64 lanes, of fewer with every kind of tail, and of one. */
Test(gmm_laws, the_size_of_a_block_does_not_matter, .timeout = 60)
{
    static const size_t sizes[] = {1, 3, 7, 8, 9, 17, 63};
    gmm_block *usual = gmm_block_create(6.9);
    block *full = create_block(usual), *part = create_block(usual);
    for (size_t i = 0; i < 64; ++i) {
        set_lane(full, i, i % RUPTURES, i % SITES);
    }
    for (size_t k = 0; k < oql_gmm_count(); ++k) {
        oql_imt imt[MAX_IMT];
        size_t n_imt;
        oql_gmm *g = make_all(name_at(k), imt, &n_imt);
        if (g == NULL) {
            continue;
        }
        eval(full, g, 64);
        for (size_t z = 0; z < OQL_COUNT(sizes); ++z) {
            const size_t first = 64 - sizes[z];
            for (size_t p = 0; p < OQL_CTX_N; ++p) {
                memcpy(part->col[p], full->col[p] + first, sizes[z] * sizeof(double));
            }
            eval(part, g, sizes[z]);
            for (size_t i = 0; i < sizes[z]; ++i) {
                cr_expect(same(full, first + i, part, i, n_imt), "%s: lane %zu of %zu",
                          name_at(k), i, sizes[z]);
            }
        }
        oql_gmm_destroy(g);
    }
    free(full);
    free(part);
    gmm_block_destroy(usual);
}

/* ---- vertical ruptures ---- */

/* Lane i of two blocks at vertical ruptures that differ in the side of the site only. */
static void set_vertical(block *a, block *b, size_t i)
{
    const double repi = 0.3 * exp((double)i * 0.11), z = (double)(i % 5) * 3.0;
    block *const both[] = {a, b};
    for (size_t k = 0; k < OQL_COUNT(both); ++k) {
        block *x = both[k];
        set_lane(x, i, i % RUPTURES, i % SITES);
        x->col[OQL_DIP][i] = 90.0;
        x->col[OQL_ZTOR][i] = z;
        x->col[OQL_RAKE][i] = -180.0 + 45.0 * (double)(i % 8);
        x->col[OQL_REPI][i] = x->col[OQL_RJB][i] = repi;
        x->col[OQL_RRUP][i] = hypot(repi, z);
        x->col[OQL_RHYPO][i] = hypot(repi, z + 4.0);
        x->col[OQL_RX][i] = k == 0 ? repi : -0.3 * repi;
        x->col[OQL_RY0][i] = k == 0 ? 0.0 : 0.9 * repi;
    }
}

static bool close_to(const block *a, const block *b, size_t i, size_t n_imt)
{
    for (size_t m = 0; m < n_imt; ++m) {
        for (size_t what = 0; what < 4; ++what) {
            const double x = a->answer[what][m * WIDE + i], y = b->answer[what][m * WIDE + i];
            if (!(fabs(x - y) <= 1e-12 * (1.0 + fabs(x)))) {
                return false;
            }
        }
    }
    return true;
}

/* A rupture without hanging wall: on which side of it a site lies, and whether beyond its ends,
 * changes no model's answer beyond rounding (the cosine of 90 degrees is not quite zero). Ruptures
 * of points are collapsed by it, hazard/collapsed.h. */
Test(gmm_laws, vertical_ruptures_have_no_side, .timeout = 60)
{
    const uint64_t sides = OQL_BIT(OQL_RX) | OQL_BIT(OQL_RY0);
    size_t made = 0;
    for (size_t k = 0; k < oql_gmm_count(); ++k) {
        oql_imt imt[MAX_IMT];
        size_t n_imt;
        oql_gmm *g = make_all(name_at(k), imt, &n_imt);
        for (int mag = 0;
             g != NULL && (oql_gmm_needs(g) & sides) != 0 && !oql_gmm_is_sided(g) && mag < 4;
             ++mag) {
            gmm_block *usual = gmm_block_create(4.6 + 1.1 * mag);
            block *a = create_block(usual), *b = create_block(usual);
            for (size_t i = 0; i < 64; ++i) {
                set_vertical(a, b, i);
            }
            eval(a, g, 64);
            eval(b, g, 64);
            for (size_t i = 0; i < 64; ++i) {
                cr_expect(close_to(a, b, i, n_imt), "%s M%g lane %zu", name_at(k), a->ctx.mag,
                          i);
            }
            free(a);
            free(b);
            gmm_block_destroy(usual);
            made += mag == 0;
        }
        const oql_gmm_info *info = oql_gmm_find(name_at(k));
        cr_expect(g != NULL || (info->needs & sides) == 0 || info->sided, "%s not tried",
                  name_at(k));
        oql_gmm_destroy(g);
    }
    cr_expect_gt(made, 80);
}

/* ---- distance ---- */

/* Models whose motion grows with distance, and why. */
static const struct {
    const char *starts, *has, *measure; /* NULL: any */
    const char *why;
} growing[] = {
    {"Dummy", NULL, NULL, "no physics"},
    {"YuEtAl2013", NULL, NULL, "far from small earthquakes, by the ellipses of the paper"},
    {"ConvertitoEtAl2012", NULL, NULL, "a fit to 20 km with a positive linear term"},
    {"AtkinsonBoore2006", "NSHMP2008", "PGV", "capped as PGA by the maps of 2008"},
    {"PezeshkEtAl2011", NULL, NULL, "reflections from the Moho, 70 to 140 km"},
    {"Allen2012", NULL, NULL, "reflections from the Moho, 90 to 160 km"},
    {"CampbellBozorgnia2003NSHMP2007", NULL, NULL, "a hanging-wall term linear in distance"},
};

static bool may_grow(const char *name, const oql_gmm_info *info, const oql_imt *imt)
{
    const bool is_duration = imt->kind == OQL_IMT_RSD575 || imt->kind == OQL_IMT_RSD595 ||
                             imt->kind == OQL_IMT_RSD2080 || imt->kind == OQL_IMT_DRVT;
    if (is_duration || strstr(info->component, "Ratio") != NULL) {
        return true;
    }
    for (size_t i = 0; i < OQL_COUNT(growing); ++i) {
        if (starts_with(name, growing[i].starts) &&
            (growing[i].has == NULL || strstr(name, growing[i].has) != NULL) &&
            (growing[i].measure == NULL || strcmp(imt->text, growing[i].measure) == 0)) {
            return true;
        }
    }
    return false;
}

/* Medians at STEPS distances; the magnitude is moved into the declared range. */
static void walk_away(const char *name, const oql_gmm *g, double mag, size_t n_imt,
                      const oql_imt *imt, gmm_block *b)
{
    enum { STEPS = 16 };
    const oql_gmm_info *info = oql_gmm_get_info(g);
    const double far = info->dist_km.hi > 0.0 ? fmin(info->dist_km.hi, 250.0) : 250.0;
    const double near = fmax(fmin(40.0, 0.5 * far), 0.25 * far);
    b->ctx.mag = info->mag.hi == 0.0 ? mag : fmin(fmax(mag, info->mag.lo), info->mag.hi);
    for (size_t i = 0; i < BLOCK_LANES; ++i) {
        const double t = fmin((double)i / (double)(STEPS - 1), 1.0);
        gmm_block_set(b, OQL_MAG, i, b->ctx.mag);
        gmm_block_set_distance(b, i, near * pow(far / near, t));
    }
    gmm_block_eval(b, g, STEPS, true);
    for (size_t m = 0; m < n_imt; ++m) {
        const double *mean = b->out.mean + m * BLOCK_LANES;
        for (size_t i = 1; i < STEPS; ++i) {
            cr_expect(mean[i] < mean[i - 1] || may_grow(name, info, &imt[m]),
                      "%s %s M%g: %.9g at %g km, %.9g at %g km", name, imt[m].text, b->ctx.mag,
                      mean[i - 1], b->col[OQL_REPI][i - 1], mean[i], b->col[OQL_REPI][i]);
        }
    }
}

/* Every step outwards, from 40 km or a quarter of the declared distances to their end (250 km when
 * none are declared), lowers the median. */
Test(gmm_laws, motion_falls_off_step_by_step, .timeout = 60)
{
    static const double mags[] = {5.2, 6.5};
    gmm_block *b = gmm_block_create(6.0);
    for (size_t k = 0; k < oql_gmm_count(); ++k) {
        oql_imt imt[MAX_IMT];
        size_t n_imt;
        oql_gmm *g = make_all(name_at(k), imt, &n_imt);
        for (size_t q = 0; g != NULL && q < OQL_COUNT(mags); ++q) {
            walk_away(name_at(k), g, mags[q], n_imt, imt, b);
        }
        oql_gmm_destroy(g);
    }
    gmm_block_destroy(b);
}

/* ---- period ---- */

static oql_imt sa(double period_s)
{
    char text[40];
    (void)snprintf(text, sizeof text, "SA(%.17g)", period_s);
    return parse(text);
}

/* Where the publications themselves step: a period (or two) of a family, and why. */
static const struct {
    const char *holds;
    double at[2];
    const char *why;
} steps[] = {
    {"AbrahamsonEtAl2014", {3.0, 3.0}, "the vs30 beyond which nothing changes"},
    {"GulerceEtAl2017", {3.0, 3.0}, "the same vs30"},
    {"AbrahamsonSilva2008", {1.0, 2.0}, "the vs30 beyond which nothing changes, soil depth"},
    {"AtkinsonBoore2003SInter", {0.2, 0.4}, "an average over these two, by the erratum"},
    {"MunsonThurber1997Hawaii", {0.2, 0.3}, "two periods only, the others are PGA"},
    {"ToroEtAl2002", {1.0, 3.0}, "sigma of long periods; two periods added"},
    {"ExampleA2021", {1.0, 3.0}, "as Toro et al. (2002)"},
    {"ESHM20Craton", {0.4, 0.4}, "reference rock of 760 or 3000 m/s"},
};

static bool may_step(const char *name, double period_s)
{
    for (size_t i = 0; i < OQL_COUNT(steps); ++i) {
        if (strstr(name, steps[i].holds) != NULL &&
            (period_s == steps[i].at[0] || period_s == steps[i].at[1])) {
            return true;
        }
    }
    return false;
}

/* The periods that tables have, to be looked at from both sides, and some between. */
static const double periods_s[] = {
    0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.07, 0.075, 0.08, 0.09, 0.1,   0.12, 0.14,  0.15,
    0.16, 0.17,  0.18, 0.2,  0.22, 0.24, 0.25, 0.28,  0.3,  0.35, 0.4,   0.45, 0.5,   0.6,
    0.7,  0.75,  0.8,  0.9,  1.0,  1.1,  1.2,  1.25,  1.4,  1.5,  1.7,   2.0,  2.5,   3.0,
    3.5,  4.0,   4.5,  5.0,  6.0,  7.0,  7.5,  8.0,   9.0,  9.5,  0.033, 0.37, 1.234, 6.7};

static void check_period(const char *name, gmm_block *b, double period_s)
{
    const oql_imt imt[3] = {sa(period_s * (1.0 - 1e-9)), sa(period_s),
                            sa(period_s * (1.0 + 1e-9))};
    oql_gmm *g = make(name, 3, imt);
    if (g == NULL) {
        return; /* outside of the table, or a model of a few periods */
    }
    gmm_block_eval(b, g, 4, true);
    for (size_t i = 0; i < 4; ++i) {
        for (size_t m = 0; m < 2; ++m) {
            const size_t at = m * BLOCK_LANES + i, next = at + BLOCK_LANES;
            cr_expect_float_eq(b->out.mean[at], b->out.mean[next], 1e-6,
                               "%s: the mean jumps at %g s: %.9g, %.9g", name, period_s,
                               b->out.mean[at], b->out.mean[next]);
            cr_expect_float_eq(b->out.sigma[at], b->out.sigma[next], 1e-6,
                               "%s: sigma jumps at %g s: %.9g, %.9g", name, period_s,
                               b->out.sigma[at], b->out.sigma[next]);
        }
    }
    oql_gmm_destroy(g);
}

Test(gmm_laws, spectra_have_no_jumps, .timeout = 60)
{
    gmm_block *b = gmm_block_create(6.2);
    for (size_t i = 0; i < 4; ++i) {
        gmm_block_set_distance(b, i, 12.0 + 40.0 * (double)i);
        gmm_block_set(b, OQL_VS30, i, 600.0 + 200.0 * (double)i); /* some know no soft soil */
    }
    for (size_t k = 0; k < oql_gmm_count(); ++k) {
        for (size_t t = 0; t < OQL_COUNT(periods_s); ++t) {
            if (!may_step(name_at(k), periods_s[t])) {
                check_period(name_at(k), b, periods_s[t]);
            }
        }
    }
    gmm_block_destroy(b);
}

/* "SA" among the words of a list. */
static bool has_sa(const char *measures)
{
    const char *p = strstr(measures, "SA");
    return p != NULL && (p == measures || p[-1] == ' ') && (p[2] == '\0' || p[2] == ' ');
}

/* A model of SA answers at both ends of its declared periods and not beyond. */
Test(gmm_laws, periods_are_those_declared, .timeout = 60)
{
    for (size_t k = 0; k < oql_gmm_count(); ++k) {
        const char *name = name_at(k);
        const oql_range r = oql_gmm_find(name)->period_s;
        const double at[4] = {r.lo, r.hi, r.lo * 0.99, r.hi * 1.01};
        oql_gmm *any = make(name, 0, NULL);
        const bool is_made = any != NULL && has_sa(oql_gmm_find(name)->measures);
        oql_gmm_destroy(any);
        for (size_t i = 0; i < 4 && is_made && r.hi > 0.0; ++i) {
            const oql_imt imt = sa(at[i]);
            oql_gmm *g = make(name, 1, &imt);
            cr_expect((g != NULL) == (i < 2), "%s at %g s (declared %g to %g): %s", name, at[i],
                      r.lo, r.hi, g == NULL ? "no answer" : "an answer");
            oql_gmm_destroy(g);
        }
    }
}

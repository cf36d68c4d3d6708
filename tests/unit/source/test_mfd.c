/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "source/mfd.h"

static oql_mfd gutenberg_richter(double min, double max, double w, double a, double b)
{
    return (oql_mfd){.kind = OQL_MFD_TRUNC_GR,
                     .min_mag = min,
                     .max_mag = max,
                     .bin_width = w,
                     .a_val = a,
                     .b_val = b};
}

static oql_mfd youngs_coppersmith(void)
{
    return (oql_mfd){.min_mag = 5.0, .b_val = 0.9, .char_mag = 7.0, .bin_width = 0.1};
}

/* The distributions of data/mfd.csv. */
static oql_mfd make(const char *name)
{
    static const double inc[] = {0.1, 0.0, 0.03}, mags[] = {6.1, 5.2, 7.0},
                        rates[] = {0.1, 0.2, 0.0};
    static const struct {
        const char *name, *type;
        double value[3];
    } changes[] = {{"maxMagGRAbsolute", "maxMagGRAbsolute", {7.4}},
                   {"maxMagGRRelative", "maxMagGRRelative", {0.5}},
                   {"maxMagGRRelativeNoMoBalance", "maxMagGRRelativeNoMoBalance", {-0.3}},
                   {"bGRAbsolute", "bGRAbsolute", {1.1}},
                   {"bGRRelative", "bGRRelative", {-0.2}},
                   {"bGRRelative to 1.5", "bGRRelative", {0.6}},
                   {"abGRAbsolute", "abGRAbsolute", {4.0, 1.05}},
                   {"abMaxMagAbsolute", "abMaxMagAbsolute", {4.0, 1.05, 6.8}}};
    oql_mfd m = gutenberg_richter(5.0, 7.0, 0.1, 3.2, 0.9);
    oql_err err = {0};

    if (strcmp(name, "gr") == 0) {
        return gutenberg_richter(5.02, 7.08, 0.1, 3.2, 0.93);
    }
    if (strcmp(name, "gr_one_bin") == 0) {
        return gutenberg_richter(6.5, 6.6, 0.1, 4.4, 0.9);
    }
    if (strcmp(name, "gr_wide") == 0) {
        return gutenberg_richter(4.6, 7.9, 0.25, 5.0, 1.5);
    }
    if (strcmp(name, "tapered") == 0) {
        m = gutenberg_richter(5.0, 8.5, 0.2, 4.0, 1.0);
        m.kind = OQL_MFD_TAPERED_GR;
        m.corner_mag = 7.5;
        return m;
    }
    if (strcmp(name, "yc_rate") == 0) {
        m = youngs_coppersmith();
        oql_mfd_yc_from_char_rate(&m, 0.003);
        return m;
    }
    if (strcmp(name, "yc_moment") == 0) {
        m = youngs_coppersmith();
        oql_mfd_yc_from_moment_rate(&m, 1e16);
        return m;
    }
    if (strcmp(name, "incremental") == 0) {
        return (oql_mfd){.kind = OQL_MFD_INCREMENTAL,
                         .min_mag = 5.05,
                         .bin_width = 0.1,
                         .n = 3,
                         .rate_per_yr = inc};
    }
    if (strcmp(name, "arbitrary") == 0) {
        return (oql_mfd){.kind = OQL_MFD_ARBITRARY, .n = 3, .mag = mags, .rate_per_yr = rates};
    }
    if (strcmp(name, "from moment") == 0) {
        m.a_val = oql_mfd_a_from_moment(7.0, 0.9, 1e16, 9.05);
        return m;
    }
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; ++i) {
        if (strcmp(name, changes[i].name) == 0) {
            oql_mfd_change c = {.type = changes[i].type};

            memcpy(c.value, changes[i].value, sizeof c.value);
            cr_assert_eq(oql_mfd_apply(&m, &c, NULL, &m, &err), OQL_OK, "%s", err.text);
            return m;
        }
    }
    cr_assert_fail("no distribution called %s", name);
    return m;
}

static void expect_near(const char *what, size_t row, double got, double want)
{
    cr_expect(fabs(got - want) <= 1e-12 * fabs(want), "row %zu: %s %.17g, want %.17g", row,
              what, got, want);
}

Test(mfd, every_distribution_and_change_agrees_with_hazardlib)
{
    oql_csv *csv = NULL;
    oql_err err = {0};
    double v[4];
    char now[64] = "";
    oql_mfd mfd = {0};
    oql_mfd_bins bins = {0};
    size_t k = 0;

    cr_assert_eq(oql_csv_read("tests/unit/source/data/mfd.csv", OQL_CSV_HEADER, &csv, &err),
                 OQL_OK, "%s", err.text);
    for (size_t i = 0; i < oql_csv_rows(csv); ++i) {
        const char *name = oql_csv_cell(csv, i, 0);

        for (size_t c = 0; c < 4; ++c) {
            cr_assert_eq(oql_csv_number(csv, i, c + 1, false, &v[c], &err), OQL_OK, "%s",
                         err.text);
        }
        if (strcmp(name, now) != 0) {
            double lo = 0.0, hi = 0.0;

            cr_expect_eq(k, bins.n, "%s has %zu bins, want %zu", now, bins.n, k);
            oql_mfd_bins_clear(&bins);
            (void)snprintf(now, sizeof now, "%s", name);
            mfd = make(name);
            cr_assert_eq(oql_mfd_check(&mfd, &err), OQL_OK, "%s: %s", name, err.text);
            cr_assert_eq(oql_mfd_make_bins(&mfd, &bins, &err), OQL_OK);
            oql_mfd_mag_range(&mfd, &lo, &hi);
            expect_near("minimum", i, lo, v[0]);
            expect_near("maximum", i, hi, v[1]);
            k = 0;
        }
        cr_assert(k < bins.n, "%s has only %zu bins", name, bins.n);
        expect_near("magnitude", i, bins.mag[k], v[2]);
        expect_near("rate", i, bins.rate_per_yr[k], v[3]);
        ++k;
    }
    cr_expect_eq(k, bins.n, "%s has %zu bins, want %zu", now, bins.n, k);
    oql_mfd_bins_clear(&bins);
    oql_csv_destroy(csv);
}

Test(mfd, restored_moment_rate_is_the_same)
{
    const double b[] = {0.7, 1.0, 1.4999, 1.5, 1.9};

    for (size_t i = 0; i < sizeof b / sizeof b[0]; ++i) {
        oql_mfd m = gutenberg_richter(4.7, 7.3, 0.1, 3.7, b[i]);
        const double moment = oql_mfd_moment_rate(&m);

        m.max_mag = 6.9;
        m.a_val = oql_mfd_a_keeping_moment(&m, moment);
        cr_expect_float_eq(oql_mfd_moment_rate(&m) / moment, 1.0, 1e-12, "b = %g", b[i]);
    }
}

Test(mfd, rates_do_not_increase_with_magnitude)
{
    const oql_mfd m = gutenberg_richter(4.0, 8.0, 0.05, 5.0, 0.8);
    oql_mfd_bins bins = {0};
    oql_err err = {0};

    cr_assert_eq(oql_mfd_make_bins(&m, &bins, &err), OQL_OK);
    cr_assert_eq(bins.n, 80);
    for (size_t i = 1; i < bins.n; ++i) {
        cr_expect(bins.rate_per_yr[i] < bins.rate_per_yr[i - 1]);
        cr_expect(bins.mag[i] > bins.mag[i - 1]);
    }
    oql_mfd_bins_clear(&bins);
}

Test(mfd, invalid_distributions_are_refused_with_the_reason)
{
    static const double negative[] = {0.1, -0.2}, zero[] = {0.0, 0.0},
                        nan_rate[] = {(double)NAN}, mags[] = {5.0, 99.0}, fine[] = {0.1, 0.2};
    oql_mfd yc = youngs_coppersmith();
    const struct {
        oql_mfd m;
        const char *message;
    } c[] = {
        {gutenberg_richter(5, 7, 0, 3, 1), "bin width"},
        {gutenberg_richter(-1, 7, 0.1, 3, 1), "minimum magnitude"},
        {gutenberg_richter(7, 7.05, 0.1, 3, 1), "maximum magnitude"},
        {gutenberg_richter(5, (double)NAN, 0.1, 3, 1), "maximum magnitude"},
        {gutenberg_richter(5, 7, 0.1, 3, 0), "b value"},
        {gutenberg_richter(5, 7, 0.1, (double)INFINITY, 1), "a value"},
        {gutenberg_richter(5, 7, 1e-9, 3, 1), "bins"},
        {{.kind = OQL_MFD_INCREMENTAL,
          .min_mag = 5,
          .bin_width = .1,
          .n = 2,
          .rate_per_yr = negative},
         "rate 2 is -0.2"},
        {{.kind = OQL_MFD_INCREMENTAL,
          .min_mag = 5,
          .bin_width = .1,
          .n = 2,
          .rate_per_yr = zero},
         "all occurrence rates are 0"},
        {{.kind = OQL_MFD_INCREMENTAL,
          .min_mag = 5,
          .bin_width = .1,
          .n = 1,
          .rate_per_yr = nan_rate},
         "rate 1 is"},
        {{.kind = OQL_MFD_INCREMENTAL, .min_mag = 5, .bin_width = .1, .n = 0}, "no occurrence"},
        {{.kind = OQL_MFD_ARBITRARY, .n = 2, .mag = mags, .rate_per_yr = fine}, "magnitude 2"},
        {{.kind = OQL_MFD_TAPERED_GR,
          .min_mag = 5,
          .max_mag = 8,
          .bin_width = .1,
          .b_val = 1,
          .corner_mag = 5},
         "corner magnitude"},
    };

    for (size_t i = 0; i < sizeof c / sizeof c[0]; ++i) {
        oql_err err = {0};

        cr_expect_eq(oql_mfd_check(&c[i].m, &err), OQL_EMODEL, "case %zu", i);
        cr_expect(strstr(err.text, c[i].message) != NULL, "case %zu: %s", i, err.text);
    }
    yc.char_mag = 5.2;
    oql_mfd_yc_from_char_rate(&yc, 0.1);
    cr_expect_eq(oql_mfd_check(&yc, NULL), OQL_EMODEL);
}

Test(mfd, changes_that_do_not_fit_are_refused)
{
    static const double rates[] = {0.1};
    const oql_mfd inc = {.kind = OQL_MFD_INCREMENTAL,
                         .min_mag = 5,
                         .bin_width = 0.1,
                         .n = 1,
                         .rate_per_yr = rates};
    const oql_mfd gr = gutenberg_richter(5, 7, 0.1, 3, 1);
    const oql_mfd_change too_low = {.type = "maxMagGRAbsolute", .value = {5.05}};
    const oql_mfd_change b = {.type = "bGRRelative", .value = {-1.0}};
    const oql_mfd_change set = {
        .type = "incrementalMFDAbsolute", .value = {5, 0.1}, .n_rate = 1, .rate_per_yr = rates};
    oql_mfd out;
    oql_err err = {0};

    cr_expect_eq(oql_mfd_apply(&inc, &too_low, NULL, &out, &err), OQL_EMODEL);
    cr_expect(strstr(err.text, "cannot change the incrementalMFD") != NULL, "%s", err.text);
    cr_expect_eq(oql_mfd_apply(&gr, &too_low, NULL, &out, NULL), OQL_EMODEL);
    cr_expect_eq(oql_mfd_apply(&gr, &b, NULL, &out, NULL), OQL_EMODEL);
    cr_expect_eq(oql_mfd_apply(&gr, &set, NULL, &out, NULL), OQL_EMODEL);
    cr_expect_eq(oql_mfd_apply(&inc, &set, NULL, &out, NULL), OQL_OK);
}

Test(mfd, members_of_a_multi_mfd_take_the_last_change)
{
    static const double max[] = {6.0, 6.5}, one[] = {1.0}, min[] = {4.5}, w[] = {0.1};
    const oql_mfd_multi multi = {.kind = OQL_MFD_TRUNC_GR,
                                 .size = 2,
                                 .min_mag = {1, min},
                                 .max_mag = {2, max},
                                 .bin_width = {1, w},
                                 .a_val = {1, one},
                                 .b_val = {1, one}};
    const oql_mfd mfd = {.kind = OQL_MFD_MULTI, .n = 2, .multi = &multi};
    const oql_mfd_change bigger = {.type = "maxMagGRRelative", .value = {0.5}};
    const oql_mfd_change to_7 = {.type = "maxMagGRAbsolute", .value = {7.0}};
    oql_mfd member, changed;
    oql_arena *arena = NULL;
    oql_err err = {0};
    double lo = 0.0, hi = 0.0;

    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
    cr_assert_eq(oql_mfd_member(&mfd, 1, &member, &err), OQL_OK);
    cr_expect_float_eq(member.max_mag, 6.5, 0.0);
    cr_assert_eq(oql_mfd_apply(&mfd, &bigger, arena, &changed, &err), OQL_OK, "%s", err.text);
    oql_mfd_mag_range(&changed, &lo, &hi);
    cr_expect_float_eq(hi, 6.95, 1e-12);
    cr_assert_eq(oql_mfd_apply(&changed, &to_7, arena, &changed, &err), OQL_OK);
    cr_assert_eq(oql_mfd_member(&changed, 0, &member, &err), OQL_OK);
    cr_expect_float_eq(member.max_mag, 7.0, 0.0);
    cr_expect_float_eq(member.a_val, 1.0, 0.0, "the first change is gone");
    cr_expect_eq(oql_mfd_member(&mfd, 2, &member, NULL), OQL_EARG);
    oql_arena_destroy(arena);
}

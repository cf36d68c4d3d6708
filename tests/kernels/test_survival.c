/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>

#include "kernels/kernels.h"

static const double truncations[] = {1e-9, 0.5, 1.0, 2.0, 2.5,  3.0,
                                     3.5,  4.0, 5.0, 6.0, 10.0, 99.0};

Test(survival, relative_error_is_below_2e_8_down_to_the_truncation_point)
{
    const oql_kernels *k = oql_kernels_best();
    for (size_t c = 0; c < sizeof truncations / sizeof truncations[0]; ++c) {
        oql_survival s;
        oql_err err = {0};
        const double t = truncations[c];
        cr_assert_eq(oql_survival_init(&s, t, &err), OQL_OK, "%s", err.text);
        const double reach = t > 37.0 ? 37.0 : t;
        for (int i = 0; i < 4000; i += 8) {
            double z[8], p[8];
            for (int j = 0; j < 8; ++j) {
                z[j] = reach * (2.0 * (i + j + 0.5) / 4000.0 - 1.0);
            }
            k->survival(&s, 8, z, p);
            for (int j = 0; j < 8; ++j) {
                const double want = oql_survival_exact(t, z[j]);
                /* 1e-16 t: rounding of z itself, next to the truncation point */
                cr_assert(fabs(p[j] - want) <= 2e-8 * want + 1e-16 * t,
                          "t=%g z=%.17g: got %.17g want %.17g", t, z[j], p[j], want);
            }
        }
    }
}

Test(survival, is_exactly_one_and_zero_beyond_the_truncation)
{
    const oql_kernels *k = oql_kernels_best();
    oql_survival s;
    double z[8] = {-3.0, -3.5, -100.0, 3.0, 3.5, 100.0, 0.0, -1e300}, p[8];
    cr_assert_eq(oql_survival_init(&s, 3.0, NULL), OQL_OK);
    k->survival(&s, 8, z, p);
    cr_expect_eq(p[0], 1.0);
    cr_expect_eq(p[1], 1.0);
    cr_expect_eq(p[2], 1.0);
    cr_expect_eq(p[3], 0.0);
    cr_expect_eq(p[4], 0.0);
    cr_expect_eq(p[5], 0.0);
    cr_expect_eq(p[7], 1.0);
    cr_expect_float_eq(p[6], 0.5, 1e-9);
}

Test(survival, refuses_a_negative_or_missing_truncation_level)
{
    oql_survival s;
    oql_err err = {0};
    cr_expect_eq(oql_survival_init(&s, -1.0, &err), OQL_ECONFIG);
    cr_expect(err.text[0] != '\0');
    cr_expect_eq(oql_survival_init(&s, (double)NAN, NULL), OQL_ECONFIG);
}

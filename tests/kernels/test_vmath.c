/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>

#include "kernels/vmath.h"

typedef struct {
    char name[8];
    double (*ours)(double);
    long double (*libm)(long double);
    double lo, hi;
    double tol_ulp; /* relative, in units of 2^-52, where the function is not near 0 */
    double tol_abs;
} one_function;

/* The tolerances are what vmath.h promises. */
Test(vmath, agrees_with_long_double)
{
    static const one_function cases[] = {
        {"exp", oql_exp, expl, -700.0, 700.0, 1.5, 0.0},
        {"exp", oql_exp, expl, -1.0, 1.0, 1.5, 0.0},
        {"log", oql_log, logl, 1e-3, 10.0, 1.5, 0.0},
        {"log", oql_log, logl, 1e-300, 1e-290, 1.5, 0.0},
        {"log", oql_log, logl, 0.99, 1.01, 1.5, 0.0},
        {"log10", oql_log10, log10l, 1e-3, 1e3, 2.5, 0.0},
        {"exp10", oql_exp10, NULL, -3.0, 3.0, 8.0, 0.0},
        {"atan", oql_atan, atanl, -5.0, 5.0, 2.0, 0.0},
        {"atan", oql_atan, atanl, -1e6, 1e6, 2.0, 0.0},
        {"sin", oql_sin, sinl, -100.0, 100.0, 0.0, 3e-16},
        {"cos", oql_cos, cosl, -100.0, 100.0, 0.0, 3e-16},
        {"tanh", oql_tanh, tanhl, -5.0, 5.0, 0.0, 5e-16},
        {"sinh", oql_sinh, sinhl, -1.0, 1.0, 4.0, 0.0},
        {"cosh", oql_cosh, coshl, -5.0, 5.0, 4.0, 0.0},
    };
    const int n = 200003;
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; ++k) {
        const one_function *c = &cases[k];
        for (int i = 0; i < n; ++i) {
            const double x = c->lo + (c->hi - c->lo) * ((double)i + 0.37) / (double)n;
            const long double want =
                c->libm == NULL ? powl(10.0L, (long double)x) : c->libm((long double)x);
            const double off = fabs((double)((long double)c->ours(x) - want));
            cr_assert(off <= c->tol_ulp * 0x1p-52 * fabs((double)want) + c->tol_abs,
                      "%s(%.17g) is off by %g", c->name, x, off);
        }
    }
}

Test(vmath, pow_is_accurate_for_the_ranges_of_ground_motion_models)
{
    for (double x = 0.01; x < 500.0; x *= 1.37) {
        for (double y = -3.0; y < 3.0; y += 0.29) {
            const long double want = powl((long double)x, (long double)y);
            cr_assert_float_eq(oql_pow(x, y) / (double)want, 1.0, 8e-15);
        }
    }
}

Test(vmath, exp_clamps_instead_of_overflowing)
{
    cr_assert(oql_exp(-1e9) > 0.0 && oql_exp(-1e9) < 1e-300);
    cr_assert(oql_exp(1e9) > 1e300 && isfinite(oql_exp(1e9)));
}

Test(vmath, log_of_zero_is_large_and_finite)
{
    cr_assert(isfinite(oql_log(0.0)) && oql_log(0.0) < -700.0);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "kernels/survival.h"

#include <math.h>
#include <string.h>

#define OQL_PI_L 3.14159265358979323846264338327950288L

static long double upper_tail(long double a)
{
    return 0.5L * erfcl(a * 0.70710678118654752440084436210485L);
}

/* (a + 2) exp(a^2 / 2) F(-a) as a function of y = (a - 2) / (a + 2). */
static long double w_of(long double y)
{
    const long double a = 2.0L * (1.0L + y) / (1.0L - y);
    if (a > 100.0L) { /* asymptotic series of Mills' ratio, error below 1e-9 relative */
        const long double r = 1.0L / (a * a);
        return (1.0L + 2.0L / a) * (1.0L - r + 3.0L * r * r) *
               0.39894228040143267793994605993438L;
    }
    return (a + 2.0L) * expl(0.5L * a * a) * upper_tail(a);
}

/* Interpolate f at the Chebyshev points of [-1, 1] and convert to powers of x. */
static void fit(long double (*f)(const oql_survival *, long double), const oql_survival *s,
                size_t degree, double *coef)
{
    long double y[OQL_SURVIVAL_TERMS], c[OQL_SURVIVAL_TERMS];
    long double power[OQL_SURVIVAL_TERMS] = {0}, t0[OQL_SURVIVAL_TERMS] = {1.0L},
                t1[OQL_SURVIVAL_TERMS] = {0.0L, 1.0L};
    const size_t n = degree + 1;

    for (size_t k = 0; k < n; ++k) {
        y[k] = f(s, cosl(OQL_PI_L * ((long double)k + 0.5L) / (long double)n));
    }
    for (size_t j = 0; j < n; ++j) {
        c[j] = 0.0L;
        for (size_t k = 0; k < n; ++k) {
            c[j] += y[k] *
                    cosl((long double)j * OQL_PI_L * ((long double)k + 0.5L) / (long double)n);
        }
        c[j] *= (j == 0 ? 1.0L : 2.0L) / (long double)n;
    }
    for (size_t j = 0; j < n; ++j) { /* T0, T1, T2 = 2 x T1 - T0, ... */
        const long double *tj = j == 0 ? t0 : t1;
        for (size_t i = 0; i < n; ++i) {
            power[i] += c[j] * tj[i];
        }
        if (j >= 1) {
            long double t2[OQL_SURVIVAL_TERMS] = {0};
            for (size_t i = 0; i + 1 < n; ++i) {
                t2[i + 1] = 2.0L * t1[i];
            }
            for (size_t i = 0; i < n; ++i) {
                t2[i] -= t0[i];
            }
            memcpy(t0, t1, sizeof t0);
            memcpy(t1, t2, sizeof t1);
        }
    }
    for (size_t i = 0; i < n; ++i) {
        coef[i] = (double)power[i];
    }
}

/* q as a function of x = 2 w. */
static long double q_scaled(const oql_survival *s, long double x)
{
    const long double w = x / 2.0L, t = s->t, z = sqrtl(w + 0.5L);
    if (t < 1e-4L) {
        return 0.0L; /* the density is flat at this scale */
    }
    const long double norm = erfl(t * 0.70710678118654752440084436210485L);
    const long double p = (upper_tail(t * z) - upper_tail(t)) / norm;
    return ((0.5L - p) / z - 0.5L) / (0.5L - w);
}

/* q by n terms in powers of w. */
static void fit_q(const oql_survival *s, size_t n, double *q)
{
    fit(q_scaled, s, n - 1, q);
    for (size_t k = 0; k < n; ++k) {
        q[k] = ldexp(q[k], (int)k);
    }
}

static long double w_scaled(const oql_survival *s, long double x)
{
    (void)s;
    return w_of(x);
}

oql_status oql_survival_init(oql_survival *s, double t, oql_err *err)
{
    if (!(t >= 0.0)) {
        return OQL_FAIL(err, OQL_ECONFIG, "truncation level %g found, expected a number >= 0",
                        t);
    }
    memset(s, 0, sizeof *s);
    s->t = t < 1e-9 ? 1e-9 : (t > 38.0 ? 38.0 : t);
    s->q_t = (double)upper_tail(s->t);
    s->inv_norm = t > 5.0 ? 1.0 / (1.0 - 2.0 * s->q_t) : 1.0;
    if (s->t <= 3.0) {
        s->kind = OQL_SURVIVAL_13;
        fit_q(s, 13, s->coef);
    } else if (s->t <= 4.0) {
        s->kind = OQL_SURVIVAL_17;
        fit_q(s, 17, s->coef);
    } else if (s->t <= 5.0) {
        s->kind = OQL_SURVIVAL_22;
        fit_q(s, 22, s->coef);
    } else {
        s->kind = OQL_SURVIVAL_MILLS;
        fit(w_scaled, s, 22, s->coef);
    }
    s->has_single = s->t >= 0.5 && s->t <= 3.0;
    if (s->has_single) {
        double q[OQL_SURVIVAL_TERMS];
        fit_q(s, OQL_SINGLE_TERMS, q);
        for (size_t k = 0; k < OQL_SINGLE_TERMS; ++k) {
            s->single[k] = (float)q[k];
        }
    }
    return OQL_OK;
}

double oql_survival_exact(double t, double z)
{
    const long double lt = t < 1e-9 ? 1e-9L : t;
    const long double a = fabsl(z) > lt ? lt : fabsl(z);
    const long double norm = erfl(lt * 0.70710678118654752440084436210485L);
    const long double p = (upper_tail(a) - upper_tail(lt)) / norm;
    return (double)(z < 0.0 ? 1.0L - p : p);
}

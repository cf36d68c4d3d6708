/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_KERNELS_VMATH_H
#define OQL_KERNELS_VMATH_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/** Elementary functions for loops over lanes.
 *
 *  libm's functions are calls, which keep a loop scalar, and their last bits depend on the machine's
 *  libm. These are short, free of branches and of tables, so that `omp simd` vectorises a loop that
 *  uses them; multiply-adds are written as fma() and nothing is contracted behind our back, so that
 *  every instruction-set level gives the same bits (docs/adr/0002-numerics.md).
 *
 *  Method    argument reduction as in W. J. Cody & W. Waite, "Software Manual for the Elementary
 *            Functions", Prentice-Hall 1980; minimax polynomials fitted with Remez' algorithm in
 *            50-digit arithmetic
 *  Accuracy  stated with each function; tests/kernels/test_vmath.c checks it against long double
 *  Domain    finite arguments; special values are not propagated unless said
 *  Threads   pure
 */

static inline uint64_t oql_bits(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static inline double oql_from_bits(uint64_t u)
{
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

static inline double oql_fmin(double a, double b)
{
    return a < b ? a : b;
}

static inline double oql_fmax(double a, double b)
{
    return a > b ? a : b;
}

static inline double oql_fabs(double a)
{
    return oql_from_bits(oql_bits(a) & UINT64_C(0x7fffffffffffffff));
}

/** a with the sign of s. */
static inline double oql_copysign(double a, double s)
{
    return oql_from_bits((oql_bits(a) & UINT64_C(0x7fffffffffffffff)) |
                         (oql_bits(s) & UINT64_C(0x8000000000000000)));
}

/** 1.5 * 2^52: adding it rounds to an integer, which then stands in the low bits. */
#define OQL_ROUND_MAGIC 0x1.8p52

/** e^x within 1.5 ulp; the argument is clamped to [-708, 709]. */
static inline double oql_exp(double x)
{
    x = oql_fmax(oql_fmin(x, 709.0), -708.0);
    const double shifted = fma(x, 0x1.71547652b82fep+0, OQL_ROUND_MAGIC); /* x / ln 2 */
    const double k = shifted - OQL_ROUND_MAGIC;
    double r = fma(k, -0x1.62e42fefa39efp-1, x);
    r = fma(k, -0x1.abc9e3b39803fp-56, r);
    double q = 0x1.af631f267bbc0p-26;
    q = fma(q, r, 0x1.28917d708a1d0p-22);
    q = fma(q, r, 0x1.71ddf6ba15b48p-19);
    q = fma(q, r, 0x1.a019b913c3e9ap-16);
    q = fma(q, r, 0x1.a01a01b00a073p-13);
    q = fma(q, r, 0x1.6c16c1788a2d4p-10);
    q = fma(q, r, 0x1.111111110f808p-7);
    q = fma(q, r, 0x1.5555555553d67p-5);
    q = fma(q, r, 0x1.5555555555558p-3);
    q = fma(q, r, 0x1.0000000000001p-1);
    const double e = fma(q * r, r, r) + 1.0;
    return oql_from_bits(oql_bits(e) + (oql_bits(shifted) << 52));
}

/** 10^x within 4 ulp for |x| < 300. */
static inline double oql_exp10(double x)
{
    return oql_exp(x * 0x1.26bb1bbb55516p+1);
}

/** ln x within 1.5 ulp for normal x > 0; 0 and subnormals give about -708. */
static inline double oql_log(double x)
{
    x = oql_fmax(x, 0x1p-1022);
    /* x = m 2^k with m in [sqrt(1/2), sqrt(2)) */
    const uint64_t u = oql_bits(x) - UINT64_C(0x3fe6a09e667f3bcd);
    /* u >> 52 is an arithmetic count of octaves once the bias of 1023 is added back */
    const uint64_t biased = (u + UINT64_C(0x4000000000000000)) >> 52;
    const double k = oql_from_bits(biased | UINT64_C(0x4330000000000000)) - (0x1p52 + 1024.0);
    const double m = oql_from_bits(oql_bits(x) - ((biased - 1024) << 52));
    const double f = m - 1.0;
    const double s = f / (m + 1.0);
    const double z = s * s;
    double p = 0x1.0c0a8bf6350fep-3;
    p = fma(p, z, 0x1.0fbde050a4ff8p-3);
    p = fma(p, z, 0x1.3b1c3ca4af041p-3);
    p = fma(p, z, 0x1.745cf8df66236p-3);
    p = fma(p, z, 0x1.c71c7201ba4b4p-3);
    p = fma(p, z, 0x1.2492492476903p-2);
    p = fma(p, z, 0x1.9999999999a39p-2);
    p = fma(p, z, 0x1.5555555555555p-1);
    /* ln m = 2s + s z p, and 2s = f - s f holds better near m = 1 */
    const double tail = fma(s * z, p, -(s * f));
    return fma(k, 0x1.62e42fefa39efp-1, f + fma(k, 0x1.abc9e3b39803fp-56, tail));
}

/** log10 x, as oql_log, within 2.5 ulp. */
static inline double oql_log10(double x)
{
    return oql_log(x) * 0x1.bcb7b1526e50ep-2;
}

/** x^y for x > 0, relative error about 2e-16 * (2 + |y ln x|). */
static inline double oql_pow(double x, double y)
{
    return oql_exp(y * oql_log(x));
}

/** Hyperbolic functions, absolute error within 4e-16 * max(1, |result|). */
static inline double oql_cosh(double x)
{
    const double e = oql_exp(x);
    return 0.5 * (e + 1.0 / e);
}

static inline double oql_sinh(double x)
{
    const double e = oql_exp(x);
    const double z = x * x; /* below 0.3 the series to x^11 leaves 1e-16 */
    double p = 1.0 / 39916800.0;
    p = fma(p, z, 1.0 / 362880.0);
    p = fma(p, z, 1.0 / 5040.0);
    p = fma(p, z, 1.0 / 120.0);
    p = fma(p, z, 1.0 / 6.0);
    const double series = fma(p * z, x, x);
    return z < 0.09 ? series : 0.5 * (e - 1.0 / e);
}

static inline double oql_tanh(double x)
{
    return 1.0 - 2.0 / (oql_exp(2.0 * x) + 1.0);
}

/** atan x within 2 ulp. */
static inline double oql_atan(double x)
{
    const double a = oql_fabs(x);
    const int big = a > 0x1.3504f333f9de6p+1; /* tan(3 pi / 8) */
    const int mid = a > 0x1.a827999fcef32p-2; /* tan(pi / 8) */
    const double num = big ? -1.0 : (mid ? a - 1.0 : a);
    const double den = big ? a : (mid ? a + 1.0 : 1.0);
    const double base = big ? 0x1.921fb54442d18p+0 : (mid ? 0x1.921fb54442d18p-1 : 0.0);
    const double rest = big ? 0x1.1a62633145c07p-54 : (mid ? 0x1.1a62633145c07p-55 : 0.0);
    const double z = num / den;
    const double u = z * z;
    double p = -0x1.3b02be19be20ep-6;
    p = fma(p, u, 0x1.41bca42592d42p-5);
    p = fma(p, u, -0x1.a0ba782b7b7c9p-5);
    p = fma(p, u, 0x1.dfecf00cdca2cp-5);
    p = fma(p, u, -0x1.10fadfd4ab602p-4);
    p = fma(p, u, 0x1.3b126ae910178p-4);
    p = fma(p, u, -0x1.745d0b85bd931p-4);
    p = fma(p, u, 0x1.c71c7187b4cabp-4);
    p = fma(p, u, -0x1.249249243a5f9p-3);
    p = fma(p, u, 0x1.99999999993a7p-3);
    p = fma(p, u, -0x1.5555555555555p-2);
    const double r = base + (z + fma(z * u, p, rest));
    return oql_copysign(r, x);
}

/** sin and cos of the reduced argument x - k pi/2; |x| < 1e5. */
static inline void oql_sincos_parts(double x, double *s, double *c, uint64_t *quadrant)
{
    const double shifted = fma(x, 0x1.45f306dc9c883p-1, OQL_ROUND_MAGIC); /* x 2/pi */
    const double k = shifted - OQL_ROUND_MAGIC;
    double r = fma(k, -0x1.921fb54442d18p+0, x);
    r = fma(k, -0x1.1a62633145c07p-54, r);
    const double u = r * r;
    double ps = 0x1.5e0b18e278ed2p-33;
    ps = fma(ps, u, -0x1.ae600b05993c1p-26);
    ps = fma(ps, u, 0x1.71de379693ea6p-19);
    ps = fma(ps, u, -0x1.a01a019e83b98p-13);
    ps = fma(ps, u, 0x1.1111111110bb3p-7);
    ps = fma(ps, u, -0x1.5555555555555p-3);
    double pc = -0x1.907da02f62757p-37;
    pc = fma(pc, u, 0x1.1eeb68e763897p-29);
    pc = fma(pc, u, -0x1.27e4fa17db6b7p-22);
    pc = fma(pc, u, 0x1.a01a019f4eb44p-16);
    pc = fma(pc, u, -0x1.6c16c16c16967p-10);
    pc = fma(pc, u, 0x1.5555555555555p-5);
    *s = fma(r * u, ps, r);
    *c = fma(u * u, pc, fma(u, -0.5, 1.0));
    *quadrant = oql_bits(shifted);
}

/** sin x and cos x, absolute error within 2.5e-16 for |x| < 100, 2e-12 for |x| < 1e5. */
static inline double oql_sin(double x)
{
    double s, c;
    uint64_t q;
    oql_sincos_parts(x, &s, &c, &q);
    const double r = (q & 1) != 0 ? c : s;
    return oql_from_bits(oql_bits(r) ^ ((q & 2) << 62));
}

static inline double oql_cos(double x)
{
    double s, c;
    uint64_t q;
    oql_sincos_parts(x, &s, &c, &q);
    const double r = (q & 1) != 0 ? s : c;
    return oql_from_bits(oql_bits(r) ^ (((q + 1) & 2) << 62));
}

/** Standard normal distribution function; libm's erfc, so not for loops over lanes. */
static inline double oql_ndtr(double x)
{
    return 0.5 * erfc(-x * 0x1.6a09e667f3bcdp-1);
}

#endif

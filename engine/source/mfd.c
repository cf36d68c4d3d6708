/* SPDX-License-Identifier: BSD-3-Clause */
#include "source/mfd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Width of the boxcar of characteristic magnitudes (Youngs & Coppersmith 1985, p. 954). */
static const double char_width = 0.5;

static const double ln_10 = 2.302585092994045684;

/* More bins than this are a mistake in the input (a bin width of 1e-9, say), not a model; so are more
 * earthquakes a year, whose products would leave the range of single precision. */
#define MAX_BINS 10000
#define MAX_RATE 1e20

const char *oql_mfd_name(oql_mfd_kind kind)
{
    static const char *const name[] = {
        "truncGutenbergRichterMFD",   "incrementalMFD", "arbitraryMFD", "YoungsCoppersmithMFD",
        "taperedGutenbergRichterMFD", "multiMFD"};

    return name[kind];
}

/* Ties away from zero for positive x: the grid of bins of the truncated distribution. */
static double round_half_up(double x)
{
    return floor(x + copysign(0.5, x));
}

/* --- bins of the functional forms --- */

typedef struct {
    double first; /* centre of bin 0 */
    size_t n;
} bin_grid;

static size_t bins_between(double lo, double hi, double width)
{
    const double n = round_half_up((hi - lo) / width);

    return n > 0.0 ? (n < MAX_BINS ? (size_t)n + 1 : MAX_BINS) : 1;
}

/* Bins of a Gutenberg-Richter form: both ends rounded to multiples of the width. */
static bin_grid grid_gr(const oql_mfd *mfd)
{
    const double w = mfd->bin_width;
    double lo = round_half_up(mfd->min_mag / w) * w;
    double hi = round_half_up(mfd->max_mag / w) * w;

    if (lo != hi) {
        lo += w / 2.0;
        hi -= w / 2.0;
    }
    return (bin_grid){lo, bins_between(lo, hi, w)};
}

/* The same up to the end of the boxcar of characteristic magnitudes. */
static bin_grid grid_yc(const oql_mfd *mfd)
{
    const double w = mfd->bin_width;
    const double top = mfd->char_mag + char_width / 2.0;
    const double lo = round_half_up(mfd->min_mag / w) * w + w / 2.0;
    const double hi = round_half_up(top / w) * w - w / 2.0;

    return (bin_grid){lo, bins_between(lo, hi, w)};
}

static double rate_between(const oql_mfd *mfd, double lo, double hi)
{
    return pow(10.0, mfd->a_val - mfd->b_val * lo) - pow(10.0, mfd->a_val - mfd->b_val * hi);
}

static double rate_yc(const oql_mfd *mfd, double mag)
{
    const double w = mfd->bin_width;

    if (mag >= mfd->min_mag && mag < mfd->char_mag - char_width / 2.0) {
        return rate_between(mfd, mag - w / 2.0, mag + w / 2.0);
    }
    return mfd->char_rate_per_yr / char_width * w;
}

static double moment_nm(double mag)
{
    return pow(10.0, 1.5 * mag + 9.05);
}

/* Survival function of moment with an exponential taper (Kagan 2002, GJI 148, eq. 17),
 * normalised at magnitude 4. */
static double tapered_pareto(double moment, double corner_moment, double beta)
{
    const double smallest = moment_nm(4.0);

    return pow(smallest / moment, beta) * exp((smallest - moment) / corner_moment);
}

/* Gutenberg-Richter rate of a bin scaled by what the taper at corner_mag takes from it,
 * relative to a taper at 9.05 which stands for none, as nshmp-haz does. */
static double rate_tapered(const oql_mfd *mfd, double mag)
{
    const double w = mfd->bin_width, beta = 2.0 / 3.0 * mfd->b_val;
    const double lo = moment_nm(mag - w / 2.0), hi = moment_nm(mag + w / 2.0);
    const double corner = moment_nm(mfd->corner_mag), none = moment_nm(9.05);
    const double with = tapered_pareto(lo, corner, beta) - tapered_pareto(hi, corner, beta);
    const double without = tapered_pareto(lo, none, beta) - tapered_pareto(hi, none, beta);

    return rate_between(mfd, mag - w / 2.0, mag + w / 2.0) * (with / without);
}

static double rate_at(const oql_mfd *mfd, double mag)
{
    const double half = mfd->bin_width / 2.0;

    switch (mfd->kind) {
    case OQL_MFD_YOUNGS_COPPERSMITH:
        return rate_yc(mfd, mag);
    case OQL_MFD_TAPERED_GR:
        return rate_tapered(mfd, mag);
    default:
        return rate_between(mfd, mag - half, mag + half);
    }
}

static bin_grid grid_of(const oql_mfd *mfd)
{
    return mfd->kind == OQL_MFD_YOUNGS_COPPERSMITH ? grid_yc(mfd) : grid_gr(mfd);
}

static bool is_functional(const oql_mfd *mfd)
{
    return mfd->kind == OQL_MFD_TRUNC_GR || mfd->kind == OQL_MFD_TAPERED_GR ||
           mfd->kind == OQL_MFD_YOUNGS_COPPERSMITH;
}

size_t oql_mfd_max_bins(const oql_mfd *mfd)
{
    return is_functional(mfd) ? grid_of(mfd).n : mfd->n;
}

size_t oql_mfd_fill(const oql_mfd *mfd, double *mag, double *rate_per_yr)
{
    size_t n = 0;

    if (is_functional(mfd)) {
        const bin_grid grid = grid_of(mfd);
        double m = grid.first;

        /* The magnitude is accumulated, not multiplied: OpenQuake's last bits. */
        for (size_t i = 0; i < grid.n; ++i, m += mfd->bin_width) {
            const double rate = rate_at(mfd, m);

            if (rate > 0.0) {
                mag[n] = m;
                rate_per_yr[n++] = rate;
            }
        }
        return n;
    }
    for (size_t i = 0; i < mfd->n; ++i) {
        if (mfd->rate_per_yr[i] > 0.0) {
            mag[n] = mfd->kind == OQL_MFD_ARBITRARY ? mfd->mag[i]
                                                    : mfd->min_mag + (double)i * mfd->bin_width;
            rate_per_yr[n++] = mfd->rate_per_yr[i];
        }
    }
    return n;
}

void oql_mfd_bins_clear(oql_mfd_bins *bins)
{
    free(bins->mag);
    free(bins->rate_per_yr);
    *bins = (oql_mfd_bins){0};
}

oql_status oql_mfd_make_bins(const oql_mfd *mfd, oql_mfd_bins *out, oql_err *err)
{
    const size_t n = oql_mfd_max_bins(mfd);
    oql_mfd_bins bins = {0, oql_calloc(n, sizeof(double)), oql_calloc(n, sizeof(double))};

    if (bins.mag == NULL || bins.rate_per_yr == NULL) {
        oql_mfd_bins_clear(&bins);
        return OQL_FAIL(err, OQL_ENOMEM, "%zu magnitude bins", n);
    }
    bins.n = oql_mfd_fill(mfd, bins.mag, bins.rate_per_yr);
    *out = bins;
    return OQL_OK;
}

static void plain_mag_range(const oql_mfd *mfd, double *min_mag, double *max_mag)
{
    if (is_functional(mfd)) {
        const bin_grid grid = grid_of(mfd);

        *min_mag = grid.first;
        *max_mag = grid.first + mfd->bin_width * (double)(grid.n - 1);
        return;
    }
    *min_mag = mfd->min_mag;
    *max_mag = mfd->min_mag + mfd->bin_width * ((double)mfd->n - 1.0);
    if (mfd->kind == OQL_MFD_ARBITRARY) {
        *min_mag = HUGE_VAL;
        *max_mag = -HUGE_VAL;
        for (size_t i = 0; i < mfd->n; ++i) {
            *min_mag = fmin(*min_mag, mfd->mag[i]);
            *max_mag = fmax(*max_mag, mfd->mag[i]);
        }
    }
}

void oql_mfd_mag_range(const oql_mfd *mfd, double *min_mag, double *max_mag)
{
    if (mfd->kind != OQL_MFD_MULTI) {
        plain_mag_range(mfd, min_mag, max_mag);
        return;
    }
    *min_mag = HUGE_VAL;
    *max_mag = -HUGE_VAL;
    for (size_t i = 0; i < mfd->multi->size; ++i) {
        oql_mfd member;
        double lo = 0.0, hi = 0.0;

        if (oql_mfd_member(mfd, i, &member, NULL) == OQL_OK) {
            plain_mag_range(&member, &lo, &hi);
            *min_mag = fmin(*min_mag, lo);
            *max_mag = fmax(*max_mag, hi);
        }
    }
}

/* --- constraints --- */

static oql_status check_rates(const oql_mfd *mfd, oql_err *err)
{
    bool any = false;

    if (mfd->n == 0) {
        return OQL_FAIL(err, OQL_EMODEL, "no occurrence rate, expected at least one");
    }
    for (size_t i = 0; i < mfd->n; ++i) {
        const double r = mfd->rate_per_yr[i];

        if (!(r >= 0.0 && r <= MAX_RATE)) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "occurrence rate %zu is %g, expected a rate of 0 to %g a year",
                            i + 1, r, MAX_RATE);
        }
        if (mfd->kind == OQL_MFD_ARBITRARY && !(mfd->mag[i] > -10.0 && mfd->mag[i] < 15.0)) {
            return OQL_FAIL(err, OQL_EMODEL, "magnitude %zu is %g, expected -10 to 15", i + 1,
                            mfd->mag[i]);
        }
        any = any || r > 0.0;
    }
    return any ? OQL_OK
               : OQL_FAIL(err, OQL_EMODEL,
                          "all occurrence rates are 0, expected one at least > 0");
}

static oql_status check_incremental(const oql_mfd *mfd, oql_err *err)
{
    if (!(mfd->bin_width > 0.0)) {
        return OQL_FAIL(err, OQL_EMODEL, "bin width is %g, expected > 0", mfd->bin_width);
    }
    if (!(mfd->min_mag >= 0.0)) {
        return OQL_FAIL(err, OQL_EMODEL, "minimum magnitude is %g, expected >= 0",
                        mfd->min_mag);
    }
    return check_rates(mfd, err);
}

static oql_status check_gr(const oql_mfd *mfd, oql_err *err)
{
    if (!(mfd->bin_width > 0.0)) {
        return OQL_FAIL(err, OQL_EMODEL, "bin width is %g, expected > 0", mfd->bin_width);
    }
    if (!(mfd->min_mag >= 0.0)) {
        return OQL_FAIL(err, OQL_EMODEL, "minimum magnitude is %g, expected >= 0",
                        mfd->min_mag);
    }
    if (!(mfd->max_mag >= mfd->min_mag + mfd->bin_width) || mfd->max_mag > 15.0) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "maximum magnitude %g, expected at least the minimum %g plus the bin "
                        "width %g, and at most 15",
                        mfd->max_mag, mfd->min_mag, mfd->bin_width);
    }
    if (!(mfd->b_val > 0.0) || isinf(mfd->b_val)) {
        return OQL_FAIL(err, OQL_EMODEL, "b value is %g, expected > 0", mfd->b_val);
    }
    if (!(isfinite(mfd->a_val) && pow(10.0, mfd->a_val) <= MAX_RATE)) {
        return OQL_FAIL(err, OQL_EMODEL, "a value is %g, expected a number up to %g",
                        mfd->a_val, log10(MAX_RATE));
    }
    if ((mfd->max_mag - mfd->min_mag) / mfd->bin_width > MAX_BINS - 2) {
        return OQL_FAIL(
            err, OQL_EMODEL,
            "bin width %g makes more than %d bins from magnitude %g to %g, expected a "
            "larger width (binWidth or width_of_mfd_bin)",
            mfd->bin_width, MAX_BINS, mfd->min_mag, mfd->max_mag);
    }
    if (mfd->kind == OQL_MFD_TAPERED_GR &&
        !(mfd->corner_mag >= mfd->min_mag + mfd->bin_width)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "corner magnitude %g, expected at least the minimum %g plus the bin "
                        "width %g",
                        mfd->corner_mag, mfd->min_mag, mfd->bin_width);
    }
    return OQL_OK;
}

static oql_status check_yc(const oql_mfd *mfd, oql_err *err)
{
    if (!(mfd->min_mag > 0.0)) {
        return OQL_FAIL(err, OQL_EMODEL, "minimum magnitude is %g, expected > 0", mfd->min_mag);
    }
    if (!(mfd->b_val > 0.0) || isinf(mfd->b_val)) {
        return OQL_FAIL(err, OQL_EMODEL, "b value is %g, expected > 0", mfd->b_val);
    }
    if (!(mfd->char_mag > 0.0) || mfd->char_mag > 15.0) {
        return OQL_FAIL(err, OQL_EMODEL, "characteristic magnitude is %g, expected > 0",
                        mfd->char_mag);
    }
    if (!(mfd->bin_width > 0.0 && mfd->bin_width <= char_width) ||
        (mfd->char_mag - mfd->min_mag) / mfd->bin_width > MAX_BINS - 10) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "bin width is %g, expected within (0, 0.5] and at most %d bins",
                        mfd->bin_width, MAX_BINS);
    }
    if (!(mfd->char_mag - char_width / 2.0 >= mfd->min_mag + mfd->bin_width)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "characteristic magnitude %g, expected at least 0.25 and one bin above "
                        "the minimum magnitude %g",
                        mfd->char_mag, mfd->min_mag);
    }
    if (!(mfd->char_rate_per_yr > 0.0 && mfd->char_rate_per_yr <= MAX_RATE) ||
        !isfinite(mfd->a_val)) {
        return OQL_FAIL(err, OQL_EMODEL,
                        "characteristic rate is %g, expected > 0 and at most %g a year",
                        mfd->char_rate_per_yr, MAX_RATE);
    }
    return OQL_OK;
}

oql_status oql_mfd_check(const oql_mfd *mfd, oql_err *err)
{
    switch (mfd->kind) {
    case OQL_MFD_INCREMENTAL:
        return check_incremental(mfd, err);
    case OQL_MFD_ARBITRARY:
        return check_rates(mfd, err);
    case OQL_MFD_YOUNGS_COPPERSMITH:
        return check_yc(mfd, err);
    case OQL_MFD_MULTI:
        for (size_t i = 0; i < mfd->multi->size; ++i) {
            oql_mfd member;
            oql_err why = {0};
            oql_status st = oql_mfd_member(mfd, i, &member, &why);

            st = st == OQL_OK ? oql_mfd_check(&member, &why) : st;
            if (st != OQL_OK) {
                return OQL_FAIL(err, st, "member %zu: %s", i + 1, why.text);
            }
        }
        return OQL_OK;
    default:
        return check_gr(mfd, err);
    }
}

/* --- members of a multi-MFD --- */

static double column_at(const oql_mfd_column *c, size_t i)
{
    return c->n == 0 ? (double)NAN : c->value[c->n == 1 ? 0 : i];
}

oql_status oql_mfd_member(const oql_mfd *mfd, size_t i, oql_mfd *out, oql_err *err)
{
    const oql_mfd_multi *m = mfd->multi;
    oql_mfd one = {0};

    if (mfd->kind != OQL_MFD_MULTI) {
        *out = *mfd;
        return OQL_OK;
    }
    if (i >= m->size) {
        return OQL_FAIL(err, OQL_EARG, "member %zu of %zu", i, m->size);
    }
    one.kind = m->kind;
    one.min_mag = column_at(&m->min_mag, i);
    one.max_mag = column_at(&m->max_mag, i);
    one.bin_width = column_at(&m->bin_width, i);
    one.a_val = column_at(&m->a_val, i);
    one.b_val = column_at(&m->b_val, i);
    one.char_mag = column_at(&m->char_mag, i);
    if (m->start != NULL) {
        one.n = m->start[i + 1] - m->start[i];
        one.mag = m->mag != NULL ? m->mag + m->start[i] : NULL;
        one.rate_per_yr = m->rate_per_yr + m->start[i];
    }
    if (m->kind == OQL_MFD_YOUNGS_COPPERSMITH) {
        if (m->char_rate.n > 0) {
            oql_mfd_yc_from_char_rate(&one, column_at(&m->char_rate, i));
        } else {
            oql_mfd_yc_from_moment_rate(&one, column_at(&m->moment_rate, i));
        }
    }
    if (m->change.type != NULL) {
        return oql_mfd_apply(&one, &m->change, NULL, out, err);
    }
    *out = one;
    return OQL_OK;
}

/* --- Youngs & Coppersmith (1985) --- */

void oql_mfd_yc_from_char_rate(oql_mfd *mfd, double char_rate_per_yr)
{
    /* The density of the exponential part one unit below its upper end equals that of the
     * boxcar. */
    const double incremental_a =
        mfd->b_val * (mfd->char_mag - 1.25) + log10(char_rate_per_yr / char_width);

    mfd->kind = OQL_MFD_YOUNGS_COPPERSMITH;
    mfd->char_rate_per_yr = char_rate_per_yr;
    mfd->a_val = incremental_a - log10(mfd->b_val * ln_10);
}

void oql_mfd_yc_from_moment_rate(oql_mfd *mfd, double moment_rate_nm_per_yr)
{
    const double c = 1.5, b = mfd->b_val, beta = b * ln_10;
    const double mag_max = mfd->char_mag + char_width / 2.0, mag_0 = mfd->min_mag;
    const double moment_max = moment_nm(mag_max);
    /* Eqs. 16 and 17: rates of all and of characteristic events that release the moment. */
    const double e_half = exp(-beta * (mag_max - mag_0 - 0.5));
    const double e_three = exp(-beta * (mag_max - mag_0 - 1.5));
    const double fraction = beta * e_three / (2.0 * (1.0 - e_half) + beta * e_three);
    const double k =
        b * pow(10.0, -c / 2.0) / (c - b) + b * exp(beta) * (1.0 - pow(10.0, -c / 2.0)) / c;
    const double rate_all =
        (1.0 - e_half) * moment_rate_nm_per_yr / ((1.0 - fraction) * e_half * moment_max * k);
    const double rate_char = fraction * rate_all;

    mfd->kind = OQL_MFD_YOUNGS_COPPERSMITH;
    mfd->char_rate_per_yr = rate_char;
    mfd->a_val = log10((rate_all - rate_char) /
                       (pow(10.0, -b * mag_0) - pow(10.0, -b * (mfd->char_mag - 0.25))));
}

/* --- moment and changes --- */

double oql_mfd_a_from_moment(double max_mag, double b_val, double moment_rate_nm_per_yr,
                             double constant_term)
{
    const double c = 1.5, beta = b_val * ln_10;
    const double moment_max = pow(10.0, c * max_mag + constant_term);
    const double tail = exp(-beta * max_mag);

    return log10(moment_rate_nm_per_yr * (c - b_val) * (1.0 - tail) /
                 (b_val * moment_max * tail));
}

/* Integral of 10^((1.5 - b) M) over the magnitudes, the factor both directions share. */
static double moment_integral(const oql_mfd *mfd)
{
    const double bi = 1.5 - mfd->b_val;

    return bi == 0.0 ? mfd->max_mag - mfd->min_mag
                     : (pow(10.0, bi * mfd->max_mag) - pow(10.0, bi * mfd->min_mag)) / bi;
}

double oql_mfd_moment_rate(const oql_mfd *mfd)
{
    return pow(10.0, 9.05 + mfd->a_val + log10(mfd->b_val)) * moment_integral(mfd);
}

double oql_mfd_a_keeping_moment(const oql_mfd *mfd, double moment_rate_nm_per_yr)
{
    return log10(moment_rate_nm_per_yr / moment_integral(mfd)) - 9.05 - log10(mfd->b_val);
}

static oql_status change_gr(const oql_mfd_change *change, oql_mfd *m, oql_err *err)
{
    const char *type = change->type;
    const double moment = oql_mfd_moment_rate(m);
    bool keep_moment = false;

    if (strcmp(type, "maxMagGRAbsolute") == 0) {
        m->max_mag = change->value[0];
    } else if (strcmp(type, "maxMagGRRelativeNoMoBalance") == 0) {
        m->max_mag += change->value[0];
    } else if (strcmp(type, "maxMagGRRelative") == 0) {
        m->max_mag += change->value[0];
        keep_moment = true;
    } else if (strcmp(type, "bGRAbsolute") == 0) {
        m->b_val = change->value[0];
    } else if (strcmp(type, "bGRRelative") == 0) {
        m->b_val += change->value[0];
        keep_moment = true;
    } else if (strcmp(type, "abGRAbsolute") == 0 || strcmp(type, "abMaxMagAbsolute") == 0) {
        m->a_val = change->value[0];
        m->b_val = change->value[1];
        m->max_mag = type[2] == 'M' ? change->value[2] : m->max_mag;
    } else {
        return OQL_FAIL(err, OQL_EMODEL,
                        "%s cannot change the %s, expected applyToSources without it", type,
                        oql_mfd_name(m->kind));
    }
    if (keep_moment) {
        const oql_status st = check_gr(m, err);

        if (st != OQL_OK) {
            return st;
        }
        m->a_val = oql_mfd_a_keeping_moment(m, moment);
    }
    return check_gr(m, err);
}

oql_status oql_mfd_apply(const oql_mfd *mfd, const oql_mfd_change *change, oql_arena *arena,
                         oql_mfd *out, oql_err *err)
{
    oql_mfd m = *mfd;
    oql_status st = OQL_OK;

    if (mfd->kind == OQL_MFD_MULTI) {
        oql_mfd_multi *multi = oql_arena_alloc(arena, 1, sizeof *multi);

        if (multi == NULL) {
            return OQL_FAIL(err, OQL_ENOMEM, "multiMFD");
        }
        *multi = *mfd->multi;
        multi->change = *change; /* a later change takes the place of an earlier one */
        m.multi = multi;
        st = oql_mfd_check(&m, err);
    } else if (strcmp(change->type, "incrementalMFDAbsolute") == 0 &&
               mfd->kind == OQL_MFD_INCREMENTAL) {
        m.min_mag = change->value[0];
        m.bin_width = change->value[1];
        m.n = change->n_rate;
        m.rate_per_yr = change->rate_per_yr;
        st = check_incremental(&m, err);
    } else if (mfd->kind == OQL_MFD_TRUNC_GR) {
        st = change_gr(change, &m, err);
    } else {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s cannot change the %s, expected applyToSources without it",
                      change->type, oql_mfd_name(mfd->kind));
    }
    if (st == OQL_OK) {
        *out = m;
    }
    return st;
}

/* Stable insertion sort: arbitrary distributions need not be in order. */
void oql_mfd_sort_bins(oql_mfd_bins *bins)
{
    for (size_t i = 1; i < bins->n; ++i) {
        const double m = bins->mag[i], r = bins->rate_per_yr[i];
        size_t j = i;

        for (; j > 0 && bins->mag[j - 1] > m; --j) {
            bins->mag[j] = bins->mag[j - 1];
            bins->rate_per_yr[j] = bins->rate_per_yr[j - 1];
        }
        bins->mag[j] = m;
        bins->rate_per_yr[j] = r;
    }
}

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SOURCE_MFD_H
#define OQL_SOURCE_MFD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "base/status.h"
#include "source/ruptures.h"

/** Magnitude-frequency distributions as read, and their bins.
 *
 *  Functional forms keep their parameters so that logic-tree uncertainties can change them;
 *  the bins (rates at magnitudes) are computed on demand, with the bin edges rounded as
 *  OpenQuake does.
 */
typedef enum {
    OQL_MFD_TRUNC_GR,    /**< truncated Gutenberg-Richter: min_mag, max_mag, bin_width, a, b */
    OQL_MFD_INCREMENTAL, /**< min_mag = centre of bin 0, bin_width, rate[] */
    OQL_MFD_ARBITRARY,   /**< mag[], rate[] */
    OQL_MFD_YOUNGS_COPPERSMITH, /**< min_mag, bin_width, a, b, char_mag, char_rate */
    OQL_MFD_TAPERED_GR,         /**< min_mag, max_mag, corner_mag, bin_width, a, b */
    OQL_MFD_MULTI               /**< one distribution for each point of a multi-point source */
} oql_mfd_kind;

typedef struct oql_mfd_multi oql_mfd_multi;

/** One distribution. Plain data; arrays are borrowed from the model's arena. */
typedef struct {
    oql_mfd_kind kind;
    double min_mag, max_mag, bin_width;
    double a_val, b_val;
    double corner_mag;          /**< tapered */
    double char_mag;            /**< Youngs-Coppersmith */
    double char_rate_per_yr;    /**< Youngs-Coppersmith, the characteristic rate */
    double slip_rate_mm_per_yr; /**< > 0: a_val follows from slip rate and fault area */
    double rigidity_gpa;        /**< with slip rate */
    size_t n;                   /**< of the arrays: bins, or points for OQL_MFD_MULTI */
    const double *mag;          /**< (n) arbitrary */
    const double *rate_per_yr;  /**< (n) incremental, arbitrary */
    const oql_mfd_multi *multi; /**< OQL_MFD_MULTI */
} oql_mfd;

/** A parameter of a multi-MFD: one value for all points (n == 1) or one each (n == size). */
typedef struct {
    size_t n;
    const double *value;
} oql_mfd_column;

/** A modification that a logic tree applies to every member of a multi-MFD. */
typedef struct {
    const char *type; /**< uncertainty type, NULL for none */
    double value[3];
    size_t n_rate; /**< incrementalMFDAbsolute: value = {min_mag, bin_width} and the rates */
    const double *rate_per_yr;
} oql_mfd_change;

struct oql_mfd_multi {
    oql_mfd_kind kind; /**< of the members */
    size_t size;
    oql_mfd_column min_mag, max_mag, bin_width, a_val, b_val, char_mag, char_rate, moment_rate;
    const double *mag, *rate_per_yr; /**< members' arrays, one after the other */
    const size_t *start;             /**< (size + 1) where each member's arrays start */
    oql_mfd_change change;
};

/** "truncGutenbergRichterMFD", …, as in NRML; static storage. */
const char *oql_mfd_name(oql_mfd_kind kind);

/** Check the constraints of a distribution, members included: positive b, at least one bin,
 *  rates not negative and not all zero, … Errors: OQL_EMODEL, text without file and line. */
oql_status oql_mfd_check(const oql_mfd *mfd, oql_err *err) OQL_MUST_CHECK;

/** Member i of a multi-MFD as a plain distribution with its change applied; any other kind
 *  gives itself. Borrows from mfd. */
oql_status oql_mfd_member(const oql_mfd *mfd, size_t i, oql_mfd *out,
                          oql_err *err) OQL_MUST_CHECK;

/** Most bins that a plain distribution can have, so that oql_mfd_fill never exceeds it. */
size_t oql_mfd_max_bins(const oql_mfd *mfd);

/** Bins of a plain distribution into the caller's arrays (oql_mfd_max_bins), bins whose rate
 *  is 0 left out as OpenQuake does; returns how many. Magnitudes are raw, not rounded. */
size_t oql_mfd_fill(const oql_mfd *mfd, double *mag, double *rate_per_yr);

/** The same into fresh arrays owned by the caller: oql_mfd_bins_clear. */
oql_status oql_mfd_make_bins(const oql_mfd *mfd, oql_mfd_bins *out,
                             oql_err *err) OQL_MUST_CHECK;
void oql_mfd_bins_clear(oql_mfd_bins *bins); /**< zeroed is fine */

/** Smallest and largest magnitude, as OpenQuake's get_min_max_mag: centres of the first and
 *  the last bin, zero rates included; over all members of a multi-MFD. */
void oql_mfd_mag_range(const oql_mfd *mfd, double *min_mag, double *max_mag);

/** Youngs & Coppersmith (1985, BSSA 75(4) 939-964): a_val and char_rate from the characteristic
 *  rate, or from the total moment rate [N m / yr]. min_mag, b_val, char_mag and bin_width of
 *  *mfd are set before. */
void oql_mfd_yc_from_char_rate(oql_mfd *mfd, double char_rate_per_yr);
void oql_mfd_yc_from_moment_rate(oql_mfd *mfd, double moment_rate_nm_per_yr);

/** Truncated Gutenberg-Richter a value that releases a moment rate [N m / yr] with
 *  log10 M0 = 1.5 M + constant_term (Youngs & Coppersmith 1985, eq. 11 without characteristic
 *  part; constant_term 9.1 is OpenQuake's default). */
double oql_mfd_a_from_moment(double max_mag, double b_val, double moment_rate_nm_per_yr,
                             double constant_term);

/** Total moment rate of a truncated Gutenberg-Richter distribution [N m / yr], log10 M0 = 1.5
 *  M + 9.05; and the a value that restores it. */
double oql_mfd_moment_rate(const oql_mfd *mfd);
double oql_mfd_a_keeping_moment(const oql_mfd *mfd, double moment_rate_nm_per_yr);

/** One distribution after a change of the kinds maxMagGRAbsolute, maxMagGRRelative,
 *  maxMagGRRelativeNoMoBalance, bGRAbsolute, bGRRelative, abGRAbsolute, abMaxMagAbsolute,
 *  incrementalMFDAbsolute; *out borrows from mfd, change and (multi) the arena.
 *  Errors: OQL_EMODEL when the kind of distribution does not allow it, or the result is
 *  invalid. */
oql_status oql_mfd_apply(const oql_mfd *mfd, const oql_mfd_change *change, oql_arena *arena,
                         oql_mfd *out, oql_err *err) OQL_MUST_CHECK;

/** Sort bins by magnitude, stable. */
void oql_mfd_sort_bins(oql_mfd_bins *bins);

#endif

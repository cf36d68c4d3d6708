/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SOURCE_MSR_H
#define OQL_SOURCE_MSR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "source/ruptures.h"

/** Magnitude scaling relations: median rupture area (length, width) from moment magnitude and
 *  rake, and magnitude from area, under the names OpenQuake gives them.
 *
 *  Rake is in degrees within [-180, 180]; NaN means "undefined" and selects the all-styles
 *  form. Standard deviations are in log10 units for sizes and in magnitude units for
 *  magnitudes.
 *  Threads   pure tables, reentrant
 */

/** Style of faulting as Wells & Coppersmith (1994) bin rakes: strike-slip within 45 degrees of
 *  horizontal slip, else reverse (rake > 0) or normal. */
typedef enum {
    OQL_MSR_ALL,
    OQL_MSR_STRIKE_SLIP,
    OQL_MSR_REVERSE,
    OQL_MSR_NORMAL,
    OQL_MSR_STYLES
} oql_msr_style;

/** y = a + b x with standard deviation std; b == 0 means undefined. */
typedef struct {
    double a, b, std;
} oql_msr_line;

/** One published relation. Where a function is given it takes the place of the lines. */
typedef struct {
    const char *name;
    const char *reference;             /**< publication */
    const char *doi;                   /**< "" when the publication has none */
    const char *argument;              /**< name of its one argument, such as "C", or NULL */
    bool by_style;                     /**< false: only lines [OQL_MSR_ALL] hold */
    oql_msr_line area[OQL_MSR_STYLES]; /**< log10(A km2) from magnitude */
    oql_msr_line mag[OQL_MSR_STYLES];  /**< magnitude from log10(A km2) */
    oql_msr_line length, width;        /**< log10(km) from magnitude */
    double (*area_km2)(double mag, double arg);
    double (*mag_of)(double area_km2);
} oql_msr_relation;

/** A relation with its argument applied (0 when it takes none). */
struct oql_msr {
    const oql_msr_relation *rel;
    double arg;
};

/** All relations, sorted by name; *n receives how many. Static storage. */
const oql_msr_relation *oql_msr_table(size_t *n);

/** Parse a text such as "WC1994", " WC1994 " or "CScalingMSR.C=3.90".
 *
 *  Errors    OQL_EMODEL: unknown name (the nearest one is suggested), missing, unknown or
 *            malformed argument; the text carries no file and line, the caller adds them.
 *            *out is unchanged
 */
oql_status oql_msr_parse(const char *text, oql_msr *out, oql_err *err) OQL_MUST_CHECK;

/** Same relation and same argument. */
bool oql_msr_is_equal(const oql_msr *a, const oql_msr *b);

/** Median rupture area [km2] and its standard deviation [log10]. A standard deviation is NaN
 *  where the relation defines none. */
double oql_msr_area_km2(const oql_msr *msr, double mag, double rake_deg);
double oql_msr_area_std(const oql_msr *msr, double rake_deg);

/** Median magnitude of a rupture area and its standard deviation; NaN when not defined. */
double oql_msr_mag(const oql_msr *msr, double area_km2, double rake_deg);
double oql_msr_mag_std(const oql_msr *msr, double rake_deg);

/** Median length and width [km], standard deviations [log10]; NaN when not defined. */
double oql_msr_length_km(const oql_msr *msr, double mag);
double oql_msr_length_std(const oql_msr *msr);
double oql_msr_width_km(const oql_msr *msr, double mag);

#endif

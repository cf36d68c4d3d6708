/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_SOURCE_MSR_H
#define OQL_SOURCE_MSR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "source/ruptures.h"

/** Magnitude scaling relations: median rupture area (length, width) from moment magnitude and rake,
 *  and magnitude from area, under the names OpenQuake gives them.
 *
 *  Rake is in degrees within [-180, 180]; NaN means "undefined" and selects the all-styles form.
 *  Standard deviations are in log10 units for sizes and in magnitude units for magnitudes.
 *  Threads   pure tables, reentrant
 */
typedef struct {
    const char *name;
    const char *reference; /**< publication */
    const char *doi;       /**< "" when the publication has none */
    /** Name of its one argument, such as "C", or NULL. */
    const char *argument;
    double (*area_km2)(double mag, double rake_deg, double arg); /**< never NULL */
    double (*area_std)(double mag,
                       double rake_deg); /**< NULL where undefined, as are all below */
    double (*mag)(double area_km2, double rake_deg);
    double (*mag_std)(double area_km2, double rake_deg);
    double (*length_km)(double mag);
    double (*length_std)(double mag);
    double (*width_km)(double mag);
    double (*width_std)(double mag);
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

/** Median rupture area [km2]. */
double oql_msr_area_km2(const oql_msr *msr, double mag, double rake_deg);

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_SCENARIO_H
#define OQL_GMM_SCENARIO_H

#include <stddef.h>
#include <stdint.h>

#include "base/gmmspec.h"
#include "base/imt.h"
#include "base/status.h"
#include "gmm/gmm.h"

/** One earthquake and one site described completely, for curves of models as papers draw them.
 *
 *  The usual scenario is a plane seen across its strike, on the hanging wall's outside: all
 *  distances follow from the one to the surface projection, ztor and the hypocentral depth. What
 *  the user gives replaces what would follow.
 *
 *  Threads   plain data; functions are pure
 */
typedef struct {
    double value[OQL_CTX_N]; /**< of the parameters in `given` */
    uint64_t given;          /**< OQL_BIT of the parameters that the user set */
    double mag;
    double dist_km; /**< rjb */
} oql_gmm_scenario;

/** M 6.5 at 30 km on 760 m/s; rake, dip and depths are usual for the tectonic region (OpenQuake's
 *  spelling; anything else counts as crust). */
void oql_gmm_scenario_init(oql_gmm_scenario *s, const char *trt);

/** Set a parameter from "vs30=400", "siteclass=C", "mag=7", "dist=50".
 *  Errors   OQL_ECONFIG: unknown parameter or not a number, with what was expected */
oql_status oql_gmm_scenario_set(oql_gmm_scenario *s, const char *assignment,
                                oql_err *err) OQL_MUST_CHECK;

/** Every parameter of the scenario.
 *
 *  Basin depths follow from vs30: z1pt0 as in Chiou & Youngs (2014), doi:10.1193/072813EQS219M,
 *  z2pt5 as in Campbell & Bozorgnia (2014), doi:10.1193/062913EQS175M, both for California.
 *
 *  @param[out] value  (OQL_CTX_N)
 */
void oql_gmm_scenario_values(const oql_gmm_scenario *s, double value[OQL_CTX_N]);

/** What a model says along one axis; arrays (n) in malloc'd memory, oql_gmm_curve_clear. */
typedef struct {
    size_t n;
    double *x;             /**< distance km, magnitude or period s */
    double *median;        /**< unit of the measure */
    double *lower, *upper; /**< one total standard deviation below and above */
    double *mean, *sigma;  /**< natural logarithm; plain for MMI */
} oql_gmm_curve;

typedef enum {
    OQL_GMM_OVER_DISTANCE,
    OQL_GMM_OVER_MAGNITUDE,
    OQL_GMM_OVER_PERIOD
} oql_gmm_axis;

/** A model's curve for a measure over an axis from lo to hi in n steps (distance and period in equal
 *  ratios). Over the period the measure is SA; periods that the model does not define are left out,
 *  so that the curve may be empty.
 *
 *  @param[in]  spec  the model; borrowed during the call
 *  @param[out] out   owned by the caller; empty on failure
 *  Errors  as oql_gmm_create; OQL_ENOMEM
 */
oql_status oql_gmm_curve_make(const oql_gmm_spec *spec, const oql_imt *imt,
                              const oql_gmm_scenario *s, oql_gmm_axis axis, double lo,
                              double hi, size_t n, oql_gmm_curve *out,
                              oql_err *err) OQL_MUST_CHECK;
void oql_gmm_curve_clear(oql_gmm_curve *c); /**< of one all zero, too */

#endif

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_HAZARD_COMPONENT_H
#define OQL_HAZARD_COMPONENT_H

#include <stdbool.h>

#include "base/imt.h"

/** Conversion of a model's horizontal component to the geometric mean (job key
 *  horiz_comp_to_geom_mean):
 *
 *      mean  -= ln(median_ratio)        sigma = sqrt(sigma^2 - added_sigma^2) / sigma_ratio
 *
 *  Sources   GMRotI50 and random component: Beyer & Bommer (2006), doi:10.1785/0120050210, table 2;
 *            RotD50 and larger of two: Boore & Kishida (2017), doi:10.1785/0120160250, table 2
 *  Threads   pure
 */
typedef struct {
    double median_ratio, added_sigma, sigma_ratio;
} oql_component;

/** Factors for a component, as oql_gmm_info names it, and a measure. False when the component is
 *  the geometric mean already or has no published conversion (then nothing is converted). */
bool oql_component_to_geometric_mean(const char *component, const oql_imt *imt,
                                     oql_component *out);

#endif

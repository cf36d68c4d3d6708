/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_ARTETA_SITE_H
#define OQL_GMM_MODELS_ARTETA_SITE_H

#include "kernels/vmath.h"

/** Site terms of the Colombian models of Arteta et al. (2021, doi:10.1177/87552930211027585): a
 *  coefficient by class of predominant period (s2 to s5), times ln of the ratio of horizontal
 *  to vertical motion at that period, or of the class's average ratio where only vs30 is
 *  known. */

/** From the predominant period THV (s) and the amplitude PHV at it; none below an amplitude of
 *  2. */
static inline double oql_arteta_site_hv(const double *s, double period, double amplitude)
{
    const double low = period <= 0.2 ? s[0] : s[1], high = period <= 0.8 ? s[2] : s[3];
    const double f = (period <= 0.4 ? low : high) * oql_log(amplitude);
    return amplitude < 2.0 ? 0.0 : f;
}

/** From vs30. */
static inline double oql_arteta_site_vs30(const double *s, double vs30)
{
    const double stiff = vs30 >= 600.0 ? s[0] * 1.1908875647772805  /* ln 3.29 */
                                       : s[1] * 1.4996230464268938; /* ln 4.48 */
    const double soft = vs30 >= 230.0 ? s[2] * 1.4445632692438664   /* ln 4.24 */
                                      : s[3] * 1.244154593958768;   /* ln 3.47 */
    return vs30 >= 370.0 ? stiff : soft;
}

#endif

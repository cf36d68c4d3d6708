/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_AKKAR_SITE_H
#define OQL_GMM_MODELS_AKKAR_SITE_H

#include "kernels/vmath.h"

/** Site functions of Sandikkaya, Akkar & Bard (2013, doi:10.1785/0120130042) relative to 750
 *  m/s, which coefficients of the measure multiply: b1 lin + b2 non. The rock PGA is in g. */
typedef struct {
    double lin, non;
} oql_akkar_site;

static inline oql_akkar_site oql_akkar_site_of(double vs30, double rock_pga)
{
    const double v_ref = 750.0, v_con = 1000.0, soft = 2.5, power = 3.2;
    const double ln_v = oql_log((vs30 < v_con ? vs30 : v_con) / v_ref);
    const double ratio = oql_exp(power * ln_v);
    const double curve = oql_log((rock_pga + soft * ratio) / ((rock_pga + soft) * ratio));
    const oql_akkar_site s = {ln_v, vs30 < v_ref ? curve : 0.0};
    return s;
}

#endif

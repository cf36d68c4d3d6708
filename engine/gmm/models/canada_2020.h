/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_CANADA_2020_H
#define OQL_GMM_MODELS_CANADA_2020_H

#include "coeffs/canada_2020_hard_rock.h"
#include "gmm/lanes.h"

/** Terms of the sixth-generation seismic hazard model of Canada.
 *
 *  Source   Kolaj, Halchuk & Adams (2023), GSC Open File 8924
 */

#define OQL_SHM6_LN_1100 7.003065458786462
#define OQL_SHM6_LN_2000 7.600902459542082

/** Range of SA of the model, s. */
#define OQL_SHM6_MIN_SA 0.05
#define OQL_SHM6_MAX_SA 10.0

/** Site factors of hard rock: ln amplification at 1100 and 2000 m/s, linear in ln vs30 between. */
typedef struct {
    double at_1100, at_2000;
} oql_shm6_rock;

/** From a model's own factors at 1100 and 2000 m/s and the ratio c of the table above. */
static inline oql_shm6_rock oql_shm6_rock_of(double at_1100, double at_2000, double c)
{
    const double ratio = -oql_log(c);
    const oql_shm6_rock r = {at_1100, oql_fmin(at_1100, oql_fmax(at_2000, ratio))};
    return r;
}

/** Factor at ln vs30. */
static inline double oql_shm6_rock_at(oql_shm6_rock r, double ln_v)
{
    const double t = (ln_v - OQL_SHM6_LN_1100) / (OQL_SHM6_LN_2000 - OQL_SHM6_LN_1100);
    return r.at_1100 + (r.at_2000 - r.at_1100) * oql_clip01(t);
}

/** OQL_EMODEL for SA outside of the range. */
static inline oql_status oql_shm6_check(const oql_imt *imt, oql_err *err)
{
    if (imt->kind == OQL_IMT_SA &&
        (imt->period_s < OQL_SHM6_MIN_SA || imt->period_s > OQL_SHM6_MAX_SA)) {
        return OQL_FAIL(err, OQL_EMODEL, "%s is outside of the model's 0.05 to 10 s",
                        imt->text);
    }
    return OQL_OK;
}

#endif

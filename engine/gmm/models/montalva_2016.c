/* SPDX-License-Identifier: BSD-3-Clause */
/** The version of the Montalva et al. model for Chile that circulated before its publication.
 * */
#include "coeffs/montalva_2016.h"
#include "coeffs/abrahamson_2015_dc1.h"
#include "gmm/models/bchydro.h"
#include "gmm/models/terms.h"

#define INFO(class_name, is_slab, region)                                                      \
    {                                                                                          \
        .name = class_name,                                                                    \
        .reference = "Montalva, Bastias & Rodriguez-Marek (2016). Ground motion prediction "   \
                     "equation for the Chilean subduction zone. Submitted version; see "       \
                     "Montalva et al. (2017)",                                                 \
        .doi = "", .trt = region, .measures = "PGA SA", .component = OQL_IMC_GEOMEAN,          \
        .needs =                                                                               \
            OQL_BCHYDRO_SITE(false) | ((is_slab) ? OQL_BCHYDRO_SSLAB : OQL_BCHYDRO_SINTER),    \
        .period_s = {                                                                          \
            (is_slab) ? 0.01 : 0.02,                                                           \
            10.0                                                                               \
        }                                                                                      \
    }

static const oql_gmm_class classes[] = {
    {.info = INFO("MontalvaEtAl2016SInter", false, OQL_TRT_INTERFACE),
     OQL_BCHYDRO_BODY((&(const oql_bchydro_variant){.table = &oql_table_montalva_2016,
                                                    .dc1 = &oql_table_abrahamson_2015_dc1,
                                                    .c1 = 7.8,
                                                    .c1_dist = 7.8}))},
    {.info = INFO("MontalvaEtAl2016SSlab", true, OQL_TRT_INSLAB),
     OQL_BCHYDRO_BODY((&(const oql_bchydro_variant){.slab = true,
                                                    .table = &oql_table_montalva_2016,
                                                    .dc1_slab = -0.3,
                                                    .c1 = 7.8,
                                                    .c1_dist = 7.8}))},
};

OQL_GMM_FAMILY(montalva_2016) = {OQL_COUNT(classes), classes, 0, NULL};

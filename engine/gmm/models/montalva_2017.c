/* SPDX-License-Identifier: BSD-3-Clause */
/** Montalva et al. (2017), subduction earthquakes of Chile. */
#include "coeffs/montalva_2017.h"
#include "coeffs/montalva_2017_dc1.h"
#include "gmm/models/bchydro.h"
#include "gmm/models/terms.h"

#define INFO(class_name, is_slab, region)                                                      \
    {                                                                                          \
        .name = class_name,                                                                    \
        .reference = "Montalva, Bastias & Rodriguez-Marek (2017). Ground-motion prediction "   \
                     "equation for the Chilean subduction zone. Bulletin of the "              \
                     "Seismological Society of America 107(2), 901-911",                       \
        .doi = "10.1785/0120160221", .trt = region, .measures = "PGA SA",                      \
        .component = OQL_IMC_GEOMEAN,                                                          \
        .needs =                                                                               \
            OQL_BCHYDRO_SITE(false) | ((is_slab) ? OQL_BCHYDRO_SSLAB : OQL_BCHYDRO_SINTER),    \
        .period_s = {                                                                          \
            0.01,                                                                              \
            10.0                                                                               \
        }                                                                                      \
    }

static const oql_gmm_class classes[] = {
    {.info = INFO("MontalvaEtAl2017SInter", false, OQL_TRT_INTERFACE),
     OQL_BCHYDRO_BODY((&(const oql_bchydro_variant){.table = &oql_table_montalva_2017,
                                                    .dc1 = &oql_table_montalva_2017_dc1,
                                                    .c1 = 7.2,
                                                    .c1_dist = 7.2}))},
    {.info = INFO("MontalvaEtAl2017SSlab", true, OQL_TRT_INSLAB),
     OQL_BCHYDRO_BODY((&(const oql_bchydro_variant){.slab = true,
                                                    .table = &oql_table_montalva_2017,
                                                    .dc1_slab = -0.3,
                                                    .c1 = 7.2,
                                                    .c1_dist = 7.2}))},
};

OQL_GMM_FAMILY(montalva_2017) = {OQL_COUNT(classes), classes, 0, NULL};

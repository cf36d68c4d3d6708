/* SPDX-License-Identifier: BSD-3-Clause */
/** Abrahamson, Gregor & Addo (2016), the BC Hydro model of subduction earthquakes. */
#include "coeffs/abrahamson_2015.h"
#include "coeffs/abrahamson_2015_dc1.h"
#include "coeffs/abrahamson_2015_scaled.h"
#include "gmm/models/bchydro.h"
#include "gmm/models/terms.h"

#define CLASS(class_name, is_slab, region, coeffs, periods, ...)                               \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Abrahamson, Gregor & Addo (2016). BC Hydro ground motion "      \
                              "prediction equations for subduction earthquakes. Earthquake "   \
                              "Spectra 32(1), 23-44",                                          \
                 .doi = "10.1193/051712EQS188MR",                                              \
                 .trt = region,                                                                \
                 .measures = "PGA SA",                                                         \
                 .component = "Average Horizontal",                                            \
                 .needs = OQL_BCHYDRO_SITE(false) |                                            \
                          ((is_slab) ? OQL_BCHYDRO_SSLAB : OQL_BCHYDRO_SINTER),                \
                 .mag = OQL_RANGE(5.0, 9.5),                                                   \
                 .dist_km = OQL_RANGE(0.0, 1000.0),                                            \
                 .period_s = periods},                                                         \
        OQL_BCHYDRO_BODY((&(const oql_bchydro_variant){                                        \
            .slab = (is_slab), .table = &(coeffs), .c1 = 7.8, .c1_dist = 7.8, __VA_ARGS__}))   \
    }

#define SINTER(name, column)                                                                   \
    CLASS(name, false, "Subduction Interface", oql_table_abrahamson_2015, ALL,                 \
          .dc1 = &oql_table_abrahamson_2015_dc1, .dc1_col = (column))
#define SSLAB(name, dc1)                                                                       \
    CLASS(name, true, "Subduction IntraSlab", oql_table_abrahamson_2015, ALL, .dc1_slab = (dc1))
#define ALL    OQL_RANGE(0.02, 10.0)
#define SCALED OQL_RANGE(0.05, 4.0)

static const oql_gmm_class classes[] = {
    SINTER("AbrahamsonEtAl2015SInter", 0),
    SINTER("AbrahamsonEtAl2015SInterHigh", 1),
    SINTER("AbrahamsonEtAl2015SInterLow", 2),
    CLASS("AbrahamsonEtAl2015SInter_scaled", false, "Subduction Interface",
          oql_table_abrahamson_2015_scaled, SCALED, .dc1 = &oql_table_abrahamson_2015_dc1),
    SSLAB("AbrahamsonEtAl2015SSlab", -0.3),
    SSLAB("AbrahamsonEtAl2015SSlabHigh", -0.1),
    SSLAB("AbrahamsonEtAl2015SSlabLow", -0.5),
    CLASS("AbrahamsonEtAl2015SSlab_scaled", true, "Subduction IntraSlab",
          oql_table_abrahamson_2015_scaled, SCALED, .dc1_slab = -0.3),
};

OQL_GMM_FAMILY(abrahamson_2015) = {OQL_COUNT(classes), classes, 0, NULL};

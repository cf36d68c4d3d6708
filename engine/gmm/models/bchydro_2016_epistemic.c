/* SPDX-License-Identifier: BSD-3-Clause */
/** The BC Hydro model as the 2020 European hazard model uses it: attenuation of the
 * Mediterranean,
 *  epistemic branches of stress and attenuation, a taper between forearc and backarc. */
#include "coeffs/abrahamson_2015_dc1.h"
#include "coeffs/bchydro_2016_epistemic_sinter.h"
#include "coeffs/bchydro_2016_epistemic_sslab.h"
#include "gmm/models/bchydro.h"
#include "gmm/models/terms.h"

#define CLASS(class_name, is_slab, region, coeffs, ...)                                        \
    {                                                                                          \
        .info = {.name = class_name,                                                           \
                 .reference = "Weatherill, Kotha, Danciu, Vilanova & Cotton (2024). "          \
                              "Modelling seismic ground motion and its uncertainty in "        \
                              "different tectonic contexts: challenges and application to "    \
                              "the 2020 European Seismic Hazard Model. Natural Hazards and "   \
                              "Earth System Sciences 24, 1795-1834",                           \
                 .doi = "10.5194/nhess-24-1795-2024",                                          \
                 .trt = region,                                                                \
                 .measures = "PGA SA",                                                         \
                 .component = OQL_IMC_GEOMEAN,                                                 \
                 .needs = OQL_BCHYDRO_SITE(true) |                                             \
                          ((is_slab) ? OQL_BCHYDRO_SSLAB : OQL_BCHYDRO_SINTER),                \
                 .mag = OQL_RANGE(5.0, 9.5),                                                   \
                 .dist_km = OQL_RANGE(0.0, 1000.0),                                            \
                 .period_s = OQL_RANGE(0.02, 10.0)},                                           \
        OQL_BCHYDRO_BODY((&(const oql_bchydro_variant){.slab = (is_slab),                      \
                                                       .volcanic_front = true,                 \
                                                       .table = &(coeffs),                     \
                                                       .c1 = 7.8,                              \
                                                       .c1_dist = 7.8,                         \
                                                       __VA_ARGS__}))                          \
    }

#define SINTER(name, column)                                                                   \
    CLASS(name, false, OQL_TRT_INTERFACE, oql_table_bchydro_2016_epistemic_sinter,             \
          .dc1 = &oql_table_abrahamson_2015_dc1, .dc1_col = (column))
#define SSLAB(name, dc1)                                                                       \
    CLASS(name, true, OQL_TRT_INSLAB, oql_table_bchydro_2016_epistemic_sslab, .dc1_slab = (dc1))

static const oql_gmm_class classes[] = {
    SINTER("BCHydroESHM20SInter", 0),      SINTER("BCHydroESHM20SInterHigh", 1),
    SINTER("BCHydroESHM20SInterLow", 2),   SSLAB("BCHydroESHM20SSlab", -0.3),
    SSLAB("BCHydroESHM20SSlabHigh", -0.1), SSLAB("BCHydroESHM20SSlabLow", -0.5),
};

/* Five points of Miller & Rice for the normal distribution of the stress, three of theta6. */
#define BRANCH(stress, epsilon, attenuation, theta6)                                           \
    {"ESHM20SInter" stress "Stress" attenuation "Atten", "BCHydroESHM20SInter",                \
     ARGS(epsilon, theta6)},                                                                   \
    {                                                                                          \
        "ESHM20SSlab" stress "Stress" attenuation "Atten", "BCHydroESHM20SSlab",               \
            ARGS(epsilon, theta6)                                                              \
    }
#define ARGS(epsilon, theta6)                                                                  \
    "sigma_mu_epsilon = " epsilon "\ntheta6_adjustment = " theta6                              \
    "\nfaba_taper_model = \"SFunc\"\na = -100\nb = 100"
#define BRANCHES(stress, epsilon)                                                              \
    BRANCH(stress, epsilon, "Fast", "-0.0015"), BRANCH(stress, epsilon, "Mid", "0.0"),         \
        BRANCH(stress, epsilon, "Slow", "0.0015")

static const oql_gmm_alias aliases[] = {
    BRANCHES("VLow", "-2.85697"), BRANCHES("Low", "-1.35563"),  BRANCHES("Mid", "0.0"),
    BRANCHES("High", "1.35563"),  BRANCHES("VHigh", "2.85697"),
};

OQL_GMM_FAMILY(bchydro_2016_epistemic) = {OQL_COUNT(classes), classes, OQL_COUNT(aliases),
                                          aliases};

/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_GMM_MODELS_KOTHA_2020_ALIASES_H
#define OQL_GMM_MODELS_KOTHA_2020_ALIASES_H

#include "gmm/family.h"

/** Names of the branches of the ground-motion logic tree of ESHM20: source region (dl2l or
 *  multiples of its uncertainty) by attenuation region.
 *
 *  Source    Weatherill, Kotha & Cotton (2020), doi:10.1007/s10518-020-00899-9; Iceland: Kowsari et
 *            al. (2020), doi:10.1785/0120190122
 */

#define FAST "\nc3_epsilon = -1.732051"
#define MID  "\nc3_epsilon = 0.0"
#define SLOW "\nc3_epsilon = 1.732051"

#define ICELAND_HIGH                                                                           \
    "dl2l = {PGA = 0.175935, \"SA(0.01)\" = 0.165182, \"SA(0.025)\" = 0.140772, "              \
    "\"SA(0.04)\" = 0.146282, \"SA(0.05)\" = 0.139289, \"SA(0.07)\" = 0.137253, "              \
    "\"SA(0.1)\" = 0.147652, \"SA(0.15)\" = 0.077509, \"SA(0.2)\" = -0.013765, "               \
    "\"SA(0.25)\" = -0.003536, \"SA(0.3)\" = 0.016499, \"SA(0.35)\" = 0.022376, "              \
    "\"SA(0.4)\" = 0.09461, \"SA(0.45)\" = 0.161395, \"SA(0.5)\" = 0.207248, "                 \
    "\"SA(0.6)\" = 0.273104, \"SA(0.7)\" = 0.336207, \"SA(0.75)\" = 0.391601, "                \
    "\"SA(0.8)\" = 0.418702, \"SA(0.9)\" = 0.482542, \"SA(1.0)\" = 0.549942, "                 \
    "\"SA(1.2)\" = 0.634564, \"SA(1.4)\" = 0.741559, \"SA(1.6)\" = 0.783946, "                 \
    "\"SA(1.8)\" = 0.853204, \"SA(2.0)\" = 0.943847, \"SA(2.5)\" = 1.072875, "                 \
    "\"SA(3.0)\" = 1.144653, \"SA(3.5)\" = 1.0607, \"SA(4.0)\" = 0.91901, "                    \
    "\"SA(4.5)\" = 0.812383, \"SA(5.0)\" = 0.828979, \"SA(6.0)\" = 0.94738, "                  \
    "\"SA(7.0)\" = 1.002816, \"SA(8.0)\" = 0.829291}"

#define ICELAND_LOW                                                                            \
    "dl2l = {PGA = -0.787319, \"SA(0.01)\" = -0.800154, \"SA(0.025)\" = -0.858052, "           \
    "\"SA(0.04)\" = -0.973254, \"SA(0.05)\" = -1.065389, \"SA(0.07)\" = -1.139585, "           \
    "\"SA(0.1)\" = -1.150332, \"SA(0.15)\" = -1.045077, \"SA(0.2)\" = -0.886725, "             \
    "\"SA(0.25)\" = -0.798828, \"SA(0.3)\" = -0.706965, \"SA(0.35)\" = -0.60559, "             \
    "\"SA(0.4)\" = -0.558332, \"SA(0.45)\" = -0.514375, \"SA(0.5)\" = -0.4537, "               \
    "\"SA(0.6)\" = -0.394184, \"SA(0.7)\" = -0.332799, \"SA(0.75)\" = -0.273109, "             \
    "\"SA(0.8)\" = -0.232198, \"SA(0.9)\" = -0.188936, \"SA(1.0)\" = -0.095642, "              \
    "\"SA(1.2)\" = 0.019582, \"SA(1.4)\" = 0.112757, \"SA(1.6)\" = 0.176902, "                 \
    "\"SA(1.8)\" = 0.296832, \"SA(2.0)\" = 0.410135, \"SA(2.5)\" = 0.555383, "                 \
    "\"SA(3.0)\" = 0.545697, \"SA(3.5)\" = 0.417368, \"SA(4.0)\" = 0.285042, "                 \
    "\"SA(4.5)\" = 0.279085, \"SA(5.0)\" = 0.298731, \"SA(6.0)\" = 0.430396, "                 \
    "\"SA(7.0)\" = 0.438246, \"SA(8.0)\" = 0.243113}"

#define ICELAND_MID                                                                            \
    "dl2l = {PGA = -0.305692, \"SA(0.01)\" = -0.317486, \"SA(0.025)\" = -0.35864, "            \
    "\"SA(0.04)\" = -0.413486, \"SA(0.05)\" = -0.46305, \"SA(0.07)\" = -0.501166, "            \
    "\"SA(0.1)\" = -0.50134, \"SA(0.15)\" = -0.483784, \"SA(0.2)\" = -0.450245, "              \
    "\"SA(0.25)\" = -0.401182, \"SA(0.3)\" = -0.345233, \"SA(0.35)\" = -0.291607, "            \
    "\"SA(0.4)\" = -0.231861, \"SA(0.45)\" = -0.17649, \"SA(0.5)\" = -0.123226, "              \
    "\"SA(0.6)\" = -0.06054, \"SA(0.7)\" = 0.001704, \"SA(0.75)\" = 0.059246, "                \
    "\"SA(0.8)\" = 0.093252, \"SA(0.9)\" = 0.146803, \"SA(1.0)\" = 0.22715, "                  \
    "\"SA(1.2)\" = 0.327073, \"SA(1.4)\" = 0.427158, \"SA(1.6)\" = 0.480424, "                 \
    "\"SA(1.8)\" = 0.575018, \"SA(2.0)\" = 0.676991, \"SA(2.5)\" = 0.814129, "                 \
    "\"SA(3.0)\" = 0.845175, \"SA(3.5)\" = 0.739034, \"SA(4.0)\" = 0.602026, "                 \
    "\"SA(4.5)\" = 0.545734, \"SA(5.0)\" = 0.563855, \"SA(6.0)\" = 0.688888, "                 \
    "\"SA(7.0)\" = 0.720531, \"SA(8.0)\" = 0.536202}"

#define ICELAND_VHIGH                                                                          \
    "dl2l = {PGA = 0.70933, \"SA(0.01)\" = 0.69973, \"SA(0.025)\" = 0.693864, "                \
    "\"SA(0.04)\" = 0.766218, \"SA(0.05)\" = 0.80637, \"SA(0.07)\" = 0.844292, "               \
    "\"SA(0.1)\" = 0.8664, \"SA(0.15)\" = 0.699133, \"SA(0.2)\" = 0.46963, "                   \
    "\"SA(0.25)\" = 0.436852, \"SA(0.3)\" = 0.417112, \"SA(0.35)\" = 0.370108, "               \
    "\"SA(0.4)\" = 0.456171, \"SA(0.45)\" = 0.535598, \"SA(0.5)\" = 0.573242, "                \
    "\"SA(0.6)\" = 0.642609, \"SA(0.7)\" = 0.706663, \"SA(0.75)\" = 0.75968, "                 \
    "\"SA(0.8)\" = 0.779133, \"SA(0.9)\" = 0.854368, \"SA(1.0)\" = 0.907429, "                 \
    "\"SA(1.2)\" = 0.975106, \"SA(1.4)\" = 1.089752, \"SA(1.6)\" = 1.120093, "                 \
    "\"SA(1.8)\" = 1.161291, \"SA(2.0)\" = 1.239387, \"SA(2.5)\" = 1.359433, "                 \
    "\"SA(3.0)\" = 1.47632, \"SA(3.5)\" = 1.41694, \"SA(4.0)\" = 1.270064, "                   \
    "\"SA(4.5)\" = 1.107694, \"SA(5.0)\" = 1.122601, \"SA(6.0)\" = 1.233655, "                 \
    "\"SA(7.0)\" = 1.315442, \"SA(8.0)\" = 1.153883}"

#define ICELAND_VLOW                                                                           \
    "dl2l = {PGA = -1.320714, \"SA(0.01)\" = -1.334702, \"SA(0.025)\" = -1.411144, "           \
    "\"SA(0.04)\" = -1.59319, \"SA(0.05)\" = -1.73247, \"SA(0.07)\" = -1.846624, "             \
    "\"SA(0.1)\" = -1.86908, \"SA(0.15)\" = -1.666701, \"SA(0.2)\" = -1.37012, "               \
    "\"SA(0.25)\" = -1.239216, \"SA(0.3)\" = -1.107578, \"SA(0.35)\" = -0.953322, "            \
    "\"SA(0.4)\" = -0.919893, \"SA(0.45)\" = -0.888578, \"SA(0.5)\" = -0.819694, "             \
    "\"SA(0.6)\" = -0.763689, \"SA(0.7)\" = -0.703255, \"SA(0.75)\" = -0.641188, "             \
    "\"SA(0.8)\" = -0.592629, \"SA(0.9)\" = -0.560762, \"SA(1.0)\" = -0.453129, "              \
    "\"SA(1.2)\" = -0.32096, \"SA(1.4)\" = -0.235436, \"SA(1.6)\" = -0.159245, "               \
    "\"SA(1.8)\" = -0.011255, \"SA(2.0)\" = 0.114595, \"SA(2.5)\" = 0.268825, "                \
    "\"SA(3.0)\" = 0.21403, \"SA(3.5)\" = 0.061128, \"SA(4.0)\" = -0.066012, "                 \
    "\"SA(4.5)\" = -0.016226, \"SA(5.0)\" = 0.005109, \"SA(6.0)\" = 0.144121, "                \
    "\"SA(7.0)\" = 0.12562, \"SA(8.0)\" = -0.081479}"

static const oql_gmm_alias oql_kotha_aliases[] = {
    {"ESHM20CratonShallowHighStressMidAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = 1.732051"},
    {"ESHM20CratonShallowHighStressSlowAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = 1.732051" SLOW},
    {"ESHM20CratonShallowMidStressMidAtten", "KothaEtAl2020ESHM20", ""},
    {"ESHM20CratonShallowMidStressSlowAtten", "KothaEtAl2020ESHM20", SLOW},
    {"ESHM20IcelandHighStressFastAtten", "KothaEtAl2020ESHM20", ICELAND_HIGH FAST},
    {"ESHM20IcelandHighStressMidAtten", "KothaEtAl2020ESHM20", ICELAND_HIGH MID},
    {"ESHM20IcelandHighStressSlowAtten", "KothaEtAl2020ESHM20", ICELAND_HIGH SLOW},
    {"ESHM20IcelandLowStressFastAtten", "KothaEtAl2020ESHM20", ICELAND_LOW FAST},
    {"ESHM20IcelandLowStressMidAtten", "KothaEtAl2020ESHM20", ICELAND_LOW MID},
    {"ESHM20IcelandLowStressSlowAtten", "KothaEtAl2020ESHM20", ICELAND_LOW SLOW},
    {"ESHM20IcelandMidStressFastAtten", "KothaEtAl2020ESHM20", ICELAND_MID FAST},
    {"ESHM20IcelandMidStressMidAtten", "KothaEtAl2020ESHM20", ICELAND_MID MID},
    {"ESHM20IcelandMidStressSlowAtten", "KothaEtAl2020ESHM20", ICELAND_MID SLOW},
    {"ESHM20IcelandVHighStressFastAtten", "KothaEtAl2020ESHM20", ICELAND_VHIGH FAST},
    {"ESHM20IcelandVHighStressMidAtten", "KothaEtAl2020ESHM20", ICELAND_VHIGH MID},
    {"ESHM20IcelandVHighStressSlowAtten", "KothaEtAl2020ESHM20", ICELAND_VHIGH SLOW},
    {"ESHM20IcelandVLowStressFastAtten", "KothaEtAl2020ESHM20", ICELAND_VLOW FAST},
    {"ESHM20IcelandVLowStressMidAtten", "KothaEtAl2020ESHM20", ICELAND_VLOW MID},
    {"ESHM20IcelandVLowStressSlowAtten", "KothaEtAl2020ESHM20", ICELAND_VLOW SLOW},
    {"ESHM20ShallowCrustHighStressFastAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = 1.35563" FAST},
    {"ESHM20ShallowCrustHighStressMidAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = 1.35563" MID},
    {"ESHM20ShallowCrustHighStressSlowAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = 1.35563" SLOW},
    {"ESHM20ShallowCrustLowStressFastAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = -1.35563" FAST},
    {"ESHM20ShallowCrustLowStressMidAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = -1.35563" MID},
    {"ESHM20ShallowCrustLowStressSlowAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = -1.35563" SLOW},
    {"ESHM20ShallowCrustMidStressFastAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = 0.0" FAST},
    {"ESHM20ShallowCrustMidStressMidAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = 0.0" MID},
    {"ESHM20ShallowCrustMidStressSlowAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = 0.0" SLOW},
    {"ESHM20ShallowCrustVHighStressFastAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = 2.85697" FAST},
    {"ESHM20ShallowCrustVHighStressMidAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = 2.85697" MID},
    {"ESHM20ShallowCrustVHighStressSlowAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = 2.85697" SLOW},
    {"ESHM20ShallowCrustVLowStressFastAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = -2.85697" FAST},
    {"ESHM20ShallowCrustVLowStressMidAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = -2.85697" MID},
    {"ESHM20ShallowCrustVLowStressSlowAtten", "KothaEtAl2020ESHM20",
     "sigma_mu_epsilon = -2.85697" SLOW},
};

#undef FAST
#undef MID
#undef SLOW

#endif

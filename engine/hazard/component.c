/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/component.h"

#include <math.h>
#include <string.h>

/* Beyer & Bommer (2006): constant up to 0.15 s and from 0.8 s, linear in log T in between. */
typedef struct {
    const char *component;
    oql_component pga, pgv;
    double ratio_short, ratio_long, sigma_short, sigma_long, sigma_ratio;
} two_periods;

/* Boore & Kishida (2017): corner periods and the ratio there, linear in ln T in between. */
typedef struct {
    const char *component;
    double ratio_pga;
    double period_s[4], ratio[4];
} four_periods;

static const two_periods beyer_bommer[] = {
    {"Average Horizontal (GMRotI50)", {1, 0.02, 1}, {1, 0.03, 1}, 1, 1, 0.03, 0.04, 1},
    {"Random horizontal", {1, 0.07, 1.03}, {1, 0.07, 1.03}, 1, 1, 0.07, 0.11, 1.05},
};

static const four_periods boore_kishida[] = {
    {"Greater of two horizontal", 1.117, {0.1, 0.53, 4.48, 8.70}, {1.117, 1.165, 1.195, 1.266}},
    {"Average Horizontal (RotD50)",
     1.009,
     {0.09, 0.58, 4.59, 8.93},
     {1.009, 1.028, 1.042, 1.077}},
};

static oql_component from_two(const two_periods *c, const oql_imt *imt)
{
    const double t = imt->period_s;
    if (imt->kind == OQL_IMT_PGA) {
        return c->pga;
    }
    if (imt->kind == OQL_IMT_PGV) {
        return c->pgv;
    }
    double share = log10(t / 0.15) / log10(0.8 / 0.15);
    share = t <= 0.15 ? 0.0 : (t > 0.8 ? 1.0 : share);
    return (oql_component){c->ratio_short + share * (c->ratio_long - c->ratio_short),
                           c->sigma_short + share * (c->sigma_long - c->sigma_short),
                           c->sigma_ratio};
}

static oql_component from_four(const four_periods *c, const oql_imt *imt)
{
    const double t = imt->period_s;
    oql_component out = {c->ratio_pga, 0.0, 1.0};
    if (imt->kind == OQL_IMT_PGA) {
        return out;
    }
    double line[3];
    for (int i = 0; i < 3; ++i) {
        line[i] = c->ratio[i] + (c->ratio[i + 1] - c->ratio[i]) /
                                    log(c->period_s[i + 1] / c->period_s[i]) *
                                    log(t / c->period_s[i]);
    }
    out.median_ratio =
        fmax(c->ratio[0], fmax(fmin(line[0], line[1]), fmin(line[2], c->ratio[3])));
    return out;
}

bool oql_component_to_geometric_mean(const char *component, const oql_imt *imt,
                                     oql_component *out)
{
    if (imt->kind != OQL_IMT_PGA && imt->kind != OQL_IMT_PGV && imt->kind != OQL_IMT_SA) {
        return false;
    }
    for (size_t i = 0; i < OQL_COUNT(beyer_bommer); ++i) {
        if (strcmp(component, beyer_bommer[i].component) == 0) {
            *out = from_two(&beyer_bommer[i], imt);
            return true;
        }
    }
    for (size_t i = 0; i < OQL_COUNT(boore_kishida) && imt->kind != OQL_IMT_PGV; ++i) {
        if (strcmp(component, boore_kishida[i].component) == 0) {
            *out = from_four(&boore_kishida[i], imt);
            return true;
        }
    }
    return false;
}

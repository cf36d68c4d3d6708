/* SPDX-License-Identifier: BSD-3-Clause */
/* The NGA-West2 models with the epistemic alternatives of the 2014 US national maps: lower and upper
 * shift the median; mean averages the exceedance probabilities of lower, unshifted and upper.
 */
#include <string.h>

#include "gmm/lanes.h"

typedef struct {
    const oql_gmm *base;
    double sign; /* of the shift */
} state;

enum { MAX_ARGS = 32 };

/* Shift by magnitude and distance, ln units: Rezaeian et al. (2015), Earthquake Spectra 31(S1), table
 * of additional epistemic uncertainty. */
static double shift(double mag, double rrup)
{
    if (rrup < 10.0) {
        return mag < 6.0 ? 0.37 : mag < 7.0 ? 0.25 : 0.40;
    }
    if (mag < 6.0) {
        return 0.22;
    }
    return mag < 7.0 ? 0.23 : rrup < 30.0 ? 0.36 : 0.33;
}

static void eval(const oql_gmm *g, const oql_ctx *ctx, const oql_gmm_out *out)
{
    const state *st = oql_gmm_state_c(g);
    const double *rrup = ctx->col[OQL_RRUP];
    const double near = st->sign * shift(ctx->mag, 5.0), mid = st->sign * shift(ctx->mag, 20.0);
    const double far = st->sign * shift(ctx->mag, 50.0);
    oql_gmm_eval(st->base, ctx, out);
    for (size_t m = 0; m < oql_gmm_n_imt(g) && st->sign != 0.0; ++m) {
        double *mean = oql_lanes_of(ctx, out, m).mean;
        OQL_SIMD
        for (size_t i = 0; i < ctx->n; ++i) {
            mean[i] += rrup[i] < 10.0 ? near : (rrup[i] < 30.0 ? mid : far);
        }
    }
}

/* One alternative as a part: this class with another sign. */
static oql_status add_alternative(oql_gmm *g, const oql_gmm_spec *spec, double sign,
                                  double weight, oql_err *err)
{
    oql_status st = OQL_OK;
    const oql_gmm *child = NULL;
    oql_gmm_arg args[MAX_ARGS];
    oql_gmm_spec other = *spec;
    for (size_t i = 0; i < spec->n_args; ++i) {
        args[i] = spec->args[i];
        if (strcmp(args[i].key, "sgn") == 0) {
            args[i].value = (oql_gmm_value){.type = OQL_ARG_FLOAT, .as.real = sign};
        }
    }
    other.args = args;
    OQL_TRY(oql_gmm_add_child(g, &other, oql_gmm_n_imt(g), oql_gmm_imt(g, 0), &child, err));
    OQL_TRY(oql_gmm_add_part(g, child, weight, err));
done:
    return st;
}

static oql_status init(oql_gmm *g, const oql_gmm_spec *spec, oql_err *err)
{
    static const char *const models[] = {"Idriss2014", "ChiouYoungs2014",
                                         "CampbellBozorgnia2014", "BooreEtAl2014",
                                         "AbrahamsonEtAl2014"};
    oql_status st = OQL_OK;
    state *s = oql_gmm_state(g);
    size_t choice = OQL_COUNT(models), n = 0;
    oql_gmm_arg args[MAX_ARGS];
    oql_gmm_spec base = *spec;
    if (spec->n_args > MAX_ARGS || oql_gmm_spec_get(spec, "sgn") == NULL) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: arguments gmpe_name and sgn expected",
                        spec->name);
    }
    OQL_TRY(oql_gmm_arg_choice(spec, "gmpe_name", OQL_COUNT(models), models, &choice, err));
    OQL_TRY(oql_gmm_arg_number(spec, "sgn", &s->sign, err));
    if (choice == OQL_COUNT(models)) {
        return OQL_FAIL(err, OQL_EMODEL, "%s: argument gmpe_name expected", spec->name);
    }
    for (size_t i = 0; i < spec->n_args; ++i) {
        if (strcmp(spec->args[i].key, "gmpe_name") != 0 &&
            strcmp(spec->args[i].key, "sgn") != 0) {
            args[n++] = spec->args[i];
        }
    }
    base.name = models[choice];
    base.args = args;
    base.n_args = n;
    OQL_TRY(oql_gmm_add_child(g, &base, oql_gmm_n_imt(g), oql_gmm_imt(g, 0), &s->base, err));
    if (s->sign == 0.0) {
        OQL_TRY(add_alternative(g, spec, -1.0, 0.185, err));
        OQL_TRY(oql_gmm_add_part(g, s->base, 0.63, err));
        OQL_TRY(add_alternative(g, spec, 1.0, 0.185, err));
    }
done:
    return st;
}

static const oql_gmm_class classes[] = {
    {.info = {.name = "NSHMP2014",
              .reference =
                  "Rezaeian, Petersen & Moschetti (2015), Ground motion models used in "
                  "the 2014 U.S. National Seismic Hazard Maps, Earthquake Spectra "
                  "31(S1), S59-S84",
              .doi = "",
              .trt = "Active Shallow Crust",
              .measures = "",
              .component = "Average Horizontal (RotD50)",
              .needs = OQL_BIT(OQL_MAG) | OQL_BIT(OQL_RRUP)},
     .state_size = sizeof(state),
     .init = init,
     .eval = eval},
};

#define ALIASES(name)                                                                          \
    {name "NSHMPUpper", "NSHMP2014", "gmpe_name = \"" name "\"\nsgn = 1"},                     \
        {name "NSHMPLower", "NSHMP2014", "gmpe_name = \"" name "\"\nsgn = -1"},                \
    {                                                                                          \
        name "NSHMPMean", "NSHMP2014", "gmpe_name = \"" name "\"\nsgn = 0"                     \
    }

static const oql_gmm_alias aliases[] = {
    ALIASES("Idriss2014"), ALIASES("ChiouYoungs2014"), ALIASES("CampbellBozorgnia2014"),
    ALIASES("BooreEtAl2014"), ALIASES("AbrahamsonEtAl2014")};

OQL_GMM_FAMILY(nshmp_2014) = {.n_class = OQL_COUNT(classes),
                              .classes = classes,
                              .n_alias = OQL_COUNT(aliases),
                              .aliases = aliases};

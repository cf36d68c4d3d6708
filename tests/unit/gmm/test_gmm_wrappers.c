/* SPDX-License-Identifier: BSD-3-Clause */
/* Models that wrap others: values of OpenQuake 3.25 at one context, and laws. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "gmm/mixture.h"
#include "gmm_block.h"

typedef struct {
    const char *text, *imt;
    double want[4]; /* mean, sigma, tau, phi */
} wrapped;

/* Computed with OpenQuake 3.25 (hazardlib) for the context of fill_block. A zero deviation
 * stands for one that the model does not define. */
static const wrapped cases[] = {
    {"[ModifiableGMPE]\ngmpe.AkkarEtAlRjb2014 = {}\nset_between_epsilon.epsilon_tau = 0.5",
     "SA(1.0)",
     {-1.7930433, 0.6787, 0, 0.6787}},
    {"[ModifiableGMPE]\ngmpe.AkkarEtAlRjb2014 = {}\nset_scale_median_scalar.scaling_factor = "
     "0.9\nset_scale_total_sigma_scalar.scaling_factor = 0.8",
     "SA(1.0)",
     {-2.0955538, 0.62793945, 0.3943, 0.6787}},
    {"[ModifiableGMPE]\ngmpe.AkkarEtAlRjb2014 = {}\nadd_delta_std_to_total_std.delta=-0.33",
     "SA(1.0)",
     {-1.9901933, 0.71218409, 0.3943, 0.6787}},
    {"[ModifiableGMPE]\ngmpe.ZhaoEtAl2006Asc = {}\nadd_between_within_stds.with_betw_ratio=1.7",
     "SA(1.0)",
     {-1.8059406, 0.73884572, 0.37460965, 0.63683641}},
    {"[ModifiableGMPE]\ngmpe.AkkarEtAlRjb2014 = {}\nset_scale_median_vector.scaling_factor = "
     "{\"PGA\"=1.1,\"SA(0.1)\"=0.9,\"SA(3.0)\"=1.3}",
     "SA(1.0)",
     {-1.8325086, 0.78492431, 0.3943, 0.6787}},
    {"[ModifiableGMPE]\ngmpe.AkkarEtAlRjb2014 = "
     "{}\nset_scale_total_sigma_vector.scaling_factor = "
     "{\"PGA\"=1.1,\"SA(0.1)\"=0.9,\"SA(3.0)\"=1.3}",
     "SA(1.0)",
     {-1.9901933, 0.91898703, 0.3943, 0.6787}},
    {"[ModifiableGMPE]\ngmpe.AkkarEtAlRjb2014 = {}\nset_fixed_total_sigma.total_sigma = "
     "{\"PGA\"=0.5,\"SA(0.1)\"=0.6,\"SA(3.0)\"=0.7}",
     "SA(1.0)",
     {-1.9901933, 0.66769925, 0.3943, 0.6787}},
    {"[ModifiableGMPE]\ngmpe.ZhaoEtAl2006Asc = {}\nnrcan15_site_term.kind=\"base\"",
     "SA(1.0)",
     {-1.7842654, 0.73884572, 0.338, 0.657}},
    {"[ModifiableGMPE]\ngmpe.ZhaoEtAl2006Asc = {}\nnrcan15_site_term.kind=\"linear\"",
     "PGA",
     {-1.5627987, 0.67574033, 0.303, 0.604}},
    {"[ModifiableGMPE]\ngmpe.ChiouYoungs2014 = {}\ncy14_site_term = {}",
     "SA(1.0)",
     {-1.5862061, 0.68343911, 0.3291, 0.59898432}},
    {"[ModifiableGMPE]\ngmpe.ZhaoEtAl2006Asc = {}\nba08_site_term = {}",
     "SA(1.0)",
     {-1.7842654, 0.73884572, 0.338, 0.657}},
    {"[ModifiableGMPE]\ngmpe.ZhaoEtAl2006Asc = {}\nbssa14_site_term = {}",
     "SA(1.0)",
     {-1.5921691, 0.73884572, 0.338, 0.657}},
    {"[ModifiableGMPE]\ngmpe.ZhaoEtAl2006Asc = {}\ncb14_basin_term = {}",
     "SA(2.0)",
     {-2.1934171, 0.72639521, 0.283, 0.669}},
    {"[ModifiableGMPE]\ngmpe.ZhaoEtAl2006Asc = {}\nm9_basin_term = {}",
     "SA(2.0)",
     {-1.9602509, 0.72639521, 0.283, 0.669}},
    {"[ModifiableGMPE]\ngmpe.ZhaoEtAl2006Asc = "
     "{}\nceus2020_site_term.ref_vs30=760\nceus2020_site_term.wimp=0.5",
     "SA(1.0)",
     {-1.7113889, 0.73884572, 0.338, 0.657}},
    {"[ModifiableGMPE]\ngmpe.AbrahamsonEtAl2015SInter = "
     "{}\nconditional_gmpe.IA.gmpe.MacedoEtAl2019SInter = {region=\"Japan\"}",
     "IA",
     {-1.2760392, 1.2622242, 0.72096848, 1.025767}},
    {"[NRCan15SiteTerm]\ngmpe_name=\"ToroEtAl2002SHARE\"",
     "SA(1.0)",
     {-1.150229, 0.75921275, 0, 0}},
    {"[NRCan15SiteTermLinear]\ngmpe_name=\"ToroEtAl2002SHARE\"",
     "SA(1.0)",
     {-1.150229, 0.75921275, 0, 0}},
    {"[BA08SiteTerm]\ngmpe_name=\"ZhaoEtAl2006Asc\"",
     "PGA",
     {-1.529442, 0.67574033, 0.303, 0.604}},
    {"[BSSA14SiteTerm]\ngmpe_name=\"ZhaoEtAl2006Asc\"",
     "PGA",
     {-1.4446877, 0.67574033, 0.303, 0.604}},
    {"[CB14BasinTerm]\ngmpe_name=\"ZhaoEtAl2006Asc\"",
     "SA(3.0)",
     {-2.752803, 0.72261539, 0.278, 0.667}},
    {"[M9BasinTerm]\ngmpe_name=\"ZhaoEtAl2006Asc\"",
     "SA(3.0)",
     {-2.4918567, 0.72261539, 0.278, 0.667}},
    {"[CY14SiteTerm]\ngmpe_name=\"ChiouYoungs2014\"",
     "PGA",
     {-1.6947962, 0.55515309, 0.26, 0.49050479}},
    {"[AvgGMPE]\nb1.AkkarBommer2010.weight=0.20\nb2.ZhaoEtAl2006Asc.weight=0.3\nb3."
     "ChiouYoungs2008.weight=0.5",
     "SA(1.0)",
     {-1.8072191, 0.68985032, 0.33252665, 0.60441665}},
    {"[SplitSigmaGMPE]\ngmpe_name=\"YoungsEtAl1997SInter\"\nwithin_absolute=0.3",
     "SA(1.0)",
     {-2.4671705, 0.8, 0.74161985, 0.3}},
    {"[GenericGmpeAvgSA]\ngmpe_name=\"AkkarEtAlRjb2014\"\navg_periods=[0.05,0.15,0.5,1.0,2.0]"
     "\ncorr_func=\"baker_jayaram\"",
     "AvgSA",
     {-1.8432267, 0.61562003, 0, 0}},
    {"[GmpeIndirectAvgSA]\ngmpe_name=\"AkkarEtAlRjb2014\"\ncorr_func=\"baker_jayaram\"",
     "AvgSA(0.5)",
     {-1.3683623, 0.67856818, 0, 0}},
    {"[GenericGmpeAvgSA]\ngmpe_name=\"AkkarEtAlRjb2014\"\navg_periods=[0.05,0.15,0.5,1.0,2.0]"
     "\ncorr_func=\"eshm20\"",
     "AvgSA",
     {-1.8432267, 0.68858345, 0, 0}},
    {"[GmpeIndirectAvgSA]\ngmpe_name=\"AkkarEtAlRjb2014\"\ncorr_func=\"eshm20\"",
     "AvgSA(0.5)",
     {-1.3683623, 0.72700235, 0, 0}},
    {"[GenericGmpeAvgSA]\ngmpe_name=\"AkkarEtAlRjb2014\"\navg_periods=[0.05,0.15,0.5,1.0,2.0]"
     "\ncorr_func=\"none\"",
     "AvgSA",
     {-1.8432267, 0.7799917, 0, 0}},
    {"[GmpeIndirectAvgSA]\ngmpe_name=\"AkkarEtAlRjb2014\"\ncorr_func=\"none\"",
     "AvgSA(0.5)",
     {-1.3683623, 0.77614869, 0, 0}},
    {"[TromansEtAl2019]\ngmpe_name=\"AkkarEtAlRjb2014\"\nbranch=\"upper\"\nscaling_factor=1.2",
     "SA(1.0)",
     {-1.8078717, 0.69741685, 0.4625, 0.52200001}},
};

static void set_all(gmm_block *b, oql_ctx_param p, double x)
{
    for (size_t i = 0; i < BLOCK_LANES; ++i) {
        gmm_block_set(b, p, i, x);
    }
}

static gmm_block *fill_block(void)
{
    gmm_block *b = gmm_block_create(6.5);
    const struct {
        oql_ctx_param p;
        double x;
    } at[] = {{OQL_RAKE, 90.0},  {OQL_RJB, 20.0},        {OQL_RRUP, 22.0},  {OQL_RHYPO, 26.0},
              {OQL_VS30, 300.0}, {OQL_HYPO_DEPTH, 14.0}, {OQL_Z2PT5, 7.0},  {OQL_BACKARC, 0.0},
              {OQL_DIP, 45.0},   {OQL_ZTOR, 5.0},        {OQL_WIDTH, 12.0}, {OQL_RX, 15.0},
              {OQL_Z1PT0, 200.0}};
    for (size_t k = 0; k < OQL_COUNT(at); ++k) {
        set_all(b, at[k].p, at[k].x);
    }
    return b;
}

/* Instance of a TOML text for up to two measures; the failure's text is kept in err. */
static oql_status make(const char *text, size_t n, const char *const *measure, oql_gmm **out,
                       oql_err *err)
{
    oql_arena *arena = NULL;
    const oql_gmm_spec *spec = NULL;
    oql_imt imt[2];

    *out = NULL;
    for (size_t i = 0; i < n; ++i) {
        cr_assert_eq(oql_imt_parse(measure[i], &imt[i], err), OQL_OK, "%s", err->text);
    }
    cr_assert_eq(oql_arena_create(&arena, err), OQL_OK);
    cr_assert_eq(oql_gmm_spec_parse(arena, text, 0, NULL, NULL, "tree.xml", 7, &spec, err),
                 OQL_OK, "%s", err->text);
    const oql_status st = oql_gmm_create(spec, n, imt, out, err);
    oql_arena_destroy(arena);
    return st;
}

static oql_gmm *make_one(const char *text, const char *measure)
{
    oql_err err = {.code = OQL_OK};
    oql_gmm *g = NULL;
    cr_assert_eq(make(text, 1, &measure, &g, &err), OQL_OK, "%s", err.text);
    return g;
}

static double eval_one(gmm_block *b, const char *text, const char *measure)
{
    oql_gmm *g = make_one(text, measure);
    gmm_block_eval(b, g, 5, true);
    oql_gmm_destroy(g);
    return b->out.mean[4];
}

Test(gmm_wrappers, agree_with_openquake)
{
    gmm_block *b = fill_block();
    for (size_t k = 0; k < OQL_COUNT(cases); ++k) {
        oql_gmm *g = make_one(cases[k].text, cases[k].imt);
        gmm_block_eval(b, g, 5, true);
        const double got[4] = {b->out.mean[4], b->out.sigma[4], b->out.tau[4], b->out.phi[4]};
        for (size_t i = 0; i < 4; ++i) {
            const double want = cases[k].want[i];
            cr_expect(fabs(got[i] - want) < 1e-6 || (i > 1 && want == 0.0),
                      "%s %s [%zu]: got %.9g, want %.9g", cases[k].text, cases[k].imt, i,
                      got[i], want);
        }
        oql_gmm_destroy(g);
    }
    gmm_block_destroy(b);
}

Test(gmm_wrappers, modifications_apply_in_the_order_of_the_arguments)
{
    static const char *const base = "[ModifiableGMPE]\ngmpe.AkkarEtAlRjb2014 = {}\n";
    gmm_block *b = fill_block();
    char text[256];
    oql_gmm *g;

    /* fixed, then doubled; doubled, then fixed */
    (void)snprintf(text, sizeof text,
                   "%sset_fixed_total_sigma.total_sigma = {PGA = 0.5}\n"
                   "set_scale_total_sigma_scalar.scaling_factor = 2.0",
                   base);
    g = make_one(text, "PGA");
    gmm_block_eval(b, g, 3, true);
    cr_expect_float_eq(b->out.sigma[0], 1.0, 1e-12);
    oql_gmm_destroy(g);
    (void)snprintf(text, sizeof text,
                   "%sset_scale_total_sigma_scalar.scaling_factor = 2.0\n"
                   "set_fixed_total_sigma.total_sigma = {PGA = 0.5}",
                   base);
    g = make_one(text, "PGA");
    gmm_block_eval(b, g, 3, true);
    cr_expect_float_eq(b->out.sigma[0], 0.5, 1e-12);
    oql_gmm_destroy(g);
    gmm_block_destroy(b);
}

Test(gmm_wrappers, total_from_tau_takes_the_lane_s_own_tau)
{
    gmm_block *b = fill_block();
    oql_gmm *g = make_one("[ModifiableGMPE]\ngmpe.ZhaoEtAl2006Asc = {}\n"
                          "set_total_std_as_tau_plus_delta.delta = 0.2",
                          "PGA");
    gmm_block_eval(b, g, 3, true);
    cr_expect_float_eq(b->out.sigma[1], hypot(0.303, 0.2), 1e-12);
    oql_gmm_destroy(g);
    gmm_block_destroy(b);
}

Test(gmm_wrappers, a_site_term_keeps_the_horizontal_component_of_its_model)
{
    oql_gmm *g = make_one("[NRCan15SiteTerm]\ngmpe_name = \"PezeshkEtAl2011NEHRPBC\"", "PGA");
    cr_expect_str_eq(oql_gmm_component(g), "Average Horizontal (GMRotI50)");
    oql_gmm_destroy(g);
    g = make_one("[AvgGMPE]\nb1.PezeshkEtAl2011NEHRPBC.weight = 1", "PGA");
    cr_expect_str_eq(oql_gmm_component(g), "Horizontal");
    oql_gmm_destroy(g);
}

Test(gmm_wrappers, averages_have_their_branches_as_parts)
{
    static const char *const kinds[] = {"AvgGMPE", "AvgPoeGMPE"};
    for (size_t k = 0; k < OQL_COUNT(kinds); ++k) {
        char text[256];
        double w0, w1;
        (void)snprintf(
            text, sizeof text,
            "[%s]\nb1.AkkarEtAlRjb2014.weight = 0.4\nb2.ZhaoEtAl2006Asc.weight = 0.6",
            kinds[k]);
        oql_gmm *g = make_one(text, "PGA");
        cr_assert_eq(oql_gmm_parts(g), 2);
        const oql_gmm *a = oql_gmm_part(g, 0, &w0), *z = oql_gmm_part(g, 1, &w1);
        cr_expect_str_eq(oql_gmm_get_info(a)->name, "AkkarEtAlRjb2014");
        cr_expect_str_eq(oql_gmm_get_info(z)->name, "ZhaoEtAl2006Asc");
        cr_expect_float_eq(w0, 0.4, 1e-15);
        cr_expect_float_eq(w1, 0.6, 1e-15);
        oql_gmm_destroy(g);
    }
}

Test(gmm_wrappers, mixture_scales_the_deviation_of_each_part)
{
    gmm_block *b = fill_block();
    oql_gmm *g = make_one("[MixtureModel]\ngmpe.AkkarEtAlRjb2014 = {}\n"
                          "factors = [0.8, 1.2]\nweights = [0.5, 0.5]",
                          "PGA");
    oql_gmm *plain = make_one("[AkkarEtAlRjb2014]", "PGA");
    double weight;
    gmm_block_eval(b, plain, 3, true);
    const double sigma = b->out.sigma[2], mean = b->out.mean[2];
    cr_assert_eq(oql_gmm_parts(g), 2);
    gmm_block_eval(b, oql_gmm_part(g, 1, &weight), 3, true);
    cr_expect_float_eq(b->out.sigma[2], 1.2 * sigma, 1e-12);
    cr_expect_float_eq(b->out.mean[2], mean, 1e-12);
    /* as one distribution: the mean stays, the variance is the mean variance */
    gmm_block_eval(b, g, 3, true);
    cr_expect_float_eq(b->out.mean[2], mean, 1e-12);
    cr_expect_float_eq(b->out.sigma[2], sigma * sqrt(0.5 * (0.64 + 1.44)), 1e-12);
    oql_gmm_destroy(plain);
    oql_gmm_destroy(g);
    gmm_block_destroy(b);
}

Test(gmm_wrappers, multi_takes_the_model_of_each_measure)
{
    static const char *const measures[] = {"SA(1.0)", "PGA"};
    gmm_block *b = fill_block();
    oql_err err = {.code = OQL_OK};
    oql_gmm *g = NULL;
    const double akkar = eval_one(b, "[AkkarEtAlRjb2014]", "PGA");
    const double zhao = eval_one(b, "[ZhaoEtAl2006Asc]", "SA(1.0)");

    cr_assert_eq(make("[MultiGMPE]\nPGA.AkkarEtAlRjb2014 = {}\n"
                      "\"SA(1.0)\".ZhaoEtAl2006Asc = {}",
                      2, measures, &g, &err),
                 OQL_OK, "%s", err.text);
    gmm_block_eval(b, g, 3, true);
    cr_expect_float_eq(b->out.mean[0], zhao, 1e-12);
    cr_expect_float_eq(b->out.mean[b->ctx.stride], akkar, 1e-12);
    oql_gmm_destroy(g);
    gmm_block_destroy(b);
}

Test(gmm_wrappers, site_terms_evaluate_the_base_on_rock)
{
    gmm_block *b = fill_block();
    set_all(b, OQL_VS30, 760.0);
    /* on the reference rock the term is nothing */
    const double plain = eval_one(b, "[ZhaoEtAl2006Asc]", "PGA");
    const double ba08 = eval_one(b, "[BA08SiteTerm]\ngmpe_name = \"ZhaoEtAl2006Asc\"", "PGA");
    const double nrcan =
        eval_one(b, "[NRCan15SiteTerm]\ngmpe_name = \"ZhaoEtAl2006Asc\"", "PGA");
    cr_expect_float_eq(ba08, plain, 1e-12);
    cr_expect_float_eq(nrcan, plain, 1e-12);
    gmm_block_destroy(b);
}

Test(gmm_wrappers, refuse_what_they_do_not_know_with_file_and_line)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"[ModifiableGMPE]", "expected gmpe"},
        {"[ModifiableGMPE]\ngmpe.Nope = {}", "Nope"},
        {"[ModifiableGMPE]\ngmpe.AkkarEtAlRjb2014 = {}\nset_betwen_epsilon.epsilon_tau = 1",
         "did you mean set_between_epsilon"},
        {"[ModifiableGMPE]\ngmpe.AkkarEtAlRjb2014 = {}\nset_between_epsilon = 3",
         "expected a table"},
        {"[ModifiableGMPE]\ngmpe.AkkarEtAlRjb2014 = {}\nceus2020_site_term = {}", "ref_vs30"},
        {"[AvgGMPE]\nb1.AkkarEtAlRjb2014 = {}", "weight"},
        {"[AvgGMPE]", "branches"},
        {"[MixtureModel]\ngmpe.AkkarEtAlRjb2014 = {}\nfactors = [1.0]\nweights = []",
         "weights"},
        {"[MultiGMPE]", "no model for PGA"},
        {"[SplitSigmaGMPE]\ngmpe_name = \"AkkarEtAlRjb2014\"", "within_absolute"},
        {"[MacedoEtAl2019SInter]", "gmpe"},
        {"[GmpeIndirectAvgSA]\ngmpe_name = \"AkkarEtAlRjb2014\"\nt_low = 2", "t_low"},
        {"[BCHydroESHM20SInter]\nfaba_taper_model = \"SFunc\"", "a must be less than b"},
        {"[MontalvaEtAl2017SInter]\nergodic = false", "ergodic"},
    };
    const char *const measure = "PGA";
    for (size_t k = 0; k < OQL_COUNT(bad); ++k) {
        oql_err err = {.code = OQL_OK};
        oql_gmm *g = NULL;
        cr_expect_eq(make(bad[k].text, 1, &measure, &g, &err), OQL_EMODEL, "%s", bad[k].text);
        cr_expect_null(g);
        cr_expect_not_null(strstr(err.text, bad[k].says), "%s: %s", bad[k].text, err.text);
        cr_expect_not_null(strstr(err.text, "tree.xml:7"), "%s: %s", bad[k].text, err.text);
    }
}

Test(gmm_wrappers, mixture_argument_becomes_the_class_around_the_model)
{
    static const char *const text = "[AkkarEtAlRjb2014]\nadjustment_factor = 1.5\n"
                                    "mixture_model.factors = [0.8, 1.2]\n"
                                    "mixture_model.weights = [0.5, 0.5]";
    oql_arena *arena = NULL;
    const oql_gmm_spec *spec = NULL, *mixed = NULL, *same = NULL, *inner = NULL;
    oql_err err = {.code = OQL_OK};

    cr_assert_eq(oql_arena_create(&arena, &err), OQL_OK);
    cr_assert_eq(oql_gmm_spec_parse(arena, text, 0, NULL, NULL, "tree.xml", 7, &spec, &err),
                 OQL_OK, "%s", err.text);
    cr_assert_eq(oql_gmm_spec_unmix(arena, spec, &mixed, &err), OQL_OK, "%s", err.text);
    cr_expect_str_eq(mixed->name, "MixtureModel");
    cr_expect_not_null(oql_gmm_spec_get(mixed, "factors"));
    cr_expect_not_null(oql_gmm_spec_get(mixed, "weights"));
    cr_assert_eq(
        oql_gmm_spec_from_value(arena, mixed, oql_gmm_spec_get(mixed, "gmpe"), &inner, &err),
        OQL_OK, "%s", err.text);
    cr_expect_str_eq(inner->name, "AkkarEtAlRjb2014");
    cr_assert_eq(inner->n_args, 1);
    cr_expect_str_eq(inner->args[0].key, "adjustment_factor");
    cr_assert_eq(oql_gmm_spec_unmix(arena, inner, &same, &err), OQL_OK);
    cr_expect_eq(same, inner, "a model without the argument is left as it is");
    oql_arena_destroy(arena);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "nrml/source_model.h"

#define DATA "tests/unit/nrml/data/"

static oql_source_settings settings(void)
{
    return (oql_source_settings){.rupture_mesh_spacing_km = 2.0,
                                 .complex_fault_mesh_spacing_km = 5.0,
                                 .width_of_mfd_bin = 0.1,
                                 .area_source_discretization_km = 20.0,
                                 .investigation_time_yr = 50.0};
}

static oql_source_model *read_all(void)
{
    const oql_source_settings set = settings();
    oql_source_model *model = NULL;
    oql_problems *problems = NULL;
    oql_err err = {0};
    bool is_error = false;

    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
    cr_assert_eq(
        oql_nrml_read_sources(DATA "source_model_all.xml", &set, problems, &model, &err),
        OQL_OK, "%s", err.text);
    cr_assert_eq(oql_problems_errors(problems), 0, "%s",
                 oql_problems_text(problems, 0, &is_error));
    oql_problems_destroy(problems);
    return model;
}

static const oql_source *find(const oql_source_model *model, const char *id)
{
    for (size_t i = 0; i < model->n_source; ++i) {
        if (strcmp(model->sources[i].id, id) == 0) {
            return &model->sources[i];
        }
    }
    cr_assert_fail("no source %s", id);
    return NULL;
}

static double number(const oql_csv *csv, size_t row, size_t col)
{
    oql_err err = {0};
    double x = 0.0;

    cr_assert_eq(oql_csv_number(csv, row, col, false, &x, &err), OQL_OK, "%s", err.text);
    return x;
}

/* --- against hazardlib --- */

typedef struct {
    double n, places, rate, moment, lon, lat;
} totals;

static void add(totals *t, double mag, double rate)
{
    t->rate += rate;
    t->moment += rate * pow(10.0, 1.5 * (mag - 6.0));
}

static totals of_points(const oql_source *src)
{
    totals t = {0};
    oql_points_builder *b = NULL;
    oql_points p;
    oql_err err = {0};

    cr_assert_eq(oql_points_builder_create(&b, &err), OQL_OK);
    cr_assert_eq(oql_source_points(src, 0, b, &err), OQL_OK, "%s", err.text);
    cr_assert_eq(oql_points_builder_finish(b, &p, &err), OQL_OK);
    t.n = (double)oql_points_count(&p);
    t.places = (double)p.n;
    for (size_t i = 0; i < p.n; ++i) {
        const oql_mfd_bins *bins = &p.mfds[p.mfd[i]];

        t.lon += p.lon_deg[i];
        t.lat += p.lat_deg[i];
        for (size_t k = 0; k < bins->n; ++k) {
            add(&t, bins->mag[k], bins->rate_per_yr[k] * p.factor[i]);
        }
    }
    oql_points_clear(&p);
    oql_points_builder_destroy(b);
    return t;
}

static totals of_fault(const oql_source *src)
{
    totals t = {0};
    oql_fault *f = NULL;
    oql_err err = {0};

    cr_assert_eq(oql_source_fault(src, 0, &f, &err), OQL_OK, "%s", err.text);
    t.n = (double)f->n;
    for (size_t i = 0; i < f->n; ++i) {
        cr_expect(i == 0 || f->mag[i] >= f->mag[i - 1]);
        t.lon += f->hypo_lon_deg[i];
        t.lat += f->hypo_lat_deg[i];
        add(&t, f->mag[i], f->rate_per_yr[i]);
    }
    oql_fault_destroy(f);
    return t;
}

Test(source_model, totals_of_every_source_agree_with_hazardlib)
{
    oql_source_model *model = read_all();
    oql_csv *csv = NULL;
    oql_err err = {0};

    cr_assert_eq(oql_csv_read(DATA "source_counts.csv", OQL_CSV_HEADER, &csv, &err), OQL_OK,
                 "%s", err.text);
    cr_assert_eq(oql_csv_rows(csv), model->n_source);
    for (size_t i = 0; i < oql_csv_rows(csv); ++i) {
        const oql_source *src = find(model, oql_csv_cell(csv, i, 0));
        const totals t = oql_source_is_pointlike(src) ? of_points(src) : of_fault(src);
        const double scale = fabs(t.lon) + t.n + 1.0;

        cr_expect_float_eq(t.n, number(csv, i, 1), 0.0, "%s: %g ruptures", src->id, t.n);
        cr_expect_float_eq(t.places, number(csv, i, 2), 0.0, "%s", src->id);
        cr_expect_float_eq(t.rate / number(csv, i, 3), 1.0, 1e-9, "%s: %.15g", src->id, t.rate);
        cr_expect_float_eq(t.moment / number(csv, i, 4), 1.0, 1e-9, "%s", src->id);
        cr_expect(fabs(t.lon - number(csv, i, 5)) < 1e-9 * scale, "%s: %.15g", src->id, t.lon);
        cr_expect(fabs(t.lat - number(csv, i, 6)) < 1e-9 * scale, "%s: %.15g", src->id, t.lat);
    }
    oql_csv_destroy(csv);
    oql_source_model_destroy(model);
}

Test(source_model, ruptures_of_faults_agree_with_hazardlib)
{
    oql_source_model *model = read_all();
    oql_csv *csv = NULL;
    oql_err err = {0};

    cr_assert_eq(oql_csv_read(DATA "source_ruptures.csv", OQL_CSV_HEADER, &csv, &err), OQL_OK,
                 "%s", err.text);
    for (size_t i = 0; i < oql_csv_rows(csv); ++i) {
        const oql_source *src = find(model, oql_csv_cell(csv, i, 0));
        const size_t k = (size_t)number(csv, i, 1);
        oql_fault *f = NULL;

        cr_assert_eq(oql_source_fault(src, 0, &f, &err), OQL_OK, "%s", err.text);
        cr_assert(k < f->n);
        {
            const double got[] = {f->mag[k],          f->rate_per_yr[k],  f->rake_deg[k],
                                  f->strike_deg[k],   f->dip_deg[k],      f->ztor_km[k],
                                  f->zbot_km[k],      f->width_km[k],     f->hypo_lon_deg[k],
                                  f->hypo_lat_deg[k], f->hypo_depth_km[k]};

            for (size_t c = 0; c < OQL_COUNT(got); ++c) {
                const double want = number(csv, i, c + 2), tol = c == 1 ? 1e-9 * want : 1e-6;

                cr_expect(fabs(got[c] - want) <= tol, "%s rupture %zu, %s: %.12g, want %.12g",
                          src->id, k, oql_csv_name(csv, c + 2), got[c], want);
            }
        }
        oql_fault_destroy(f);
    }
    oql_csv_destroy(csv);
    oql_source_model_destroy(model);
}

Test(source_model, equal_distributions_are_stored_once)
{
    oql_source_model *model = read_all();

    cr_expect_eq(find(model, "multi_gr")->planes, find(model, "multi_inc")->planes);
    cr_expect_eq(find(model, "multi_gr")->depths, find(model, "multi_inc")->depths);
    cr_expect_eq(find(model, "point_gr")->msr, find(model, "simple_yc")->msr);
    cr_expect_eq(find(model, "point_gr")->trt, find(model, "area_inc")->trt);
    oql_source_model_destroy(model);
}

Test(source_model, repeated_depths_are_merged_and_sorted_by_probability)
{
    oql_source_model *model = read_all();
    const oql_hypo_depths *d = find(model, "point_gr")->depths;

    cr_assert_eq(d->n, 2);
    cr_expect_float_eq(d->depth[0].depth_km, 8.0, 0.0);
    cr_expect_float_eq(d->depth[1].weight, 0.75, 1e-15);
    oql_source_model_destroy(model);
}

/* --- filters and groups --- */

Test(source_model, filters_of_the_job_skip_sources)
{
    static const char *const trt[] = {"Subduction Interface"}, *const ids[] = {"simple",
                                                                               "multi"};
    oql_source_settings set = settings();
    oql_source_model *model = NULL;
    oql_problems *problems = NULL;
    oql_err err = {0};

    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
    set.n_discard_trt = 1;
    set.discard_trt = trt;
    cr_assert_eq(
        oql_nrml_read_sources(DATA "source_model_all.xml", &set, problems, &model, &err),
        OQL_OK);
    cr_expect_eq(model->n_group, 1);
    cr_expect_eq(model->n_source, 10);
    oql_source_model_destroy(model);
    set.n_source_id = 2;
    set.source_id = ids;
    cr_assert_eq(
        oql_nrml_read_sources(DATA "source_model_all.xml", &set, problems, &model, &err),
        OQL_OK);
    cr_expect_eq(model->n_source, 5);
    oql_source_model_destroy(model);
    oql_problems_destroy(problems);
}

/* --- mistakes --- */

#define NRML(version, body)                                                                    \
    "<nrml xmlns=\"http://openquake.org/xmlns/nrml/" version                                   \
    "\" xmlns:gml=\"http://www.opengis.net/gml\">\n<sourceModel name=\"m\">\n" body            \
    "</sourceModel></nrml>"

#define GEOM                                                                                   \
    "<pointGeometry><gml:Point><gml:pos>10 45</gml:pos></gml:Point>"                           \
    "<upperSeismoDepth>0</upperSeismoDepth><lowerSeismoDepth>10</lowerSeismoDepth>"            \
    "</pointGeometry>\n"
#define MSR "<magScaleRel>WC1994</magScaleRel>\n<ruptAspectRatio>1.5</ruptAspectRatio>\n"
#define GR  "<truncGutenbergRichterMFD aValue=\"3\" bValue=\"1\" minMag=\"5\" maxMag=\"6\"/>\n"
#define NP                                                                                     \
    "<nodalPlaneDist><nodalPlane probability=\"1\" strike=\"0\" dip=\"90\" rake=\"0\"/>"       \
    "</nodalPlaneDist>\n"
#define HD "<hypoDepthDist><hypoDepth probability=\"1\" depth=\"5\"/></hypoDepthDist>\n"

#define POINT(geom, msr, mfd, np, hd)                                                          \
    NRML("0.4",                                                                                \
         "<pointSource id=\"1\" name=\"p\" tectonicRegion=\"Volcanic\">\n" geom msr mfd np hd  \
         "</pointSource>\n")
#define GROUP(attrs, sources)                                                                  \
    NRML("0.5", "<sourceGroup " attrs ">\n" sources "</sourceGroup>\n")
#define SRC(id) "<pointSource id=\"" id "\" name=\"p\">" GEOM MSR GR NP HD "</pointSource>\n"
#define FAULT(geom, rest)                                                                      \
    NRML("0.4",                                                                                \
         "<simpleFaultSource id=\"1\" name=\"f\" tectonicRegion=\"Volcanic\">\n" geom MSR GR   \
             rest "</simpleFaultSource>\n")
#define TRACE(dip, usd, lsd)                                                                   \
    "<simpleFaultGeometry><gml:LineString><gml:posList>10 45 10.5 45</gml:posList>"            \
    "</gml:LineString>\n<dip>" dip "</dip><upperSeismoDepth>" usd                              \
    "</upperSeismoDepth><lowerSeismoDepth>" lsd "</lowerSeismoDepth></simpleFaultGeometry>\n"

static const struct {
    const char *xml;
    size_t errors;
    const char *first; /* part of the first problem, after "m.xml:" */
} mistakes[] = {
    {POINT(GEOM, MSR, GR, NP, HD), 0, ""},
    {GROUP("tectonicRegion=\"Volcanic\"", SRC("a") SRC("b")), 0, ""},
    {GROUP("tectonicRegion=\"Volcanic\"", SRC("a") SRC("a")), 1, "duplicate source id \"a\""},
    {GROUP("tectonicRegion=\"Volcanic\"", SRC("a b")), 1, "id \"a b\""},
    {GROUP("tectonicRegion=\"Volcanic\"", SRC("")), 1, "id of 0 characters"},
    {GROUP("name=\"g\"", SRC("a")), 1, "without tectonicRegion"},
    {GROUP("tectonicRegion=\"V\" src_interdep=\"mutex\"", SRC("a:1")), 1, "srcs_weights"},
    {GROUP("tectonicRegion=\"V\" src_interdep=\"mutex\" srcs_weights=\"0.5 0.4\"",
           SRC("a:1") SRC("a:2")),
     1, "srcs_weights sum to 0.9"},
    {GROUP("tectonicRegion=\"V\" src_interdep=\"mutex\" srcs_weights=\"0.5 0.5\"", SRC("a:1")),
     1, "2 srcs_weights, expected 1, one a source"},
    {GROUP("tectonicRegion=\"V\" src_interdep=\"mutex\" srcs_weights=\"1\"", SRC("a")), 1,
     "NAME:PART"},
    {GROUP("tectonicRegion=\"V\" src_interdep=\"maybe\"", SRC("a")), 1,
     "expected indep or mutex"},
    {GROUP("tectonicRegion=\"V\" cluster=\"true\"", SRC("a")), 1, "a cluster without tom"},
    {GROUP("tectonicRegion=\"V\" grp_probability=\"2\"", SRC("a")), 1, "grp_probability is 2"},
    {GROUP("tectonicRegion=\"V\" tom=\"Poison\"", SRC("a")), 1,
     "temporal occurrence model \"Poison\""},
    {NRML("0.5", SRC("a")), 1, "expected <sourceGroup>"},
    {NRML("0.4", SRC("a")), 1, "without tectonicRegion"},
    {NRML("0.4", "<pointSauce id=\"1\" tectonicRegion=\"V\"/>"), 1, "<pointSauce>"},
    {NRML("0.4", "<kiteFaultSource id=\"1\" tectonicRegion=\"V\"/>"), 5,
     "without <magScaleRel>"},
    {POINT("", MSR, GR, NP, HD), 1, "without <pointGeometry>"},
    {POINT(GEOM, "", GR, NP, HD), 2, "without <magScaleRel>"},
    {POINT(GEOM, MSR, "", NP, HD), 1, "without a magnitude-frequency distribution"},
    {POINT(GEOM, MSR, GR GR, NP, HD), 1, "expected one distribution"},
    {POINT(GEOM, MSR, GR, "", HD), 1, "without <nodalPlane>"},
    {POINT(GEOM, MSR, GR, NP, ""), 1, "without <hypoDepth>"},
    {POINT("", "", "", "", ""), 6, "without <magScaleRel>"},
    {POINT(GEOM, "<magScaleRel>WC94</magScaleRel><ruptAspectRatio>0</ruptAspectRatio>", GR, NP,
           HD),
     2, "5: unknown magnitude scaling relation \"WC94\""},
    {POINT(GEOM, MSR, GR,
           "<nodalPlaneDist><nodalPlane probability=\"0.9\" strike=\"0\" dip=\"90\" "
           "rake=\"0\"/></nodalPlaneDist>",
           HD),
     1, "sum to 0.9"},
    {POINT(GEOM, MSR, GR,
           "<nodalPlaneDist><nodalPlane probability=\"1\" strike=\"360\" dip=\"90\" "
           "rake=\"0\"/></nodalPlaneDist>",
           HD),
     1, "strike is 360"},
    {POINT(GEOM, MSR, GR,
           "<nodalPlaneDist><nodalPlane probability=\"1\" strike=\"0\" dip=\"91\" "
           "rake=\"0\"/></nodalPlaneDist>",
           HD),
     1, "dip is 91"},
    {POINT(GEOM, MSR, GR,
           "<nodalPlaneDist><nodalPlane probability=\"1\" strike=\"0\" dip=\"90\" "
           "rake=\"181\"/></nodalPlaneDist>",
           HD),
     1, "rake is 181"},
    {POINT(GEOM, MSR, GR, NP,
           "<hypoDepthDist><hypoDepth probability=\"1\" depth=\"11\"/></hypoDepthDist>"),
     1, "expected within the seismogenic layer"},
    {POINT(GEOM, MSR, GR, NP,
           "<hypoDepthDist><hypoDepth probability=\"0\" depth=\"1\"/></hypoDepthDist>"),
     1, "probability is 0"},
    {POINT(GEOM, MSR, GR, NP, "<hypoDepthDist><depth probability=\"1\"/></hypoDepthDist>"), 1,
     "expected <hypoDepth>"},
    {POINT("<pointGeometry><gml:Point><gml:pos>10 95</gml:pos></gml:Point>"
           "<upperSeismoDepth>10</upperSeismoDepth><lowerSeismoDepth>0</lowerSeismoDepth>"
           "</pointGeometry>",
           MSR, GR, NP, HD),
     2, "lower seismogenic depth is 0 km, expected more than the upper one, 10 km"},
    {POINT(GEOM, MSR,
           "<incrementalMFD minMag=\"5\" binWidth=\"0.1\"><occurRates>-1 "
           "2</occurRates></incrementalMFD>",
           NP, HD),
     1, "rate 1 is -1"},
    {POINT(GEOM, MSR,
           "<incrementalMFD minMag=\"5\" "
           "binWidth=\"0.1\"><occurRates>nan</occurRates></incrementalMFD>",
           NP, HD),
     1, "nan"},
    {POINT(
         GEOM, MSR,
         "<arbitraryMFD><occurRates>1 2</occurRates><magnitudes>5</magnitudes></arbitraryMFD>",
         NP, HD),
     1, "1 magnitudes and 2 rates"},
    {POINT(GEOM, MSR,
           "<truncGutenbergRichterMFD aValue=\"3\" bValue=\"1\" minMag=\"6\" maxMag=\"5\"/>",
           NP, HD),
     1, "maximum magnitude 5"},
    {POINT(GEOM, MSR,
           "<truncGutenbergRichterMFD slipRate=\"3\" rigidity=\"32\" bValue=\"1\" minMag=\"5\" "
           "maxMag=\"6\"/>",
           NP, HD),
     1, "expected it with a fault surface only"},
    {POINT(GEOM, MSR,
           "<multiMFD kind=\"arbitraryMFD\" "
           "size=\"1\"><magnitudes>5</magnitudes><occurRates>1</occurRates><lengths>1</"
           "lengths></multiMFD>",
           NP, HD),
     1, "with a multiMFD"},
    {POINT(GEOM, MSR,
           "<multiMFD kind=\"arbitraryMFD\" "
           "size=\"1\"><magnitudes>5</magnitudes><occurRates>1</occurRates><lengths>2</"
           "lengths></multiMFD>",
           NP, HD),
     1, "length 1 is 2"},
    {POINT(GEOM, MSR, "<multiMFD kind=\"sumMFD\" size=\"1\"/>", NP, HD), 1,
     "of kind \"sumMFD\""},
    {FAULT(TRACE("60", "0", "10"), "<rake>0</rake>"), 0, ""},
    {FAULT(TRACE("0", "0", "10"), "<rake>0</rake>"), 1, "dip is 0"},
    {FAULT(TRACE("100", "0", "10"), "<rake>0</rake>"), 1, "dip is 100"},
    {FAULT(TRACE("60", "10", "10"), "<rake>0</rake>"), 1, "expected more than the upper one"},
    {FAULT(TRACE("60", "-1", "10"), "<rake>0</rake>"), 1, "upper seismogenic depth"},
    {FAULT(TRACE("60", "0", "10"), "<rake>-180</rake>"), 1, "rake is -180"},
    {FAULT(TRACE("60", "0", "10"), ""), 1, "without <rake>"},
    {FAULT(TRACE("60", "0", "10"), "<rake>0</rake><hypoList><hypo alongStrike=\"0.5\" "
                                   "downDip=\"0.5\" weight=\"1\"/></hypoList>"),
     1, "expected both or none"},
    {FAULT(TRACE("60", "0", "10"),
           "<rake>0</rake><hypoList><hypo alongStrike=\"0.5\" downDip=\"1.5\" "
           "weight=\"1\"/></hypoList><slipList><slip weight=\"0.9\">90</slip></slipList>"),
     3, "downDip is 1.5"},
    {FAULT("<simpleFaultGeometry><gml:LineString><gml:posList>10 45 "
           "11</gml:posList></gml:LineString></simpleFaultGeometry>",
           "<rake>0</rake>"),
     1, "has 3 numbers"},
};

Test(source_model, every_mistake_is_reported_with_its_line)
{
    for (size_t i = 0; i < OQL_COUNT(mistakes); ++i) {
        const oql_source_settings set = settings();
        oql_source_model *model = NULL;
        oql_problems *problems = NULL;
        oql_err err = {0};
        bool is_error = false;
        const char *text = NULL;

        cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
        cr_assert_eq(oql_nrml_read_sources_memory("m.xml", mistakes[i].xml,
                                                  strlen(mistakes[i].xml), &set, problems,
                                                  &model, &err),
                     OQL_OK, "case %zu: %s", i, err.text);
        text = oql_problems_text(problems, 0, &is_error);
        cr_expect_eq(oql_problems_errors(problems), mistakes[i].errors, "case %zu: %zu, %s", i,
                     oql_problems_errors(problems), text != NULL ? text : "");
        if (mistakes[i].errors > 0 && text != NULL) {
            cr_expect(strncmp(text, "m.xml:", 6) == 0 && text[6] >= '1' && text[6] <= '9',
                      "case %zu: %s", i, text);
            cr_expect(strstr(text, mistakes[i].first) != NULL, "case %zu: %s", i, text);
        }
        oql_source_model_destroy(model);
        oql_problems_destroy(problems);
    }
}

Test(source_model, mistakes_of_several_sources_are_all_reported)
{
    static const char xml[] =
        NRML("0.4", "<pointSource id=\"1\" name=\"a\" tectonicRegion=\"V\"/>\n"
                    "<pointSource id=\"2\" name=\"b\" tectonicRegion=\"V\">" GEOM MSR GR NP HD
                    "</pointSource>\n"
                    "<pointSource id=\"2\" name=\"c\" tectonicRegion=\"V\">" GEOM MSR GR NP HD
                    "</pointSource>\n");
    const oql_source_settings set = settings();
    oql_source_model *model = NULL;
    oql_problems *problems = NULL;
    oql_err err = {0};

    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
    cr_assert_eq(oql_nrml_read_sources_memory("m.xml", xml, sizeof xml - 1, &set, problems,
                                              &model, &err),
                 OQL_OK);
    cr_expect_eq(oql_problems_errors(problems), 7);
    cr_expect_eq(model->n_source, 1, "the good one");
    oql_source_model_destroy(model);
    oql_problems_destroy(problems);
}

Test(source_model, documents_that_are_no_source_models_fail)
{
    static const struct {
        const char *xml;
        oql_status want;
    } c[] = {
        {"", OQL_EMODEL},
        {"<nrml", OQL_EMODEL},
        {"<html/>", OQL_EMODEL},
        {"<nrml xmlns=\"http://openquake.org/xmlns/nrml/0.3\"/>", OQL_EMODEL},
        {"<nrml xmlns=\"http://openquake.org/xmlns/nrml/0.5\"/>", OQL_EMODEL},
        {"<nrml xmlns=\"http://openquake.org/xmlns/nrml/0.5\"><logicTree/></nrml>", OQL_EMODEL},
        {"<nrml xmlns=\"http://openquake.org/xmlns/nrml/0.5\"><sourceModel>", OQL_EMODEL}};

    for (size_t i = 0; i < OQL_COUNT(c); ++i) {
        const oql_source_settings set = settings();
        oql_source_model *model = NULL;
        oql_problems *problems = NULL;
        oql_err err = {0};

        cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
        cr_expect_eq(oql_nrml_read_sources_memory("m.xml", c[i].xml, strlen(c[i].xml), &set,
                                                  problems, &model, &err),
                     c[i].want, "case %zu: %s", i, err.text);
        cr_expect(strncmp(err.text, "m.xml:", 6) == 0, "case %zu: %s", i, err.text);
        cr_expect_null(model);
        oql_problems_destroy(problems);
    }
}

Test(source_model, job_parameters_that_sources_need_are_asked_for)
{
    oql_source_settings set = settings();
    oql_source_model *model = NULL;
    oql_problems *problems = NULL;
    oql_err err = {0};
    bool is_error = false;

    set.width_of_mfd_bin = (double)NAN;
    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
    cr_assert_eq(
        oql_nrml_read_sources(DATA "source_model_all.xml", &set, problems, &model, &err),
        OQL_OK);
    cr_expect(strstr(oql_problems_text(problems, 0, &is_error), "width_of_mfd_bin") != NULL);
    oql_source_model_destroy(model);
    oql_problems_destroy(problems);
}

Test(source_model, regions_of_nrml_04_become_groups_by_name)
{
    static const char xml[] = NRML(
        "0.4",
        "<pointSource id=\"1\" name=\"a\" tectonicRegion=\"Volcanic\">" GEOM MSR GR NP HD
        "</pointSource><pointSource id=\"2\" name=\"b\" tectonicRegion=\"Crust\">" GEOM MSR GR
            NP HD
        "</pointSource><pointSource id=\"3\" name=\"c\" tectonicRegion=\"Volcanic\">" GEOM MSR
            GR NP HD "</pointSource>");
    const oql_source_settings set = settings();
    oql_source_model *model = NULL;
    oql_problems *problems = NULL;
    oql_err err = {0};

    cr_assert_eq(oql_problems_create(&problems, &err), OQL_OK);
    cr_assert_eq(oql_nrml_read_sources_memory("m.xml", xml, sizeof xml - 1, &set, problems,
                                              &model, &err),
                 OQL_OK);
    cr_assert_eq(model->n_group, 2);
    cr_expect_str_eq(model->groups[0].trt, "Crust");
    cr_expect_eq(model->groups[1].first, 1);
    cr_expect_eq(model->groups[1].n, 2);
    cr_expect_str_eq(model->sources[0].id, "2");
    cr_expect_str_eq(model->sources[2].id, "3");
    cr_expect_eq(model->sources[2].group, 1);
    oql_source_model_destroy(model);
    oql_problems_destroy(problems);
}

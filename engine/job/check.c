/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <string.h>

#include "job/keys.h"
#include "job/sites.h"

/* What must fit together, and values that follow from other keys. The rules are OpenQuake
 * 3.25's for classical and disaggregation jobs. */

static const char *const all_outputs[] = {
    "Mag", "Dist",    "Mag_Dist",    "Mag_Dist_Eps", "Lon_Lat",          "Mag_Lon_Lat",
    "TRT", "TRT_Mag", "TRT_Lon_Lat", "TRT_Mag_Dist", "TRT_Mag_Dist_Eps",
};

static oql_status no_memory(const oql_job_build *b)
{
    return OQL_FAIL(b->err, OQL_ENOMEM, "%s: out of memory", b->job->path);
}

static const oql_job_param *find(const oql_job_build *b, const char *key)
{
    return oql_job_find(b->job, key);
}

static bool is_set(const oql_job_build *b, const char *key)
{
    return find(b, key) != NULL;
}

static bool has_input(const oql_job_build *b, const char *kind)
{
    return oql_job_find_input(b->job, kind, 0) != NULL;
}

/* A key that must be there; one given with a wrong value was reported already. */
static void need(const oql_job_build *b, const char *key, const char *what)
{
    if (!is_set(b, key)) {
        oql_problem_error(b->problems, b->job->path, 0, "no %s, expected %s", key, what);
    }
}

/* Add the entry "default" that OpenQuake takes for the other regions: the smallest. */
static oql_status complete_minimum_magnitude(oql_job_build *b)
{
    oql_job_dict *d = &b->job->minimum_magnitude;
    double least = HUGE_VAL;

    for (size_t i = 0; i < d->n; ++i) {
        if (strcmp(d->entry[i].name, "default") == 0) {
            return OQL_OK;
        }
        least = fmin(least, d->entry[i].value);
    }
    if (d->n == 0) {
        return OQL_OK;
    }
    oql_job_entry *e = oql_arena_alloc(b->job->arena, d->n + 1, sizeof *e);
    if (e == NULL) {
        return no_memory(b);
    }
    memcpy(e, d->entry, d->n * sizeof *e);
    e[d->n] = (oql_job_entry){"default", least};
    *d = (oql_job_dict){d->n + 1, e};
    return OQL_OK;
}

static oql_status check_sources(oql_job_build *b)
{
    static const oql_job_entry psd40 = {"default", 40.0};
    oql_job *job = b->job;

    if (job->reference_vs30_value_mps < OQL_VS30_LEAST_MPS) {
        oql_job_bad(b, find(b, "reference_vs30_value"),
                    "expected a velocity in m/s, at least %g", OQL_VS30_LEAST_MPS);
    }
    need(b, "maximum_distance", "the integration distance in km");
    need(b, "truncation_level", "the number of standard deviations");
    if (!is_set(b, "source_model_logic_tree_file") && !is_set(b, "source_model_file")) {
        need(b, "source_model_logic_tree_file", "the sources");
    }
    if (is_set(b, "gsim_logic_tree_file")) {
        if (job->gsim != NULL && strcmp(job->gsim, "[FromFile]") != 0) {
            oql_job_bad(b, find(b, "gsim"),
                        "gsim and gsim_logic_tree_file, expected one of them");
        }
        job->gsim = NULL;
    } else if (job->gsim == NULL || strcmp(job->gsim, "[FromFile]") == 0) {
        need(b, "gsim_logic_tree_file", "the ground-motion models (or gsim)");
    }
    if (isnan(job->complex_fault_mesh_spacing_km)) {
        job->complex_fault_mesh_spacing_km = job->rupture_mesh_spacing_km;
    }
    if (job->ps_grid_spacing_km > 0.0 && !is_set(b, "pointsource_distance")) {
        job->pointsource_distance_km = (oql_job_dict){1, &psd40};
    }
    if (job->n_tiles > 0) {
        job->max_sites_disagg =
            1; /* as OpenQuake: a tile counts as many sites unless it is one */
    }
    if (job->disagg_by_src && job->ps_grid_spacing_km > 0.0) {
        oql_job_bad(b, find(b, "disagg_by_src"),
                    "disagg_by_src cannot be used with ps_grid_spacing");
    }
    if (job->number_of_logic_tree_samples >= 65536) {
        oql_job_bad(b, find(b, "number_of_logic_tree_samples"), "expected less than 65536");
    }
    const oql_status st = complete_minimum_magnitude(b);
    return st != OQL_OK ? st : oql_job_cut_reaches(b);
}

/* One measure and level of iml_disagg each. */
static oql_status measures_from_iml_disagg(oql_job_build *b)
{
    oql_job *job = b->job;
    const oql_job_param *p = find(b, "iml_disagg");
    oql_job_measure *m = oql_arena_alloc(job->arena, job->iml_disagg.n, sizeof *m);
    double *x = oql_arena_alloc(job->arena, job->iml_disagg.n, sizeof *x);

    if (m == NULL || x == NULL) {
        return no_memory(b);
    }
    if (is_set(b, "intensity_measure_types_and_levels")) {
        oql_job_bad(b, find(b, "intensity_measure_types_and_levels"),
                    "expected no levels beside iml_disagg (line %d), which gives them",
                    p->line);
    }
    for (size_t i = 0; i < job->iml_disagg.n; ++i) {
        if (oql_imt_parse(job->iml_disagg.entry[i].name, &m[i].imt, NULL) != OQL_OK) {
            oql_job_bad(b, p, "found '%.40s', expected a measure",
                        job->iml_disagg.entry[i].name);
            return OQL_OK;
        }
        x[i] = job->iml_disagg.entry[i].value;
        m[i].n_levels = 1;
        m[i].levels = &x[i];
    }
    job->n_measures = job->iml_disagg.n;
    oql_job_order_measures(b, p, m);
    return OQL_OK;
}

static void check_levels_exist(const oql_job_build *b)
{
    const oql_job *job = b->job;
    const oql_job_param *p = find(b, "intensity_measure_types_and_levels");
    double sum = 0.0;

    if (p == NULL && job->mode != OQL_JOB_PRECLASSICAL && job->iml_disagg.n == 0) {
        need(b, "intensity_measure_types_and_levels", "{'PGA': [levels], …}");
        return;
    }
    for (size_t m = 0; m < job->n_measures; ++m) {
        for (size_t l = 0; l < job->measures[m].n_levels; ++l) {
            sum += job->measures[m].levels[l];
        }
    }
    if (p != NULL && job->n_measures > 0 && !(sum > 0.0)) {
        oql_job_bad(b, p, "all levels are 0, expected positive levels");
    }
}

/* The spectrum needs measures with a period. */
static void check_spectra(const oql_job_build *b)
{
    const oql_job *job = b->job;
    const oql_job_param *p = find(b, "uniform_hazard_spectra");
    size_t n = 0;

    if (!job->uniform_hazard_spectra || p == NULL || job->n_measures == 0) {
        return;
    }
    for (size_t m = 0; m < job->n_measures; ++m) {
        n += oql_imt_is_spectral(&job->measures[m].imt);
    }
    if (n == 0) {
        oql_job_bad(b, p, "no PGA nor SA among the measures, expected at least one");
    } else if (n == 1) {
        oql_problem_warning(b->problems, p->file, p->line,
                            "a single spectral measure: the spectrum has one point");
    }
}

/* poes from return_periods, when only these are given. */
static oql_status complete_poes(oql_job_build *b)
{
    oql_job *job = b->job;
    const oql_job_numbers *years = &job->return_periods_yr;

    if (job->poes.n > 0 || years->n == 0 || isnan(job->investigation_time_yr)) {
        return OQL_OK;
    }
    double *x = oql_arena_alloc(job->arena, years->n, sizeof *x);
    if (x == NULL) {
        return no_memory(b);
    }
    for (size_t i = 0; i < years->n; ++i) {
        x[i] = 1.0 - exp(-job->investigation_time_yr / years->x[i]);
    }
    job->poes = (oql_job_numbers){years->n, x};
    return OQL_OK;
}

static oql_status check_results(oql_job_build *b)
{
    oql_job *job = b->job;
    oql_status st = OQL_OK;

    need(b, "investigation_time", "years");
    if (job->iml_disagg.n > 0) {
        st = measures_from_iml_disagg(b);
    }
    check_levels_exist(b);
    check_spectra(b);
    if (st == OQL_OK) {
        st = complete_poes(b);
    }
    const oql_job_param *poes = find(b, "poes");
    if ((job->hazard_maps || job->uniform_hazard_spectra) && job->poes.n == 0 &&
        (poes == NULL || poes->value[0] == '\0')) {
        oql_job_bad(b, find(b, job->hazard_maps ? "hazard_maps" : "uniform_hazard_spectra"),
                    "no poes, expected the probabilities to map");
    }
    if (strstr(job->postproc_func, "rtgm") != NULL) {
        bool found = false;
        for (size_t m = 0; m < job->n_measures; ++m) {
            found = found || strcmp(job->measures[m].imt.text, "SA(1.0)") == 0;
        }
        if (!found) {
            oql_job_bad(b, find(b, "postproc_func"),
                        "expected the measures PGA, SA(0.2) and SA(1.0)");
        }
    }
    return st;
}

static void check_geometry(const oql_job_build *b)
{
    const oql_job *job = b->job;
    const bool grid = job->n_region > 0 && !isnan(job->region_grid_spacing_km);
    const bool files = has_input(b, "site_model") || is_set(b, "site_model_file") ||
                       is_set(b, "sites_csv") || is_set(b, "site_model_csv");

    if (job->siteid.n > 0 && job->n_points != job->siteid.n) {
        oql_job_bad(b, find(b, "siteid"), "%zu names for %zu sites, expected as many",
                    job->siteid.n, job->n_points);
    }
    if (job->mode == OQL_JOB_PRECLASSICAL || files) {
        return;
    }
    if (is_set(b, "sites") && grid) {
        oql_job_bad(b, find(b, "region"), "sites (line %d) and region, expected one of them",
                    find(b, "sites")->line);
    } else if (is_set(b, "region") && !is_set(b, "region_grid_spacing") &&
               !is_set(b, "sites")) {
        oql_job_bad(b, find(b, "region"), "no region_grid_spacing, expected km");
    } else if (!is_set(b, "sites") && !is_set(b, "region") && !has_input(b, "exposure")) {
        oql_problem_error(b->problems, job->path, 0,
                          "no sites, expected sites, sites_csv, region, site_model_file or "
                          "exposure_file");
    }
}

/* Amplification works on equal levels of PGA and SA only. */
static void check_amplification(const oql_job_build *b)
{
    const oql_job *job = b->job;
    const oql_job_param *soil = find(b, "soil_intensities");
    const bool convolution = has_input(b, "amplification") &&
                             job->amplification_method == OQL_AMPLIFY_CONVOLUTION &&
                             job->mode != OQL_JOB_PRECLASSICAL;

    if (convolution && soil == NULL) {
        oql_problem_error(b->problems, job->path, 0,
                          "no soil_intensities, expected at least 2 for the convolution");
    } else if (convolution && job->soil_intensities.n == 1) {
        oql_job_bad(b, soil, "expected at least 2 intensities");
    } else if (!convolution && soil != NULL && job->mode != OQL_JOB_PRECLASSICAL) {
        oql_job_bad(b, soil, "expected only with amplification_method = convolution");
    }
    for (size_t m = 0; has_input(b, "amplification") && m < job->n_measures; ++m) {
        const oql_job_measure *x = &job->measures[m], *first = &job->measures[0];
        const oql_job_param *p = find(b, "intensity_measure_types_and_levels");
        if (p == NULL) {
            return;
        }
        if (!oql_imt_is_spectral(&x->imt)) {
            oql_job_bad(b, p, "amplification of %s, expected PGA and SA only", x->imt.text);
            return;
        }
        for (size_t l = 0; l < job->n_levels && x->n_levels == job->n_levels; ++l) {
            if (x->levels[l] != first->levels[l]) {
                oql_job_bad(b, p,
                            "amplification needs the same levels for all measures, level "
                            "%zu of %s differs from that of %s",
                            l + 1, x->imt.text, first->imt.text);
                return;
            }
        }
    }
}

static bool same_numbers(const oql_job_numbers *a, const oql_job_numbers *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; ++i) {
        same = a->x[i] == b->x[i];
    }
    return same;
}

static void check_disagg_bins(oql_job_build *b)
{
    static const char *const widths[] = {"mag_bin_width", "distance_bin_width",
                                         "coordinate_bin_width", "num_epsilon_bins"};
    oql_job *job = b->job;
    bool has_eps = false;

    for (size_t i = 0; job->n_bin_edges == 0 && i < OQL_COUNT(widths); ++i) {
        if (!is_set(b, widths[i]) && !is_set(b, "disagg_bin_edges")) {
            need(b, widths[i], "the bins (or disagg_bin_edges)");
        }
    }
    for (size_t i = 0; i < job->disagg_outputs.n; ++i) {
        bool known = false;
        for (size_t k = 0; k < OQL_COUNT(all_outputs); ++k) {
            known = known || strcmp(job->disagg_outputs.s[i], all_outputs[k]) == 0;
        }
        if (!known) {
            const char *near =
                oql_nearest_word(job->disagg_outputs.s[i], all_outputs, OQL_COUNT(all_outputs));
            oql_job_bad(b, find(b, "disagg_outputs"), "unknown output '%.40s'%s%s",
                        job->disagg_outputs.s[i], near == NULL ? "" : ", did you mean ",
                        near == NULL ? "" : near);
        }
        has_eps = has_eps || strstr(job->disagg_outputs.s[i], "Eps") != NULL;
    }
    if (is_set(b, "num_epsilon_bins") && job->num_epsilon_bins == 0) {
        oql_job_bad(b, find(b, "num_epsilon_bins"), "expected a whole number > 0");
    }
    if (job->disagg_outputs.n == 0) {
        job->disagg_outputs = (oql_job_words){OQL_COUNT(all_outputs), all_outputs};
    } else if (!has_eps) {
        job->num_epsilon_bins = 1;
    }
}

/* In a disaggregation poes and poes_disagg are the same list; one of them is enough. */
static void share_poes(oql_job_build *b)
{
    oql_job *job = b->job;

    if (job->poes_disagg.n == 0) {
        job->poes_disagg = job->poes;
    } else if (job->poes.n == 0) {
        job->poes = job->poes_disagg;
    } else if (!same_numbers(&job->poes, &job->poes_disagg)) {
        oql_job_bad(b, find(b, "poes_disagg"), "differs from poes, expected the same");
    }
}

static void check_disaggregation(oql_job_build *b)
{
    const oql_job *job = b->job;
    const oql_job_param *levels = find(b, "iml_disagg");

    if (!is_set(b, "poes") && !is_set(b, "poes_disagg") && job->poes_disagg.n == 0 &&
        levels == NULL) {
        need(b, "poes_disagg", "probabilities (or iml_disagg)");
    } else if (job->poes_disagg.n > 0 && job->iml_disagg.n > 0) {
        oql_job_bad(b, levels, "iml_disagg and poes_disagg, expected one of them");
    }
    check_disagg_bins(b);
    if (is_set(b, "rlz_index") && job->num_rlzs_disagg != 1) {
        oql_job_bad(b, find(b, "rlz_index"), "expected num_rlzs_disagg = 1 with rlz_index");
    }
}

oql_status oql_job_check(oql_job_build *b)
{
    const oql_job_param *previous = find(b, "hazard_calculation_id");

    need(b, "calculation_mode", "classical, preclassical or disaggregation");
    if (b->is_other_mode) {
        return OQL_OK; /* what such a job must hold is not known here */
    }
    if (previous != NULL && previous->value[0] != '\0') {
        oql_job_bad(b, previous,
                    "expected nothing: oqlite does not start from another calculation");
    }
    if (b->job->mode == OQL_JOB_DISAGGREGATION) {
        share_poes(b);
    }
    oql_status st = check_sources(b);
    if (st == OQL_OK) {
        st = check_results(b);
    }
    check_geometry(b);
    check_amplification(b);
    if (b->job->mode == OQL_JOB_DISAGGREGATION) {
        check_disaggregation(b);
    }
    return st;
}

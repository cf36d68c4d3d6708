/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdio.h>

#include "base/number.h"
#include "job/job.h"

/* "key = value" lines in the notation of a job file; missing numbers are left out. */

static void put_number(FILE *f, const char *key, double x)
{
    char buf[OQL_DOUBLE_TEXT];
    if (!isnan(x)) {
        (void)fprintf(f, "%s = %s\n", key, oql_double_text(x, buf));
    }
}

static void put_count(FILE *f, const char *key, int64_t i)
{
    (void)fprintf(f, "%s = %lld\n", key, (long long)i);
}

static void put_flag(FILE *f, const char *key, bool x)
{
    (void)fprintf(f, "%s = %s\n", key, x ? "true" : "false");
}

static void put_text(FILE *f, const char *key, const char *s)
{
    if (s == NULL || *s == '\0') {
        return;
    }
    (void)fprintf(f, "%s = ", key);
    for (; *s != '\0'; ++s) {
        (void)(*s == '\n' ? fputs("\n  ", f) : fputc(*s, f));
    }
    (void)fputc('\n', f);
}

static void put_words(FILE *f, const char *key, const oql_job_words *w, const char *sep)
{
    for (size_t i = 0; i < w->n; ++i) {
        (void)fprintf(f, "%s%s", i > 0 ? sep : "", i > 0 ? "" : key);
        (void)fprintf(f, "%s%s", i > 0 ? "" : " = ", w->s[i]);
    }
    if (w->n > 0) {
        (void)fputc('\n', f);
    }
}

static void put_list(FILE *f, size_t n, const double *x, const char *sep)
{
    char buf[OQL_DOUBLE_TEXT];
    for (size_t i = 0; i < n; ++i) {
        (void)fprintf(f, "%s%s", i > 0 ? sep : "", oql_double_text(x[i], buf));
    }
}

static void put_numbers(FILE *f, const char *key, const oql_job_numbers *x)
{
    if (x->n > 0) {
        (void)fprintf(f, "%s = ", key);
        put_list(f, x->n, x->x, " ");
        (void)fputc('\n', f);
    }
}

static void put_dict(FILE *f, const char *key, const oql_job_dict *d)
{
    char buf[OQL_DOUBLE_TEXT];
    for (size_t i = 0; i < d->n; ++i) {
        (void)fprintf(f, "%s%s\"%s\": %s%s", i == 0 ? key : "", i == 0 ? " = {" : ", ",
                      d->entry[i].name, oql_double_text(d->entry[i].value, buf),
                      i + 1 == d->n ? "}\n" : "");
    }
}

static void put_points(FILE *f, const char *key, size_t n, const oql_job_point *at)
{
    for (size_t i = 0; i < n; ++i) {
        const double x[3] = {at[i].lon_deg, at[i].lat_deg, at[i].depth_km};
        (void)fprintf(f, "%s%s", i == 0 ? key : "", i == 0 ? " = " : ", ");
        put_list(f, 3, x, " ");
    }
    if (n > 0) {
        (void)fputc('\n', f);
    }
}

static void put_reaches(FILE *f, const oql_job *job)
{
    for (size_t i = 0; i < job->n_reaches; ++i) {
        const oql_job_reach *r = &job->reaches[i];
        (void)fprintf(f, "%s\"%s\": [", i == 0 ? "maximum_distance = {" : ", ", r->trt);
        for (size_t k = 0; k < r->n; ++k) {
            const double x[2] = {r->at[k].mag, r->at[k].dist_km};
            (void)fprintf(f, "%s(", k > 0 ? ", " : "");
            put_list(f, 2, x, ", ");
            (void)fputc(')', f);
        }
        (void)fprintf(f, "]%s", i + 1 == job->n_reaches ? "}\n" : "");
    }
}

static void put_measures(FILE *f, const oql_job *job)
{
    for (size_t m = 0; m < job->n_measures; ++m) {
        (void)fprintf(f, "%s\"%s\": [",
                      m == 0 ? "intensity_measure_types_and_levels = {" : ",\n  ",
                      job->measures[m].imt.text);
        put_list(f, job->measures[m].n_levels, job->measures[m].levels, ", ");
        (void)fprintf(f, "]%s", m + 1 == job->n_measures ? "}\n" : "");
    }
}

static void put_literal(FILE *f, const oql_literal *v)
{
    char buf[OQL_DOUBLE_TEXT];

    switch (v->kind) {
    case OQL_LIT_NONE:
        (void)fputs("None", f);
        break;
    case OQL_LIT_BOOL:
        (void)fputs(v->number != 0.0 ? "True" : "False", f);
        break;
    case OQL_LIT_NUMBER:
        (void)fputs(oql_double_text(v->number, buf), f);
        break;
    case OQL_LIT_TEXT:
        (void)fprintf(f, "\"%s\"", v->text);
        break;
    case OQL_LIT_LIST:
    case OQL_LIT_DICT:
        (void)fputc(v->kind == OQL_LIT_DICT ? '{' : '[', f);
        for (size_t i = 0; i < v->n; ++i) {
            (void)fputs(i > 0 ? ", " : "", f);
            if (v->kind == OQL_LIT_DICT) {
                put_literal(f, &v->keys[i]);
                (void)fputs(": ", f);
            }
            put_literal(f, &v->items[i]);
        }
        (void)fputc(v->kind == OQL_LIT_DICT ? '}' : ']', f);
        break;
    }
}

static void dump_sites(const oql_job *job, FILE *f)
{
    put_points(f, "sites", job->n_points, job->points);
    put_points(f, "region", job->n_region, job->region);
    put_number(f, "region_grid_spacing", job->region_grid_spacing_km);
    put_words(f, "siteid", &job->siteid, " ");
    put_number(f, "reference_vs30_value", job->reference_vs30_value_mps);
    put_text(f, "reference_vs30_type", job->reference_vs30_type ? "measured" : "inferred");
    put_number(f, "reference_depth_to_1pt0km_per_sec",
               job->reference_depth_to_1pt0km_per_sec_m);
    put_number(f, "reference_depth_to_2pt5km_per_sec",
               job->reference_depth_to_2pt5km_per_sec_km);
    put_number(f, "reference_backarc", job->reference_backarc);
    put_number(f, "reference_xvf", job->reference_xvf_km);
    put_numbers(f, "override_vs30", &job->override_vs30_mps);
    if (job->n_tiles > 0) {
        (void)fprintf(f, "tile_spec = [%d, %d]\n", job->tile_no, job->n_tiles);
    }
    put_dict(f, "site_labels", &job->site_labels);
}

static void dump_sources(const oql_job *job, FILE *f)
{
    static const char *const methods[] = {"early_weights", "late_weights", "early_latin",
                                          "late_latin"};
    put_reaches(f, job);
    put_number(f, "minimum_distance", job->minimum_distance_km);
    put_dict(f, "minimum_magnitude", &job->minimum_magnitude);
    put_dict(f, "pointsource_distance", &job->pointsource_distance_km);
    put_number(f, "ps_grid_spacing", job->ps_grid_spacing_km);
    put_number(f, "rupture_mesh_spacing", job->rupture_mesh_spacing_km);
    put_number(f, "complex_fault_mesh_spacing", job->complex_fault_mesh_spacing_km);
    put_number(f, "width_of_mfd_bin", job->width_of_mfd_bin);
    put_number(f, "area_source_discretization", job->area_source_discretization_km);
    put_number(f, "floating_x_step", job->floating_x_step);
    put_number(f, "floating_y_step", job->floating_y_step);
    put_words(f, "discard_trts", &job->discard_trts, ", ");
    put_words(f, "source_id", &job->source_id, " ");
    put_words(f, "source_nodes", &job->source_nodes, " ");
    put_words(f, "reqv_ignore_sources", &job->reqv_ignore_sources, " ");
    put_flag(f, "split_sources", job->split_sources);
    put_flag(f, "collapse_ruptures", job->collapse_ruptures);
    put_flag(f, "shift_hypo", job->shift_hypo);
    put_flag(f, "infer_occur_rates", job->infer_occur_rates);
    put_text(f, "smlt_branch", job->smlt_branch);
    put_text(f, "tectonic_region_type", job->tectonic_region_type);
    put_text(f, "gsim", job->gsim);
    put_count(f, "number_of_logic_tree_samples", job->number_of_logic_tree_samples);
    put_text(f, "sampling_method", methods[job->sampling_method]);
    put_count(f, "random_seed", job->random_seed);
    put_count(f, "max_potential_paths", job->max_potential_paths);
    put_text(f, "oversampling", job->oversampling ? "forbid" : "tolerate");
    put_words(f, "collapse_gsim_logic_tree", &job->collapse_gsim_logic_tree, " ");
    put_flag(f, "horiz_comp_to_geom_mean", job->horiz_comp_to_geom_mean);
}

static void dump_results(const oql_job *job, FILE *f)
{
    put_flag(f, "individual_rlzs", job->individual_rlzs);
    put_flag(f, "mean", job->mean);
    put_flag(f, "std", job->std);
    put_flag(f, "max", job->max);
    put_numbers(f, "quantiles", &job->quantiles);
    put_flag(f, "hazard_maps", job->hazard_maps);
    put_flag(f, "uniform_hazard_spectra", job->uniform_hazard_spectra);
    put_flag(f, "use_rates", job->use_rates);
    put_numbers(f, "poes", &job->poes);
    put_numbers(f, "return_periods", &job->return_periods_yr);
    put_text(f, "export_dir", job->export_dir);
    put_words(f, "exports", &job->exports, ", ");
    put_flag(f, "disagg_by_src", job->disagg_by_src);
    put_text(f, "postproc_func", job->postproc_func);
    (void)fputs("postproc_args = ", f);
    put_literal(f, job->postproc_args);
    (void)fputc('\n', f);
    put_dict(f, "minimum_intensity", &job->minimum_intensity);
    put_flag(f, "mea_tau_phi", job->mea_tau_phi);
    put_text(f, "amplification_method",
             job->amplification_method == OQL_AMPLIFY_KERNEL ? "kernel" : "convolution");
    put_numbers(f, "soil_intensities", &job->soil_intensities);
    put_count(f, "vs30_tolerance", job->vs30_tolerance_mps);
}

static void dump_disaggregation(const oql_job *job, FILE *f)
{
    put_number(f, "mag_bin_width", job->mag_bin_width);
    put_number(f, "distance_bin_width", job->distance_bin_width_km);
    put_number(f, "coordinate_bin_width", job->coordinate_bin_width_deg);
    put_count(f, "num_epsilon_bins", job->num_epsilon_bins);
    for (size_t i = 0; i < job->n_bin_edges; ++i) {
        (void)fprintf(f, "%s\"%s\": [", i == 0 ? "disagg_bin_edges = {" : ", ",
                      job->disagg_bin_edges[i].axis);
        put_list(f, job->disagg_bin_edges[i].edges.n, job->disagg_bin_edges[i].edges.x, ", ");
        (void)fprintf(f, "]%s", i + 1 == job->n_bin_edges ? "}\n" : "");
    }
    put_words(f, "disagg_outputs", &job->disagg_outputs, " ");
    put_numbers(f, "poes_disagg", &job->poes_disagg);
    put_dict(f, "iml_disagg", &job->iml_disagg);
    put_flag(f, "epsilon_star", job->epsilon_star);
    put_numbers(f, "rlz_index", &job->rlz_index);
    put_count(f, "num_rlzs_disagg", job->num_rlzs_disagg);
    put_count(f, "max_sites_disagg", job->max_sites_disagg);
}

void oql_job_dump(const oql_job *job, FILE *out)
{
    put_text(out, "calculation_mode", oql_job_mode_name(job->mode));
    put_text(out, "description", job->description);
    put_number(out, "investigation_time", job->investigation_time_yr);
    put_number(out, "truncation_level", job->truncation_level_sigma);
    put_measures(out, job);
    dump_sites(job, out);
    dump_sources(job, out);
    dump_results(job, out);
    dump_disaggregation(job, out);
    for (size_t i = 0; i < job->n_inputs; ++i) {
        (void)fprintf(out, "input %s%s%s = %s\n", job->inputs[i].kind,
                      job->inputs[i].label[0] == '\0' ? "" : " ", job->inputs[i].label,
                      job->inputs[i].path);
    }
}

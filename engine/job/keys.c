/* SPDX-License-Identifier: BSD-3-Clause */
#include "job/keys.h"

#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

/* Every key a job may hold: its type, and the field that takes it. */

typedef enum {
    FLAG,             /* bool: empty, 0, 1, true, false */
    COUNT,            /* int64_t >= 0; true is 1, false is 0 */
    INTEGER,          /* int64_t */
    NUMBER,           /* double >= 0 */
    POSITIVE,         /* double > 0 */
    POSITIVE_OR_NONE, /* double > 0, or empty */
    TRUNCATION,       /* double >= 0, inf allowed; 0 -> 1e-9 */
    DEPTH,            /* double >= 0, or -999 or nan */
    ANY_NUMBER,       /* double, finite */
    TEXT,             /* const char *, not empty */
    TEXT_OR_EMPTY,    /* const char *, as it is */
    CHOICE,           /* int: index in `choices` */
    CUSTOM            /* by `convert` */
} key_type;

typedef struct {
    const char *key;
    key_type type;
    size_t offset;       /* of the field in oql_job */
    const char *choices; /* CHOICE: "a|b|c" in the order of the enum */
    oql_job_converter *convert;
} key_row;

#define FIELD(f) offsetof(oql_job, f)

// clang-format off
static const key_row rows[] = {
    {"amplification_method", CHOICE, FIELD(amplification_method), "convolution|kernel", NULL},
    {"area_source_discretization", POSITIVE_OR_NONE, FIELD(area_source_discretization_km), NULL, NULL},
    {"calculation_mode", CUSTOM, 0, NULL, NULL}, /* convert_mode, set below: it must be first */
    {"collapse_gsim_logic_tree", CUSTOM, FIELD(collapse_gsim_logic_tree), NULL, oql_convert_words},
    {"collapse_ruptures", FLAG, FIELD(collapse_ruptures), NULL, NULL},
    {"complex_fault_mesh_spacing", POSITIVE_OR_NONE, FIELD(complex_fault_mesh_spacing_km), NULL, NULL},
    {"coordinate_bin_width", POSITIVE, FIELD(coordinate_bin_width_deg), NULL, NULL},
    {"description", TEXT, FIELD(description), NULL, NULL},
    {"disagg_bin_edges", CUSTOM, 0, NULL, oql_convert_bin_edges},
    {"disagg_by_src", FLAG, FIELD(disagg_by_src), NULL, NULL},
    {"disagg_outputs", CUSTOM, FIELD(disagg_outputs), NULL, oql_convert_words},
    {"discard_trts", CUSTOM, FIELD(discard_trts), NULL, oql_convert_trts},
    {"distance_bin_width", POSITIVE, FIELD(distance_bin_width_km), NULL, NULL},
    {"epsilon_star", FLAG, FIELD(epsilon_star), NULL, NULL},
    {"export_dir", TEXT_OR_EMPTY, FIELD(export_dir), NULL, NULL},
    {"exports", CUSTOM, FIELD(exports), NULL, oql_convert_words},
    {"floating_x_step", NUMBER, FIELD(floating_x_step), NULL, NULL},
    {"floating_y_step", NUMBER, FIELD(floating_y_step), NULL, NULL},
    {"gsim", TEXT, FIELD(gsim), NULL, NULL},
    {"hazard_maps", FLAG, FIELD(hazard_maps), NULL, NULL},
    {"horiz_comp_to_geom_mean", FLAG, FIELD(horiz_comp_to_geom_mean), NULL, NULL},
    {"iml_disagg", CUSTOM, FIELD(iml_disagg), NULL, oql_convert_measure_dict},
    {"individual_rlzs", FLAG, FIELD(individual_rlzs), NULL, NULL},
    {"infer_occur_rates", FLAG, FIELD(infer_occur_rates), NULL, NULL},
    {"intensity_measure_types", CUSTOM, 0, NULL, oql_convert_measure_names},
    {"intensity_measure_types_and_levels", CUSTOM, 0, NULL, oql_convert_measures},
    {"investigation_time", POSITIVE, FIELD(investigation_time_yr), NULL, NULL},
    {"mag_bin_width", POSITIVE, FIELD(mag_bin_width), NULL, NULL},
    {"max", FLAG, FIELD(max), NULL, NULL},
    {"max_potential_paths", COUNT, FIELD(max_potential_paths), NULL, NULL},
    {"max_sites_disagg", COUNT, FIELD(max_sites_disagg), NULL, NULL},
    {"maximum_distance", CUSTOM, 0, NULL, oql_convert_max_distance},
    {"mea_tau_phi", FLAG, FIELD(mea_tau_phi), NULL, NULL},
    {"mean", FLAG, FIELD(mean), NULL, NULL},
    {"minimum_distance", NUMBER, FIELD(minimum_distance_km), NULL, NULL},
    {"minimum_intensity", CUSTOM, FIELD(minimum_intensity), NULL, oql_convert_measure_dict},
    {"minimum_magnitude", CUSTOM, FIELD(minimum_magnitude), NULL, oql_convert_dict},
    {"num_epsilon_bins", COUNT, FIELD(num_epsilon_bins), NULL, NULL},
    {"num_rlzs_disagg", COUNT, FIELD(num_rlzs_disagg), NULL, NULL},
    {"number_of_logic_tree_samples", COUNT, FIELD(number_of_logic_tree_samples), NULL, NULL},
    {"oversampling", CHOICE, FIELD(oversampling), "tolerate|forbid", NULL},
    {"poes", CUSTOM, FIELD(poes), NULL, oql_convert_probabilities},
    {"poes_disagg", CUSTOM, FIELD(poes_disagg), NULL, oql_convert_probabilities},
    {"pointsource_distance", CUSTOM, FIELD(pointsource_distance_km), NULL, oql_convert_point_distance},
    {"postproc_args", CUSTOM, FIELD(postproc_args), NULL, oql_convert_literal},
    {"postproc_func", TEXT, FIELD(postproc_func), NULL, NULL},
    {"ps_grid_spacing", NUMBER, FIELD(ps_grid_spacing_km), NULL, NULL},
    {"quantiles", CUSTOM, FIELD(quantiles), NULL, oql_convert_probabilities},
    {"random_seed", COUNT, FIELD(random_seed), NULL, NULL},
    {"reference_backarc", NUMBER, FIELD(reference_backarc), NULL, NULL},
    {"reference_depth_to_1pt0km_per_sec", DEPTH, FIELD(reference_depth_to_1pt0km_per_sec_m), NULL, NULL},
    {"reference_depth_to_2pt5km_per_sec", DEPTH, FIELD(reference_depth_to_2pt5km_per_sec_km), NULL, NULL},
    {"reference_vs30_type", CHOICE, FIELD(reference_vs30_type), "inferred|measured", NULL},
    {"reference_vs30_value", POSITIVE, FIELD(reference_vs30_value_mps), NULL, NULL},
    {"reference_xvf", ANY_NUMBER, FIELD(reference_xvf_km), NULL, NULL},
    {"region", CUSTOM, 0, NULL, oql_convert_region},
    {"region_grid_spacing", POSITIVE, FIELD(region_grid_spacing_km), NULL, NULL},
    {"reqv_ignore_sources", CUSTOM, FIELD(reqv_ignore_sources), NULL, oql_convert_words},
    {"return_periods", CUSTOM, FIELD(return_periods_yr), NULL, oql_convert_integers},
    {"rlz_index", CUSTOM, FIELD(rlz_index), NULL, oql_convert_integers},
    {"rupture_mesh_spacing", POSITIVE, FIELD(rupture_mesh_spacing_km), NULL, NULL},
    {"sampling_method", CHOICE, FIELD(sampling_method),
     "early_weights|late_weights|early_latin|late_latin", NULL},
    {"shift_hypo", FLAG, FIELD(shift_hypo), NULL, NULL},
    {"site_labels", CUSTOM, FIELD(site_labels), NULL, oql_convert_labels},
    {"siteid", CUSTOM, FIELD(siteid), NULL, oql_convert_words},
    {"sites", CUSTOM, 0, NULL, oql_convert_points},
    {"smlt_branch", TEXT, FIELD(smlt_branch), NULL, NULL},
    {"soil_intensities", CUSTOM, FIELD(soil_intensities), NULL, oql_convert_numbers},
    {"source_id", CUSTOM, FIELD(source_id), NULL, oql_convert_words},
    {"source_nodes", CUSTOM, FIELD(source_nodes), NULL, oql_convert_words},
    {"split_sources", FLAG, FIELD(split_sources), NULL, NULL},
    {"std", FLAG, FIELD(std), NULL, NULL},
    {"tectonic_region_type", TEXT, FIELD(tectonic_region_type), NULL, NULL},
    {"tile_spec", CUSTOM, 0, NULL, oql_convert_tile},
    {"truncation_level", TRUNCATION, FIELD(truncation_level_sigma), NULL, NULL},
    {"uniform_hazard_spectra", FLAG, FIELD(uniform_hazard_spectra), NULL, NULL},
    {"override_vs30", CUSTOM, FIELD(override_vs30_mps), NULL, oql_convert_numbers},
    {"use_rates", FLAG, FIELD(use_rates), NULL, NULL},
    {"vs30_tolerance", INTEGER, FIELD(vs30_tolerance_mps), NULL, NULL},
    {"width_of_mfd_bin", POSITIVE, FIELD(width_of_mfd_bin), NULL, NULL},
};
// clang-format on

/* Keys of OpenQuake that change nothing in the calculations done here: risk, event-based and
 * scenario parameters, and hints to its task queue. Their values are kept, not read. */
static const char *const ignored[] = {
    "aggregate_by",
    "aggregate_exposure",
    "aggregate_loss_curves_types",
    "asce_version",
    "ash_wet_amplification_factor",
    "asset_correlation",
    "asset_hazard_distance",
    "asset_life_expectancy",
    "assets_per_site_limit",
    "avg_losses",
    "cache",
    "cache_distances",
    "cholesky_limit",
    "collapse_level",
    "collect_rlzs",
    "compare_with_classical",
    "concurrent_tasks",
    "conditional_loss_poes",
    "continuous_fragility_discretization",
    "correlation_cutoff",
    "countries",
    "cross_correlation",
    "discard_assets",
    "discrete_damage_distribution",
    "extreme_gmv",
    "gmf_max_gb",
    "ground_motion_correlation_model",
    "ground_motion_correlation_params",
    "ground_motion_fields",
    "hazard_calculation_id",
    "hazard_curves_from_gmfs",
    "ignore_covs",
    "ignore_encoding_errors",
    "ignore_master_seed",
    "ignore_missing_costs",
    "imt_ref",
    "infrastructure_connectivity_analysis",
    "interest_rate",
    "job_id",
    "limit_states",
    "local_timestamp",
    "lrem_steps_per_interval",
    "master_seed",
    "max_data_transfer",
    "max_potential_gmfs",
    "max_sites_correl",
    "maximum_distance_stations",
    "minimum_asset_loss",
    "minimum_engine_version",
    "modal_damage_state",
    "mosaic_model",
    "number_of_ground_motion_fields",
    "outs_per_task",
    "prefer_global_site_params",
    "reaggregate_by",
    "risk_investigation_time",
    "rupture_dict",
    "sec_peril_params",
    "secondary_perils",
    "ses_per_logic_tree_path",
    "ses_seed",
    "shakemap_id",
    "shakemap_uri",
    "site_class",
    "spatial_correlation",
    "specific_assets",
    "split_by_gsim",
    "steps_per_interval",
    "tiling",
    "time_event",
    "time_per_task",
    "total_losses",
    "with_betw_ratio",
};

/* Keys that name files, for suggestions (input_files.c reads them). */
static const char *const file_keys[] = {
    "amplification_csv",
    "exposure_file",
    "gsim_logic_tree_file",
    "reqv_file",
    "reqv_hdf5",
    "site_model_csv",
    "site_model_file",
    "sites_csv",
    "source_model_file",
    "source_model_logic_tree_file",
};

static const char *const aliases[][2] = {
    {"individual_curves", "individual_rlzs"}, {"quantile_hazard_curves", "quantiles"},
    {"mean_hazard_curves", "mean"},           {"max_hazard_curves", "max"},
    {"region_constraint", "region"},
};

const char *oql_job_canonical(const char *key)
{
    for (size_t i = 0; i < OQL_COUNT(aliases); ++i) {
        if (strcmp(key, aliases[i][0]) == 0) {
            return aliases[i][1];
        }
    }
    return key;
}

const char *oql_job_nearest_key(const char *key)
{
    const char *known[OQL_COUNT(rows) + OQL_COUNT(ignored) + OQL_COUNT(file_keys)];
    size_t n = 0;

    for (size_t i = 0; i < OQL_COUNT(rows); ++i) {
        known[n++] = rows[i].key;
    }
    for (size_t i = 0; i < OQL_COUNT(file_keys); ++i) {
        known[n++] = file_keys[i];
    }
    for (size_t i = 0; i < OQL_COUNT(ignored); ++i) {
        known[n++] = ignored[i];
    }
    return oql_nearest_word(key, known, n);
}

void oql_job_bad(const oql_job_build *b, const oql_job_param *p, const char *fmt, ...)
{
    char text[400], value[64];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    /* the value on one line, cut at 40 bytes but not within a character */
    size_t n = strcspn(p->value, "\n");
    const bool cut = n > 40 || p->value[n] != '\0';
    n = n > 40 ? 40 : n;
    while (n > 0 && n == 40 && ((unsigned char)p->value[n] & 0xC0) == 0x80) {
        --n;
    }
    (void)snprintf(value, sizeof value, "%.*s%s", (int)n, p->value, cut ? "…" : "");
    oql_problem_error(b->problems, p->file, p->line, "%s = %s: %s", p->key, value, text);
}

void oql_job_set_defaults(oql_job *job)
{
    const double nan_value = (double)NAN;
    static const oql_job_entry psd = {"default", 100.0};
    static const oql_literal no_args = {.kind = OQL_LIT_DICT};

    job->description = "no description";
    job->investigation_time_yr = nan_value;
    job->truncation_level_sigma = nan_value;
    job->region_grid_spacing_km = nan_value;
    job->reference_vs30_value_mps = nan_value;
    job->reference_depth_to_1pt0km_per_sec_m = nan_value;
    job->reference_depth_to_2pt5km_per_sec_km = nan_value;
    job->reference_xvf_km = nan_value;
    job->pointsource_distance_km = (oql_job_dict){1, &psd};
    job->rupture_mesh_spacing_km = 5.0;
    job->complex_fault_mesh_spacing_km = nan_value;
    job->width_of_mfd_bin = nan_value;
    job->area_source_discretization_km = nan_value;
    job->split_sources = true;
    job->collapse_ruptures = true;
    job->smlt_branch = "";
    job->tectonic_region_type = "*";
    job->random_seed = 42;
    job->max_potential_paths = 15000;
    job->mean = true;
    job->export_dir = ".";
    job->postproc_func = "dummy.main";
    job->postproc_args = &no_args;
    job->mag_bin_width = 1.0;
    job->distance_bin_width_km = nan_value;
    job->coordinate_bin_width_deg = 100.0;
    job->num_epsilon_bins = 1;
    job->max_sites_disagg = 10;
}

static bool equals_word(const char *s, const char *lower)
{
    size_t i = 0;
    for (; s[i] != '\0'; ++i) {
        const char c = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] - 'A' + 'a' : s[i]);
        if (c != lower[i]) {
            return false;
        }
    }
    return lower[i] == '\0';
}

static void convert_flag(const oql_job_build *b, const oql_job_param *p, bool *field)
{
    if (equals_word(p->value, "true") || strcmp(p->value, "1") == 0) {
        *field = true;
    } else if (equals_word(p->value, "false") || strcmp(p->value, "0") == 0 ||
               p->value[0] == '\0') {
        *field = false;
    } else {
        oql_job_bad(b, p, "expected true or false");
    }
}

static void convert_integer(const oql_job_build *b, const oql_job_param *p, key_type type,
                            int64_t *field)
{
    int64_t i;

    if (type == COUNT && (equals_word(p->value, "true") || equals_word(p->value, "false"))) {
        *field = equals_word(p->value, "true"); /* OpenQuake takes these for 1 and 0 */
    } else if (!oql_parse_int(p->value, &i) || (type == COUNT && i < 0)) {
        oql_job_bad(b, p, "expected a whole number%s", type == COUNT ? " >= 0" : "");
    } else {
        *field = i;
    }
}

static void convert_number(const oql_job_build *b, const oql_job_param *p, key_type type,
                           double *field)
{
    static const char *const expected[] = {
        [NUMBER] = "a number >= 0",
        [POSITIVE] = "a number > 0",
        [POSITIVE_OR_NONE] = "a number > 0, or nothing",
        [TRUNCATION] = "a number >= 0",
        [DEPTH] = "a number >= 0, or -999 (the model's own relation)",
        [ANY_NUMBER] = "a number",
    };
    double x;

    if (type == POSITIVE_OR_NONE && p->value[0] == '\0') {
        return;
    }
    bool ok = oql_parse_double(p->value, &x);
    if (ok && type == DEPTH) {
        ok = x >= 0.0 || x == -999.0 || isnan(x);
    } else if (ok && type != ANY_NUMBER) {
        ok = x >= 0.0 && (x > 0.0 || type == NUMBER || type == TRUNCATION);
    }
    if (!ok || (isinf(x) && type != TRUNCATION) || (isnan(x) && type != DEPTH)) {
        oql_job_bad(b, p, "expected %s", expected[type]);
    } else {
        *field = type == TRUNCATION && x == 0.0 ? 1e-9 : x;
    }
}

/* Index of the value in "a|b|c", or -1. */
static int choice_of(const char *choices, const char *value)
{
    const size_t n = strlen(value);
    int i = 0;

    for (const char *at = choices;; ++i) {
        const size_t len = strcspn(at, "|");
        if (len == n && strncmp(at, value, n) == 0) {
            return i;
        }
        if (at[len] == '\0') {
            return -1;
        }
        at += len + 1;
    }
}

static void convert_mode(oql_job_build *b, const oql_job_param *p)
{
    static const char others[] = "classical_risk|classical_damage|custom|event_based|scenario|"
                                 "post_risk|ebrisk|scenario_risk|event_based_risk|multi_risk|"
                                 "classical_bcr|event_based_damage|scenario_damage|workflow";
    const int i = choice_of("classical|preclassical|disaggregation", p->value);

    if (i >= 0) {
        b->job->mode = (oql_job_mode)i;
    } else if (choice_of(others, p->value) >= 0) {
        b->is_other_mode = true;
        oql_job_bad(b, p,
                    "a mode of OpenQuake that oqlite does not compute, expected classical, "
                    "preclassical or disaggregation");
    } else {
        oql_job_bad(b, p, "expected classical, preclassical or disaggregation");
    }
}

/* The value of one key into its field, whose type the table states. */
static oql_status convert_row(oql_job_build *b, const oql_job_param *p, const key_row *row)
{
    void *field = (unsigned char *)b->job + row->offset;
    int i;

    switch (row->type) {
    case FLAG:
        convert_flag(b, p, field);
        break;
    case COUNT:
    case INTEGER:
        convert_integer(b, p, row->type, field);
        break;
    case NUMBER:
    case POSITIVE:
    case POSITIVE_OR_NONE:
    case TRUNCATION:
    case DEPTH:
    case ANY_NUMBER:
        convert_number(b, p, row->type, field);
        break;
    case TEXT:
        if (p->value[0] == '\0') {
            oql_job_bad(b, p, "empty, expected a text");
            break;
        }
        *(const char **)field = p->value;
        break;
    case TEXT_OR_EMPTY:
        *(const char **)field = p->value;
        break;
    case CHOICE:
        i = choice_of(row->choices, p->value);
        if (i < 0) {
            oql_job_bad(b, p, "expected one of %s", row->choices);
        } else {
            *(int *)field = i;
        }
        break;
    case CUSTOM:
        if (row->convert != NULL) {
            return row->convert(b, p, field);
        }
        convert_mode(b, p);
        break;
    }
    return OQL_OK;
}

oql_status oql_job_convert(oql_job_build *b, const oql_job_param *p)
{
    for (size_t i = 0; i < OQL_COUNT(rows); ++i) {
        if (strcmp(rows[i].key, p->key) == 0) {
            return convert_row(b, p, &rows[i]);
        }
    }
    for (size_t i = 0; i < OQL_COUNT(ignored); ++i) {
        if (strcmp(ignored[i], p->key) == 0) {
            return OQL_OK;
        }
    }
    const char *near = oql_job_nearest_key(p->key);
    oql_problem_warning(b->problems, p->file, p->line, "unknown key %s is ignored%s%s%s",
                        p->key, near == NULL ? "" : ", did you mean ", near == NULL ? "" : near,
                        near == NULL ? "" : "?");
    return OQL_OK;
}

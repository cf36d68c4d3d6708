/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef OQL_JOB_JOB_H
#define OQL_JOB_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/imt.h"
#include "base/problems.h"
#include "base/status.h"
#include "job/literal.h"

/** A job: `job.ini` read into one validated struct, with the defaults, aliases and meanings of
 *  OpenQuake 3.25.
 *
 *  The struct is immutable once read and owns all that it points to (one arena); everything in
 *  it is borrowed until oql_job_destroy. A missing number is NaN, a missing text or path NULL,
 *  a missing list has n == 0. All paths are absolute. Units are in the names; keys of job.ini
 *  keep their own names as far as those allow.
 *  Threads   read-only after oql_job_read: any number of threads
 */

typedef enum { OQL_JOB_CLASSICAL, OQL_JOB_PRECLASSICAL, OQL_JOB_DISAGGREGATION } oql_job_mode;

typedef enum {
    OQL_SAMPLING_EARLY_WEIGHTS,
    OQL_SAMPLING_LATE_WEIGHTS,
    OQL_SAMPLING_EARLY_LATIN,
    OQL_SAMPLING_LATE_LATIN
} oql_job_sampling;

typedef enum { OQL_AMPLIFY_CONVOLUTION, OQL_AMPLIFY_KERNEL } oql_job_amplify;

/** A list of numbers / of words. */
typedef struct {
    size_t n;
    const double *x;
} oql_job_numbers;

typedef struct {
    size_t n;
    const char *const *s;
} oql_job_words;

/** Intensity measure and its levels (in the unit of the measure, strictly increasing). */
typedef struct {
    oql_imt imt;
    size_t n_levels;
    const double *levels;
} oql_job_measure;

/** A number by tectonic region (or measure); the name "default" stands for all others. */
typedef struct {
    const char *name;
    double value;
} oql_job_entry;

typedef struct {
    size_t n;
    const oql_job_entry *entry;
} oql_job_dict;

/** Integration distance of one region: piecewise linear in magnitude, zero outside the first
 *  and the last magnitude (OpenQuake: 2.5 .. 10.2 for a plain number). minimum_magnitude is
 *  already cut. */
typedef struct {
    double mag, dist_km;
} oql_job_mag_dist;

typedef struct {
    const char *trt; /**< tectonic region, or "default" */
    size_t n;
    const oql_job_mag_dist *at; /**< (n), magnitudes increasing */
} oql_job_reach;

/** Bin edges of one disaggregation axis ("mag", "dist", "lon", "lat", "eps"). */
typedef struct {
    const char *axis;
    oql_job_numbers edges;
} oql_job_edges;

/** One key as found, for provenance and messages. */
typedef struct {
    const char *key;   /**< canonical name: aliases replaced */
    const char *value; /**< as written, lines joined with \n */
    const char *file;  /**< path of the job file, or "-p" for a command-line override */
    int line;          /**< line of the key, 0 for an override */
} oql_job_param;

/** One input file named by the job. */
typedef struct {
    const char
        *kind; /**< the key without _file/_csv/_hdf5: "gsim_logic_tree", "site_model", "reqv" */
    const char *label; /**< key in a dictionary of files (reqv: tectonic region), else "" */
    const char *path;  /**< absolute */
    const char *file;  /**< where it was named, as in oql_job_param */
    int line;
} oql_job_input;

/** Depths of sites, km below sea level: from the highest mountain, as in OpenQuake, to what no
 *  drill reaches. Beyond these somebody has given metres. */
#define OQL_SITE_HIGHEST_KM (-8.848)
#define OQL_SITE_DEEPEST_KM 100.0

/** A point of `sites` or of `region`, rounded to 5 decimals. */
typedef struct {
    double lon_deg, lat_deg, depth_km; /**< depth > 0 is below sea level */
} oql_job_point;

typedef struct {
    /* what */
    const char *path;     /**< of the job file, absolute */
    const char *base_dir; /**< its folder: relative paths start here */
    oql_job_mode mode;
    const char *description; /**< default "no description" */

    /* measures, levels, time; sorted by period, stable, as OpenQuake */
    size_t n_measures, n_levels; /**< M, L: every measure has L levels */
    const oql_job_measure *measures;
    double investigation_time_yr;
    double truncation_level_sigma; /**< 0 in the file becomes 1e-9, a step at the median */

    /* sites (job/sites.h resolves them) */
    size_t n_points;
    const oql_job_point *points; /**< `sites`, as written (job/sites.h sorts them) */
    size_t n_region;
    const oql_job_point *region; /**< `region`: corners, not closed */
    double region_grid_spacing_km;
    oql_job_words siteid;
    double reference_vs30_value_mps;             /**< NaN when absent */
    int reference_vs30_type;                     /**< 0 inferred (default), 1 measured */
    double reference_depth_to_1pt0km_per_sec_m;  /**< -999 = the model's own relation */
    double reference_depth_to_2pt5km_per_sec_km; /**< likewise */
    double reference_backarc;       /**< 0 fore-arc (default), 1 back-arc, 2 along-arc */
    double reference_xvf_km;        /**< NaN when absent */
    bool prefer_global_site_params; /**< sites_csv: reference values win over its columns */
    oql_job_numbers override_vs30_mps;
    int tile_no, n_tiles; /**< tile_spec [no, n], from 1; 0, 0 when absent */
    oql_job_dict site_labels;

    /* sources */
    const oql_job_reach *reaches; /**< maximum_distance, see oql_job_max_distance */
    size_t n_reaches;
    double minimum_distance_km; /**< distances below are raised to it; default 0 */
    oql_job_dict minimum_magnitude;
    oql_job_dict
        pointsource_distance_km;    /**< default 100, 40 with ps_grid_spacing; 1000 = off */
    double ps_grid_spacing_km;      /**< 0 = no grid */
    double rupture_mesh_spacing_km; /**< default 5 */
    double complex_fault_mesh_spacing_km; /**< default rupture_mesh_spacing */
    double width_of_mfd_bin; /**< NaN when absent: needed by some magnitude laws only */
    double area_source_discretization_km; /**< NaN when absent: needed by area sources only */
    double floating_x_step, floating_y_step;
    oql_job_words discard_trts, source_id, source_nodes, reqv_ignore_sources;
    bool split_sources;     /**< default true */
    bool collapse_ruptures; /**< default true; a key of oqlite, hazard/collapsed.h */
    bool shift_hypo;        /**< default false */
    bool infer_occur_rates; /**< default false */
    const char *smlt_branch;
    const char *tectonic_region_type; /**< default "*" */

    /* logic trees */
    const char *source_model_logic_tree_file;
    oql_job_words source_model_files; /**< source_model_file; used without a logic tree */
    const char *gsim_logic_tree_file;
    const char *gsim; /**< one model, TOML or name; NULL with a logic tree */
    int64_t number_of_logic_tree_samples; /**< 0 = full enumeration */
    oql_job_sampling sampling_method;
    int64_t random_seed;         /**< default 42 */
    int64_t max_potential_paths; /**< default 15000 */
    int oversampling;            /**< 0 tolerate (default), 1 forbid */
    oql_job_words collapse_gsim_logic_tree;
    bool horiz_comp_to_geom_mean;

    /* results */
    bool individual_rlzs, mean, std, max; /**< mean is on by default */
    bool hazard_maps, uniform_hazard_spectra, use_rates;
    oql_job_numbers quantiles, poes;
    oql_job_numbers return_periods_yr; /**< give poes when poes is absent */
    const char *export_dir;            /**< absolute; default the folder of the job */
    oql_job_words exports;
    bool disagg_by_src;
    const char *postproc_func; /**< default "dummy.main" = none */
    const oql_literal *postproc_args;
    oql_job_dict minimum_intensity; /**< canonical measure names */
    bool mea_tau_phi;

    /* amplification of the soil */
    oql_job_amplify amplification_method;
    oql_job_numbers soil_intensities;
    int64_t vs30_tolerance_mps;

    /* disaggregation */
    double mag_bin_width, distance_bin_width_km, coordinate_bin_width_deg;
    int64_t num_epsilon_bins;
    size_t n_bin_edges;
    const oql_job_edges *disagg_bin_edges;
    oql_job_words disagg_outputs; /**< default: all that OpenQuake knows */
    oql_job_numbers poes_disagg;
    oql_job_dict iml_disagg; /**< canonical measure names */
    bool epsilon_star;
    oql_job_numbers rlz_index; /**< whole numbers */
    int64_t num_rlzs_disagg;
    int64_t max_sites_disagg; /**< default 10; also the "few sites" switch of classical */

    /* everything, for provenance */
    size_t n_params, n_inputs;
    const oql_job_param *params; /**< in the order of the file, overrides in place */
    const oql_job_input *inputs; /**< the job file first */

    oql_arena *arena; /**< owner of all the above */
} oql_job;

/** Read a job file and the overrides "key=value" of the command line.
 *
 *  Reads on after each mistake and adds it to `problems` as "path:line: found, expected" (an
 *  override says "-p"); unknown keys are warnings with the nearest known key, as OpenQuake
 *  ignores them. Refuses what OpenQuake 3.25 refuses in classical and disaggregation jobs, as
 *  far as the job file alone can tell; checks that each named file exists, not what is in it.
 *
 *  @param[in]     n_over, over  overrides (n_over), each "key=value"
 *  @param[in,out] problems      receives errors and warnings
 *  @param[out]    out           the job, owned by the caller; NULL on failure
 *
 *  Errors    OQL_ECONFIG when `problems` received an error here (err says how many), OQL_EIO
 *            when the file cannot be read, OQL_ENOMEM
 */
oql_status oql_job_read(const char *path, size_t n_over, const char *const *over,
                        oql_problems *problems, oql_job **out, oql_err *err) OQL_MUST_CHECK;

/** The same from n bytes of memory; path, which need not exist, says where relative paths
 *  start. */
oql_status oql_job_parse(const char *path, size_t n, const char *bytes, size_t n_over,
                         const char *const *over, oql_problems *problems, oql_job **out,
                         oql_err *err) OQL_MUST_CHECK;

void oql_job_destroy(oql_job *job); /**< NULL is fine */

/** Write every typed field as "key = value" lines, for `oqlite info` and tests. */
void oql_job_dump(const oql_job *job, FILE *out);

/** Integration distance [km] for a region and a magnitude; 0 outside its magnitudes: such a
 *  rupture is dropped. */
double oql_job_max_distance(const oql_job *job, const char *trt, double mag);

/** Greatest integration distance [km] of a region, over all magnitudes. */
double oql_job_reach_km(const oql_job *job, const char *trt);

/** Value of a region in a dictionary, else that of "default", else `missing`. */
double oql_job_dict_value(const oql_job_dict *dict, const char *name, double missing);

/** Point-source distance [km] of a region; 1000 everywhere means that it is off. */
double oql_job_pointsource_distance(const oql_job *job, const char *trt);

/** A key as found, by its canonical name; NULL when the job does not set it. */
const oql_job_param *oql_job_find(const oql_job *job, const char *key);

/** Path of the n-th input of a kind, in order; NULL beyond the last. */
const oql_job_input *oql_job_find_input(const oql_job *job, const char *kind, size_t n);

/** "classical", …; static storage. */
const char *oql_job_mode_name(oql_job_mode mode);

#endif

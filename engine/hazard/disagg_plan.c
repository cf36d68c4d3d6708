/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <omp.h>
#include <stdio.h>

#include "hazard/disagg.h"
#include "hazard/post.h"

/* Whether a job can be disaggregated, and with how much memory: before anything is computed. */

#define OQL_TILE_RUPTURES 4000          /* less is not worth a tile */
#define OQL_MOST_BYTES    ((double)8e9) /* of the matrices at once, or of all results */
#define OQL_PLACE         512

/* Where the job file says a key; the file as a whole when it does not. */
static const char *place(const oql_job *job, const char *key, char text[OQL_PLACE])
{
    const oql_job_param *p = oql_job_find(job, key);
    if (p == NULL) {
        (void)snprintf(text, OQL_PLACE, "%s", job->path);
    } else {
        (void)snprintf(text, OQL_PLACE, "%s:%d", p->file, p->line);
    }
    return text;
}

static oql_status check_sources(const oql_inputs *in, oql_err *err)
{
    for (size_t g = 0; g < in->n_group; ++g) {
        for (size_t b = 0; b < in->group[g].n_bundle; ++b) {
            const oql_source_group *a = in->group[g].bundle[b].atomic;
            if (a != NULL && (a->cluster || a->mutex_ruptures)) {
                const oql_source *s = in->group[g].bundle[b].part[0].source;
                return OQL_FAIL(err, OQL_ECONFIG,
                                "%s:%d: source \"%s\" is of a %s, which OpenQuake 3.25 does "
                                "not disaggregate "
                                "either; expected a job without such groups, or "
                                "calculation_mode = classical",
                                s->path, s->line, s->id,
                                a->cluster ? "cluster"
                                           : "group of mutually exclusive ruptures");
            }
        }
    }
    return OQL_OK;
}

static oql_status check_realizations(const oql_inputs *in, oql_err *err)
{
    const oql_job *job = in->job;
    const size_t n = oql_lt_n_rlz(in->lt);
    char at[OQL_PLACE];

    for (size_t i = 0; i < job->rlz_index.n; ++i) {
        if (!(job->rlz_index.x[i] >= 0.0 && job->rlz_index.x[i] < (double)n)) {
            return OQL_FAIL(err, OQL_ECONFIG,
                            "%s: rlz_index names realization %g, expected 0 … %zu",
                            place(job, "rlz_index", at), job->rlz_index.x[i], n - 1);
        }
    }
    if (oql_disagg_count_rlzs(in) > n) {
        return OQL_FAIL(err, OQL_ECONFIG,
                        "%s: num_rlzs_disagg is %zu, expected at most %zu, the "
                        "realizations there are",
                        place(job, "num_rlzs_disagg", at), oql_disagg_count_rlzs(in), n);
    }
    return OQL_OK;
}

size_t oql_disagg_tiles(uint64_t n_rupture, size_t n_value)
{
    const double memory = (double)n_value * sizeof(double);
    const double wanted = fmin(1.0 + (double)n_rupture / OQL_TILE_RUPTURES,
                               fmax(1.0, OQL_MOST_BYTES / 4.0 / memory));
    return (size_t)fmin(wanted, OQL_DISAGG_TILES);
}

/* Levels of the job: of each site and measure. */
static size_t count_levels(const oql_job *job)
{
    return job->iml_disagg.n > 0 ? 1 : job->poes_disagg.n;
}

/* Most that the matrices of a group take at once: its tiles, or what mutually exclusive sources are
 * added to and one of them. Which models the chosen realizations have is not known yet. */
static double matrix_bytes(const oql_inputs *in, const oql_bins *bins)
{
    const size_t n_rlz = in->sites->n * oql_disagg_count_rlzs(in);
    double most = 0.0;

    for (size_t g = 0; g < in->n_group; ++g) {
        const oql_group *group = &in->group[g];
        const size_t n_model = in->region[group->trt].n_model;
        const size_t n_value = in->sites->n * (n_model < n_rlz ? n_model : n_rlz) *
                               in->job->n_measures * count_levels(in->job) * bins->n_cell;
        size_t n = oql_disagg_tiles(group->n_rupture, n_value);
        for (size_t b = 0; b < group->n_bundle; ++b) {
            n = group->bundle[b].atomic != NULL && n < 2 ? 2 : n;
        }
        most = fmax(most, (double)n * (double)n_value * sizeof(double));
    }
    return most;
}

/* All kinds: of each realization and the mean. */
static double result_bytes(const oql_inputs *in, const oql_bins *bins)
{
    const oql_job *job = in->job;
    const double n_map =
        (double)in->sites->n * (double)job->n_measures * (double)count_levels(job);
    double sum = 0.0;

    for (size_t k = 0; k < job->disagg_outputs.n; ++k) {
        const double n = (double)oql_disagg_kind_values(job->disagg_outputs.s[k], bins);
        sum += (n_map * n * (double)(oql_disagg_count_rlzs(in) + 1) + n) * sizeof(double) +
               (double)bins->n_cell * sizeof(uint32_t);
    }
    return sum;
}

oql_status oql_disagg_bytes(const oql_setup *setup, int n_thread, size_t *bytes, oql_err *err)
{
    const oql_inputs *in = setup->in;
    const double threads = n_thread > 0 ? n_thread : omp_get_max_threads();
    const double curves = (double)(oql_count_curves(in) + in->sites->n) *
                          (double)(setup->n_imt * setup->n_lvl) * sizeof(double);
    oql_arena *arena = NULL;
    oql_bins bins;
    oql_status st = OQL_OK;

    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(oql_bins_make(in, arena, &bins, err));
    *bytes = (size_t)(matrix_bytes(in, &bins) + result_bytes(in, &bins) + curves +
                      threads * (double)oql_worker_bytes(setup));
done:
    oql_arena_destroy(arena);
    return st;
}

oql_status oql_disagg_check(const oql_inputs *in, oql_err *err)
{
    const oql_job *job = in->job;
    oql_arena *arena = NULL;
    oql_bins bins;
    char at[OQL_PLACE];
    oql_status st = OQL_OK;

    if ((int64_t)in->sites->n > job->max_sites_disagg) {
        return OQL_FAIL(
            err, OQL_ECONFIG,
            "%s: %zu sites to disaggregate, expected at most max_sites_disagg = %lld",
            place(job, "max_sites_disagg", at), in->sites->n, (long long)job->max_sites_disagg);
    }
    if (!job->mean) {
        return OQL_FAIL(err, OQL_ECONFIG,
                        "%s: mean is off, expected on: its curves give the levels",
                        place(job, "mean", at));
    }
    OQL_TRY(check_sources(in, err));
    OQL_TRY(check_realizations(in, err));
    OQL_TRY(oql_arena_create(&arena, err));
    OQL_TRY(oql_bins_make(in, arena, &bins, err));
    const double matrices = matrix_bytes(in, &bins), results = result_bytes(in, &bins);
    if (matrices > OQL_MOST_BYTES) {
        st = OQL_FAIL(err, OQL_ECONFIG,
                      "%s: the matrices of a region's models need %.1f GB, expected at most "
                      "%.0f: make the bins wider (coordinate_bin_width, distance_bin_width)",
                      place(job, "coordinate_bin_width", at), matrices / 1e9,
                      OQL_MOST_BYTES / 1e9);
    } else if (results > OQL_MOST_BYTES) {
        st = OQL_FAIL(err, OQL_ECONFIG,
                      "%s: the results of %zu realizations need %.1f GB, expected at most "
                      "%.0f: lower num_rlzs_disagg, or make the bins wider",
                      place(job, "num_rlzs_disagg", at), oql_disagg_count_rlzs(in),
                      results / 1e9, OQL_MOST_BYTES / 1e9);
    }
done:
    oql_arena_destroy(arena);
    return st;
}

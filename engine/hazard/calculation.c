/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/calculation.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "datastore/run.h"
#include "hazard/by_src.h"
#include "hazard/clock.h"
#include "hazard/curves.h"
#include "hazard/disagg.h"
#include "hazard/post.h"
#include "hazard/tiles.h"
#include "hazard/version.h"
#include "kernels/isa.h"

/* ---- what the datastore is told ---- */

typedef struct {
    oql_run_spec spec;
    oql_arena *arena;
    size_t n_file;
    oql_input_file *file; /* (n_file) what is in them: malloc */
} description;

static void description_clear(description *d)
{
    for (size_t i = 0; i < d->n_file; ++i) {
        free((void *)(uintptr_t)d->file[i].data);
    }
    oql_arena_destroy(d->arena);
}

static bool listed(const oql_input_file *file, size_t n, const char *path)
{
    for (size_t i = 0; i < n; ++i) {
        if (strcmp(file[i].path, path) == 0) {
            return true;
        }
    }
    return false;
}

static oql_status add_file(description *d, const char *path, oql_err *err)
{
    oql_status st = OQL_OK;
    char *data = NULL;
    size_t n = 0;

    if (!listed(d->file, d->n_file, path)) {
        OQL_TRY(oql_file_read(path, &data, &n, err));
        d->file[d->n_file++] = (oql_input_file){.path = path, .data = data, .size = n};
    }
done:
    return st;
}

/* The job file first, then what it names, then the source models of the logic tree. */
static oql_status describe_files(const oql_inputs *in, description *d, oql_err *err)
{
    const oql_job *job = in->job;
    oql_status st = OQL_OK;

    d->file = oql_arena_alloc(d->arena, job->n_inputs + in->n_file + 1, sizeof *d->file);
    if (d->file == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the list of inputs");
    }
    OQL_TRY(add_file(d, job->path, err));
    for (size_t i = 0; i < job->n_inputs + in->n_file; ++i) {
        OQL_TRY(add_file(
            d, i < job->n_inputs ? job->inputs[i].path : in->file[i - job->n_inputs], err));
    }
    d->spec.files = d->file;
    d->spec.n_files = d->n_file;
done:
    return st;
}

static oql_status describe_measures(const oql_inputs *in, description *d, oql_err *err)
{
    const oql_job *job = in->job;
    const char **imt = oql_arena_alloc(d->arena, job->n_measures, sizeof *imt);
    double *iml = oql_arena_alloc(d->arena, job->n_measures * job->n_levels, sizeof *iml);
    if (imt == NULL || iml == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the measures");
    }
    for (size_t m = 0; m < job->n_measures; ++m) {
        imt[m] = job->measures[m].imt.text;
        memcpy(iml + m * job->n_levels, job->measures[m].levels, job->n_levels * sizeof *iml);
    }
    d->spec.n_imts = job->n_measures;
    d->spec.n_levels = job->n_levels;
    d->spec.imts = imt;
    d->spec.imls = iml;
    return OQL_OK;
}

static oql_status describe_sites(const oql_inputs *in, description *d, oql_err *err)
{
    static const struct {
        const char *name, *unit;
    } known[] = {
        {"lon", "deg"},  {"lat", "deg"},        {"depth", "km"},
        {"vs30", "m/s"}, {"vs30measured", "1"}, {"z1pt0", "m"},
        {"z2pt5", "km"}, {"backarc", "1"},      {"xvf", "km"},
    };
    const oql_sites *sites = in->sites;
    const size_t n_most = OQL_COUNT(known) + sites->n_columns;
    oql_run_column *column = oql_arena_alloc(d->arena, n_most, sizeof *column);
    size_t n = 0;

    if (column == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the sites");
    }
    for (size_t i = 0; i < OQL_COUNT(known); ++i) {
        const double *x = oql_sites_column(sites, known[i].name);
        if (x != NULL) {
            column[n++] = (oql_run_column){known[i].name, known[i].unit, x};
        }
    }
    for (size_t i = 0; i < sites->n_columns; ++i) {
        if (sites->columns[i].x != NULL) {
            column[n++] = (oql_run_column){sites->columns[i].name, "", sites->columns[i].x};
        }
    }
    if (sites->custom_id != NULL) {
        const char **id = oql_arena_alloc(d->arena, sites->n, sizeof *id);
        if (id == NULL) {
            return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the sites");
        }
        for (size_t i = 0; i < sites->n; ++i) {
            id[i] = sites->custom_id[i];
        }
        d->spec.site_ids = id;
    }
    d->spec.n_sites = sites->n;
    d->spec.n_site_columns = n;
    d->spec.site_columns = column;
    return OQL_OK;
}

static oql_status describe_curves(const oql_inputs *in, description *d, oql_err *err)
{
    const size_t n = oql_count_curves(in);
    oql_curve_id *curve = oql_arena_alloc(d->arena, n, sizeof *curve);
    oql_param *param = oql_arena_alloc(d->arena, in->job->n_params, sizeof *param);
    size_t c = 0;

    if (curve == NULL || param == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu curves", n);
    }
    for (size_t g = 0; g < in->n_group; ++g) {
        const oql_region *r = &in->region[in->group[g].trt];
        for (size_t k = 0; k < r->n_model; ++k) {
            curve[c++] = (oql_curve_id){(int)g, r->name, r->text[k]};
        }
    }
    for (size_t i = 0; i < in->job->n_params; ++i) {
        param[i] = (oql_param){in->job->params[i].key, in->job->params[i].value};
    }
    d->spec.n_curves = n;
    d->spec.curves = curve;
    d->spec.n_params = in->job->n_params;
    d->spec.params = param;
    return OQL_OK;
}

static oql_status describe(const oql_setup *setup, int n_thread, description *d, oql_err *err)
{
    const oql_inputs *in = setup->in;
    oql_status st = OQL_OK;

    d->spec = (oql_run_spec){.mode = oql_job_mode_name(in->job->mode),
                             .description = in->job->description,
                             .investigation_time_yr = in->job->investigation_time_yr,
                             .site_block = setup->block_sites,
                             .engine_version = OQL_VERSION,
                             .isa = oql_isa_name(),
                             .n_threads = n_thread > 0 ? n_thread : omp_get_max_threads()};
    OQL_TRY(oql_arena_create(&d->arena, err));
    OQL_TRY(describe_files(in, d, err));
    OQL_TRY(describe_measures(in, d, err));
    OQL_TRY(describe_sites(in, d, err));
    OQL_TRY(describe_curves(in, d, err));
done:
    return st;
}

/* ---- the sink: rates of a unit become blocks of curves ---- */

typedef struct {
    const oql_setup *setup;
    const oql_run_spec *spec;
    oql_run *run;
    double *poes; /* (block, M, L) */
    const oql_calculation_options *options;
    oql_calculation *out;
    FILE *tiles; /* NULL: not wanted */
} writer;

static oql_status write_unit(void *user, size_t group, size_t block, size_t site0,
                             size_t n_site, const double *rates, size_t stride, oql_err *err)
{
    writer *w = user;
    const oql_inputs *in = w->setup->in;
    const size_t cell = w->setup->n_imt * w->setup->n_lvl;
    const size_t first = oql_first_curve(in, group);
    const double time = in->job->investigation_time_yr;
    oql_status st = OQL_OK;

    (void)site0;
    for (size_t k = 0; k < in->region[in->group[group].trt].n_model; ++k) {
        for (size_t c = 0; c < cell; ++c) {
            const double *row = rates + (k * cell + c) * stride;
            for (size_t i = 0; i < n_site; ++i) {
                w->poes[i * cell + c] = oql_poe_from_rate(row[i] * time);
            }
        }
        if (!oql_run_is_done(w->run, first + k, block)) {
            OQL_TRY(oql_run_write(w->run, first + k, block, w->poes, err));
        }
    }
    oql_run_ahead(w->run);
done:
    return st;
}

static bool is_wanted(void *user, size_t group, size_t block)
{
    const writer *w = user;
    const oql_inputs *in = w->setup->in;
    const size_t first = oql_first_curve(in, group);
    for (size_t k = 0; k < in->region[in->group[group].trt].n_model; ++k) {
        if (!oql_run_is_done(w->run, first + k, block)) {
            return true;
        }
    }
    return false;
}

static void tell(void *user, double share, uint64_t n_ctx)
{
    writer *w = user;
    if (w->options->progress != NULL) {
        w->options->progress(w->options->user, oql_run_id(w->run), "computing", share, n_ctx);
    }
}

static void log_tile(void *user, const oql_tile_cost *c)
{
    const writer *w = user;
    fprintf(w->tiles, "%zu,%zu,%zu,%zu,%zu,%llu,%.9f", c->tile, c->group, c->block, c->chunk,
            c->n_site, (unsigned long long)c->n_ctx, c->seconds);
    for (size_t k = 0; k < OQL_COSTS; ++k) {
        fprintf(w->tiles, ",%.6g", c->expected->n[k]);
    }
    fputc('\n', w->tiles);
}

static oql_status open_tile_log(writer *w, oql_err *err)
{
    const char *path = w->options->tile_log;
    if (path == NULL) {
        return OQL_OK;
    }
    w->tiles = fopen(path, "w");
    if (w->tiles == NULL) {
        return OQL_FAIL(err, OQL_EIO, "%s: cannot be written", path);
    }
    /* a line each: what a killed run logged can be read */
    (void)setvbuf(w->tiles, NULL, _IOLBF, BUFSIZ);
    fputs("tile,group,block,chunk,sites,contexts,seconds", w->tiles);
    for (size_t k = 0; k < OQL_COSTS; ++k) {
        fprintf(w->tiles, ",%s", oql_cost_name((oql_cost_term)k));
    }
    fputc('\n', w->tiles);
    return OQL_OK;
}

static oql_status close_tile_log(writer *w, oql_err *err)
{
    if (w->tiles == NULL) {
        return OQL_OK;
    }
    const bool bad = ferror(w->tiles) != 0;
    const bool failed = fclose(w->tiles) != 0 || bad;
    w->tiles = NULL;
    return failed ? OQL_FAIL(err, OQL_EIO, "%s: cannot be written", w->options->tile_log)
                  : OQL_OK;
}

/* ---- the calculation ---- */

/* The layout is written while others compute: nothing is asked of a new calculation's file before. */
static oql_status start_run(void *user, oql_err *err)
{
    writer *w = user;
    oql_status st = OQL_OK;
    oql_claim *claim = NULL;
    char *datadir = NULL;
    const int64_t old = w->options->resume_id;

    OQL_TRY(oql_datadir(&datadir, err));
    if (old > 0) {
        OQL_TRY(oql_calc_take(datadir, old, &claim, err));
    } else {
        OQL_TRY(oql_calc_claim(datadir, &claim, err));
    }
    OQL_TRY(oql_strdup(oql_claim_file(claim), &w->out->path, err));
    OQL_TRY(old > 0 ? oql_run_resume(claim, w->spec, &w->run, err)
                    : oql_run_start(claim, w->spec, &w->run, err));
    w->out->id = oql_run_id(w->run);
    if (w->options->progress != NULL) {
        w->options->progress(w->options->user, w->out->id, "start", 0.0, 0);
    }
done:
    free(datadir);
    return st;
}

static oql_status compute_and_publish(const oql_setup *setup, const oql_run_spec *spec,
                                      const oql_calculation_options *options,
                                      oql_calculation *out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_store *store = NULL;
    writer w = {.setup = setup, .spec = spec, .options = options, .out = out};
    const bool fresh = options->resume_id <= 0;
    const oql_sink sink = {.user = &w,
                           .begin = fresh ? start_run : NULL,
                           .unit = write_unit,
                           .wanted = fresh ? NULL : is_wanted,
                           .progress = tell,
                           .tile = options->tile_log != NULL ? log_tile : NULL};

    w.poes = oql_calloc(setup->block_sites * setup->n_imt * setup->n_lvl, sizeof(double));
    if (w.poes == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for a block of curves");
        goto done;
    }
    OQL_TRY(open_tile_log(&w, err));
    if (sink.begin == NULL) {
        OQL_TRY(start_run(&w, err));
    }
    OQL_TRY(oql_classical_compute(setup, options->n_thread, &sink, &out->classical, err));
    OQL_TRY(close_tile_log(&w, err));
    const double start = oql_clock_seconds();
    if (options->progress != NULL) {
        options->progress(options->user, out->id, "statistics", 1.0, out->classical.n_ctx);
    }
    OQL_TRY(oql_run_post(w.run, &store, err));
    OQL_TRY(oql_post(setup, w.run, store, options->n_thread, err));
    OQL_TRY(oql_mean_rates_by_src(setup, store, options->n_thread, err));
    OQL_TRY(oql_rel_sources(setup, store, options->n_thread, err));
    if (setup->in->job->mode == OQL_JOB_DISAGGREGATION) {
        if (options->progress != NULL) {
            options->progress(options->user, out->id, "disaggregation", 1.0,
                              out->classical.n_ctx);
        }
        OQL_TRY(oql_disagg(setup, w.run, store, options->n_thread, err));
    }
    oql_run *whole = w.run;
    out->seconds_write = oql_run_write_seconds(whole);
    const double publish = oql_clock_seconds();
    w.run = NULL; /* publishing takes it, whatever happens */
    OQL_TRY(oql_run_publish(whole, out->classical.seconds, err));
    out->seconds_write += oql_clock_seconds() - publish;
    out->seconds_post = oql_clock_seconds() - start;
done:
    if (w.run != NULL) {
        oql_run_abort(w.run, err->text);
    }
    (void)close_tile_log(&w, &(oql_err){0});
    free(w.poes);
    return st;
}

oql_status oql_calculation_run(const oql_inputs *in, const oql_calculation_options *options,
                               oql_calculation *out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_setup setup = {0};
    description d = {0};

    *out = (oql_calculation){0};
    if (in->sites->n == 0) {
        st = OQL_FAIL(err, OQL_ECONFIG,
                      "%s: no sites, expected some: oqlite info tells the sources of a "
                      "preclassical job without them",
                      in->job->path);
        goto done;
    }
    if (in->job->mode == OQL_JOB_DISAGGREGATION) {
        OQL_TRY(oql_disagg_check(in, err));
    }
    OQL_TRY(oql_setup_init(&setup, in, err));
    OQL_TRY(describe(&setup, options->n_thread, &d, err));
    OQL_TRY(compute_and_publish(&setup, &d.spec, options, out, err));
done:
    description_clear(&d);
    oql_setup_clear(&setup);
    return st;
}

oql_status oql_calculation_plan(const oql_inputs *in, int n_thread, oql_plan *out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_setup setup = {0};
    description d = {0};

    *out = (oql_plan){0};
    OQL_TRY(oql_memory_plan_make(in, n_thread, &out->memory, err));
    if (in->job->mode == OQL_JOB_DISAGGREGATION) {
        OQL_TRY(oql_disagg_check(in, err));
    }
    OQL_TRY(oql_setup_init(&setup, in, err));
    OQL_TRY(describe(&setup, n_thread, &d, err));
    for (size_t g = 0; g < in->n_group; ++g) {
        out->n_rupture += in->group[g].n_rupture;
    }
    out->n_context = out->n_rupture * in->sites->n;
    oql_run_disk_bytes(&d.spec, &out->disk_live, &out->disk_published);
    out->disk_published += oql_post_disk_bytes(&setup);
    out->n_curve = oql_count_curves(in);
    out->n_rlz = oql_lt_n_rlz(in->lt);
done:
    description_clear(&d);
    oql_setup_clear(&setup);
    return st;
}

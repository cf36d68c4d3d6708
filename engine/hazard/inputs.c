/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/inputs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "hazard/bundles.h"
#include "hazard/by_src.h"
#include "hazard/clock.h"
#include "hazard/equivalent.h"
#include "hazard/labels.h"
#include "hazard/region_models.h"
#include "hazard/site_model_xml.h"
#include "hazard/validity.h"
#include "nrml/logictree_xml.h"
#include "nrml/source_model.h"

/* The status of a step whose mistakes are in `problems`: only what is not a mistake of the inputs
 * ends the reading at once. */
static oql_status tolerate(oql_status st, oql_problems *problems, size_t errors_before,
                           oql_err *err)
{
    if (st == OQL_ENOMEM) {
        return st;
    }
    if (st != OQL_OK) {
        if (oql_problems_errors(problems) == errors_before) {
            oql_problem_from_err(problems, err);
        }
        *err = (oql_err){0};
    }
    return OQL_OK;
}

static oql_status read_trees(oql_inputs *in, oql_problems *problems, oql_err *err)
{
    const oql_job *job = in->job;
    oql_status st;
    size_t before = oql_problems_errors(problems);

    if (job->source_model_logic_tree_file != NULL) {
        st = oql_smlt_read(job->source_model_logic_tree_file, problems, &in->smlt, err);
    } else {
        st = oql_smlt_trivial(job->path, job->source_model_files.n, job->source_model_files.s,
                              &in->smlt, err);
    }
    OQL_TRY(tolerate(st, problems, before, err));
    before = oql_problems_errors(problems);
    if (job->gsim_logic_tree_file != NULL) {
        st = oql_gslt_read(job->gsim_logic_tree_file, NULL, problems, &in->gslt, err);
    } else {
        st = oql_gslt_trivial(job->path, job->gsim, &in->gslt, err);
    }
    OQL_TRY(tolerate(st, problems, before, err));
done:
    return st;
}

static bool listed(const oql_inputs *in, const char *file)
{
    for (size_t f = 0; f < in->n_file; ++f) {
        if (strcmp(in->file[f], file) == 0) {
            return true;
        }
    }
    return false;
}

static oql_status list_files(oql_inputs *in, oql_err *err)
{
    size_t n = 0;
    for (size_t b = 0; b < in->smlt->n_branches; ++b) {
        n += in->smlt->branches[b].value.n_files;
    }
    in->file = oql_arena_alloc(in->arena, n + 1, sizeof *in->file);
    in->model = oql_arena_alloc(in->arena, n + 1, sizeof *in->model);
    if (in->file == NULL || in->model == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu source models", n);
    }
    for (size_t b = 0; b < in->smlt->n_branches; ++b) {
        const oql_lt_value *v = &in->smlt->branches[b].value;
        for (size_t i = 0; i < v->n_files; ++i) {
            if (!listed(in, v->files[i])) {
                in->file[in->n_file++] = v->files[i];
            }
        }
    }
    return OQL_OK;
}

static oql_status read_models(oql_inputs *in, oql_problems *problems, oql_err *err)
{
    oql_source_settings settings;
    oql_status st = OQL_OK;

    OQL_TRY(list_files(in, err));
    oql_models_settings(in->job, &settings);
    for (size_t f = 0; f < in->n_file; ++f) {
        const size_t before = oql_problems_errors(problems);
        in->model[f] = oql_models_find(in->shared, in->file[f], &settings);
        if (in->model[f] == NULL) {
            st = oql_nrml_read_sources(in->file[f], &settings, problems, &in->model[f], err);
            OQL_TRY(tolerate(st, problems, before, err));
        }
        in->n_source += in->model[f] == NULL ? 0 : in->model[f]->n_source;
    }
done:
    return st;
}

/* Compare the tree's filters with the sources there are, and reduce it to one source when the job
 * asks for one (source_id). A filter may name a source that is not there when some were discarded or
 * could not be read: then not complete. */
static oql_status match_tree(oql_inputs *in, bool complete, oql_problems *problems,
                             oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t before = oql_problems_errors(problems);
    size_t n = 0;
    oql_lt_source *list = calloc(in->n_source + 1, sizeof *list);
    oql_smlt *reduced = NULL;

    if (list == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sources", in->n_source);
    }
    for (size_t f = 0; f < in->n_file; ++f) {
        for (size_t i = 0; in->model[f] != NULL && i < in->model[f]->n_source; ++i) {
            const oql_source *src = &in->model[f]->sources[i];
            char *id = oql_arena_strndup(in->arena, src->id, strcspn(src->id, ":"));
            if (id == NULL) {
                st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sources", in->n_source);
                goto done;
            }
            list[n++] = (oql_lt_source){in->file[f], id, src->trt};
        }
    }
    if (in->job->source_id.n == 0 && complete) {
        oql_smlt_check_sources(in->smlt, n, list, problems);
    } else if (in->job->source_id.n == 1) {
        OQL_TRY(tolerate(oql_smlt_keep_source(in->smlt, in->job->source_id.s[0], n, list,
                                              problems, &reduced, err),
                         problems, before, err));
        if (reduced != NULL) {
            in->smlt_whole = in->smlt;
            in->smlt = reduced;
        }
    }
done:
    free(list);
    return st;
}

static oql_status make_realizations(oql_inputs *in, oql_problems *problems, oql_err *err)
{
    oql_status st = OQL_OK;
    const char **trt = NULL;
    size_t n = 0, cap = 0;
    const size_t before = oql_problems_errors(problems);

    for (size_t f = 0; f < in->n_file; ++f) {
        const oql_source_model *m = in->model[f];
        const char *last = NULL;
        for (size_t i = 0; m != NULL && i < m->n_source; ++i) {
            if (last == NULL || strcmp(last, m->sources[i].trt) != 0) {
                last = m->sources[i].trt;
                OQL_TRY(oql_reserve(&trt, &cap, n + 1, sizeof *trt, err));
                trt[n++] = last;
            }
        }
    }
    const oql_job *job = in->job;
    if (job->collapse_gsim_logic_tree.n > 0) {
        oql_gslt *collapsed = NULL;
        OQL_TRY(tolerate(oql_gslt_collapse(in->gslt, n, trt, job->collapse_gsim_logic_tree.n,
                                           job->collapse_gsim_logic_tree.s, problems,
                                           &collapsed, err),
                         problems, before, err));
        if (collapsed == NULL) {
            goto done;
        }
        oql_gslt_destroy(in->gslt);
        in->gslt = collapsed;
    }
    const oql_lt_options options = {
        .n_samples = (size_t)job->number_of_logic_tree_samples,
        .seed = (uint32_t)job->random_seed,
        .sampling = (oql_lt_sampling)job->sampling_method,
        /* means of rates need no realization, so OpenQuake does not limit their number then */
        .max_paths =
            job->use_rates && job->mean && !job->individual_rlzs && job->quantiles.n == 0
                ? 0.0
                : (double)job->max_potential_paths,
    };
    OQL_TRY(
        tolerate(oql_lt_create(in->smlt, in->gslt, n, trt, &options, problems, &in->lt, err),
                 problems, before, err));
    OQL_TRY(oql_labels_make(in, n, trt, &options, problems, err));
done:
    free(trt);
    return st;
}

static void require_site_parameters(oql_inputs *in, oql_problems *problems)
{
    for (size_t p = 0; p < OQL_CTX_N; ++p) {
        const char *name = oql_ctx_param_name((oql_ctx_param)p);
        if (p == OQL_IN_CSHM) { /* sites may tell it; else the ruptures do */
            continue;
        }
        for (size_t t = 0; in->sites != NULL && t < in->n_region; ++t) {
            const oql_region *r = &in->region[t];
            size_t g = 0;
            while (g < r->n_model &&
                   (r->model[g] == NULL || !(oql_gmm_needs(r->model[g]) & OQL_BIT(p)))) {
                ++g;
            }
            if (g < r->n_model && oql_site_param_is_known(name)) {
                (void)oql_sites_require(in->sites, in->job, name,
                                        oql_gmm_get_info(r->model[g])->name, problems);
                break;
            }
        }
    }
}

/* Outlines of the ruptures of a fault: variants of a source with the same mesh share them. */
static oql_status announce_outlines(oql_inputs *in, oql_ready_fault *fault, oql_err *err)
{
    const oql_fault *f = fault->ruptures;
    oql_outlines *o = NULL;
    oql_status st = OQL_OK;

    for (size_t k = in->n_outlines; k-- > 0 && o == NULL;) { /* the latest is the likeliest */
        o = oql_outlines_fit(in->outlines[k], f->mesh) ? in->outlines[k] : NULL;
    }
    if (o == NULL) {
        OQL_TRY(oql_reserve(&in->outlines, &in->cap_outlines, in->n_outlines + 1,
                            sizeof(oql_outlines *), err));
        OQL_TRY(oql_outlines_create(f->mesh, &o, err));
        in->outlines[in->n_outlines++] = o;
    }
    fault->outline = calloc(f->n + 1, sizeof *fault->outline);
    if (fault->outline == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu outlines", f->n);
        goto done;
    }
    OQL_TRY(oql_outlines_announce(o, f->n, f->row, f->col, f->n_row, f->n_col, fault->outline,
                                  err));
    fault->outlines = o;
done:
    return st;
}

/* Which sections of a multi-fault source lie within reach of some site, by the ends of their tops;
 * NULL when there are many sites, as OpenQuake looks only when there are few. */
static oql_status close_sections(const oql_inputs *in, const oql_source *src,
                                 const oql_fault *f, bool **out, oql_err *err)
{
    const oql_sites *sites = in->sites;
    const double reach = oql_job_reach_km(in->job, src->trt);

    *out = NULL;
    if (src->type != OQL_SOURCE_MULTI_FAULT || sites->n > (size_t)in->job->max_sites_disagg) {
        return OQL_OK;
    }
    bool *is_close = oql_calloc(f->n_section, sizeof *is_close);
    if (is_close == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sections", f->n_section);
    }
    for (size_t s = 0; s < f->n_section; ++s) {
        for (size_t k = 0; k < sites->n && !is_close[s]; ++k) {
            is_close[s] = oql_trace_ends_km(oql_kite_get_top(f->section[s]), sites->lon_deg[k],
                                            sites->lat_deg[k]) <= reach;
        }
    }
    *out = is_close;
    return OQL_OK;
}

/* What ruptures of sections need beyond their making. */
static oql_status ready_sections(const oql_inputs *in, const oql_source *src, uint64_t needs,
                                 oql_fault *f, oql_err *err)
{
    const bool ry0 = (needs & OQL_BIT(OQL_RY0)) != 0;
    oql_fault_tops *tops = NULL;
    bool *is_close = NULL;
    oql_err why = {0};
    oql_status st = OQL_OK;

    OQL_TRY(close_sections(in, src, f, &is_close, err));
    if (is_close != NULL) {
        OQL_TRY(oql_fault_keep_close(f, is_close, err));
    }
    if (!f->is_joined || !(ry0 || (needs & OQL_BIT(OQL_RX)))) {
        goto done;
    }
    OQL_TRY(oql_fault_tops_create(f, is_close, &tops, err));
#pragma omp parallel for schedule(dynamic, 8) default(none) shared(f, tops, ry0, why)
    for (size_t i = 0; i < f->n; ++i) {
        oql_err mine = {0};
        if (oql_fault_join_tops(f, tops, i, ry0, &mine) != OQL_OK) {
#pragma omp critical(oql_tops_error)
            why = mine;
        }
    }
    if (why.code != OQL_OK) {
        *err = why;
        st = why.code;
    }
done:
    oql_fault_tops_destroy(tops);
    free(is_close);
    return st;
}

/* Make ready a fault-like source, or its rupture k when it lists them. */
static oql_status ready_fault(oql_inputs *in, const oql_source *src, int32_t index, size_t k,
                              uint64_t needs, oql_ready_fault *out, oql_err *err)
{
    const oql_job *job = in->job;
    const bool rjb = (needs & OQL_BIT(OQL_RJB)) != 0;
    oql_status st = OQL_OK;

    if (src->type == OQL_SOURCE_NON_PARAMETRIC) {
        OQL_TRY(oql_source_given(src, k, index, &out->ruptures, err));
    } else if (src->type == OQL_SOURCE_MULTI_FAULT) {
        OQL_TRY(oql_source_multi_fault(src, index, in->n_section, in->section,
                                       job->rupture_mesh_spacing_km, job->investigation_time_yr,
                                       &out->ruptures, err));
    } else {
        OQL_TRY(oql_source_fault(src, index, &out->ruptures, err));
    }
    const oql_fault *f = out->ruptures;
    if (needs & OQL_BIT(OQL_IN_CSHM)) {
        OQL_TRY(oql_fault_find_canterbury(out->ruptures, err));
    }
    if (f->kind == OQL_SURFACE_SECTIONS) {
        st = ready_sections(in, src, needs, out->ruptures, err);
        goto done;
    }
    if (f->kind == OQL_SURFACE_CLOUD) {
        if (needs & (OQL_BIT(OQL_RX) | OQL_BIT(OQL_RY0) | OQL_BIT(OQL_WIDTH))) {
            st = OQL_FAIL(err, OQL_EMODEL,
                          "a gridded surface has no rx, ry0 and width, which a model of its "
                          "region needs");
        } else if (rjb) {
            st = oql_cloud_shape_create(f->mesh, &out->shape, err);
        }
        goto done;
    }
    if (f->kind == OQL_SURFACE_MESH) {
        OQL_TRY(oql_mesh_geometry_create(f->mesh, &out->geometry, err));
        if (rjb) {
            OQL_TRY(announce_outlines(in, out, err));
        }
        goto done;
    }
    out->plane = calloc(f->n_plane, sizeof *out->plane);
    if (out->plane == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu planes", f->n_plane);
        goto done;
    }
    for (size_t i = 0; i < f->n_plane; ++i) {
        const oql_plane *p = &f->plane[i];
        OQL_TRY(
            oql_planar_from_corners(p->lon_deg, p->lat_deg, p->depth_km, &out->plane[i], err));
    }
    OQL_TRY(oql_multi_planar_create(f->n_plane, out->plane, &out->planes, err));
done:
    return st;
}

/* Whether the machine is about to be full after a source that a few numbers can make large; others
 * are as large as their file. */
static bool fills_memory(const oql_source *src)
{
    return (src->type == OQL_SOURCE_AREA || src->geometry != NULL) &&
           (double)oql_resident_bytes() > 0.9 * (double)oql_machine_bytes();
}

/* Add source i of a group: its places to the builder, or its faults. */
static oql_status fill_source(oql_inputs *in, oql_group *g, size_t i,
                              oql_points_builder *builder, oql_problems *problems, oql_err *err)
{
    const oql_source *src = g->source[i];
    const bool is_point = oql_source_is_pointlike(src);
    const size_t n = src->type == OQL_SOURCE_NON_PARAMETRIC ? src->n_rupture : 1;
    const double time = in->job->investigation_time_yr;
    oql_status st = OQL_OK;
    oql_err why = {0};

    in->not_poisson =
        in->not_poisson || src->atomic != NULL || src->type == OQL_SOURCE_NON_PARAMETRIC ||
        src->type == OQL_SOURCE_MULTI_FAULT || src->tom.kind == OQL_TOM_NEGATIVE_BINOMIAL;
    if (is_point) {
        st = oql_source_points(src, (int32_t)i, builder, &why);
    }
    for (size_t k = 0; k < n && !is_point && st == OQL_OK; ++k) {
        oql_ready_fault *f = &g->fault[g->n_fault++]; /* released even when it failed */
        f->occurrence = oql_occurrence_of(src, k, time);
        st = ready_fault(in, src, (int32_t)i, k, in->region[g->trt].needs, f, &why);
        g->n_rupture += st == OQL_OK ? f->ruptures->n : 0;
    }
    if (st == OQL_OK && fills_memory(src)) {
        st = OQL_FAIL(&why, OQL_ENOMEM,
                      "the sources up to here fill the memory of the machine, expected larger "
                      "spacings of areas and meshes, or fewer sources");
    }
    if (st == OQL_ENOMEM) {
        return OQL_FAIL(err, st, "%s:%d: source \"%s\": %s", src->path, src->line, src->id,
                        why.text);
    }
    if (st != OQL_OK) {
        oql_problem_error(problems, src->path, src->line, "source \"%s\": %s", src->id,
                          why.text);
    }
    return OQL_OK;
}

/* Pool the point-like sources of a group and make its faults ready. */
static oql_status fill_group(oql_inputs *in, oql_group *g, oql_problems *problems, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_points_builder *builder = NULL;
    const size_t before = oql_problems_errors(problems);
    size_t n_fault = 0;

    for (size_t i = 0; i < g->n_source; ++i) {
        n_fault += g->source[i]->n_rupture > 0 ? g->source[i]->n_rupture : 1;
    }
    g->fault = oql_arena_alloc(in->arena, n_fault, sizeof *g->fault);
    if (g->fault == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu sources", g->n_source);
    }
    OQL_TRY(oql_equivalent_apply(in, g, err));
    OQL_TRY(oql_points_builder_create(&builder, err));
    for (size_t i = 0; i < 2 * g->n_source; ++i) { /* those of bundles last */
        const oql_source *src = g->source[i % g->n_source];
        if (oql_source_is_bundled(src) == (i >= g->n_source)) {
            OQL_TRY(fill_source(in, g, i % g->n_source, builder, problems, err));
        }
    }
    OQL_TRY(oql_points_builder_finish(builder, &g->points, err));
    g->n_rupture += oql_points_count(&g->points);
    if (in->job->ps_grid_spacing_km > 0.0) {
        OQL_TRY(
            oql_cells_make(&g->points, in->job->ps_grid_spacing_km, in->arena, &g->cells, err));
    }
    if (oql_problems_errors(problems) == before) {
        OQL_TRY(oql_group_make_bundles(in, g, problems, err));
    }
done:
    oql_points_builder_destroy(builder);
    return st;
}

/* What only adds results, and is not implemented, is a warning. */
static void warn_of_features(const oql_job *job, oql_problems *problems)
{
    const oql_job_param *p = oql_job_find(job, "postproc_func");
    if (p != NULL && strcmp(job->postproc_func, "dummy.main") != 0 &&
        !oql_rel_sources_asked(job)) {
        oql_problem_warning(problems, p->file, p->line,
                            "%s = %s is not implemented: its results will be missing; "
                            "disagg_by_rel_sources.main is, in classical jobs with "
                            "disagg_by_src",
                            p->key, job->postproc_func);
    }
}

/* OpenQuake 3.25 gives T times the rates here (docs/agreement.md): said, since curves of the same job
 * are compared. */
static void warn_inferred_rates(const oql_inputs *in, oql_problems *problems)
{
    const oql_job_param *p = oql_job_find(in->job, "infer_occur_rates");
    const double time_yr = in->job->investigation_time_yr;
    bool any = false;

    for (size_t f = 0; f < in->n_file && in->job->infer_occur_rates; ++f) {
        for (size_t i = 0; in->model[f] != NULL && i < in->model[f]->n_source; ++i) {
            any = any || in->model[f]->sources[i].type == OQL_SOURCE_MULTI_FAULT;
        }
    }
    if (any && time_yr != 1.0) {
        oql_problem_warning(problems, p->file, p->line,
                            "infer_occur_rates: rates are -ln p(0) / %g years; OpenQuake 3.25 "
                            "leaves out the division and gives %g times as much",
                            time_yr, time_yr);
    }
}

/* As OpenQuake: a distance for a region that no model is for is a mistake. */
static void check_distances(const oql_inputs *in, oql_problems *problems)
{
    const oql_job_dict *least = &in->job->minimum_magnitude;
    const oql_job_param *p = oql_job_find(in->job, "maximum_distance");

    for (size_t i = 0; p != NULL && i < in->job->n_reaches; ++i) {
        const char *trt = in->job->reaches[i].trt;
        bool known = strcmp(trt, "default") == 0 || oql_gslt_find(in->gslt, trt) != NULL;
        for (size_t k = 0; k < least->n && !known; ++k) {
            known = strcmp(trt, least->entry[k].name) == 0;
        }
        if (!known) {
            oql_problem_error(problems, p->file, p->line,
                              "maximum_distance for region \"%s\", expected a region of %s, or "
                              "default",
                              trt, in->gslt->path);
        }
    }
}

static oql_status load(const char *path, size_t n_over, const char *const *over,
                       oql_problems *problems, oql_inputs *in, oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t before = oql_problems_errors(problems);

    OQL_TRY(tolerate(oql_job_read(path, n_over, over, problems, &in->job, err), problems,
                     before, err));
    if (in->job == NULL) {
        goto done;
    }
    warn_of_features(in->job, problems);
    OQL_TRY(read_trees(in, problems, err));
    const size_t site_errors = oql_problems_errors(problems);
    OQL_TRY(tolerate(
        oql_sites_load(in->job, oql_site_model_from_xml, in->arena, problems, &in->sites, err),
        problems, site_errors, err));
    if (in->sites != NULL) {
        const size_t table_errors = oql_problems_errors(problems);
        OQL_TRY(tolerate(
            oql_amplification_load(in->job, in->sites, problems, &in->amplification, err),
            problems, table_errors, err));
    }
    if (in->smlt == NULL) {
        goto done;
    }
    const size_t model_errors = oql_problems_errors(problems);
    OQL_TRY(read_models(in, problems, err));
    const bool complete =
        oql_problems_errors(problems) == model_errors && in->job->discard_trts.n == 0;
    OQL_TRY(oql_inputs_collect_sections(in, problems, err));
    OQL_TRY(match_tree(in, complete, problems, err));
    if (in->gslt == NULL) {
        goto done;
    }
    check_distances(in, problems);
    OQL_TRY(make_realizations(in, problems, err));
    if (in->lt == NULL) {
        goto done;
    }
    OQL_TRY(oql_inputs_make_regions(in, problems, err));
    require_site_parameters(in, problems);
    OQL_TRY(oql_equivalent_check(in, problems, err));
    OQL_TRY(oql_inputs_make_groups(in, problems, err));
    for (size_t g = 0; g < in->n_group; ++g) {
        OQL_TRY(fill_group(in, &in->group[g], problems, err));
    }
    oql_rel_sources_check(in, problems);
    warn_inferred_rates(in, problems);
    if (oql_problems_errors(problems) == before) {
        OQL_TRY(oql_validity_warn(in, problems, err));
    }
done:
    return st;
}

oql_status oql_inputs_load(const char *path, size_t n_over, const char *const *over,
                           oql_problems *problems, oql_inputs **out, oql_err *err)
{
    return oql_inputs_load_sharing(path, n_over, over, NULL, problems, out, err);
}

oql_status oql_inputs_load_sharing(const char *path, size_t n_over, const char *const *over,
                                   const oql_models *models, oql_problems *problems,
                                   oql_inputs **out, oql_err *err)
{
    oql_status st = OQL_OK;
    const double start = oql_clock_seconds();
    oql_inputs *in = calloc(1, sizeof *in);

    *out = NULL;
    if (in == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the inputs");
    }
    in->shared = models;
    OQL_TRY(oql_arena_create(&in->arena, err));
    OQL_TRY(load(path, n_over, over, problems, in, err));
    if (oql_problems_errors(problems) > 0) {
        st = OQL_FAIL(err, OQL_ECONFIG, "%s: %zu error%s found", path,
                      oql_problems_errors(problems),
                      oql_problems_errors(problems) == 1 ? "" : "s");
        goto done;
    }
    in->seconds_read = oql_clock_seconds() - start;
    *out = in;
    in = NULL;
done:
    oql_inputs_destroy(in);
    return st;
}

oql_status oql_inputs_share_models(const char *path, size_t n_over, const char *const *over,
                                   oql_models *models, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_problems *problems = NULL;
    oql_inputs *in = calloc(1, sizeof *in);

    if (in == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the inputs");
    }
    in->shared = models;
    OQL_TRY(oql_arena_create(&in->arena, err));
    OQL_TRY(oql_problems_create(&problems, err));
    OQL_TRY(oql_job_read(path, n_over, over, problems, &in->job, err));
    OQL_TRY(read_trees(in, problems, err));
    if (oql_problems_errors(problems) > 0) {
        goto done;
    }
    OQL_TRY(list_files(in, err));
    for (size_t f = 0; f < in->n_file; ++f) {
        OQL_TRY(oql_models_read(models, in->file[f], in->job, err));
    }
done:
    oql_problems_destroy(problems);
    oql_inputs_destroy(in);
    return st;
}

void oql_inputs_destroy(oql_inputs *in)
{
    if (in == NULL) {
        return;
    }
    for (size_t g = 0; g < in->n_group; ++g) {
        oql_group *group = &in->group[g];
        for (size_t i = 0; i < group->n_fault; ++i) {
            oql_mesh_geometry_destroy(group->fault[i].geometry);
            free(group->fault[i].outline);
            oql_cloud_shape_destroy(group->fault[i].shape);
            oql_multi_planar_destroy(group->fault[i].planes);
            free(group->fault[i].plane);
            oql_fault_destroy(group->fault[i].ruptures);
        }
        /* cells live in the arena, the places gathered in them do not */
        oql_points_clear(group->cells != NULL ? &group->cells->places : &group->points);
        free(group->smr);
    }
    free(in->group);
    for (size_t t = 0; t < in->n_region; ++t) {
        for (size_t g = 0; g < in->region[t].n_model; ++g) {
            oql_gmm_destroy(in->region[t].model[g]);
        }
    }
    for (size_t k = 0; k < in->n_outlines; ++k) {
        oql_outlines_destroy(in->outlines[k]);
    }
    free(in->outlines);
    oql_labels_clear(in);
    oql_lt_destroy(in->lt);
    for (size_t f = 0; f < in->n_file; ++f) {
        if (!oql_models_has(in->shared, in->model[f])) {
            oql_source_model_destroy(in->model[f]);
        }
    }
    oql_gslt_destroy(in->gslt);
    oql_smlt_destroy(in->smlt);
    oql_smlt_destroy(in->smlt_whole);
    oql_amplification_destroy(in->amplification);
    oql_sites_destroy(in->sites);
    oql_job_destroy(in->job);
    oql_arena_destroy(in->arena);
    free(in);
}

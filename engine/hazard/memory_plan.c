/* SPDX-License-Identifier: BSD-3-Clause */
#include "hazard/memory_plan.h"

#include <omp.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "hazard/classical.h"
#include "hazard/collapsed.h"
#include "hazard/disagg.h"
#include "hazard/post.h"

/* HDF5 with its caches, the code that computing touches first: what the smallest job takes. */
#define OQL_LIBRARY_BYTES ((size_t)9 << 20)
#define OQL_OUTLINE_BYTES ((size_t)600) /* of a rupture of a mesh */
#define OQL_LUMP_BYTES    ((size_t)2)   /* of the plan, for each place */
#define OQL_UNIT_BYTES    ((size_t)600) /* of a group at a block of sites, with its tiles */

/* Input files are kept as they are until the result has them. */
static size_t file_bytes(const oql_inputs *in)
{
    const oql_job *job = in->job;
    size_t sum = 0;
    struct stat s;
    for (size_t i = 0; i < job->n_inputs + in->n_file; ++i) {
        const char *path =
            i < job->n_inputs ? job->inputs[i].path : in->file[i - job->n_inputs];
        sum += stat(path, &s) == 0 && s.st_size > 0 ? (size_t)s.st_size : 0;
    }
    return sum;
}

static size_t resident(const oql_inputs *in)
{
    size_t sum = oql_resident_bytes();
    for (size_t f = 0; sum == 0 && f < in->n_file; ++f) { /* the system does not say */
        sum += oql_arena_bytes(in->model[f]->arena);
    }
    return sum;
}

/* Rates of the largest unit, as large as the largest tile. */
static size_t unit_bytes(const oql_setup *s)
{
    return s->max_leaf * s->n_imt * s->n_lvl * s->block_sites * sizeof(double);
}

/* Whether some site may feel a fault: every eighth is asked. */
static bool is_near(const oql_setup *s, const oql_group *g, const oql_ready_fault *f)
{
    const oql_sites *sites = s->in->sites;
    const double reach = oql_job_reach_km(s->in->job, s->in->region[g->trt].name);
    for (size_t i = 0; i < sites->n; i += 8) {
        if (oql_fault_bound_km(f, sites->lon_deg[i], sites->lat_deg[i], sites->depth_km[i]) <=
            reach) {
            return true;
        }
    }
    return false;
}

/* Outlines still to be made, of the ruptures of faults that are near. */
static size_t outline_bytes(const oql_setup *s)
{
    const oql_inputs *in = s->in;
    double all = 0.0, near = 0.0, announced = 0.0;
    for (size_t i = 0; i < in->n_outlines; ++i) {
        size_t made = 0;
        announced += (double)oql_outlines_count(in->outlines[i], &made) - (double)made;
    }
    for (size_t g = 0; g < in->n_group && announced > 0.0; ++g) {
        const oql_group *group = &in->group[g];
        for (size_t f = 0; f < group->n_fault; ++f) {
            const double n = (double)group->fault[f].ruptures->n;
            if (group->fault[f].outlines != NULL) {
                all += n;
                near += is_near(s, group, &group->fault[f]) ? n : 0.0;
            }
        }
    }
    return all > 0.0 ? (size_t)(announced * near / all * OQL_OUTLINE_BYTES) : 0;
}

static size_t computing(const oql_setup *s, size_t threads)
{
    const oql_inputs *in = s->in;
    size_t sum = OQL_LIBRARY_BYTES + file_bytes(in);
    sum += outline_bytes(s);
    for (size_t g = 0; g < in->n_group; ++g) {
        sum +=
            in->group[g].n_free_place * OQL_LUMP_BYTES + oql_setup_n_block(s) * OQL_UNIT_BYTES;
    }
    /* a thread has a tile, and another that waits to be added or written */
    size_t each;
    sum += oql_collapse_bytes(s, &each);
    return sum + threads * (oql_worker_bytes(s) + each + 2 * unit_bytes(s)) + unit_bytes(s);
}

oql_status oql_memory_plan_make(const oql_inputs *in, int n_thread, oql_memory_plan *out,
                                oql_err *err)
{
    const size_t threads = (size_t)(n_thread > 0 ? n_thread : omp_get_max_threads());
    oql_setup setup = {0};
    oql_status st = OQL_OK;

    *out = (oql_memory_plan){.inputs = resident(in)};
    OQL_TRY(oql_setup_init(&setup, in, err));
    out->computing = computing(&setup, threads);
    OQL_TRY(oql_post_bytes(&setup, n_thread, &out->statistics, err));
    out->statistics += OQL_LIBRARY_BYTES + file_bytes(in);
    if (in->job->mode == OQL_JOB_DISAGGREGATION) {
        OQL_TRY(oql_disagg_bytes(&setup, n_thread, &out->disaggregation, err));
        out->disaggregation += OQL_LIBRARY_BYTES + file_bytes(in);
    }
    size_t most = out->computing > out->statistics ? out->computing : out->statistics;
    most = out->disaggregation > most ? out->disaggregation : most;
    out->peak = out->inputs + most;
done:
    oql_setup_clear(&setup);
    return st;
}

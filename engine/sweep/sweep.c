/* SPDX-License-Identifier: BSD-3-Clause */
#include "sweep/sweep.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "datastore/calc.h"
#include "hazard/calculation.h"
#include "hazard/clock.h"
#include "sweep/identity.h"
#include "sweep/point_worker.h"
#include "sweep/share.h"
#include "sweep/study_arrays.h"
#include "sweep/study_db.h"

#define LOOK_AGAIN_S 0.25 /* at points that another sweep computes */
#define BATCH_BYTES  ((uint64_t)64 << 20)

static volatile sig_atomic_t stop_asked;

static void ask_stop(int signal_number)
{
    (void)signal_number;
    stop_asked = 1;
}

typedef struct {
    const oql_sweep_options *o;
    oql_study *study;
    oql_study_db *db;
    char *datadir;
    size_t n;            /* points of this shard */
    size_t *at;          /* (n) their positions */
    char (*hash)[65];    /* (n) */
    char (*sources)[65]; /* (n) what source models it needs */
    oql_share *share;
    int64_t *point;                       /* (n) */
    bool *settled;                        /* (n) nothing to do any more, or in work */
    size_t n_open;                        /* not settled */
    size_t next;                          /* to look at */
    double look_again;                    /* seconds: not before */
    uint64_t waiting_bytes, arrays_bytes; /* of this sweep: not yet, and already in the file */
    int n_worker, n_thread, n_busy;
    oql_point_worker *worker; /* (n_worker) */
    oql_sweep_info *info;
} sweep;

/* ---- which points ---- */

static bool is_mine(const oql_sweep_options *o, size_t at)
{
    return o->of == 0 || at % o->of == o->shard - 1;
}

static oql_status list_points(sweep *s, oql_problems *problems, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_file_hashes *files = NULL;
    const size_t n_all = s->study->n_point;

    s->at = oql_calloc(n_all, sizeof *s->at);
    s->hash = oql_calloc(n_all, sizeof *s->hash);
    s->sources = oql_calloc(n_all, sizeof *s->sources);
    s->point = oql_calloc(n_all, sizeof *s->point);
    s->settled = oql_calloc(n_all, sizeof *s->settled);
    if (s->at == NULL || s->hash == NULL || s->sources == NULL || s->point == NULL ||
        s->settled == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu points", n_all);
        goto done;
    }
    OQL_TRY(oql_file_hashes_create(&files, err));
    for (size_t i = 0; i < n_all; ++i) {
        if (!is_mine(s->o, i)) {
            continue;
        }
        s->at[s->n] = i;
        st = oql_point_identity(&s->study->point[i], files, problems, s->hash[s->n],
                                s->sources[s->n], err);
        if (st == OQL_ENOMEM) {
            goto done;
        }
        if (st != OQL_OK) {
            if (oql_problems_errors(problems) == 0) {
                oql_problem_from_err(problems, err);
            }
            *err = (oql_err){0};
        }
        ++s->n;
    }
    st = OQL_OK;
    if (oql_problems_errors(problems) > 0) {
        st = OQL_FAIL(err, OQL_ECONFIG, "%s: %zu mistakes in the jobs of the points",
                      s->study->path, oql_problems_errors(problems));
    }
done:
    oql_file_hashes_destroy(files);
    return st;
}

static oql_status db_path(const sweep *s, char **out, oql_err *err)
{
    if (s->o->db != NULL) {
        return oql_strdup(s->o->db, out, err);
    }
    const char *path = s->study->path, *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    const size_t n =
        dot == NULL || (slash != NULL && dot < slash) ? strlen(path) : (size_t)(dot - path);
    char *p = malloc(n + 4);
    if (p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory", path);
    }
    memcpy(p, path, n);
    memcpy(p + n, ".db", 4);
    *out = p;
    return OQL_OK;
}

/* workers × threads ≤ cores. */
static void share_cores(sweep *s)
{
    const long found = sysconf(_SC_NPROCESSORS_ONLN);
    const int cores = found < 1 ? 1 : found > 4096 ? 4096 : (int)found;
    const int thread = s->o->n_thread > cores ? cores : s->o->n_thread;
    int worker = s->o->n_worker > 0 ? s->o->n_worker : cores / (thread > 0 ? thread : 1);
    worker = worker > cores ? cores : worker;
    worker = (size_t)worker > s->n ? (int)(s->n > 0 ? s->n : 1) : worker;
    if (thread > 0 && worker * thread > cores) {
        worker = cores / thread;
    }
    s->n_worker = worker;
    s->n_thread = thread > 0 ? thread : cores / worker;
}

static oql_status prepare(sweep *s, oql_problems *problems, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(oql_study_read(s->o->study, problems, &s->study, err));
    OQL_TRY(list_points(s, problems, err));
    OQL_TRY(oql_share_create(s->n, s->sources, &s->share, err));
    share_cores(s);
done:
    return st;
}

static void clear(sweep *s)
{
    oql_study_db_close(s->db);
    oql_study_destroy(s->study);
    free(s->datadir);
    free(s->at);
    oql_share_destroy(s->share);
    free(s->hash);
    free(s->sources);
    free(s->point);
    free(s->settled);
    free(s->worker);
}

/* ---- the master ---- */

static void settle(sweep *s, size_t i)
{
    s->settled[i] = true;
    --s->n_open;
    oql_share_settle(s->share, i);
}

static oql_status start_worker(sweep *s, size_t i, int64_t calc, oql_err *err)
{
    const oql_models *models = NULL;
    oql_point_worker *w = s->worker;
    oql_status st = oql_share_models(s->share, i, &s->study->point[s->at[i]], &models, err);
    if (st != OQL_OK) {
        return st;
    }
    while (w->pid != 0) {
        ++w;
    }
    w->at = s->at[i];
    w->point = s->point[i];
    st = oql_point_worker_start(w, &s->study->point[w->at], models, s->n_thread, calc, err);
    s->n_busy += st == OQL_OK;
    return st;
}

/* Look at one point; found = there may be more to start now. */
static oql_status start_next(sweep *s, bool *found, oql_err *err)
{
    *found = false;
    for (; s->next < s->n; ++s->next) {
        oql_point_claim claim = OQL_POINT_ELSEWHERE;
        int64_t calc = 0;
        const size_t i = s->next;
        if (s->settled[i]) {
            continue;
        }
        oql_status st = oql_study_db_claim(s->db, s->point[i], &claim, &calc, err);
        if (st != OQL_OK) {
            return st;
        }
        if (claim == OQL_POINT_ELSEWHERE) {
            continue;
        }
        if (claim == OQL_POINT_CLAIMED) {
            *found = true;
            ++s->next;
            st = start_worker(s, i, calc, err);
            settle(s, i);
            return st;
        }
        settle(s, i);
        s->info->n_before += claim == OQL_POINT_DONE;
        s->info->n_failed += claim == OQL_POINT_FAILED;
    }
    return OQL_OK;
}

static void report(const sweep *s, const oql_point_worker *w, bool ok, const char *why,
                   double seconds)
{
    if (!s->o->quiet) {
        printf("point %zu of %zu %s, %.2f s%s%s\n", w->at + 1, s->study->n_point,
               ok ? "done" : "FAILED", seconds, ok ? "" : ": ", ok ? "" : why);
        (void)fflush(stdout);
    }
}

static oql_status store_point(sweep *s, const oql_point_worker *w, double seconds, oql_err *err)
{
    char *path = NULL;
    struct stat found;
    oql_status st = OQL_OK;
    OQL_TRY(oql_calc_path(s->datadir, w->calc, &path, err));
    OQL_TRY(
        oql_study_db_done(s->db, w->point, seconds, path, s->study, w->calc, s->o->keep, err));
    if (s->study->arrays && stat(path, &found) == 0) {
        s->waiting_bytes += (uint64_t)found.st_size;
    }
done:
    free(path);
    return st;
}

/* Now and then, so that calculations do not pile up: when they are as large as the file that is copied. */
static oql_status collect_arrays(sweep *s, oql_err *err)
{
    if (s->waiting_bytes < BATCH_BYTES || s->waiting_bytes < s->arrays_bytes) {
        return OQL_OK;
    }
    s->arrays_bytes += s->waiting_bytes;
    s->waiting_bytes = 0;
    return oql_study_arrays_collect(s->db, s->datadir, s->o->keep, err);
}

static oql_status finish_point(sweep *s, const oql_point_worker *w, oql_err *err)
{
    const double seconds = oql_clock_seconds() - w->start;
    oql_err ignored = {0};
    oql_status st = OQL_OK;
    bool ok = w->ok;
    const char *why = w->message;

    --s->n_busy;
    if (ok) {
        OQL_TRY(store_point(s, w, seconds, err));
        ++s->info->n_computed;
    } else {
        OQL_TRY(oql_study_db_failed(s->db, w->point, seconds, why, err));
        ++s->info->n_failed;
    }
    report(s, w, ok, why, seconds);
    OQL_TRY(collect_arrays(s, err));
    if (w->calc > 0 && !s->o->keep && !(ok && s->study->arrays) &&
        oql_calc_delete(s->datadir, w->calc, &ignored) != OQL_OK && !s->o->quiet) {
        fprintf(stderr, "oqlite: warning: calculation %lld stays: %s\n", (long long)w->calc,
                ignored.text);
    }
done:
    return st;
}

static oql_status hear_workers(sweep *s, bool *any, oql_err *err)
{
    oql_status st = OQL_OK;
    *any = false;
    for (int i = 0; i < s->n_worker; ++i) {
        oql_point_worker *w = &s->worker[i];
        if (w->pid == 0) {
            continue;
        }
        const oql_worker_news news = oql_point_worker_news(w);
        *any = *any || news != OQL_WORKER_BUSY;
        if (news == OQL_WORKER_HAS_CALC) {
            OQL_TRY(oql_study_db_started(s->db, w->point, w->calc, err));
        } else if (news == OQL_WORKER_ENDED) {
            OQL_TRY(finish_point(s, w, err));
        }
    }
done:
    return st;
}

static oql_status compute_points(sweep *s, oql_err *err)
{
    oql_status st = OQL_OK;
    const struct timespec pause = {0, 2000000};

    while ((s->n_open > 0 || s->n_busy > 0) && !stop_asked) {
        bool found = true, any = false;
        if (s->next >= s->n && s->n_open > 0 && oql_clock_seconds() > s->look_again) {
            s->next = 0;
        }
        while (found && s->n_busy < s->n_worker && s->next < s->n && !stop_asked) {
            OQL_TRY(start_next(s, &found, err));
            if (s->next >= s->n) {
                s->look_again = oql_clock_seconds() + LOOK_AGAIN_S;
            }
        }
        OQL_TRY(hear_workers(s, &any, err));
        if (!any) {
            (void)nanosleep(&pause, NULL);
        }
    }
done:
    for (int i = 0; i < s->n_worker; ++i) {
        oql_err ignored = {0};
        if (s->worker[i].pid != 0) {
            oql_point_worker_stop(&s->worker[i]);
            if (oql_study_db_give_back(s->db, s->worker[i].point, &ignored) != OQL_OK) {
                /* it stays "running" of a dead sweep, which the next one takes over */
            }
        }
    }
    s->info->interrupted = stop_asked != 0;
    return st;
}

/* The same point twice in a study is one row: settled with its first. */
static int by_point(const void *a, const void *b)
{
    const int64_t x = **(const int64_t *const *)a, y = **(const int64_t *const *)b;
    return x != y ? (x < y ? -1 : 1)
                  : (*(const int64_t *const *)a < *(const int64_t *const *)b ? -1 : 1);
}

static oql_status drop_doubles(sweep *s, oql_err *err)
{
    const int64_t **order = oql_calloc(s->n, sizeof *order);
    if (order == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu points", s->n);
    }
    for (size_t i = 0; i < s->n; ++i) {
        order[i] = &s->point[i];
    }
    qsort(order, s->n, sizeof *order, by_point);
    s->n_open = s->n;
    for (size_t i = 1; i < s->n; ++i) {
        if (*order[i] == *order[i - 1]) {
            settle(s, (size_t)(order[i] - s->point));
        }
    }
    free(order);
    return OQL_OK;
}

oql_status oql_sweep_run(const oql_sweep_options *o, oql_problems *problems,
                         oql_sweep_info *out, oql_err *err)
{
    oql_status st = OQL_OK;
    sweep s = {.o = o, .info = out};
    char *path = NULL;
    const double start = oql_clock_seconds();
    struct sigaction ask = {.sa_handler = ask_stop}, old_int, old_term;

    *out = (oql_sweep_info){0};
    stop_asked = 0;
    (void)sigaction(SIGINT, &ask, &old_int);
    (void)sigaction(SIGTERM, &ask, &old_term);
    OQL_TRY(prepare(&s, problems, err));
    out->n_point = s.n;
    s.worker = oql_calloc((size_t)s.n_worker, sizeof *s.worker);
    if (s.worker == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for %d workers", s.n_worker);
        goto done;
    }
    OQL_TRY(oql_datadir(&s.datadir, err));
    OQL_TRY(db_path(&s, &path, err));
    OQL_TRY(oql_study_db_open(path, &s.db, err));
    OQL_TRY(
        oql_study_db_enter(s.db, s.study, s.n, s.hash, s.at, o->retry_failed, s.point, err));
    if (s.study->arrays) {
        OQL_TRY(oql_study_arrays_missing(s.db, s.n, s.point, s.hash, err));
    }
    OQL_TRY(drop_doubles(&s, err));
    OQL_TRY(compute_points(&s, err));
    if (s.study->arrays && !out->interrupted) {
        OQL_TRY(oql_study_arrays_collect(s.db, s.datadir, o->keep, err));
    }
done:
    out->seconds = oql_clock_seconds() - start;
    (void)sigaction(SIGINT, &old_int, NULL);
    (void)sigaction(SIGTERM, &old_term, NULL);
    free(path);
    clear(&s);
    return st;
}

/* ---- the plan ---- */

static oql_status print_point(const sweep *s, size_t i, double total[2])
{
    const oql_study_point *p = &s->study->point[s->at[i]];
    oql_problems *problems = NULL;
    const oql_models *models = NULL;
    oql_inputs *in = NULL;
    oql_plan plan;
    oql_err err = {0};
    oql_status st = oql_problems_create(&problems, &err);

    if (st == OQL_OK) {
        st = oql_share_models(s->share, i, p, &models, &err);
    }
    if (st == OQL_OK) {
        st = oql_inputs_load_sharing(p->job_path, p->n_over, p->over, models, problems, &in,
                                     &err);
    }
    if (st == OQL_OK) {
        st = oql_calculation_plan(in, s->n_thread, &plan, &err);
    }
    printf("%6zu  %.12s", s->at[i] + 1, s->hash[i]);
    if (st == OQL_OK) {
        printf(" %14.3g %12.0f  ", (double)plan.n_context,
               (double)(plan.disk_live + plan.disk_published));
        total[0] += (double)plan.n_context;
        total[1] = (double)(plan.disk_live + plan.disk_published) > total[1]
                       ? (double)(plan.disk_live + plan.disk_published)
                       : total[1];
    } else {
        const char *why = problems == NULL ? NULL : oql_problems_text(problems, 0, NULL);
        printf(" FAILS: %s  ", why != NULL ? why : err.text);
    }
    printf("%s", p->job);
    for (size_t k = 0; k < p->n_over; ++k) {
        printf(" %s", p->over[k]);
    }
    putchar('\n');
    oql_inputs_destroy(in);
    oql_problems_destroy(problems);
    oql_share_settle(s->share, i);
    return st == OQL_ENOMEM ? st : OQL_OK;
}

oql_status oql_sweep_dry_run(const oql_sweep_options *o, oql_problems *problems, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_sweep_info info = {0};
    sweep s = {.o = o, .info = &info};
    double total[2] = {0.0, 0.0};

    OQL_TRY(prepare(&s, problems, err));
    puts(" point  identity      ruptures x sites   disk, bytes  job");
    for (size_t i = 0; i < s.n; ++i) {
        if (print_point(&s, i, total) != OQL_OK) {
            st = OQL_FAIL(err, OQL_ENOMEM, "out of memory for point %zu", s.at[i] + 1);
            goto done;
        }
    }
    printf("%zu points, %d side by side with %d thread%s each\n", s.n, s.n_worker, s.n_thread,
           s.n_thread == 1 ? "" : "s");
    printf("%.3g ruptures x sites; %s %.0f bytes of calculations at once\n", total[0],
           o->keep ? "at least" : "at most", total[1] * (double)s.n_worker);
done:
    clear(&s);
    return st;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "datastore/run.h"
#include "job_fixture.h"
#include "scratch.h"

/* A child computes, tells each block it wrote, and is killed at a random instant, from before
 * the layout is written to after the file is published; the parent reads, resumes in a fresh
 * child that is killed as well, and so on until a child lives to publish. What must hold at
 * every kill:
 *   - every block that the child told is finished and right;
 *   - every value that is not NaN is right;
 * and at the end the published file has the bytes of an uninterrupted run. */

static oql_err err;

static void begin(void)
{
    (void)scratch_folder();
}

TestSuite(kill, .init = begin, .fini = scratch_remove);

#define OK(call) cr_assert_eq((call), OQL_OK, "%s", err.text)

enum { SITES = 240, BLOCK = 6, BLOCKS = 40 };

static const oql_run_spec *spec(void)
{
    return job_spec_of(SITES, BLOCK);
}

typedef struct {
    uint32_t curve, block;
} told;

static void child(int64_t id, unsigned seed, int out)
{
    oql_claim *c = NULL;
    oql_run *r = NULL;
    double x[BLOCK * JOB_M * JOB_L];
    oql_err why = {0};
    (void)alarm(120);
    if (oql_calc_take(scratch_folder(), id, &c, &why) != OQL_OK ||
        oql_run_resume(c, spec(), &r, &why) != OQL_OK) {
        (void)fprintf(stderr, "child: %s\n", why.text);
        _exit(1);
    }
    const size_t n = JOB_C * BLOCKS;
    for (size_t k = 0, at = seed % n; k < n; ++k, at = (at + 7919) % n) {
        const told t = {(uint32_t)(at / BLOCKS), (uint32_t)(at % BLOCKS)};
        if (!oql_run_is_done(r, t.curve, t.block)) {
            job_block(spec(), t.curve, t.block, x);
            if (oql_run_write(r, t.curve, t.block, x, &why) != OQL_OK ||
                write(out, &t, sizeof t) != sizeof t) {
                _exit(2);
            }
        }
    }
    _exit(oql_run_publish(r, 1.0, &why) == OQL_OK ? 0 : 3);
}

static size_t compared;

static void check_file(const char *path, const bool *acked)
{
    static const char *const key[JOB_C] = {"0/BooreAtkinson2008",
                                           "0/[GMPETable]%0Agmpe_table = \"tables%2Fa.hdf5\"",
                                           "1/Youngs1997", "10/BooreAtkinson2008"};
    oql_store *s = NULL;
    OK(oql_store_open(path, &s, &err));
    for (size_t c = 0; c < JOB_C; ++c) {
        double *x = NULL;
        size_t n = 0;
        OK(oql_store_get_f64(s, key[c], &x, &n, &err));
        cr_assert_eq(n, SITES * JOB_M * JOB_L);
        for (size_t i = 0; i < n; ++i) {
            const size_t site = i / (JOB_M * JOB_L);
            const bool must = acked[c * BLOCKS + site / BLOCK];
            cr_assert(!(must && isnan(x[i])), "lost: %s site %zu", key[c], site);
            if (!isnan(x[i])) {
                cr_assert_eq(x[i], job_value(c, site, i / JOB_L % JOB_M, i % JOB_L),
                             "wrong: %s", key[c]);
                ++compared;
            }
        }
        free(x);
    }
    oql_store_close(s);
}

static int64_t new_calculation(void)
{
    /* a claim whose process ends at once: the folder stays, empty */
    const pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        oql_claim *c = NULL;
        _exit(oql_calc_claim(scratch_folder(), &c, NULL) == OQL_OK ? (int)oql_claim_id(c) : 0);
    }
    int status = 0;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) > 0);
    return WEXITSTATUS(status);
}

/* Run the child, kill it after us microseconds; true when it had published before. */
static bool run_and_kill(int64_t id, unsigned seed, long us, bool *acked)
{
    int pipe_fd[2];
    told t;
    int status = 0;
    cr_assert_eq(pipe(pipe_fd), 0);
    const pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        (void)close(pipe_fd[0]);
        child(id, seed, pipe_fd[1]);
    }
    (void)close(pipe_fd[1]);
    (void)nanosleep(&(struct timespec){us / 1000000, us % 1000000 * 1000}, NULL);
    cr_assert_eq(kill(pid, SIGKILL), 0);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    while (read(pipe_fd[0], &t, sizeof t) == sizeof t) {
        acked[t.curve * BLOCKS + t.block] = true;
    }
    (void)close(pipe_fd[0]);
    cr_assert(!WIFEXITED(status) || WEXITSTATUS(status) == 0, "child failed: %d", status);
    return WIFEXITED(status);
}

Test(kill, nothing_finished_is_lost_or_wrong_and_a_resume_gives_the_same_bytes)
{
    const char *wanted = getenv("OQLITE_KILLS");
    const size_t n_kills = wanted == NULL ? 60 : (size_t)strtoul(wanted, NULL, 10);
    unsigned seed = 20260101;
    bool acked[JOB_C * BLOCKS];
    size_t kills = 0, runs = 0, unopened = 0, want_n = 0;

    oql_run *r = job_start(scratch_folder(), spec());
    job_write_rest(r, spec(), 0);
    OK(oql_run_publish(r, 1.0, &err));
    const struct timespec pause = {0, 1};
    (void)nanosleep(&pause, NULL);
    char *want = scratch_read(scratch_path("calc_1/output.hdf5"), &want_n);

    while (kills < n_kills) {
        char name[64];
        bool published = false;
        long longest = 4000;
        const int64_t id = new_calculation();
        memset(acked, 0, sizeof acked);
        (void)snprintf(name, sizeof name, "calc_%d/output.hdf5", (int)id);
        while (!published) {
            seed = seed * 1664525U + 1013904223U;
            published = run_and_kill(id, seed >> 8, (long)(seed >> 12) % longest, acked);
            kills += published ? 0 : 1;
            longest += longest / 8; /* so that a run gets through at last */
            if (access(scratch_path(name), F_OK) == 0) {
                check_file(scratch_path(name), acked);
            } else {
                ++unopened;
                cr_assert_not(memchr(acked, 1, sizeof acked), "told blocks, but no file");
            }
            oql_calc_info info;
            OK(oql_calc_inspect(scratch_folder(), id, &info, &err));
            cr_assert(info.state == OQL_CALC_PARTIAL || info.state == OQL_CALC_EMPTY ||
                          info.state == OQL_CALC_COMPLETE,
                      "%s: %s", oql_calc_state_name(info.state), info.why);
            if (info.state == OQL_CALC_COMPLETE) { /* killed after the rename */
                published = true;
            }
        }
        size_t n = 0;
        char *bytes = scratch_read(scratch_path(name), &n);
        cr_assert_eq(n, want_n);
        cr_assert_eq(memcmp(bytes, want, n), 0, "%s: other bytes than uninterrupted", name);
        free(bytes);
        ++runs;
    }
    free(want);
    (void)fprintf(stderr,
                  "kills %zu (%zu before the file appeared), runs finished %zu, values "
                  "compared %zu, lost 0, wrong 0\n",
                  kills, unopened, runs, compared);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <criterion/criterion.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "datastore/calc.h"
#include "datastore/store.h"
#include "scratch.h"

static oql_err err;

static void done(void)
{
    cr_expect_eq(oql_store_open_handles(), 0);
    scratch_remove();
}

static void begin(void)
{
    (void)scratch_folder(); /* before any fork: children must share it */
}

TestSuite(calc, .init = begin, .fini = done);

#define OK(call) cr_assert_eq((call), OQL_OK, "%s", err.text)

Test(calc, data_folder_is_the_variable_then_home_and_is_made)
{
    char *dir = NULL;
    cr_assert_eq(setenv("OQ_DATADIR", scratch_path("deep/er/data"), 1), 0);
    OK(oql_datadir(&dir, &err));
    cr_expect_str_eq(dir, scratch_path("deep/er/data"));
    cr_expect_eq(access(dir, W_OK), 0);
    free(dir);
    cr_assert_eq(unsetenv("OQ_DATADIR"), 0);
    cr_assert_eq(setenv("HOME", scratch_folder(), 1), 0);
    OK(oql_datadir(&dir, &err));
    cr_expect_str_eq(dir, scratch_path("oqdata"));
    free(dir);
    cr_assert_eq(unsetenv("HOME"), 0);
    oql_err e = {0};
    cr_expect_eq(oql_datadir(&dir, &e), OQL_EIO);
    cr_expect_neq(strstr(e.text, "OQ_DATADIR"), NULL);
    scratch_write(scratch_path("file"), "x", 1);
    cr_assert_eq(setenv("OQ_DATADIR", scratch_path("file"), 1), 0);
    e = (oql_err){0};
    cr_expect_eq(oql_datadir(&dir, &e), OQL_EIO);
    cr_expect_neq(strstr(e.text, "not a folder"), NULL, "%s", e.text);
}

Test(calc, ids_grow_from_one_past_garbage)
{
    static const char *const garbage[] = {
        "calc_",    "calc_x",   "calc_007", "calc_-3",
        "calc_1.5", "calc_99 ", "Calc_50",  "calc_123456789012345678901"};
    for (size_t i = 0; i < OQL_COUNT(garbage); ++i) {
        cr_assert_eq(mkdir(scratch_path(garbage[i]), 0777), 0);
    }
    scratch_write(scratch_path("calc_3"), "a file, not a folder", 20);
    oql_claim *a = NULL, *b = NULL;
    OK(oql_calc_claim(scratch_folder(), &a, &err));
    cr_expect_eq(oql_claim_id(a), 4, "past whatever has the name");
    OK(oql_calc_claim(scratch_folder(), &b, &err));
    cr_expect_eq(oql_claim_id(b), 5);
    int64_t *ids = NULL;
    size_t n = 0;
    OK(oql_calc_ids(scratch_folder(), &ids, &n, &err));
    cr_expect(n == 3 && ids[0] == 3 && ids[1] == 4 && ids[2] == 5);
    free(ids);
    char *path = NULL;
    OK(oql_calc_path(scratch_folder(), -1, &path, &err));
    cr_expect_str_eq(path, oql_claim_file(b));
    free(path);
    OK(oql_calc_path(scratch_folder(), -2, &path, &err));
    cr_expect_str_eq(path, oql_claim_file(a));
    free(path);
    oql_err e = {0};
    cr_expect_eq(oql_calc_path(scratch_folder(), 3, &path, &e), OQL_ENOTFOUND);
    cr_expect_eq(oql_calc_path(scratch_folder(), -9, &path, &e), OQL_ENOTFOUND);
    cr_expect_eq(oql_calc_path(scratch_folder(), INT64_MIN, &path, &e), OQL_ENOTFOUND);
    oql_claim_release(a);
    oql_claim_release(b);
    cr_expect_neq(access(scratch_path("calc_4"), F_OK), 0, "an unused claim leaves no folder");
}

Test(calc, fifty_processes_at_once_get_fifty_ids)
{
    enum { N = 50 };
    int go[2], back[2];
    int64_t got[N];
    bool seen[N + 1] = {false};
    char byte;
    cr_assert_eq(pipe(go), 0);
    cr_assert_eq(pipe(back), 0);
    for (int i = 0; i < N; ++i) {
        const pid_t pid = fork();
        cr_assert_geq(pid, 0);
        if (pid == 0) {
            oql_claim *c = NULL;
            close(go[1]);
            (void)!read(go[0], &byte, 1); /* all start when the parent closes its end */
            int64_t id =
                oql_calc_claim(scratch_folder(), &c, NULL) == OQL_OK ? oql_claim_id(c) : -1;
            (void)!write(back[1], &id, sizeof id);
            _exit(0); /* without release: the folder stays, as after a kill */
        }
    }
    close(go[0]);
    close(go[1]);
    for (int i = 0; i < N; ++i) {
        cr_assert_eq(read(back[0], &got[i], sizeof got[i]), (ssize_t)sizeof got[i]);
        cr_assert(got[i] >= 1 && got[i] <= N, "id %" PRId64, got[i]);
        cr_expect_not(seen[got[i]], "id %" PRId64 " given twice", got[i]);
        seen[got[i]] = true;
    }
    while (wait(NULL) > 0) {
    }
}

Test(calc, tells_running_from_killed_before_anything_was_written)
{
    oql_claim *c = NULL;
    oql_calc_info info;
    int ready[2];
    char byte;
    cr_assert_eq(pipe(ready), 0);
    const pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        (void)alarm(60); /* never outlive a failed test for long */
        if (oql_calc_claim(scratch_folder(), &c, NULL) == OQL_OK) {
            (void)!write(ready[1], "x", 1);
        }
        (void)pause();
        _exit(0);
    }
    cr_assert_eq(read(ready[0], &byte, 1), 1);
    OK(oql_calc_inspect(scratch_folder(), 1, &info, &err));
    cr_expect_eq(info.state, OQL_CALC_RUNNING, "%s", info.why);
    char number[32];
    (void)snprintf(number, sizeof number, "%ld", (long)pid);
    cr_expect_neq(strstr(info.why, number), NULL, "the process is named: %s", info.why);
    oql_err e = {0};
    cr_expect_eq(oql_calc_take(scratch_folder(), 1, &c, &e), OQL_EIO);
    cr_expect_neq(strstr(e.text, number), NULL, "%s", e.text);
    e = (oql_err){0};
    cr_expect_eq(oql_calc_delete(scratch_folder(), 1, &e), OQL_EIO);
    cr_assert_eq(kill(pid, SIGKILL), 0);
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
    OK(oql_calc_inspect(scratch_folder(), 1, &info, &err));
    cr_expect_eq(info.state, OQL_CALC_EMPTY, "%s", info.why);
    OK(oql_calc_take(scratch_folder(), 1, &c, &err));
    oql_claim_release(c);
    cr_expect_neq(access(scratch_path("calc_1"), F_OK), 0);
}

Test(calc, explains_damaged_files_and_never_crashes_on_them)
{
    oql_calc_info info;
    cr_assert_eq(mkdir(scratch_path("calc_1"), 0777), 0);
    scratch_write(scratch_path("calc_1/output.hdf5"), "garbage", 7);
    OK(oql_calc_inspect(scratch_folder(), 1, &info, &err));
    cr_expect_eq(info.state, OQL_CALC_DAMAGED);
    cr_expect_neq(strstr(info.why, "output.hdf5"), NULL, "%s", info.why);
    cr_assert_eq(mkdir(scratch_path("calc_2"), 0777), 0);
    oql_store *s = NULL;
    OK(oql_store_create(scratch_path("calc_2/output.hdf5"), &s, &err));
    OK(oql_store_set_text(s, "x", "somebody else's", &err));
    OK(oql_store_publish(s, &err));
    OK(oql_calc_inspect(scratch_folder(), 2, &info, &err));
    cr_expect_eq(info.state, OQL_CALC_DAMAGED);
    oql_err e = {0};
    cr_expect_eq(oql_calc_inspect(scratch_folder(), 77, &info, &e), OQL_ENOTFOUND);
}

Test(calc, deletes_its_own_files_only)
{
    cr_assert_eq(mkdir(scratch_path("calc_1"), 0777), 0);
    scratch_write(scratch_path("calc_1/output.hdf5"), "x", 1);
    scratch_write(scratch_path("calc_1/thesis.tex"), "x", 1);
    oql_err e = {0};
    cr_expect_eq(oql_calc_delete(scratch_folder(), 1, &e), OQL_EIO);
    cr_expect_neq(strstr(e.text, "thesis.tex"), NULL, "%s", e.text);
    cr_expect_eq(access(scratch_path("calc_1/output.hdf5"), F_OK), 0, "nothing was removed");
    cr_assert_eq(unlink(scratch_path("calc_1/thesis.tex")), 0);
    OK(oql_calc_delete(scratch_folder(), 1, &err));
    cr_expect_neq(access(scratch_path("calc_1"), F_OK), 0);
}

Test(calc, says_why_a_read_only_folder_cannot_be_used)
{
    if (geteuid() == 0) {
        scratch_remove(); /* what is skipped has no end */
        cr_skip_test("root may write anywhere");
    }
    oql_claim *c = NULL;
    oql_err e = {0};
    cr_assert_eq(chmod(scratch_folder(), 0555), 0);
    cr_expect_eq(oql_calc_claim(scratch_folder(), &c, &e), OQL_EIO);
    cr_expect_neq(strstr(e.text, "Permission denied"), NULL, "%s", e.text);
    cr_assert_eq(chmod(scratch_folder(), 0755), 0);
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "datastore/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "datastore/show_walk.h"
#include "datastore/store_h5.h"

typedef struct {
    oql_status st;
    oql_err err; /* its pointers are to static storage, the same in a child */
} answer;

/* ---- the child --------------------------------------------------------------------------- */

/* An endless loop ends by itself, after a time that no single object of a sound file of this size
   takes; processor time: a slow disk does not count. */
static void limit_time(off_t bytes)
{
    enum { START_S = 1, BYTES_PER_S = 16 << 20 };
    const struct itimerval limit = {.it_value.tv_sec = START_S + bytes / BYTES_PER_S};
    (void)setitimer(ITIMER_PROF, &limit, NULL);
}

static off_t size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? info.st_size : 0;
}

static bool put(int fd, const void *data, size_t n)
{
    for (const char *at = data; n > 0;) {
        const ssize_t done = write(fd, at, n);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return false;
        }
        at += done;
        n -= (size_t)done;
    }
    return true;
}

static _Noreturn void be_child(int fd, const char *path, oql_look look, void *result,
                               size_t size)
{
    answer a = {0};
    const int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) { /* what a crash says (a sanitizer, the C library) is not the answer */
        (void)dup2(nowhere, STDERR_FILENO);
    }
    (void)signal(SIGPROF, SIG_DFL);
    (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    limit_time(size_of(path));
    a.st = look(path, result, &a.err);
    (void)!(put(fd, &a, sizeof a) && put(fd, result, size));
    _exit(0); /* neither the parent's buffers nor its HDF5 are ours to end */
}

/* ---- the parent -------------------------------------------------------------------------- */

static size_t take(int fd, void *data, size_t n)
{
    size_t got = 0;
    while (got < n) {
        const ssize_t done = read(fd, (char *)data + got, n - got);
        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            break;
        }
        got += (size_t)done;
    }
    return got;
}

oql_status oql_guarded(const char *path, oql_look look, void *result, size_t size, oql_err *err)
{
    int end[2], how = 0;
    answer a;
    if (pipe(end) != 0) {
        return look(path, result, err);
    }
    oql_h5_quiet(); /* HDF5 starts here, once, not in each child */
    const pid_t child = fork();
    if (child < 0) {
        (void)close(end[0]);
        (void)close(end[1]);
        return look(path, result, err);
    }
    if (child == 0) {
        (void)close(end[0]);
        be_child(end[1], path, look, result, size);
    }
    (void)close(end[1]);
    const bool whole =
        take(end[0], &a, sizeof a) == sizeof a && take(end[0], result, size) == size;
    (void)close(end[0]);
    while (waitpid(child, &how, 0) < 0 && errno == EINTR) {
    }
    if (!whole) {
        const bool endless = WIFSIGNALED(how) && WTERMSIG(how) == SIGPROF;
        return OQL_FAIL(err, OQL_EIO, "%s: damaged: HDF5 %s reading its texts", path,
                        endless ? "does not end" : "crashes");
    }
    if (a.st != OQL_OK && err != NULL && err->code == OQL_OK) {
        *err = a.err;
    }
    return a.st;
}

/* ---- the probe --------------------------------------------------------------------------- */

static oql_status probe_key(oql_store *s, const char *key, oql_err *err);

static oql_status probe_members(oql_store *s, const char *group, oql_err *err)
{
    oql_names names = {0};
    char *key = NULL;
    oql_status st = OQL_OK;
    OQL_TRY(oql_store_keys(s, group, &names, err));
    for (size_t i = 0; i < names.n; ++i) {
        OQL_TRY(oql_member_key(group, names.name[i], &key, err));
        OQL_TRY(probe_key(s, key, err));
    }
done:
    free(key);
    oql_names_clear(&names);
    return st;
}

/* Failures that HDF5 tells are left to who reads the file; only its crashes matter here. */
static oql_status probe_key(oql_store *s, const char *key, oql_err *err)
{
    limit_time(size_of(s->path)); /* for each object anew */
    oql_names names = {0}, text = {0};
    oql_array shape;
    char label[64], *value = NULL;
    if (oql_store_attrs(s, key, &names, NULL) == OQL_OK) {
        for (size_t i = 0; i < names.n; ++i) {
            if (!oql_store_attr_is_internal(names.name[i]) &&
                oql_store_attr_text(s, key, names.name[i], &value, NULL) == OQL_OK) {
                free(value);
            }
        }
        oql_names_clear(&names);
    }
    if (oql_store_is_group(s, key)) {
        return probe_members(s, key, err);
    }
    if (oql_store_shape(s, key, &shape, NULL) == OQL_OK) {
        for (int d = 0; d < shape.rank; ++d) {
            (void)!oql_store_dim_name(s, key, d, label, sizeof label, NULL);
        }
        if (shape.type == OQL_TEXT && oql_store_get_texts(s, key, &text, NULL) == OQL_OK) {
            oql_names_clear(&text);
        }
    }
    return OQL_OK;
}

static oql_status probe(const char *path, void *result, oql_err *err)
{
    oql_store *s = NULL;
    (void)result;
    oql_status st = oql_h5_open_file(path, &s, err);
    if (st == OQL_OK) {
        st = probe_key(s, "", err);
    }
    oql_store_close(s);
    return st;
}

oql_status oql_guarded_probe(const char *path, oql_err *err)
{
    enum { SMALL = 64 << 20 };
    char nothing = 0;
    oql_seal seal = OQL_SEAL_NONE;
    if (size_of(path) <= SMALL && oql_store_check_seal(path, &seal, NULL) == OQL_OK &&
        seal == OQL_SEAL_INTACT) {
        return OQL_OK; /* as it was written; to know that is cheaper here than a child */
    }
    return oql_guarded(path, probe, &nothing, 1, err);
}

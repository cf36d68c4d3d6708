/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "datastore/calc.h"
#include "datastore/calc_lock.h"
#include "datastore/guard.h"
#include "datastore/store_h5.h"

const char *oql_calc_state_name(oql_calc_state s)
{
    static const char *const name[] = {"empty",    "running", "partial", "failed",
                                       "complete", "damaged", "private"};
    return (unsigned)s < OQL_COUNT(name) ? name[s] : "unknown";
}

static void utc(time_t t, char *buf, size_t size)
{
    struct tm tm;
    if (gmtime_r(&t, &tm) == NULL || strftime(buf, size, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0) {
        buf[0] = '\0';
    }
}

/* One line, cut between characters: a half UTF-8 sequence upsets terminals and JSON. */
static void put_line(char *buf, size_t size, const char *text)
{
    size_t n = strlen(text);
    if (n >= size) {
        n = size - 1;
        while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80) {
            --n;
        }
    }
    memcpy(buf, text, n);
    buf[n] = '\0';
    for (char *c = buf; *c != '\0'; ++c) {
        if ((unsigned char)*c < 32 || *c == 127) {
            *c = ' ';
        }
    }
}

static void read_text(oql_store *s, const char *key, const char *name, char *buf, size_t size)
{
    char *t = NULL;
    if (oql_store_attr_text(s, key, name, &t, NULL) == OQL_OK) {
        put_line(buf, size, t);
        free(t);
    }
}

static void count_blocks(oql_store *s, oql_calc_info *out)
{
    oql_array a;
    void *data = NULL;
    if (oql_store_get(s, "status/markers", OQL_U64, &a, &data, NULL) != OQL_OK) {
        return;
    }
    const uint64_t *m = data;
    out->total = 1;
    for (int d = 0; d < a.rank; ++d) {
        out->total *= a.dims[d];
    }
    for (size_t i = 0; i < out->total; ++i) {
        out->done += m[i] != 0 ? 1 : 0;
    }
    free(data);
}

/* A file with /status is one that a run was writing, or what was salvaged of it. */
static void judge_unfinished(oql_store *s, bool locked, const char *holder, oql_calc_info *out)
{
    int64_t *state = NULL;
    size_t n = 0;
    char *message = NULL;
    const bool failed = oql_store_get_i64(s, "status/state", &state, &n, NULL) == OQL_OK &&
                        n == 1 && state[0] != 0;
    count_blocks(s, out);
    if (locked) {
        out->state = OQL_CALC_RUNNING;
        (void)snprintf(out->why, sizeof out->why, "%zu of %zu blocks finished, by %s",
                       out->done, out->total, holder);
    } else if (failed && oql_store_get_text(s, "status/message", &message, NULL) == OQL_OK) {
        out->state = OQL_CALC_FAILED;
        put_line(out->why, sizeof out->why, message);
    } else {
        out->state = OQL_CALC_PARTIAL;
        (void)snprintf(
            out->why, sizeof out->why,
            "the run was killed (%.99s) with %zu of %zu blocks finished; they are kept: "
            "oqlite resume %" PRId64,
            holder[0] == '\0' ? "by whom is not known" : holder, out->done, out->total,
            out->id);
    }
    free(state);
    free(message);
}

/* What the file itself tells, in a child: it may be damaged. out comes with its id. */
typedef struct {
    oql_calc_info info;
    bool locked;
    char holder[160];
} judgement;

static oql_status judge_file(const char *file, void *result, oql_err *err)
{
    judgement *j = result;
    oql_calc_info *out = &j->info;
    oql_store *s = NULL;
    char state[32] = "";
    const oql_status st = oql_h5_open_file(file, &s, err);
    if (st != OQL_OK) {
        return st;
    }
    read_text(s, "/", "description", out->description, sizeof out->description);
    read_text(s, "/", "mode", out->mode, sizeof out->mode);
    read_text(s, "/", "state", state, sizeof state);
    read_text(s, "run", "date", out->date, sizeof out->date);
    if (oql_store_has(s, "status/markers")) {
        judge_unfinished(s, j->locked, j->holder, out);
    } else if (strcmp(state, "complete") == 0) {
        out->state = OQL_CALC_COMPLETE;
        (void)snprintf(out->why, sizeof out->why, "complete");
    } else {
        out->state = OQL_CALC_DAMAGED;
        (void)snprintf(out->why, sizeof out->why, "an HDF5 file, but not one of oqlite");
    }
    oql_store_close(s);
    return OQL_OK;
}

static void judge(const char *dir, const char *file, oql_calc_info *out)
{
    judgement j = {.info = *out, .locked = oql_calc_is_locked(dir)};
    oql_err why = {0};
    oql_calc_holder(dir, j.holder, sizeof j.holder);
    const oql_status st = oql_guarded(file, judge_file, &j, sizeof j, &why);
    if (st == OQL_OK) {
        *out = j.info;
    } else if (st == OQL_ENOTFOUND) {
        out->state = j.locked ? OQL_CALC_RUNNING : OQL_CALC_EMPTY;
        (void)snprintf(out->why, sizeof out->why, "%s (%s)",
                       j.locked ? "starting, nothing written yet"
                                : "the run ended before anything was written; delete it",
                       j.holder[0] == '\0' ? "by whom is not known" : j.holder);
    } else if (access(file, R_OK) != 0 && errno == EACCES) {
        char owner[64];
        oql_calc_owner(dir, owner, sizeof owner);
        out->state = OQL_CALC_PRIVATE;
        (void)snprintf(out->why, sizeof out->why,
                       "belongs to %s, who does not let others read it", owner);
    } else {
        out->state = OQL_CALC_DAMAGED;
        put_line(out->why, sizeof out->why, why.text);
    }
}

oql_status oql_calc_inspect(const char *datadir, int64_t id, oql_calc_info *out, oql_err *err)
{
    oql_status st = OQL_OK;
    char *file = NULL;
    struct stat info;
    oql_calc_info c = {0};

    OQL_TRY(oql_calc_path(datadir, id, &file, err));
    char *slash = strrchr(file, '/');
    *slash = '\0';
    const char *name = strrchr(file, '/');
    c.id = strtoll(strrchr(name, '_') + 1, NULL, 10);
    if (stat(file, &info) == 0) {
        utc(info.st_mtime, c.date, sizeof c.date);
    }
    char *dir = NULL;
    OQL_TRY(oql_strdup(file, &dir, err));
    *slash = '/';
    if (stat(file, &info) == 0) {
        c.bytes = (uint64_t)info.st_size;
    }
    judge(dir, file, &c);
    free(dir);
    *out = c;
done:
    free(file);
    return st;
}

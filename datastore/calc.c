/* SPDX-License-Identifier: BSD-3-Clause */
#include "datastore/calc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "datastore/calc_lock.h"

#define OUTPUT "output.hdf5"
#define WORK   "output.hdf5.tmp"
#define LOCK   "writer"

struct oql_claim {
    int64_t id;
    int lock; /* descriptor that holds the flock */
    char *dir, *file;
};

static oql_status join(const char *a, const char *b, char **out, oql_err *err)
{
    const size_t n = strlen(a) + strlen(b) + 2;
    char *p = malloc(n);
    if (p == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a path");
    }
    (void)snprintf(p, n, "%s/%s", a, b);
    *out = p;
    return OQL_OK;
}

static oql_status io_error(const char *path, int why, oql_err *err)
{
    return OQL_FAIL(err, OQL_EIO, "%s: %s", path, oql_errno_text(why));
}

static oql_status calc_dir(const char *datadir, int64_t id, char **out, oql_err *err)
{
    char name[32];
    (void)snprintf(name, sizeof name, "calc_%" PRId64, id);
    return join(datadir, name, out, err);
}

/* ---- the data folder --------------------------------------------------------------------- */

static oql_status make_folders(char *path, oql_err *err)
{
    for (char *at = path + 1;; ++at) {
        const char kept = *at;
        if (kept != '/' && kept != '\0') {
            continue;
        }
        *at = '\0';
        const bool failed = mkdir(path, 0777) != 0 && errno != EEXIST;
        const int why = errno;
        struct stat info;
        if (failed && stat(path, &info) != 0) { /* EROFS, EACCES on what exists is no failure */
            return OQL_FAIL(err, OQL_EIO, "%s: cannot make the data folder: %s", path,
                            oql_errno_text(why));
        }
        *at = kept;
        if (kept == '\0') {
            return OQL_OK;
        }
    }
}

oql_status oql_datadir(char **out, oql_err *err)
{
    oql_status st = OQL_OK;
    char *path = NULL;
    struct stat info;
    const char *dir = getenv("OQ_DATADIR");
    const char *home = getenv("HOME");

    if (dir != NULL && dir[0] != '\0') {
        OQL_TRY(oql_strdup(dir, &path, err));
    } else if (home != NULL && home[0] != '\0') {
        OQL_TRY(join(home, "oqdata", &path, err));
    } else {
        st = OQL_FAIL(err, OQL_EIO,
                      "no data folder: neither OQ_DATADIR nor HOME is set in the environment");
        goto done;
    }
    OQL_TRY(make_folders(path, err));
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        st = OQL_FAIL(err, OQL_EIO, "%s: not a folder, expected the data folder", path);
        goto done;
    }
    *out = path;
    path = NULL;
done:
    free(path);
    return st;
}

/* ---- ids --------------------------------------------------------------------------------- */

/* calc_<number> without sign, leading zero or more digits than an int64 takes; 0 = no id */
static int64_t parse_id(const char *name)
{
    if (strncmp(name, "calc_", 5) != 0) {
        return 0;
    }
    const char *digits = name + 5;
    const size_t n = strspn(digits, "0123456789");
    if (n == 0 || n > 18 || digits[n] != '\0' || digits[0] == '0') {
        return 0;
    }
    return strtoll(digits, NULL, 10);
}

static int by_value(const void *pa, const void *pb)
{
    const int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
    return a < b ? -1 : a > b;
}

oql_status oql_calc_ids(const char *datadir, int64_t **ids, size_t *n, oql_err *err)
{
    oql_status st = OQL_OK;
    int64_t *list = NULL;
    size_t count = 0, cap = 0;
    DIR *d = opendir(datadir);
    if (d == NULL) {
        return OQL_FAIL(err, OQL_EIO, "%s: cannot read the data folder: %s", datadir,
                        oql_errno_text(errno));
    }
    OQL_TRY(oql_reserve(&list, &cap, 1, sizeof *list, err));
    for (const struct dirent *e; (e = readdir(d)) != NULL;) {
        const int64_t id = parse_id(e->d_name);
        if (id > 0) {
            OQL_TRY(oql_reserve(&list, &cap, count + 1, sizeof *list, err));
            list[count++] = id;
        }
    }
    qsort(list, count, sizeof *list, by_value);
    *ids = list;
    *n = count;
    list = NULL;
done:
    free(list);
    (void)closedir(d);
    return st;
}

oql_status oql_calc_path(const char *datadir, int64_t id, char **out, oql_err *err)
{
    oql_status st = OQL_OK;
    int64_t *ids = NULL;
    size_t n = 0;
    char *dir = NULL;
    struct stat info;

    if (id <= 0) {
        const uint64_t back = id == 0 ? 1 : (uint64_t)0 - (uint64_t)id;
        OQL_TRY(oql_calc_ids(datadir, &ids, &n, err));
        if (back > n) {
            st = OQL_FAIL(err, OQL_ENOTFOUND,
                          "%s: holds %zu calculations, asked for the last but %" PRIu64,
                          datadir, n, back - 1);
            goto done;
        }
        id = ids[n - back];
    }
    OQL_TRY(calc_dir(datadir, id, &dir, err));
    if (stat(dir, &info) != 0 || !S_ISDIR(info.st_mode)) {
        st = OQL_FAIL(err, OQL_ENOTFOUND, "%s: no calculation %" PRId64, datadir, id);
        goto done;
    }
    OQL_TRY(join(dir, OUTPUT, out, err));
done:
    free(dir);
    free(ids);
    return st;
}

/* ---- claims ------------------------------------------------------------------------------ */

void oql_calc_owner(const char *dir, char *buf, size_t size)
{
    struct stat info;
    if (stat(dir, &info) != 0) {
        (void)snprintf(buf, size, "another user");
        return;
    }
    const struct passwd *user = getpwuid(info.st_uid);
    if (user == NULL) {
        (void)snprintf(buf, size, "user %lu", (unsigned long)info.st_uid);
    } else {
        (void)snprintf(buf, size, "%s", user->pw_name);
    }
}

void oql_calc_holder(const char *dir, char *buf, size_t size)
{
    char *path = NULL;
    buf[0] = '\0';
    if (join(dir, LOCK, &path, NULL) == OQL_OK) {
        FILE *f = fopen(path, "r");
        if (f != NULL) {
            if (fgets(buf, (int)size, f) == NULL) {
                buf[0] = '\0';
            }
            (void)fclose(f);
        }
        free(path);
    }
    buf[strcspn(buf, "\n")] = '\0';
    for (char *c = buf; *c != '\0'; ++c) {
        if ((unsigned char)*c < 32) {
            *c = '?';
        }
    }
}

bool oql_calc_is_locked(const char *dir)
{
    char *path = NULL;
    if (join(dir, LOCK, &path, NULL) != OQL_OK) {
        return false;
    }
    const int fd = open(path, O_RDONLY);
    free(path);
    if (fd < 0) {
        return false;
    }
    /* shared, so that two who look do not take each other for a writer */
    const bool locked = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    (void)close(fd);
    return locked;
}

/* Open and lock the lock file; OQL_ENOTFOUND when it was removed meanwhile by the holder we
   waited for, so that the lock would be on a file nobody else can see. */
static oql_status lock_once(oql_claim *c, const char *path, oql_err *err)
{
    enum { TRIES = 50 };
    struct stat mine, seen;
    c->lock = open(path, O_RDWR | O_CREAT, 0666);
    if (c->lock < 0 && (errno == EACCES || errno == EPERM)) {
        char owner[64];
        oql_calc_owner(c->dir, owner, sizeof owner);
        return OQL_FAIL(err, OQL_EIO,
                        "%s: belongs to %s, who does not let others change it (%s)", c->dir,
                        owner, oql_errno_text(EACCES));
    }
    if (c->lock < 0) {
        return OQL_FAIL(err, OQL_EIO, "%s: %s", path, oql_errno_text(errno));
    }
    (void)fcntl(c->lock, F_SETFD,
                FD_CLOEXEC); /* a program we start must not keep us "running" */
    for (int i = 0; flock(c->lock, LOCK_EX | LOCK_NB) != 0; ++i) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            break; /* a file system without locks: mkdir alone keeps runs apart */
        }
        if (i == TRIES) { /* a second: longer than anybody looks */
            char holder[192];
            oql_calc_holder(c->dir, holder, sizeof holder);
            (void)close(c->lock);
            c->lock = -1;
            return OQL_FAIL(err, OQL_EIO, "%s: in use by another run (%s)", c->dir, holder);
        }
        (void)nanosleep(&(struct timespec){0, 20000000}, NULL);
    }
    if (fstat(c->lock, &mine) != 0 || stat(path, &seen) != 0 || mine.st_ino != seen.st_ino) {
        (void)close(c->lock);
        c->lock = -1;
        return OQL_ENOTFOUND;
    }
    return OQL_OK;
}

static oql_status take_lock(oql_claim *c, oql_err *err)
{
    oql_status st = OQL_OK;
    char *path = NULL;
    char host[128] = "?", text[192];

    OQL_TRY(join(c->dir, LOCK, &path, err));
    for (int i = 0; i < 100; ++i) {
        st = lock_once(c, path, err);
        if (st != OQL_ENOTFOUND) {
            break;
        }
    }
    if (st != OQL_OK) {
        st = OQL_FAIL(err, OQL_EIO, "%s: the lock changes hands all the time", path);
        goto done;
    }
    (void)gethostname(host, sizeof host - 1);
    const int n = snprintf(text, sizeof text, "%s %ld\n", host, (long)getpid());
    if (ftruncate(c->lock, 0) != 0 || write(c->lock, text, (size_t)n) != n) {
        st = io_error(path, errno, err);
    }
done:
    free(path);
    return st;
}

static oql_status new_claim(const char *datadir, int64_t id, oql_claim **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_claim *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a claim");
    }
    c->id = id;
    c->lock = -1;
    OQL_TRY(calc_dir(datadir, id, &c->dir, err));
    OQL_TRY(join(c->dir, OUTPUT, &c->file, err));
    *out = c;
    c = NULL;
done:
    oql_claim_release(c);
    return st;
}

oql_status oql_calc_claim(const char *datadir, oql_claim **out, oql_err *err)
{
    oql_status st = OQL_OK;
    int64_t *ids = NULL;
    size_t n = 0;
    oql_claim *c = NULL;

    *out = NULL;
    OQL_TRY(oql_calc_ids(datadir, &ids, &n, err));
    for (int64_t id = n == 0 ? 1 : ids[n - 1] + 1; c == NULL; ++id) {
        char *dir = NULL;
        OQL_TRY(calc_dir(datadir, id, &dir, err));
        const bool won = mkdir(dir, 0777) == 0;
        const int why = errno;
        if (!won && why != EEXIST) {
            st = io_error(dir, why, err);
        }
        free(dir);
        if (st != OQL_OK) {
            goto done;
        }
        if (won) {
            OQL_TRY(new_claim(datadir, id, &c, err));
        }
    }
    OQL_TRY(take_lock(c, err));
    *out = c;
    c = NULL;
done:
    oql_claim_release(c);
    free(ids);
    return st;
}

oql_status oql_calc_take(const char *datadir, int64_t id, oql_claim **out, oql_err *err)
{
    oql_status st = OQL_OK;
    char *file = NULL;
    oql_claim *c = NULL;

    *out = NULL;
    OQL_TRY(oql_calc_path(datadir, id, &file, err));
    char *slash = strrchr(file, '/');
    *slash = '\0';
    OQL_TRY(new_claim(datadir, parse_id(strrchr(file, '/') + 1), &c, err));
    OQL_TRY(take_lock(c, err));
    *out = c;
    c = NULL;
done:
    oql_claim_release(c);
    free(file);
    return st;
}

int64_t oql_claim_id(const oql_claim *c)
{
    return c->id;
}

const char *oql_claim_dir(const oql_claim *c)
{
    return c->dir;
}

const char *oql_claim_file(const oql_claim *c)
{
    return c->file;
}

void oql_claim_release(oql_claim *c)
{
    if (c == NULL) {
        return;
    }
    if (c->lock >= 0) {
        char *path = NULL;
        if (join(c->dir, LOCK, &path, NULL) == OQL_OK) {
            (void)unlink(path); /* before unlocking, while it is surely ours */
            free(path);
        }
        (void)close(c->lock);
        (void)rmdir(c->dir); /* succeeds only when nothing was written */
    }
    free(c->dir);
    free(c->file);
    free(c);
}

/* ---- removal ----------------------------------------------------------------------------- */

static oql_status only_ours(const char *dir, oql_err *err)
{
    oql_status st = OQL_OK;
    DIR *d = opendir(dir);
    if (d == NULL) {
        return OQL_FAIL(err, OQL_EIO, "%s: %s", dir, oql_errno_text(errno));
    }
    for (const struct dirent *e; (e = readdir(d)) != NULL && st == OQL_OK;) {
        static const char *const ours[] = {".", "..", OUTPUT, WORK, LOCK, "log"};
        bool known = false;
        for (size_t k = 0; k < OQL_COUNT(ours); ++k) {
            known = known || strcmp(e->d_name, ours[k]) == 0;
        }
        if (!known) {
            st = OQL_FAIL(err, OQL_EIO,
                          "%s: holds \"%s\", which no run made; nothing was removed", dir,
                          e->d_name);
        }
    }
    (void)closedir(d);
    return st;
}

oql_status oql_calc_delete(const char *datadir, int64_t id, oql_err *err)
{
    static const char *const gone[] = {OUTPUT, WORK, "log"};
    oql_status st = OQL_OK;
    oql_claim *c = NULL;

    OQL_TRY(oql_calc_take(datadir, id, &c, err));
    OQL_TRY(only_ours(c->dir, err));
    for (size_t k = 0; k < OQL_COUNT(gone); ++k) {
        char *path = NULL;
        OQL_TRY(join(c->dir, gone[k], &path, err));
        if (unlink(path) != 0 && errno != ENOENT) {
            st = OQL_FAIL(err, OQL_EIO, "%s: %s", path, oql_errno_text(errno));
        }
        free(path);
        if (st != OQL_OK) {
            goto done;
        }
    }
done:
    oql_claim_release(c); /* removes the folder, empty now */
    return st;
}

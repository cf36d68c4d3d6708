/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/unpack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "datastore/store.h"

/* Relative paths hang below a folder so deep that ".." stays inside. */
#define OQL_DEEP "/d/d/d/d/d/d/d/d"

static oql_status no_memory(oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "out of memory for the inputs of the calculation");
}

/* path without ".", ".." and "//", absolute; new memory, NULL without memory. */
static char *normal(const char *path)
{
    const size_t size = strlen(OQL_DEEP) + strlen(path) + 2;
    char *out = calloc(size, 1);
    size_t n = 0;

    if (out == NULL) {
        return NULL;
    }
    if (path[0] != '/') {
        n = strlen(OQL_DEEP);
        memcpy(out, OQL_DEEP, n);
    }
    for (const char *p = path; *p != '\0';) {
        p += strspn(p, "/");
        const size_t part = strcspn(p, "/");
        if (part == 2 && strncmp(p, "..", 2) == 0) {
            while (n > 0 && out[--n] != '/') {
            }
        } else if (part > 0 && !(part == 1 && *p == '.')) {
            out[n++] = '/';
            memcpy(out + n, p, part);
            n += part;
        }
        p += part;
    }
    out[n] = '\0';
    return out;
}

/* ---- keys ---- */

static oql_status read_params(oql_store *s, oql_unpacked *out, oql_err *err)
{
    oql_names keys = {0};
    char *value = NULL;
    oql_status st = OQL_OK;

    OQL_TRY(oql_store_attrs(s, "job", &keys, err));
    out->param = calloc(keys.n + 1, sizeof *out->param);
    if (out->param == NULL) {
        st = no_memory(err);
        goto done;
    }
    for (size_t i = 0; i < keys.n; ++i) {
        OQL_TRY(oql_store_attr_text(s, "job", keys.name[i], &value, err));
        const size_t size = strlen(keys.name[i]) + strlen(value) + 2;
        char *text = malloc(size);
        if (text == NULL) {
            st = no_memory(err);
            goto done;
        }
        (void)snprintf(text, size, "%s=%s", keys.name[i], value);
        out->param[out->n_param++] = text;
        free(value);
        value = NULL;
    }
done:
    free(value);
    oql_names_clear(&keys);
    return st;
}

/* ---- files ---- */

static oql_status remember(oql_unpacked *u, const char *path, oql_err *err)
{
    char **made = realloc(u->made, (u->n_made + 1) * sizeof *made);
    if (made == NULL) {
        return no_memory(err);
    }
    u->made = made;
    const oql_status st = oql_strdup(path, &made[u->n_made], err);
    u->n_made += st == OQL_OK;
    return st;
}

/* Make the folders of a path below u->folder. */
static oql_status make_folders(oql_unpacked *u, char *path, oql_err *err)
{
    oql_status st = OQL_OK;
    for (char *p = path + strlen(u->folder) + 1; (p = strchr(p, '/')) != NULL; ++p) {
        *p = '\0';
        const int made = mkdir(path, 0700);
        if (made == 0) {
            st = remember(u, path, err);
        } else if (errno != EEXIST) {
            st = OQL_FAIL(err, OQL_EIO, "%s: cannot be made: %s", path, oql_errno_text(errno));
        }
        *p = '/';
        if (st != OQL_OK) {
            return st;
        }
    }
    return st;
}

static oql_status write_bytes(const char *path, const void *data, size_t n, oql_err *err)
{
    FILE *f = fopen(path, "wb");
    if (f == NULL) {
        return OQL_FAIL(err, OQL_EIO, "%s: cannot be written: %s", path, oql_errno_text(errno));
    }
    const bool good = fwrite(data, 1, n, f) == n;
    if (fclose(f) != 0 || !good) {
        return OQL_FAIL(err, OQL_EIO, "%s: cannot be written: %s", path, oql_errno_text(errno));
    }
    return OQL_OK;
}

/* Put input i at u->folder + place; place has the folders that all inputs share taken off. */
static oql_status put_file(oql_unpacked *u, oql_store *s, size_t i, const char *place,
                           oql_err *err)
{
    const size_t size = strlen(u->folder) + strlen(place) + 1;
    char key[32];
    char *path = malloc(size);
    void *data = NULL;
    oql_array shape = {0};
    oql_status st = OQL_OK;

    if (path == NULL) {
        return no_memory(err);
    }
    (void)snprintf(path, size, "%s%s", u->folder, place);
    (void)snprintf(key, sizeof key, "inputs/%zu", i);
    OQL_TRY(oql_store_get(s, key, OQL_U8, &shape, &data, err));
    OQL_TRY(make_folders(u, path, err));
    OQL_TRY(write_bytes(path, data, shape.rank == 1 ? shape.dims[0] : 0, err));
    OQL_TRY(remember(u, path, err));
    if (i == 0) {
        u->path = path;
        path = NULL;
    }
done:
    free(data);
    free(path);
    return st;
}

/* Length of the folders that all places share. */
static size_t shared_folders(size_t n, char *const *place)
{
    size_t len = strlen(place[0]);
    for (size_t i = 0; i < n; ++i) {
        size_t k = 0;
        while (k < len && place[i][k] == place[0][k]) {
            ++k;
        }
        len = k;
    }
    while (len > 0 && place[0][len] != '/') {
        --len;
    }
    return len;
}

static oql_status make_temporary(oql_unpacked *u, oql_err *err)
{
    const char *tmp = getenv("TMPDIR");
    const char *root = tmp != NULL && tmp[0] != '\0' ? tmp : "/tmp";
    const size_t size = strlen(root) + sizeof "/oqlite-rerun-XXXXXX";
    char *folder = malloc(size);
    if (folder == NULL) {
        return no_memory(err);
    }
    (void)snprintf(folder, size, "%s/oqlite-rerun-XXXXXX", root);
    if (mkdtemp(folder) == NULL) {
        const oql_status st = OQL_FAIL(err, OQL_EIO, "%s: no temporary folder can be made: %s",
                                       root, oql_errno_text(errno));
        free(folder);
        return st;
    }
    u->folder = folder;
    return OQL_OK;
}

static oql_status unpack_files(oql_unpacked *u, oql_store *s, size_t n, char *const *place,
                               oql_err *err)
{
    const size_t shared = shared_folders(n, place);
    oql_status st = OQL_OK;

    OQL_TRY(make_temporary(u, err));
    for (size_t i = 0; i < n; ++i) {
        OQL_TRY(put_file(u, s, i, place[i] + shared, err));
    }
done:
    return st;
}

oql_status oql_unpack_job(const char *store_path, bool files, oql_unpacked *out, oql_err *err)
{
    oql_store *s = NULL;
    oql_names inputs = {0};
    char **place = NULL, *path = NULL, key[32];
    oql_status st = OQL_OK;

    OQL_TRY(oql_store_open(store_path, &s, err));
    OQL_TRY(read_params(s, out, err));
    OQL_TRY(oql_store_keys(s, "inputs", &inputs, err));
    if (inputs.n == 0) {
        st = OQL_FAIL(err, OQL_EIO, "%s: holds no job file", store_path);
        goto done;
    }
    place = calloc(inputs.n, sizeof *place);
    for (size_t i = 0; place != NULL && i < inputs.n; ++i) {
        (void)snprintf(key, sizeof key, "inputs/%zu", i);
        OQL_TRY(oql_store_attr_text(s, key, "path", &path, err));
        place[i] = normal(path);
        if (place[i] == NULL) {
            st = no_memory(err);
            goto done;
        }
        if (i == 0 && !files) {
            out->path = path;
            path = NULL;
            goto done;
        }
        free(path);
        path = NULL;
    }
    st = place == NULL ? no_memory(err) : unpack_files(out, s, inputs.n, place, err);
done:
    for (size_t i = 0; place != NULL && i < inputs.n; ++i) {
        free(place[i]);
    }
    free(place);
    free(path);
    oql_names_clear(&inputs);
    oql_store_close(s);
    return st;
}

void oql_unpacked_clear(oql_unpacked *u)
{
    for (size_t i = u->n_made; i > 0; --i) { /* what is in a folder goes before the folder */
        (void)remove(u->made[i - 1]);
        free(u->made[i - 1]);
    }
    if (u->folder != NULL) {
        (void)rmdir(u->folder);
    }
    for (size_t i = 0; i < u->n_param; ++i) {
        free(u->param[i]);
    }
    free(u->made);
    free(u->param);
    free(u->folder);
    free(u->path);
    *u = (oql_unpacked){0};
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datastore/store_h5.h"

#include "base/memory.h"
#include "base/problems.h"

static void put(char *buf, size_t size, size_t at, char c)
{
    if (at < size) {
        buf[at] = c;
    }
}

static size_t finish(char *buf, size_t size, size_t n)
{
    if (size > 0) {
        buf[n < size ? n : size - 1] = '\0';
    }
    return n;
}

size_t oql_key_escape(const char *raw, char *buf, size_t size)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t len = strlen(raw);
    /* "[Model]" and "Model" name the same model; the brackets carry nothing. */
    if (len > 2 && raw[0] == '[' && strcspn(raw + 1, "[]") == len - 2 && raw[len - 1] == ']') {
        raw += 1;
        len -= 2;
    }
    const bool dots = strncmp(raw, "..", len) == 0 && len <= 2;
    const bool bracketed = len > 1 && raw[0] == '[' && raw[len - 1] == ']';
    size_t n = 0;
    for (size_t i = 0; i < len; ++i) {
        const unsigned char c = (unsigned char)raw[i];
        const bool edge = i == 0 || i == len - 1;
        if (c < 32 || c == 127 || c == '/' || c == '%' || (c == ' ' && edge) ||
            (c == '.' && dots) || (bracketed && edge)) {
            put(buf, size, n++, '%');
            put(buf, size, n++, hex[c >> 4]);
            put(buf, size, n++, hex[c & 15]);
        } else {
            put(buf, size, n++, raw[i]);
        }
    }
    return finish(buf, size, n);
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

size_t oql_key_unescape(const char *key, char *buf, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; key[i] != '\0'; ++i) {
        if (key[i] == '%' && hex_value(key[i + 1]) >= 0 && hex_value(key[i + 2]) >= 0) {
            put(buf, size, n++, (char)(hex_value(key[i + 1]) * 16 + hex_value(key[i + 2])));
            i += 2;
        } else {
            put(buf, size, n++, key[i]);
        }
    }
    return finish(buf, size, n);
}

void oql_names_clear(oql_names *names)
{
    for (size_t i = 0; i < names->n; ++i) {
        free(names->name[i]);
    }
    free(names->name);
    *names = (oql_names){0};
}

/* Runs of digits compare by value, everything else by byte; ties by plain bytes, so the order
   is total and the same everywhere. */
static int by_name(const void *pa, const void *pb)
{
    const char *const a0 = *(const char *const *)pa, *const b0 = *(const char *const *)pb;
    const char *a = a0, *b = b0;
    while (*a != '\0' && *b != '\0') {
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            a += strspn(a, "0");
            b += strspn(b, "0");
            const size_t na = strspn(a, "0123456789"), nb = strspn(b, "0123456789");
            const int d = na != nb ? (na < nb ? -1 : 1) : strncmp(a, b, na);
            if (d != 0) {
                return d;
            }
            a += na;
            b += nb;
        } else if (*a != *b) {
            return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        } else {
            ++a;
            ++b;
        }
    }
    if (*a != *b) {
        return *a == '\0' ? -1 : 1;
    }
    return strcmp(a0, b0);
}

typedef struct {
    oql_names names;
    size_t cap;
    oql_status st;
    oql_err *err;
} collector;

static herr_t add_name(collector *c, const char *name)
{
    c->st = oql_reserve(&c->names.name, &c->cap, c->names.n + 1, sizeof(char *), c->err);
    if (c->st == OQL_OK) {
        c->st = oql_strdup(name, &c->names.name[c->names.n], c->err);
    }
    if (c->st != OQL_OK) {
        return -1;
    }
    ++c->names.n;
    return 0;
}

static herr_t add_link(hid_t group, const char *name, const H5L_info_t *info, void *data)
{
    (void)group;
    (void)info;
    return add_name(data, name);
}

static herr_t add_attr(hid_t obj, const char *name, const H5A_info_t *info, void *data)
{
    (void)obj;
    (void)info;
    return add_name(data, name);
}

static oql_status list(oql_store *s, const char *key, bool attrs, oql_names *out, oql_err *err)
{
    collector c = {.err = err};
    hid_t obj = H5I_INVALID_HID;
    hsize_t at = 0;
    oql_status st = oql_h5_open(s, key, &obj, err);
    *out = (oql_names){0};
    if (st != OQL_OK) {
        return st;
    }
    if (!attrs && H5Iget_type(obj) != H5I_GROUP) {
        st = OQL_FAIL(err, OQL_EARG, "%s: \"%s\" is an array, it has no keys", s->path, key);
        goto done;
    }
    const herr_t rc = attrs ? H5Aiterate2(obj, H5_INDEX_NAME, H5_ITER_INC, &at, add_attr, &c)
                            : H5Literate(obj, H5_INDEX_NAME, H5_ITER_INC, &at, add_link, &c);
    if (rc < 0) {
        st = c.st != OQL_OK ? c.st : oql_h5_fail(s, err, "cannot list \"%s\"", key);
        goto done;
    }
    if (c.names.n > 1) {
        qsort(c.names.name, c.names.n, sizeof(char *), by_name);
    }
    *out = c.names;
    c.names = (oql_names){0};
done:
    oql_names_clear(&c.names);
    oql_h5_close(&obj);
    return st;
}

oql_status oql_store_keys(oql_store *s, const char *group, oql_names *out, oql_err *err)
{
    return list(s, group, false, out, err);
}

oql_status oql_store_attrs(oql_store *s, const char *key, oql_names *out, oql_err *err)
{
    return list(s, key, true, out, err);
}

bool oql_store_has(oql_store *s, const char *key)
{
    char *path = NULL;
    if (oql_h5_path(key, &path, NULL) != OQL_OK) {
        return false;
    }
    const bool found = oql_h5_exists(s->file, path);
    free(path);
    return found;
}

bool oql_store_is_group(oql_store *s, const char *key)
{
    hid_t obj = H5I_INVALID_HID;
    if (oql_h5_open(s, key, &obj, NULL) != OQL_OK) {
        return false;
    }
    const bool is = H5Iget_type(obj) == H5I_GROUP;
    oql_h5_close(&obj);
    return is;
}

/* As many names as there is room for, and a sign that there are more. */
static void join_names(const oql_names *names, char *buf, size_t size)
{
    size_t used = 0;
    buf[0] = '\0';
    for (size_t i = 0; i < names->n; ++i) {
        const size_t n = strlen(names->name[i]) + 2;
        const bool fits = used + n + sizeof ", ..." <= size;
        used += (size_t)snprintf(buf + used, size - used, "%s%s", i == 0 ? "" : ", ",
                                 fits ? names->name[i] : "...");
        if (!fits) {
            return;
        }
    }
}

oql_status oql_store_no_key(oql_store *s, const char *key, oql_err *err)
{
    char *path = NULL, *group = NULL, held[260];
    oql_names names = {0};
    if (err == NULL) { /* nobody reads it: the question was only whether it exists */
        return OQL_ENOTFOUND;
    }
    oql_status st = OQL_OK;
    OQL_TRY(oql_h5_path(key, &path, err));
    OQL_TRY(oql_h5_path(key, &group, err));
    char *slash = NULL;
    do { /* up to the group that exists */
        slash = strrchr(group, '/');
        slash[slash == group ? 1 : 0] = '\0';
    } while (group[1] != '\0' && !oql_store_is_group(s, group));
    if (oql_store_keys(s, group, &names, NULL) != OQL_OK) {
        names = (oql_names){0};
    }
    join_names(&names, held, sizeof held);
    const char *const *known = (const char *const *)(void *)names.name;
    const char *word = path + strlen(group) + (group[1] == '\0' ? 0 : 1);
    const char *near = oql_nearest_word(word, known, names.n);
    st = OQL_FAIL(err, OQL_ENOTFOUND, "%.100s: no key \"%.60s\"%s%.40s%s%s%s%s", s->path, key,
                  near == NULL ? "" : ", did you mean ", near == NULL ? "" : near,
                  names.n == 0 ? "" : ", expected one of ", held, names.n == 0 ? "" : " in ",
                  names.n == 0 ? "" : group);
    oql_names_clear(&names);
done:
    free(path);
    free(group);
    return st;
}

oql_status oql_store_group(oql_store *s, const char *key, oql_err *err)
{
    char *path = NULL;
    oql_status st = oql_h5_path(key, &path, err);
    if (st != OQL_OK) {
        return st;
    }
    if (!s->writable) {
        st = OQL_FAIL(err, OQL_EARG, "%s: open for reading only, cannot make \"%s\"", s->path,
                      path);
    } else {
        st = oql_h5_mkgroups(s, path, true, err);
    }
    free(path);
    return st;
}

oql_status oql_store_delete(oql_store *s, const char *key, oql_err *err)
{
    char *path = NULL;
    oql_status st = oql_h5_path(key, &path, err);
    if (st != OQL_OK) {
        return st;
    }
    if (!s->writable || strcmp(path, "/") == 0) {
        st = OQL_FAIL(err, OQL_EARG, "%s: cannot delete \"%s\"%s", s->path, path,
                      s->writable ? "" : ", open for reading only");
    } else if (!oql_h5_exists(s->file, path)) {
        st = oql_store_no_key(s, path, err);
    } else {
        oql_h5_forget(s);
        if (H5Ldelete(s->file, path, H5P_DEFAULT) < 0) {
            st = oql_h5_fail(s, err, "cannot delete \"%s\"", path);
        }
    }
    free(path);
    return st;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "results/export_key.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "datastore/show_walk.h"
#include "results/out_file.h"

/* The column, or columns, of one axis. */
typedef struct {
    char name[64];   /* of the scale, without its plural s; "axis_0" when it has none */
    oql_names label; /* texts of the scale, else: */
    double *value;   /* its numbers, NULL for a plain index */
} axis;

typedef struct {
    const oql_export *e;
    const char *key;
    oql_array shape;
    axis of[OQL_MAX_RANK];
    int at_imt, at_level, at_site; /* axes, -1 = none */
    double *iml;                   /* (M, L), when the array has both axes */
    size_t n_level;
    double *lon, *lat; /* (N), when the array has sites */
    oql_names site_id; /* (N) or none */
    FILE *f;
} sheet;

static void clear(sheet *s)
{
    for (int d = 0; d < OQL_MAX_RANK; ++d) {
        oql_names_clear(&s->of[d].label);
        free(s->of[d].value);
    }
    free(s->iml);
    free(s->lon);
    free(s->lat);
    oql_names_clear(&s->site_id);
}

/* ---- names ---- */

static oql_status file_name(const oql_export *e, const char *key, const char *ending, char *buf,
                            size_t size, oql_err *err)
{
    enum { LONGEST = 180 };
    char name[LONGEST + 16], hex[65];
    size_t n = 0;
    bool altered = false;

    key += strspn(key, "/");
    for (const char *c = key; *c != '\0'; ++c) {
        const bool plain = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789._-+",
                                  *c) != NULL;
        if (n == LONGEST) {
            altered = true;
            break;
        }
        altered = altered || (!plain && *c != '/');
        name[n++] = *c == '/' ? '-' : (char)(plain ? *c : '_');
    }
    if (altered) {
        oql_sha256(key, strlen(key), hex);
        n += (size_t)snprintf(name + n, sizeof name - n, "~%.8s", hex);
    }
    name[n] = '\0';
    const int got = snprintf(buf, size, "%s/%s_%lld%s", e->dir, name, (long long)e->id, ending);
    if (got < 0 || (size_t)got >= size) {
        return OQL_FAIL(err, OQL_EIO, "%s: the path of \"%s\" is too long", e->dir, name);
    }
    return OQL_OK;
}

/* ---- axes ---- */

static void put_text(FILE *f, const char *text)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        (void)fputs(text, f);
        return;
    }
    (void)fputc('"', f);
    for (; *text != '\0'; ++text) {
        (void)fputs(*text == '"' ? "\"\"" : (char[2]){*text, '\0'}, f);
    }
    (void)fputc('"', f);
}

/* The shortest of 15 to 17 digits that is read back as the same number. */
static void put_number(FILE *f, double x)
{
    char text[40];
    for (int digits = 15; digits <= 17; ++digits) {
        (void)snprintf(text, sizeof text, "%.*g", digits, x);
        if (strtod(text, NULL) == x) {
            break;
        }
    }
    (void)fputs(text, f);
}

static oql_status read_axis(sheet *s, int d, oql_err *err)
{
    oql_store *store = s->e->store;
    axis *a = &s->of[d];
    oql_array scale;
    size_t n = 0;
    oql_status st = OQL_OK;

    OQL_TRY(oql_store_dim_name(store, s->key, d, a->name, sizeof a->name, err));
    if (a->name[0] == '\0' || !oql_store_has(store, a->name)) {
        (void)snprintf(a->name, sizeof a->name, "axis_%d", d);
        goto done;
    }
    OQL_TRY(oql_store_shape(store, a->name, &scale, err));
    if (scale.type == OQL_TEXT) {
        OQL_TRY(oql_store_get_texts(store, a->name, &a->label, err));
        n = a->label.n;
    } else if (scale.type == OQL_F32 || scale.type == OQL_F64) {
        OQL_TRY(oql_store_get_f64(store, a->name, &a->value, &n, err));
    } else {
        n = s->shape.dims[d];
    }
    if (n != s->shape.dims[d]) {
        st = OQL_FAIL(err, OQL_EIO, "%s: \"%s\" has %zu of %s, its scale %zu",
                      oql_store_path(store), s->key, s->shape.dims[d], a->name, n);
        goto done;
    }
    s->at_site = strcmp(a->name, "sites") == 0 ? d : s->at_site;
    s->at_imt = strcmp(a->name, "imts") == 0 ? d : s->at_imt;
    s->at_level = strcmp(a->name, "levels") == 0 ? d : s->at_level;
    const size_t len = strlen(a->name);
    if (len > 1 && a->name[len - 1] == 's') {
        a->name[len - 1] = '\0';
    }
done:
    return st;
}

static oql_status read_sites(sheet *s, size_t n_site, oql_err *err)
{
    oql_store *store = s->e->store;
    size_t n_lon = 0, n_lat = 0;
    oql_status st = OQL_OK;
    if (oql_store_has(store, "sitecol/custom_site_id")) {
        OQL_TRY(oql_store_get_texts(store, "sitecol/custom_site_id", &s->site_id, err));
    }
    OQL_TRY(oql_store_get_f64(store, "sitecol/lon", &s->lon, &n_lon, err));
    OQL_TRY(oql_store_get_f64(store, "sitecol/lat", &s->lat, &n_lat, err));
    if (n_lon != n_site || n_lat != n_site || (s->site_id.n != 0 && s->site_id.n != n_site)) {
        st = OQL_FAIL(err, OQL_EIO, "%s: \"%s\" has %zu sites, /sitecol %zu",
                      oql_store_path(store), s->key, n_site, n_lon);
    }
done:
    return st;
}

static oql_status read_axes(sheet *s, oql_err *err)
{
    oql_store *store = s->e->store;
    size_t n = 0;
    oql_status st = OQL_OK;
    s->at_site = s->at_imt = s->at_level = -1;
    for (int d = 0; d < s->shape.rank; ++d) {
        OQL_TRY(read_axis(s, d, err));
    }
    if (s->at_site >= 0 && oql_store_has(store, "sitecol/lon")) {
        OQL_TRY(read_sites(s, s->shape.dims[s->at_site], err));
    }
    if (s->at_level >= 0 && s->at_imt >= 0 && oql_store_has(store, "imls")) {
        OQL_TRY(oql_store_get_f64(store, "imls", &s->iml, &n, err));
        s->n_level = s->shape.dims[s->at_level];
        if (n != s->n_level * s->shape.dims[s->at_imt]) {
            st = OQL_FAIL(err, OQL_EIO, "%s: /imls does not fit \"%s\"", oql_store_path(store),
                          s->key);
        }
    }
done:
    return st;
}

static oql_status put_header(const sheet *s, oql_err *err)
{
    oql_store *store = s->e->store;
    char *unit = NULL, *text = NULL;
    oql_status st = OQL_OK;
    if (oql_store_has_attr(store, s->key, "units")) {
        OQL_TRY(oql_store_attr_text(store, s->key, "units", &unit, err));
    }
    if (oql_store_has_attr(store, s->key, "description")) {
        OQL_TRY(oql_store_attr_text(store, s->key, "description", &text, err));
    }
    (void)fprintf(s->f, "#generated_by='%s'; key='%s'; units='%s'; description='%s'\n",
                  s->e->engine, s->key, unit == NULL ? "" : unit, text == NULL ? "" : text);
    for (int d = 0; d < s->shape.rank; ++d) {
        (void)fprintf(s->f, "%s,", s->of[d].name);
        if (d == s->at_site && s->lon != NULL) {
            (void)fputs(s->site_id.n > 0 ? "custom_site_id,lon,lat," : "lon,lat,", s->f);
        }
        if (d == s->at_level && s->iml != NULL) {
            (void)fputs("iml,", s->f);
        }
    }
    (void)fputs("value\n", s->f);
done:
    free(unit);
    free(text);
    return st;
}

/* ---- rows ---- */

static void put_place(const sheet *s, const size_t *index)
{
    for (int d = 0; d < s->shape.rank; ++d) {
        const axis *a = &s->of[d];
        const size_t i = index[d];
        if (a->label.n > 0) {
            put_text(s->f, a->label.name[i]);
        } else if (a->value != NULL) {
            put_number(s->f, a->value[i]);
        } else {
            (void)fprintf(s->f, "%zu", i);
        }
        if (d == s->at_site && s->lon != NULL) {
            if (s->site_id.n > 0) {
                (void)fputc(',', s->f);
                put_text(s->f, s->site_id.name[i]);
            }
            (void)fprintf(s->f, ",%.5f,%.5f", s->lon[i], s->lat[i]);
        }
        if (d == s->at_level && s->iml != NULL) {
            (void)fputc(',', s->f);
            put_number(s->f, s->iml[index[s->at_imt] * s->n_level + i]);
        }
        (void)fputc(',', s->f);
    }
}

static void next_index(const oql_array *shape, size_t *index)
{
    for (int d = shape->rank - 1; d >= 0 && ++index[d] == shape->dims[d]; --d) {
        index[d] = 0;
    }
}

static oql_status put_texts(sheet *s, oql_err *err)
{
    oql_names text = {0};
    size_t index[OQL_MAX_RANK] = {0};
    const oql_status st = oql_store_get_texts(s->e->store, s->key, &text, err);
    for (size_t i = 0; st == OQL_OK && i < text.n; ++i) {
        put_place(s, index);
        put_text(s->f, text.name[i]);
        (void)fputc('\n', s->f);
        next_index(&s->shape, index);
    }
    if (st == OQL_OK) {
        oql_names_clear(&text);
    }
    return st;
}

typedef union {
    double f;
    int64_t i;
    uint64_t u;
} number;

static void put_rows(sheet *s, oql_type as, const number *x, size_t n, size_t *index)
{
    for (size_t i = 0; i < n; ++i) {
        put_place(s, index);
        if (as == OQL_F64) {
            put_number(s->f, x[i].f);
        } else if (as == OQL_U64) {
            (void)fprintf(s->f, "%" PRIu64, x[i].u);
        } else {
            (void)fprintf(s->f, "%" PRId64, x[i].i);
        }
        (void)fputc('\n', s->f);
        next_index(&s->shape, index);
    }
}

static oql_status put_numbers(sheet *s, oql_err *err)
{
    enum { ELEMENTS = 1 << 17 };
    const bool real = s->shape.type == OQL_F32 || s->shape.type == OQL_F64;
    const oql_type as = real ? OQL_F64 : s->shape.type == OQL_U64 ? OQL_U64 : OQL_I64;
    const size_t n_first = s->shape.rank == 0 ? 1 : s->shape.dims[0];
    size_t index[OQL_MAX_RANK] = {0}, start[OQL_MAX_RANK] = {0}, count[OQL_MAX_RANK], row = 1;
    number *x = NULL;
    oql_status st = OQL_OK;

    for (int d = 1; d < s->shape.rank; ++d) {
        count[d] = s->shape.dims[d];
        row *= count[d];
    }
    size_t rows = ELEMENTS / (row == 0 ? 1 : row);
    rows = rows == 0 ? 1 : rows < n_first ? rows : n_first;
    x = oql_calloc(rows, row * sizeof *x);
    if (x == NULL) {
        st = OQL_FAIL(err, OQL_ENOMEM, "out of memory to read \"%s\"", s->key);
        goto done;
    }
    for (size_t at = 0; at < n_first && row > 0; at += rows) {
        start[0] = at;
        count[0] = n_first - at < rows ? n_first - at : rows;
        OQL_TRY(oql_store_read(s->e->store, s->key, as, 0, start, count, x, err));
        put_rows(s, as, x, count[0] * row, index);
        if (ferror(s->f)) { /* told when it is closed; no use in going on */
            break;
        }
    }
done:
    free(x);
    return st;
}

/* ---- files ---- */

static oql_status export_array(const oql_export *e, const char *key, oql_err *err)
{
    sheet s = {.e = e, .key = key};
    char path[4096] = "";
    oql_status st = OQL_OK;

    OQL_TRY(oql_store_shape(e->store, key, &s.shape, err));
    OQL_TRY(read_axes(&s, err));
    OQL_TRY(file_name(e, key, ".csv", path, sizeof path, err));
    OQL_TRY(oql_out_open(path, &s.f, err));
    OQL_TRY(put_header(&s, err));
    OQL_TRY(s.shape.type == OQL_TEXT ? put_texts(&s, err) : put_numbers(&s, err));
    FILE *f = s.f;
    s.f = NULL;
    OQL_TRY(oql_out_close(f, path, err));
done:
    if (s.f != NULL) {
        (void)fclose(s.f);
    }
    clear(&s);
    return st;
}

static oql_status export_input(const oql_export *e, const char *key, oql_err *err)
{
    char path[4096] = "";
    void *data = NULL;
    oql_array shape = {0};
    FILE *f = NULL;
    oql_status st = OQL_OK;
    OQL_TRY(oql_store_get(e->store, key, OQL_U8, &shape, &data, err));
    OQL_TRY(file_name(e, key, "", path, sizeof path, err));
    OQL_TRY(oql_out_open(path, &f, err));
    (void)fwrite(data, 1, shape.rank == 1 ? shape.dims[0] : 0, f); /* closing tells */
    OQL_TRY(oql_out_close(f, path, err));
done:
    free(data);
    return st;
}

typedef struct {
    const oql_export *e;
    size_t *n_file;
} exporting;

/* oql_visit */
static oql_status export_one(oql_store *s, const char *key, void *user, oql_err *err)
{
    const exporting *x = user;

    (void)s;
    key += strspn(key, "/");
    ++*x->n_file;
    return strncmp(key, "inputs/", 7) == 0 ? export_input(x->e, key, err)
                                           : export_array(x->e, key, err);
}

oql_status oql_export_key(const oql_export *e, const char *key, size_t *n_file, oql_err *err)
{
    exporting x = {e, n_file};

    key += strspn(key, "/");
    if (!oql_store_has(e->store, key)) {
        return oql_store_no_key(e->store, key, err);
    }
    return oql_store_is_group(e->store, key) ? oql_walk(e->store, key, export_one, &x, err)
                                             : export_one(e->store, key, &x, err);
}

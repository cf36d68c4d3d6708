/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "datastore/digest.h"
#include "datastore/run_file.h"

static const char *text_or_empty(const char *t)
{
    return t == NULL ? "" : t;
}

/* ---- faults ------------------------------------------------------------------------------ */

static bool has_column(const oql_run_spec *spec, const char *name)
{
    for (size_t i = 0; i < spec->n_site_columns; ++i) {
        if (strcmp(spec->site_columns[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static int by_curve(const void *pa, const void *pb)
{
    const oql_curve_id *const *a = pa, *const *b = pb;
    if ((*a)->trt_id != (*b)->trt_id) {
        return (*a)->trt_id < (*b)->trt_id ? -1 : 1;
    }
    return strcmp((*a)->gsim, (*b)->gsim);
}

static oql_status check_curves(const oql_run_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    const oql_curve_id **sorted = calloc(spec->n_curves, sizeof(const oql_curve_id *));
    if (sorted == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu curves", spec->n_curves);
    }
    for (size_t i = 0; i < spec->n_curves; ++i) {
        sorted[i] = &spec->curves[i];
        if (spec->curves[i].trt_id < 0 || text_or_empty(spec->curves[i].gsim)[0] == '\0') {
            st = OQL_FAIL(err, OQL_EARG, "curve %zu: no ground-motion model or trt_id < 0", i);
            goto done;
        }
    }
    qsort(sorted, spec->n_curves, sizeof(const oql_curve_id *), by_curve);
    for (size_t i = 1; i < spec->n_curves; ++i) {
        if (by_curve(&sorted[i - 1], &sorted[i]) == 0) {
            st = OQL_FAIL(err, OQL_EARG, "two curves for trt_id %d and model \"%s\"",
                          sorted[i]->trt_id, sorted[i]->gsim);
            goto done;
        }
    }
done:
    free(sorted);
    return st;
}

oql_status oql_run_spec_check(const oql_run_spec *spec, oql_err *err)
{
    if (spec->n_sites == 0 || spec->site_block == 0 || spec->n_imts == 0 ||
        spec->n_levels == 0 || spec->n_curves == 0) {
        return OQL_FAIL(err, OQL_EARG,
                        "a calculation needs sites (%zu), a block size (%zu), measures (%zu), "
                        "levels (%zu) and curves (%zu)",
                        spec->n_sites, spec->site_block, spec->n_imts, spec->n_levels,
                        spec->n_curves);
    }
    if (spec->n_sites > INT32_MAX || spec->n_levels > INT32_MAX) {
        return OQL_FAIL(err, OQL_EARG, "more than %d sites or levels", INT32_MAX);
    }
    if (!has_column(spec, "lon") || !has_column(spec, "lat")) {
        return OQL_FAIL(err, OQL_EARG, "the sites lack a column lon or lat");
    }
    return check_curves(spec, err);
}

void oql_run_disk_bytes(const oql_run_spec *spec, uint64_t *live, uint64_t *published)
{
    /* 4 KiB an object covers headers, heaps and scales; measured 1.5 to 3 KiB */
    const uint64_t objects = 40 + 2 * (uint64_t)spec->n_curves + spec->n_files;
    const uint64_t per_curve = (uint64_t)spec->n_sites * spec->n_imts * spec->n_levels * 8;
    const uint64_t blocks = (spec->n_sites + spec->site_block - 1) / spec->site_block;
    uint64_t fixed = 4096 * objects + (uint64_t)spec->n_sites * 8 * (spec->n_site_columns + 2);
    for (size_t i = 0; i < spec->n_files; ++i) {
        fixed += spec->files[i].size;
    }
    *live = fixed + spec->n_curves * (per_curve + blocks * 8);
    *published = fixed + spec->n_curves * (per_curve + per_curve / 100);
}

/* ---- identity ---------------------------------------------------------------------------- */

static void add(oql_digest *h, const void *data, size_t n)
{
    /* the length first: no two lists of items run together to the same bytes */
    const uint64_t length = n;
    oql_digest_add(h, &length, sizeof length);
    oql_digest_add(h, data, n);
}

static void add_text(oql_digest *h, const char *t)
{
    add(h, text_or_empty(t), strlen(text_or_empty(t)));
}

static void add_sites(oql_digest *h, const oql_run_spec *spec)
{
    for (size_t i = 0; i < spec->n_site_columns; ++i) {
        add_text(h, spec->site_columns[i].name);
        add(h, spec->site_columns[i].x, spec->n_sites * sizeof(double));
    }
    for (size_t i = 0; spec->site_ids != NULL && i < spec->n_sites; ++i) {
        add_text(h, spec->site_ids[i]);
    }
}

void oql_run_spec_hash(const oql_run_spec *spec, char hex[65])
{
    const uint64_t shape[] = {OQL_LAYOUT_VERSION, spec->n_sites,  spec->site_block,
                              spec->n_imts,       spec->n_levels, spec->n_curves,
                              spec->n_params,     spec->n_files};
    oql_digest h;
    oql_digest_begin(&h);
    add(&h, shape, sizeof shape);
    add_text(&h, spec->mode);
    add_text(&h, spec->engine_version);
    add(&h, &spec->investigation_time_yr, sizeof(double));
    for (size_t m = 0; m < spec->n_imts; ++m) {
        add_text(&h, spec->imts[m]);
    }
    add(&h, spec->imls, spec->n_imts * spec->n_levels * sizeof(double));
    add_sites(&h, spec);
    for (size_t c = 0; c < spec->n_curves; ++c) {
        add(&h, &spec->curves[c].trt_id, sizeof spec->curves[c].trt_id);
        add_text(&h, spec->curves[c].trt);
        add_text(&h, spec->curves[c].gsim);
    }
    for (size_t i = 0; i < spec->n_params; ++i) {
        add_text(&h, spec->params[i].key);
        add_text(&h, spec->params[i].value);
    }
    for (size_t i = 0; i < spec->n_files; ++i) {
        add_text(&h, spec->files[i].path);
        add(&h, spec->files[i].data, spec->files[i].size);
    }
    oql_digest_end(&h, hex);
}

oql_status oql_run_key(const oql_curve_id *c, char **out, oql_err *err)
{
    const size_t n = oql_key_escape(c->gsim, NULL, 0);
    char *key = malloc(n + 16);
    if (key == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for a key");
    }
    const int at = snprintf(key, 16, "%d/", c->trt_id);
    (void)oql_key_escape(c->gsim, key + at, n + 1);
    *out = key;
    return OQL_OK;
}

/* ---- the file ---------------------------------------------------------------------------- */

static void utc_now(char *buf, size_t size)
{
    /* https://reproducible-builds.org/specs/source-date-epoch/ */
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    const time_t t = fixed == NULL ? time(NULL) : (time_t)strtoll(fixed, NULL, 10);
    struct tm tm;
    if (gmtime_r(&t, &tm) == NULL || strftime(buf, size, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0) {
        (void)snprintf(buf, size, "unknown");
    }
}

static oql_status write_facts(oql_store *s, const oql_run_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    char hash[65], now[32];
    const int64_t version = OQL_LAYOUT_VERSION, threads = spec->n_threads;
    const int64_t block = (int64_t)spec->site_block;
    utc_now(now, sizeof now);
    oql_run_spec_hash(spec, hash);
    OQL_TRY(oql_store_set_attr_i64(s, "/", "layout_version", 1, &version, err));
    OQL_TRY(oql_store_set_attr_text(s, "/", "state", "live", err));
    OQL_TRY(oql_store_set_attr_text(s, "/", "engine_version",
                                    text_or_empty(spec->engine_version), err));
    OQL_TRY(oql_store_set_attr_text(s, "/", "mode", text_or_empty(spec->mode), err));
    OQL_TRY(
        oql_store_set_attr_text(s, "/", "description", text_or_empty(spec->description), err));
    OQL_TRY(oql_store_set_attr_f64(s, "/", "investigation_time_yr", 1,
                                   &spec->investigation_time_yr, err));
    OQL_TRY(oql_store_set_attr_text(s, "/", "job_hash", hash, err));
    OQL_TRY(oql_store_set_attr_i64(s, "/", "site_block", 1, &block, err));
    OQL_TRY(oql_store_group(s, "run", err));
    OQL_TRY(
        oql_store_set_attr_text(s, "run", "date", spec->date == NULL ? now : spec->date, err));
    OQL_TRY(oql_store_set_attr_text(s, "run", "isa", text_or_empty(spec->isa), err));
    OQL_TRY(oql_store_set_attr_i64(s, "run", "threads", 1, &threads, err));
done:
    return st;
}

static oql_h5_room params_room(const oql_run_spec *spec)
{
    size_t bytes = 0;
    for (size_t i = 0; i < spec->n_params; ++i) {
        bytes += strlen(spec->params[i].key) + OQL_H5_ATTR;
    }
    return (oql_h5_room){spec->n_params, spec->n_params == 0 ? 0 : bytes / spec->n_params};
}

static oql_status write_inputs(oql_store *s, const oql_run_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(oql_h5_group(s, "/job", params_room(spec), err));
    for (size_t i = 0; i < spec->n_params; ++i) {
        OQL_TRY(oql_store_set_attr_text(s, "job", spec->params[i].key,
                                        text_or_empty(spec->params[i].value), err));
    }
    OQL_TRY(oql_store_group(s, "inputs", err));
    for (size_t i = 0; i < spec->n_files; ++i) {
        const oql_input_file *f = &spec->files[i];
        char key[32], hex[65];
        (void)snprintf(key, sizeof key, "inputs/%zu", i);
        oql_sha256(f->data, f->size, hex);
        OQL_TRY(oql_layout_set(s, key, &f->size, f->size == 0 ? NULL : f->data, err));
        OQL_TRY(oql_store_set_attr_text(s, key, "path", text_or_empty(f->path), err));
        OQL_TRY(oql_store_set_attr_text(s, key, "sha256", hex, err));
    }
done:
    return st;
}

static oql_status write_index(oql_store *s, const char *key, size_t n, oql_err *err)
{
    int32_t *x = oql_calloc(n, sizeof *x);
    if (x == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for %zu indices", n);
    }
    for (size_t i = 0; i < n; ++i) {
        x[i] = (int32_t)i;
    }
    const oql_status st = oql_layout_set(s, key, &n, x, err);
    free(x);
    return st;
}

/* Units of the usual measures; accelerations in g, as the levels of the inputs are. */
static const char *unit_of(const char *imt)
{
    static const struct {
        const char *start, *unit;
    } known[] = {{"PGV", "cm/s"}, {"PGD", "cm"},          {"SDi", "cm"},   {"IA", "m/s"},
                 {"CAV", "g s"},  {"RSD", "s"},           {"MMI", ""},     {"PGA", "g"},
                 {"SA(", "g"},    {"AvgSA", "g"},         {"Sa_", "g"},    {"EAS(", "g s"},
                 {"FAS(", "g s"}, {"DRVT(", "s"},         {"JMA", ""},     {"RRD", ""},
                 {"LSD", "m"},    {"PGDfLatSpread", "m"}, {"FIV3", "cm/s"}};
    for (size_t i = 0; i < OQL_COUNT(known); ++i) {
        if (strncmp(imt, known[i].start, strlen(known[i].start)) == 0) {
            return known[i].unit;
        }
    }
    return "";
}

static oql_status write_measures(oql_store *s, const oql_run_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t dims[] = {spec->n_imts, spec->n_levels};
    const char **unit = calloc(spec->n_imts, sizeof *unit);
    if (unit == NULL) {
        return OQL_FAIL(err, OQL_ENOMEM, "out of memory for units");
    }
    for (size_t m = 0; m < spec->n_imts; ++m) {
        unit[m] = spec->imt_units == NULL ? unit_of(spec->imts[m]) : spec->imt_units[m];
    }
    OQL_TRY(oql_layout_set(s, "imts", dims, spec->imts, err));
    OQL_TRY(write_index(s, "levels", spec->n_levels, err));
    OQL_TRY(oql_layout_set(s, "imt_units", dims, unit, err));
    OQL_TRY(oql_layout_set(s, "imls", dims, spec->imls, err));
done:
    free(unit);
    return st;
}

static oql_status write_sites(oql_store *s, const oql_run_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(write_index(s, "sites", spec->n_sites, err));
    for (size_t i = 0; i < spec->n_site_columns; ++i) {
        const oql_run_column *c = &spec->site_columns[i];
        char key[128];
        const int n = snprintf(key, sizeof key, "sitecol/%s", c->name);
        if (n < 0 || (size_t)n >= sizeof key || strchr(c->name, '/') != NULL) {
            st = OQL_FAIL(err, OQL_EARG, "site column \"%.80s\": not a name", c->name);
            goto done;
        }
        OQL_TRY(oql_layout_set(s, key, &spec->n_sites, c->x, err));
        if (c->unit != NULL) {
            OQL_TRY(oql_store_set_attr_text(s, key, "units", c->unit, err));
        }
    }
    if (spec->site_ids != NULL) {
        OQL_TRY(
            oql_layout_set(s, "sitecol/custom_site_id", &spec->n_sites, spec->site_ids, err));
    }
done:
    return st;
}

/* The group of a curve, when it is the first of it. */
static oql_status make_group(oql_store *s, const oql_run_spec *spec, size_t first, oql_err *err)
{
    oql_status st = OQL_OK;
    const int id = spec->curves[first].trt_id;
    char path[16];
    size_t n = 0, bytes = 0;
    (void)snprintf(path, sizeof path, "/%d", id);
    if (oql_h5_exists(s->file, path)) {
        return OQL_OK;
    }
    for (size_t c = first; c < spec->n_curves && spec->curves[c].trt_id == id; ++c, ++n) {
        bytes += oql_key_escape(spec->curves[c].gsim, NULL, 0);
    }
    bytes += sizeof "tectonic_region_type" + OQL_H5_ATTR;
    OQL_TRY(oql_h5_group(s, path, (oql_h5_room){n + 1, bytes / (n + 1) + 1}, err));
    OQL_TRY(oql_store_set_attr_text(s, path, "tectonic_region_type",
                                    text_or_empty(spec->curves[first].trt), err));
done:
    return st;
}

static oql_status write_curves(oql_store *s, const oql_run_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    const size_t dims[] = {spec->n_sites, spec->n_imts, spec->n_levels};
    char *key = NULL;
    for (size_t c = 0; c < spec->n_curves; ++c) {
        const oql_curve_id *id = &spec->curves[c];
        free(key);
        key = NULL;
        OQL_TRY(oql_run_key(id, &key, err));
        if (c == 0 || id->trt_id != spec->curves[c - 1].trt_id) {
            OQL_TRY(make_group(s, spec, c, err));
        }
        OQL_TRY(oql_layout_set(s, key, dims, NULL, err));
        OQL_TRY(oql_store_set_attr_text(s, key, "gsim", id->gsim, err));
    }
done:
    free(key);
    return st;
}

oql_status oql_run_spec_write(oql_store *s, const oql_run_spec *spec, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(write_facts(s, spec, err));
    OQL_TRY(write_measures(s, spec, err));
    OQL_TRY(write_sites(s, spec, err));
    OQL_TRY(write_inputs(s, spec, err));
    OQL_TRY(write_curves(s, spec, err));
done:
    return st;
}

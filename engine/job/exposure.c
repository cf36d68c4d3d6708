/* SPDX-License-Identifier: BSD-3-Clause */
#include "job/exposure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/number.h"
#include "geo/geodesy.h"
#include "job/nearest.h"

#define OQL_ASSET_DISTANCE_KM 15.0
#define OQL_ASSET_GRID        1.414 /* spacings of a grid */

static oql_status no_memory(const char *path, oql_err *err)
{
    return OQL_FAIL(err, OQL_ENOMEM, "%s: out of memory for the assets", path);
}

/* ---- reading ---- */

typedef struct {
    const char *path;
    double *x[2]; /* (n) longitudes, latitudes; malloc */
    size_t n, cap[2];
} places;

static oql_status add(places *p, double lon, double lat, oql_err *err)
{
    oql_status st = OQL_OK;
    OQL_TRY(oql_reserve(&p->x[0], &p->cap[0], p->n + 1, sizeof(double), err));
    OQL_TRY(oql_reserve(&p->x[1], &p->cap[1], p->n + 1, sizeof(double), err));
    p->x[0][p->n] = lon;
    p->x[1][p->n] = lat;
    ++p->n;
done:
    return st;
}

/* Name in the CSV files of what OpenQuake calls lon or lat. */
static const char *csv_name(const oql_xml_node *model, const char *name)
{
    const oql_xml_node *fields = oql_xml_child(model, "exposureFields");
    const oql_xml_node *f = fields == NULL ? NULL : oql_xml_child(fields, "field");
    for (; f != NULL; f = oql_xml_next(f, "field")) {
        const char *oq = oql_xml_attr_value(f, "oq"), *input = oql_xml_attr_value(f, "input");
        if (oq != NULL && input != NULL && strcmp(oq, name) == 0) {
            return input;
        }
    }
    return name;
}

static oql_status read_csv(places *p, const oql_xml_node *model, const char *path, oql_err *err)
{
    oql_csv *csv = NULL;
    size_t lon = 0, lat = 0;
    oql_status st = OQL_OK;

    OQL_TRY(oql_csv_read(path, OQL_CSV_HEADER, &csv, err));
    OQL_TRY(oql_csv_need(csv, csv_name(model, "lon"), &lon, err));
    OQL_TRY(oql_csv_need(csv, csv_name(model, "lat"), &lat, err));
    for (size_t r = 0; r < oql_csv_rows(csv); ++r) {
        double x = 0.0, y = 0.0;
        OQL_TRY(oql_csv_number(csv, r, lon, false, &x, err));
        OQL_TRY(oql_csv_number(csv, r, lat, false, &y, err));
        if (!(fabs(x) <= 180.0 && fabs(y) <= 90.0)) {
            st = OQL_FAIL(err, OQL_ECONFIG,
                          "%s:%d: an asset at longitude %g, latitude %g, expected at most 180 "
                          "and 90 degrees",
                          path, oql_csv_line(csv, r), x, y);
            goto done;
        }
        OQL_TRY(add(p, x, y, err));
    }
done:
    oql_csv_destroy(csv);
    return st;
}

/* Names of files between blanks, beside the XML file. */
static oql_status read_csvs(places *p, const oql_xml_node *model, const char *names,
                            oql_err *err)
{
    const char *slash = strrchr(p->path, '/');
    const int dir = slash == NULL ? 0 : (int)(slash - p->path) + 1;
    oql_status st = OQL_OK;

    for (const char *at = names + strspn(names, " \t\r\n"); *at != '\0';) {
        const size_t n = strcspn(at, " \t\r\n");
        char path[4096];
        const int used =
            at[0] == '/' ? snprintf(path, sizeof path, "%.*s", (int)n, at)
                         : snprintf(path, sizeof path, "%.*s%.*s", dir, p->path, (int)n, at);
        if (used < 0 || (size_t)used >= sizeof path) {
            return OQL_FAIL(err, OQL_EMODEL, "%s: the name of a file of assets is too long",
                            p->path);
        }
        OQL_TRY(read_csv(p, model, path, err));
        at += n;
        at += strspn(at, " \t\r\n");
    }
done:
    return st;
}

static oql_status read_assets(places *p, const oql_xml_node *assets, oql_err *err)
{
    oql_status st = OQL_OK;
    for (const oql_xml_node *a = oql_xml_child(assets, "asset"); a != NULL;
         a = oql_xml_next(a, "asset")) {
        const oql_xml_node *where = oql_xml_child(a, "location");
        double lon = 0.0, lat = 0.0;
        if (where == NULL) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "%s:%d: <asset> without a child, expected <location>", p->path,
                            a->line);
        }
        OQL_TRY(oql_xml_attr_double(p->path, where, "lon", &lon, err));
        OQL_TRY(oql_xml_attr_double(p->path, where, "lat", &lat, err));
        if (!(fabs(lon) <= 180.0 && fabs(lat) <= 90.0)) {
            return OQL_FAIL(err, OQL_EMODEL,
                            "%s:%d: longitude %g, latitude %g, expected at most 180 and 90 "
                            "degrees",
                            p->path, where->line, lon, lat);
        }
        OQL_TRY(add(p, lon, lat, err));
    }
done:
    return st;
}

oql_status oql_exposure_from_xml(const oql_xml_node *root, const char *path, oql_arena *arena,
                                 oql_site_table *out, oql_err *err)
{
    const oql_xml_node *model = oql_xml_child(root, "exposureModel");
    const oql_xml_node *assets = model == NULL ? NULL : oql_xml_child(model, "assets");
    places p = {.path = path};
    oql_status st = OQL_OK;

    if (assets == NULL) {
        return OQL_FAIL(err, OQL_EMODEL, "%s:%d: <%s>, expected <exposureModel> with <assets>",
                        path, root->line, root->name);
    }
    if (oql_xml_child(assets, "asset") != NULL) {
        OQL_TRY(read_assets(&p, assets, err));
    } else {
        OQL_TRY(read_csvs(&p, model, assets->text, err));
    }
    if (p.n == 0) {
        st = OQL_FAIL(err, OQL_EMODEL,
                      "%s:%d: no assets, expected <asset> or names of CSV files", path,
                      assets->line);
        goto done;
    }
    oql_site_column *c = oql_arena_alloc(arena, 2, sizeof *c);
    double *x = oql_arena_alloc(arena, 2 * p.n, sizeof *x);
    if (c == NULL || x == NULL) {
        st = no_memory(path, err);
        goto done;
    }
    memcpy(x, p.x[0], p.n * sizeof *x);
    memcpy(x + p.n, p.x[1], p.n * sizeof *x);
    c[0] = (oql_site_column){"lon", x, NULL};
    c[1] = (oql_site_column){"lat", x + p.n, NULL};
    *out = (oql_site_table){path, p.n, 2, c, NULL};
done:
    free(p.x[0]);
    free(p.x[1]);
    return st;
}

/* ---- all files ---- */

static int by_place(const void *a, const void *b)
{
    const double *x = a, *y = b;
    for (int i = 0; i < 2; ++i) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

/* Sort (lon, lat) pairs and leave each place once. */
static oql_status sort_places(double (*xy)[2], size_t n, oql_arena *arena, oql_exposure *out)
{
    double *x = oql_arena_alloc(arena, 2 * n + 2, sizeof *x);
    size_t k = 0;

    if (x == NULL) {
        return OQL_ENOMEM;
    }
    qsort(xy, n, sizeof *xy, by_place);
    for (size_t i = 0; i < n; ++i) {
        if (i == 0 || by_place(xy[i], xy[i - 1]) != 0) {
            x[k] = xy[i][0];
            x[n + k] = xy[i][1];
            ++k;
        }
    }
    *out = (oql_exposure){k, x, x + n};
    return OQL_OK;
}

oql_status oql_exposure_read(const oql_job *job, oql_site_reader xml, void *user,
                             oql_arena *arena, oql_problems *problems, oql_exposure *out,
                             oql_err *err)
{
    const oql_job_input *input;
    double(*xy)[2] = NULL;
    size_t n = 0, cap = 0;
    oql_status st = OQL_OK;

    *out = (oql_exposure){0};
    for (size_t i = 0; (input = oql_job_find_input(job, "exposure", i)) != NULL; ++i) {
        oql_site_table t = {0};
        oql_err why = {0};
        if (xml == NULL || xml(user, input->path, &t, &why) != OQL_OK) {
            if (why.code == OQL_ENOMEM) {
                st = why.code;
                *err = why;
                goto done;
            }
            oql_problem_error(problems, input->file, input->line, "exposure_file: %s",
                              xml == NULL ? "cannot be read here" : why.text);
            continue;
        }
        OQL_TRY(oql_reserve(&xy, &cap, n + t.n_rows, sizeof *xy, err));
        for (size_t k = 0; k < t.n_rows; ++k, ++n) {
            xy[n][0] = oql_round_decimals(t.columns[0].x[k], 5);
            xy[n][1] = oql_round_decimals(t.columns[1].x[k], 5);
        }
    }
    if (n > 0 && sort_places(xy, n, arena, out) != OQL_OK) {
        st = no_memory(job->path, err);
    }
done:
    free(xy);
    return st;
}

/* ---- sites near assets ---- */

/* asset_hazard_distance: a number, or the greatest of a dictionary. */
static double limit_km(const oql_job *job, oql_problems *problems)
{
    const oql_job_param *p = oql_job_find(job, "asset_hazard_distance");
    const oql_literal *lit = NULL;
    oql_arena *arena = NULL;
    oql_err err = {0};
    double most = 0.0, x = 0.0;

    if (!isnan(job->region_grid_spacing_km)) {
        return job->region_grid_spacing_km * OQL_ASSET_GRID;
    }
    if (p == NULL) {
        return OQL_ASSET_DISTANCE_KM;
    }
    if (oql_parse_double(p->value, &x)) {
        most = x;
    } else if (oql_arena_create(&arena, &err) == OQL_OK &&
               oql_literal_parse(p->value, arena, &lit, &err) == OQL_OK) {
        for (size_t i = 0; lit->kind == OQL_LIT_DICT && i < lit->n; ++i) {
            most =
                lit->items[i].kind == OQL_LIT_NUMBER ? fmax(most, lit->items[i].number) : most;
        }
    }
    oql_arena_destroy(arena);
    if (!(most > 0.0)) {
        oql_problem_error(problems, p->file, p->line,
                          "asset_hazard_distance = %s, expected a number of km > 0, or a "
                          "dictionary of them",
                          p->value);
    }
    return most;
}

static bool may_discard(const oql_job *job)
{
    const oql_job_param *p = oql_job_find(job, "discard_assets");
    return p != NULL && (strcmp(p->value, "true") == 0 || strcmp(p->value, "True") == 0 ||
                         strcmp(p->value, "1") == 0 || strcmp(p->value, "yes") == 0);
}

static void judge(const oql_job *job, size_t n_lost, size_t n_place, double limit,
                  oql_problems *problems)
{
    const oql_job_param *p = oql_job_find(job, "exposure_file");
    const char *path = p == NULL ? job->path : p->file;
    const int line = p == NULL ? 0 : p->line;

    if (n_lost == n_place) {
        oql_problem_error(problems, path, line,
                          "no site within %g km of an asset, expected some", limit);
    } else if (n_lost > 0 && !may_discard(job)) {
        oql_problem_error(problems, path, line,
                          "%zu of %zu places of assets are farther than %g km from every site, "
                          "expected none: set asset_hazard_distance, or discard_assets = true",
                          n_lost, n_place, limit);
    }
}

oql_status oql_exposure_near(const oql_exposure *e, const oql_job *job, size_t n_site,
                             const oql_job_point *at, bool *keep, oql_problems *problems,
                             oql_err *err)
{
    const double limit = limit_km(job, problems);
    double(*xyz)[3] = malloc((n_site + 1) * sizeof *xyz);
    oql_nearest *tree = NULL;
    size_t n_lost = 0;
    oql_status st = OQL_OK;

    if (xyz == NULL) {
        return no_memory(job->path, err);
    }
    for (size_t i = 0; i < n_site; ++i) {
        keep[i] = false;
        oql_geo_to_xyz(at[i].lon_deg, at[i].lat_deg, at[i].depth_km, xyz[i]);
    }
    OQL_TRY(oql_nearest_create(n_site, (const double(*)[3])xyz, &tree, err));
    for (size_t k = 0; k < e->n; ++k) {
        double p[3], distance;
        oql_geo_to_xyz(e->lon_deg[k], e->lat_deg[k], 0.0, p);
        const size_t i = oql_nearest_find(tree, p, &distance);
        keep[i] = keep[i] || distance <= limit;
        n_lost += distance > limit;
    }
    judge(job, n_lost, e->n, limit, problems);
done:
    oql_nearest_destroy(tree);
    free(xyz);
    return st;
}

/* SPDX-License-Identifier: BSD-3-Clause */
#include "job/sites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "geo/geodesy.h"
#include "geo/polygon.h"
#include "job/exposure.h"
#include "job/geohash.h"
#include "job/nearest.h"
#include "job/override_vs30.h"
#include "job/site_model.h"

#define ASSOC_DISTANCE_KM   8.0  /* a site model this near describes a site */
#define FAR_KM              20.0 /* and one this far does not */
#define MAX_GRID_SITES      2e7
#define OQL_TILE_ID_LETTERS 6     /* of the geohash that names a site of a tile */
#define ASSOC_GRID          1.414 /* or, on a grid, within this many spacings */

/* Two steps: where the sites are (a mesh), then what the ground is like there: row[i] of the
 * site model, or the reference values.
 *
 *      sites ──┐                    site model rows
 *      region ─┼─► mesh (sorted) ─► nearest row ──┐
 *      model ──┴─► mesh (as it is) ─► same row ───┴─► columns
 */
typedef struct {
    const oql_job *job;
    oql_problems *problems;
    oql_err *err;
    oql_arena *arena;
    oql_site_table model; /* n_rows == 0 without one */
    oql_exposure assets;  /* n == 0 without any */
    size_t n;
    oql_job_point *at; /* (n) */
    size_t *row;       /* (n) row of the model, or NULL */
    bool direct;       /* the sites are those of the model */
} build;

void oql_sites_destroy(oql_sites *sites)
{
    if (sites != NULL) {
        oql_arena_destroy(sites->arena);
        free(sites);
    }
}

static oql_status no_memory(const build *b)
{
    return OQL_FAIL(b->err, OQL_ENOMEM, "%s: out of memory for %zu sites", b->job->path, b->n);
}

static int by_place(const void *a, const void *b)
{
    const oql_job_point *x = a, *y = b;
    if (x->lon_deg != y->lon_deg) {
        return x->lon_deg < y->lon_deg ? -1 : 1;
    }
    if (x->lat_deg != y->lat_deg) {
        return x->lat_deg < y->lat_deg ? -1 : 1;
    }
    return (x->depth_km > y->depth_km) - (x->depth_km < y->depth_km);
}

/* ---- the mesh ---- */

static oql_status mesh_from_sites(build *b)
{
    b->n = b->job->n_points;
    b->at = oql_arena_alloc(b->arena, b->n, sizeof *b->at);
    if (b->at == NULL) {
        return no_memory(b);
    }
    memcpy(b->at, b->job->points, b->n * sizeof *b->at);
    qsort(b->at, b->n, sizeof *b->at, by_place);
    return OQL_OK;
}

/* A spacing far too small would fill the memory before anybody could say so. corner: (2, n). */
static bool check_grid_size(const build *b, const oql_job_param *p, size_t n,
                            const double *corner)
{
    const double step = b->job->region_grid_spacing_km;
    const double km_per_deg = 111.2;
    double low[2] = {HUGE_VAL, HUGE_VAL}, high[2] = {-HUGE_VAL, -HUGE_VAL};

    for (size_t i = 0; i < 2 * n; ++i) {
        low[i / n] = fmin(low[i / n], corner[i]);
        high[i / n] = fmax(high[i / n], corner[i]);
    }
    const double most = ((high[0] - low[0]) * km_per_deg / step + 3.0) *
                        ((high[1] - low[1]) * km_per_deg / step + 3.0);
    if (most <= MAX_GRID_SITES) {
        return true;
    }
    oql_problem_error(
        b->problems, p->file, p->line,
        "region_grid_spacing = %g km gives up to %.0g sites, expected at most %.0g", step, most,
        MAX_GRID_SITES);
    return false;
}

/* A grid over the region or, without one, over the hull of points; places: (2, n) lon, lat. */
static oql_status mesh_of_grid(build *b, size_t n, const double *places)
{
    const oql_job_param *region = oql_job_find(b->job, "region");
    const oql_job_param *p =
        region != NULL ? region : oql_job_find(b->job, "region_grid_spacing");
    const double step = b->job->region_grid_spacing_km;
    double *lon = NULL, *lat = NULL;
    oql_err why = {.code = OQL_OK};
    oql_status st = OQL_OK;

    if (!check_grid_size(b, p, n, places)) {
        goto done;
    }
    st = (region != NULL ? oql_polygon_dilate_discretize : oql_polygon_hull_discretize)(
        n, places, places + n, step, step, &b->n, &lon, &lat, &why);
    if (st == OQL_ENOMEM) {
        st = no_memory(b);
        goto done;
    }
    if (st != OQL_OK) {
        oql_problem_error(b->problems, p->file, p->line, "%s: %s", p->key, why.text);
        b->n = 0;
        st = OQL_OK;
        goto done;
    }
    b->at = oql_arena_alloc(b->arena, b->n, sizeof *b->at);
    if (b->at == NULL) {
        st = no_memory(b);
        goto done;
    }
    for (size_t i = 0; i < b->n; ++i) {
        b->at[i] = (oql_job_point){lon[i], lat[i], 0.0};
    }
    qsort(b->at, b->n, sizeof *b->at, by_place);
done:
    free(lon);
    free(lat);
    return st;
}

/* The grid of a job without region covers its assets or, without those, its site model. */
static oql_status mesh_from_grid(build *b)
{
    const oql_job *job = b->job;
    const size_t n = job->n_region > 0 ? job->n_region
                     : b->assets.n > 0 ? b->assets.n
                                       : b->model.n_rows;
    double *places = oql_arena_alloc(b->arena, 2 * n, sizeof *places);

    if (places == NULL) {
        return no_memory(b);
    }
    for (size_t i = 0; i < job->n_region; ++i) {
        places[i] = job->region[i].lon_deg;
        places[n + i] = job->region[i].lat_deg;
    }
    if (job->n_region == 0) {
        const bool assets = b->assets.n > 0;
        const double *lon =
            assets ? b->assets.lon_deg : oql_site_table_find(&b->model, "lon")->x;
        const double *lat =
            assets ? b->assets.lat_deg : oql_site_table_find(&b->model, "lat")->x;

        memcpy(places, lon, n * sizeof *lon);
        memcpy(places + n, lat, n * sizeof *lat);
    }
    return mesh_of_grid(b, n, places);
}

static oql_status mesh_from_model(build *b)
{
    const oql_site_column *lon = oql_site_table_find(&b->model, "lon");
    const oql_site_column *lat = oql_site_table_find(&b->model, "lat");
    const oql_site_column *depth = oql_site_table_find(&b->model, "depth");

    b->n = b->model.n_rows;
    b->direct = true;
    b->at = oql_arena_alloc(b->arena, b->n, sizeof *b->at);
    if (b->at == NULL) {
        return no_memory(b);
    }
    for (size_t i = 0; i < b->n; ++i) {
        b->at[i] = (oql_job_point){lon->x[i], lat->x[i], depth == NULL ? 0.0 : depth->x[i]};
    }
    return OQL_OK;
}

static oql_status mesh_from_assets(build *b)
{
    b->n = b->assets.n;
    b->at = oql_arena_alloc(b->arena, b->n + 1, sizeof *b->at);
    if (b->at == NULL) {
        return no_memory(b);
    }
    for (size_t i = 0; i < b->n; ++i) {
        b->at[i] = (oql_job_point){b->assets.lon_deg[i], b->assets.lat_deg[i], 0.0};
    }
    return OQL_OK;
}

static oql_status make_mesh(build *b)
{
    const oql_job *job = b->job;

    if (job->n_points > 0) {
        return mesh_from_sites(b);
    }
    const bool grid = !isnan(job->region_grid_spacing_km);
    if (grid && (job->n_region > 0 || b->assets.n > 0 || b->model.n_rows > 0)) {
        return mesh_from_grid(b);
    }
    return b->model.n_rows > 0 ? mesh_from_model(b) : mesh_from_assets(b);
}

/* Longitudes into [-180, 180), 5 decimals, as OpenQuake stores them. */
static void round_mesh(build *b)
{
    for (size_t i = 0; i < b->n; ++i) {
        double lon = fmod(b->at[i].lon_deg + 180.0, 360.0);
        lon = (lon < 0.0 ? lon + 360.0 : lon) - 180.0;
        b->at[i].lon_deg = oql_round_decimals(lon, 5);
        b->at[i].lat_deg = oql_round_decimals(b->at[i].lat_deg, 5);
    }
}

static oql_status check_mesh(const build *b)
{
    double *x = oql_arena_alloc(b->arena, 2 * b->n, sizeof *x);
    if (x == NULL) {
        return no_memory(b);
    }
    for (size_t i = 0; i < b->n; ++i) {
        x[i] = b->at[i].lon_deg;
        x[b->n + i] = b->at[i].lat_deg;
    }
    return oql_site_report_twins(b->n, x, x + b->n, NULL, b->job->path, b->problems)
               ? OQL_OK
               : no_memory(b);
}

/* Site i becomes site k <= i. */
static void move_site(build *b, size_t i, size_t k)
{
    b->at[k] = b->at[i];
    if (b->row != NULL) {
        b->row[k] = b->row[i];
    }
}

/* With an exposure only the sites near assets count. */
static oql_status keep_near_assets(build *b)
{
    oql_status st = OQL_OK;
    size_t n = 0;
    bool *keep = NULL;

    if (b->assets.n == 0 || b->n == 0) {
        return OQL_OK;
    }
    keep = calloc(b->n, sizeof *keep);
    if (keep == NULL) {
        return no_memory(b);
    }
    OQL_TRY(oql_exposure_near(&b->assets, b->job, b->n, b->at, keep, b->problems, b->err));
    for (size_t i = 0; i < b->n; ++i) {
        if (keep[i]) {
            move_site(b, i, n++);
        }
    }
    b->n = n;
done:
    free(keep);
    return st;
}

/* tile_spec [no, n] keeps every n-th site. */
static void keep_tile(build *b)
{
    const oql_job_param *p = oql_job_find(b->job, "tile_spec");
    const size_t n_tiles = (size_t)b->job->n_tiles, no = (size_t)b->job->tile_no;
    size_t k = 0;

    if (n_tiles == 0 || b->n == 0) {
        return;
    }
    if (b->n <= n_tiles) {
        oql_problem_error(b->problems, p->file, p->line,
                          "tile_spec: %zu tiles for %zu sites, expected fewer", n_tiles, b->n);
        return;
    }
    for (size_t i = no - 1; i < b->n; i += n_tiles, ++k) {
        move_site(b, i, k);
    }
    b->n = k;
}

/* ---- the site model at each site ---- */

/* Report a site far from the model. OpenQuake's source refuses more than 8 km unless there is a
 * grid, but reference results of its own exist for 11 km: so up to FAR_KM is a warning here,
 * too. */
static void report_far(const build *b, size_t i, double distance_km, double limit_km,
                       bool strict, size_t *n_far)
{
    static const char fmt[] = "the nearest row of the site model is %.1f km from site %g %g, "
                              "expected at most %.1f";
    if (++*n_far > 5) {
        return;
    }
    (strict && distance_km > FAR_KM ? oql_problem_error : oql_problem_warning)(
        b->problems, b->model.path, 0, fmt, distance_km, b->at[i].lon_deg, b->at[i].lat_deg,
        limit_km);
}

static oql_status find_rows(build *b)
{
    const oql_site_column *lon = oql_site_table_find(&b->model, "lon");
    const oql_site_column *lat = oql_site_table_find(&b->model, "lat");
    const oql_site_column *depth = oql_site_table_find(&b->model, "depth");
    const bool grid = !isnan(b->job->region_grid_spacing_km);
    const double limit = grid ? b->job->region_grid_spacing_km * ASSOC_GRID : ASSOC_DISTANCE_KM;
    const bool strict = !grid && b->job->siteid.n == 0;
    oql_nearest *tree = NULL;
    oql_status st = OQL_OK;
    size_t n_far = 0;
    double distance;

    double(*xyz)[3] = malloc((b->model.n_rows + 1) * sizeof *xyz);
    if (xyz == NULL) {
        st = no_memory(b);
        goto done;
    }
    for (size_t i = 0; i < b->model.n_rows; ++i) {
        oql_geo_to_xyz(lon->x[i], lat->x[i], depth == NULL ? 0.0 : depth->x[i], xyz[i]);
    }
    OQL_TRY(oql_nearest_create(b->model.n_rows, (const double(*)[3])xyz, &tree, b->err));
    for (size_t i = 0; i < b->n; ++i) {
        double p[3];
        oql_geo_to_xyz(b->at[i].lon_deg, b->at[i].lat_deg, 0.0, p);
        b->row[i] = oql_nearest_find(tree, p, &distance);
        if (distance > limit) {
            report_far(b, i, distance, limit, strict, &n_far);
        }
    }
done:
    oql_nearest_destroy(tree);
    free(xyz);
    return st;
}

static oql_status associate(build *b)
{
    if (b->model.n_rows == 0 || b->n == 0) {
        return OQL_OK;
    }
    b->row = oql_arena_alloc(b->arena, b->n, sizeof *b->row);
    if (b->row == NULL) {
        return no_memory(b);
    }
    for (size_t i = 0; b->direct && i < b->n; ++i) {
        b->row[i] = i;
    }
    return b->direct ? OQL_OK : find_rows(b);
}

/* ---- the columns ---- */

static double *filled(const build *b, double x)
{
    double *out = oql_arena_alloc(b->arena, b->n, sizeof *out);
    for (size_t i = 0; out != NULL && i < b->n; ++i) {
        out[i] = x;
    }
    return out;
}

/* The model's column at the sites, else the reference value. Where sites_csv gave the sites, a
 * reference value wins over the column. */
static double *column_of(const build *b, const char *name, double reference)
{
    const oql_site_column *c = oql_site_table_find(&b->model, name);
    const bool prefer = b->job->prefer_global_site_params &&
                        !isnan(b->job->reference_vs30_value_mps) && !isnan(reference);

    if (b->row == NULL || c == NULL || c->x == NULL || prefer) {
        return filled(b, reference);
    }
    double *out = oql_arena_alloc(b->arena, b->n, sizeof *out);
    for (size_t i = 0; out != NULL && i < b->n; ++i) {
        out[i] = c->x[b->row[i]];
    }
    return out;
}

static bool is_named_column(const char *name)
{
    static const char *const names[] = {"lon",   "lat",    "depth",   "vs30", "vs30measured",
                                        "z1pt0", "z2pt5",  "backarc", "xvf",  "custom_site_id",
                                        "sids",  "site_id"};
    for (size_t i = 0; i < OQL_COUNT(names); ++i) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static oql_status text_at_sites(const build *b, const oql_site_column *c,
                                const char *const **out)
{
    const char **s = oql_arena_alloc(b->arena, b->n, sizeof *s);
    if (s == NULL) {
        return no_memory(b);
    }
    for (size_t i = 0; i < b->n; ++i) {
        s[i] = oql_arena_strdup(b->arena, c->text[b->row[i]]);
        if (s[i] == NULL) {
            return no_memory(b);
        }
    }
    *out = s;
    return OQL_OK;
}

/* Every other column of the model. */
static oql_status fill_others(const build *b, oql_sites *sites)
{
    oql_status st = OQL_OK;
    oql_site_column *c = oql_arena_alloc(b->arena, b->model.n_columns, sizeof *c);

    if (c == NULL) {
        return no_memory(b);
    }
    for (size_t k = 0; b->row != NULL && k < b->model.n_columns; ++k) {
        const oql_site_column *from = &b->model.columns[k];
        if (is_named_column(from->name)) {
            continue;
        }
        oql_site_column *to = &c[sites->n_columns++];
        to->name = oql_arena_strdup(b->arena, from->name);
        if (to->name == NULL) {
            st = no_memory(b);
            goto done;
        }
        if (from->text != NULL) {
            OQL_TRY(text_at_sites(b, from, &to->text));
        } else if ((to->x = column_of(b, from->name, (double)NAN)) == NULL) {
            st = no_memory(b);
            goto done;
        }
    }
    sites->columns = c;
done:
    return st;
}

static oql_status fill_ids(const build *b, oql_sites *sites)
{
    const oql_site_column *c = oql_site_table_find(&b->model, "custom_site_id");
    const bool from_model = b->direct && c != NULL;

    const bool hashed = !from_model && b->job->siteid.n != b->n && b->job->n_tiles > 0;
    if (!from_model && b->job->siteid.n != b->n && !hashed) {
        return OQL_OK;
    }
    sites->custom_id = oql_arena_alloc(b->arena, b->n, sizeof *sites->custom_id);
    if (sites->custom_id == NULL) {
        return no_memory(b);
    }
    for (size_t i = 0; i < b->n; ++i) {
        if (hashed) { /* sites of a tile are known by their place among those of the others */
            oql_geohash(b->at[i].lon_deg, b->at[i].lat_deg, OQL_TILE_ID_LETTERS,
                        sites->custom_id[i]);
        } else if (from_model && c->text == NULL) {
            (void)snprintf(sites->custom_id[i], OQL_SITE_ID_BYTES, "%.0f", c->x[b->row[i]]);
        } else {
            (void)snprintf(sites->custom_id[i], OQL_SITE_ID_BYTES, "%.8s",
                           from_model ? c->text[b->row[i]] : b->job->siteid.s[i]);
        }
    }
    return OQL_OK;
}

static oql_status fill(const build *b, oql_sites *sites)
{
    const oql_job *job = b->job;
    oql_status st = OQL_OK;

    sites->n = b->n;
    sites->has_site_model = b->row != NULL;
    sites->lon_deg = filled(b, 0.0);
    sites->lat_deg = filled(b, 0.0);
    sites->depth_km = filled(b, 0.0);
    sites->vs30_mps = column_of(b, "vs30", job->reference_vs30_value_mps);
    sites->vs30measured = column_of(b, "vs30measured", job->reference_vs30_type == 1);
    sites->z1pt0_m = column_of(b, "z1pt0", job->reference_depth_to_1pt0km_per_sec_m);
    sites->z2pt5_km = column_of(b, "z2pt5", job->reference_depth_to_2pt5km_per_sec_km);
    const oql_site_column *arc = oql_site_table_find(&b->model, "backarc");
    sites->backarc = b->row != NULL && arc != NULL && arc->x != NULL
                         ? column_of(b, "backarc", (double)NAN)
                         : filled(b, job->reference_backarc);
    const bool has_xvf = !isnan(job->reference_xvf_km) || oql_site_table_find(&b->model, "xvf");
    sites->xvf_km = has_xvf ? column_of(b, "xvf", job->reference_xvf_km) : NULL;
    if (sites->lon_deg == NULL || sites->lat_deg == NULL || sites->depth_km == NULL ||
        sites->vs30_mps == NULL || sites->vs30measured == NULL || sites->z1pt0_m == NULL ||
        sites->z2pt5_km == NULL || sites->backarc == NULL ||
        (has_xvf && sites->xvf_km == NULL)) {
        st = no_memory(b);
        goto done;
    }
    for (size_t i = 0; i < b->n; ++i) {
        sites->lon_deg[i] = b->at[i].lon_deg;
        sites->lat_deg[i] = b->at[i].lat_deg;
        sites->depth_km[i] = b->at[i].depth_km;
    }
    OQL_TRY(fill_ids(b, sites));
    OQL_TRY(fill_others(b, sites));
done:
    return st;
}

/* ---- checks of the whole ---- */

static void check_labels(const build *b, const oql_sites *sites)
{
    const oql_job_dict *labels = &b->job->site_labels;
    const oql_job_param *p = oql_job_find(b->job, "site_labels");
    const double *x = oql_sites_column(sites, "ilabel");

    if (labels->n == 0) {
        return;
    }
    if (x == NULL) {
        oql_problem_error(b->problems, p->file, p->line,
                          "site_labels: no column ilabel, expected it in the site model");
        return;
    }
    for (size_t i = 0; i < sites->n; ++i) {
        bool known = x[i] == 0.0;
        for (size_t k = 0; k < labels->n; ++k) {
            known = known || labels->entry[k].value == x[i];
        }
        if (!known) {
            oql_problem_error(b->problems, p->file, p->line,
                              "site_labels: ilabel %g of site %g %g, expected one of them",
                              x[i], sites->lon_deg[i], sites->lat_deg[i]);
            return;
        }
    }
}

static void check_number_of_sites(const build *b, const oql_sites *sites)
{
    const oql_job *job = b->job;

    if (job->mode == OQL_JOB_DISAGGREGATION && (int64_t)sites->n > job->max_sites_disagg) {
        const oql_job_param *p = oql_job_find(job, "max_sites_disagg");
        oql_problem_error(b->problems, p == NULL ? job->path : p->file, p == NULL ? 0 : p->line,
                          "%zu sites to disaggregate, expected max_sites_disagg >= %zu",
                          sites->n, sites->n);
    }
}

static oql_status load(build *b, oql_site_reader xml, void *user, oql_sites *sites)
{
    oql_status st = OQL_OK;
    const size_t errors = oql_problems_errors(b->problems);

    OQL_TRY(oql_site_model_read(b->job, xml, user, b->arena, b->problems, &b->model, b->err));
    OQL_TRY(oql_exposure_read(b->job, xml, user, b->arena, b->problems, &b->assets, b->err));
    OQL_TRY(make_mesh(b));
    round_mesh(b);
    OQL_TRY(check_mesh(b));
    OQL_TRY(associate(b));
    OQL_TRY(keep_near_assets(b));
    keep_tile(b);
    if (oql_problems_errors(b->problems) == errors) {
        OQL_TRY(fill(b, sites));
        OQL_TRY(oql_sites_override_vs30(b->job, sites, b->problems, b->err));
        check_labels(b, sites);
        check_number_of_sites(b, sites);
    }
    const size_t found = oql_problems_errors(b->problems) - errors;
    if (found > 0) {
        st = OQL_FAIL(b->err, OQL_ECONFIG, "%s: %zu error%s in the sites", b->job->path, found,
                      found == 1 ? "" : "s");
    }
done:
    return st;
}

oql_status oql_sites_load(const oql_job *job, oql_site_reader xml, void *user,
                          oql_problems *problems, oql_sites **out, oql_err *err)
{
    oql_status st = OQL_OK;
    oql_sites *sites = calloc(1, sizeof *sites);
    build b = {.job = job, .problems = problems, .err = err};

    *out = NULL;
    if (sites == NULL) {
        st = no_memory(&b);
        goto done;
    }
    OQL_TRY(oql_arena_create(&sites->arena, err));
    b.arena = sites->arena;
    OQL_TRY(load(&b, xml, user, sites));
    *out = sites;
    sites = NULL;
done:
    oql_sites_destroy(sites);
    return st;
}

/* ---- use ---- */

const double *oql_sites_column(const oql_sites *s, const char *name)
{
    const struct {
        const char *name;
        const double *x;
    } named[] = {
        {"lon", s->lon_deg},
        {"lat", s->lat_deg},
        {"depth", s->depth_km},
        {"vs30", s->vs30_mps},
        {"vs30measured", s->vs30measured},
        {"z1pt0", s->z1pt0_m},
        {"z2pt5", s->z2pt5_km},
        {"backarc", s->backarc},
        {"xvf", s->xvf_km},
    };
    for (size_t i = 0; i < OQL_COUNT(named); ++i) {
        if (strcmp(named[i].name, name) == 0) {
            return named[i].x;
        }
    }
    for (size_t i = 0; i < s->n_columns; ++i) {
        if (strcmp(s->columns[i].name, name) == 0) {
            return s->columns[i].x;
        }
    }
    return NULL;
}

static bool has_text_column(const oql_sites *s, const char *name)
{
    for (size_t i = 0; i < s->n_columns; ++i) {
        if (strcmp(s->columns[i].name, name) == 0 && s->columns[i].text != NULL) {
            return true;
        }
    }
    return false;
}

/* The key of the job that gives a parameter to all sites, or NULL. */
static const char *reference_key(const char *param)
{
    static const char *const keys[][2] = {
        {"vs30", "reference_vs30_value"},
        {"z1pt0", "reference_depth_to_1pt0km_per_sec"},
        {"z2pt5", "reference_depth_to_2pt5km_per_sec"},
        {"xvf", "reference_xvf"},
    };
    for (size_t i = 0; i < OQL_COUNT(keys); ++i) {
        if (strcmp(keys[i][0], param) == 0) {
            return keys[i][1];
        }
    }
    return NULL;
}

size_t oql_sites_require(const oql_sites *sites, const oql_job *job, const char *param,
                         const char *needed_by, oql_problems *problems)
{
    const double *x = oql_sites_column(sites, param);
    const char *key = reference_key(param);
    const char *by = needed_by == NULL ? "" : ", required by ";
    const char *model = needed_by == NULL ? "" : needed_by;
    size_t unknown = 0;

    for (size_t i = 0; x != NULL && i < sites->n; ++i) {
        unknown += isnan(x[i]) ? 1 : 0;
    }
    if ((x != NULL && unknown == 0) || has_text_column(sites, param)) {
        return 0;
    }
    if (key != NULL) {
        oql_problem_error(problems, job->path, 0,
                          "expected %s, or a column %s in a site model%s%s", key, param, by,
                          model);
    } else {
        oql_problem_error(problems, job->path, 0,
                          "no site_model_file, expected one with the parameter %s%s%s", param,
                          by, model);
    }
    return 1;
}
